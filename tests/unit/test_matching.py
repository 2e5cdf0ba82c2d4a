"""Which of several open questions a reply answers, with the questions of the shipped programme."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core.checkins import (
    Answered,
    AnsweredText,
    Asked,
    Match,
    NotAnAnswer,
    OutOfRange,
    Several,
    Unreadable,
    WhichOne,
)
from coaching.core.cities import places
from coaching.core.consent import read_word
from coaching.core.controls import read_control
from coaching.core.matching import choose, match
from coaching.core.model import Question
from tests.programme import CAMPAIGN

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
QUESTIONS = {question.key: question for checkin in CAMPAIGN.checkins.values() for question in checkin.questions}
ALL_LABELS = frozenset(label for question in QUESTIONS.values() for label in question.labels)


def asked(number: int, key: str, *, ago_h: float = 1, checkin: str = "C", **changes: object) -> Asked:
    question = QUESTIONS[key]
    at = NOW - timedelta(hours=ago_h)
    made = Asked(number, question.lo, question.hi, at, at + timedelta(hours=72), question, checkin, 7)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of Asked


def said(text: str, *questions: Asked) -> Match:
    known = {label for each in questions if each.question for label in each.question.labels}
    return match(questions, text, NOW, ALL_LABELS - known)


# A reply to one open question.


@pytest.mark.parametrize(
    "text", ["7", "seven", "7/10", "about a 7", "7, I was away", "7 😀", "siete", "sleep 7", "Sleep: 7"]
)
def test_a_number_answers_the_open_question(text: str) -> None:
    assert said(text, asked(1, "q1")) == Answered(1, 7)


@pytest.mark.parametrize(("text", "number"), [("15", 15), ("11", 11), ("sleep 12", 12)])
def test_a_number_out_of_range_is_asked_for_again(text: str, number: int) -> None:
    assert said(text, asked(1, "q1")) == OutOfRange(1, number)


@pytest.mark.parametrize(
    "text",
    [
        "5 or 6",
        "half",
        "7.5",
        "not 7",
        "7 hours",
        "3 bad nights",
        "4/7",
        "so so",
        "my cat is ill",
        "sleep was bad",
        "yes",
    ],
)
def test_what_is_not_one_number_of_the_range_is_asked_for_again(text: str) -> None:
    assert said(text, asked(1, "q1")) == Unreadable(1)


@pytest.mark.parametrize("text", ["thanks!", "Ok, thank you", "👍", "", "  ", "Good morning", "merci"])
def test_politeness_is_no_answer_and_asks_nothing_back(text: str) -> None:
    assert said(text, asked(1, "q1")) == NotAnAnswer()


def test_a_question_past_its_hours_is_not_answered() -> None:
    assert said("7", asked(1, "q1", ago_h=73)) == NotAnAnswer()
    assert said("7", asked(1, "q1", ago_h=71)) == Answered(1, 7)
    assert said("7") == NotAnAnswer()


def test_a_number_for_a_question_that_is_not_open_answers_no_other() -> None:
    assert said("sleep 3", asked(1, "tummy")) == Unreadable(1)
    assert said("my legs were 3 today", asked(1, "tummy")) == Unreadable(1)
    assert said("3, my legs are tired", asked(1, "tummy")) == Answered(1, 3)


# Words.


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("fine", "tummy", 1),
        ("All good, thanks!", "tummy", 1),
        ("it's fine", "tummy", 1),
        ("tummy is fine", "tummy", 1),
        ("a bit loose", "tummy", 2),
        ("Very loose.", "tummy", 3),
        ("constipated", "tummy", 4),
        ("1 fine", "tummy", 1),
        ("Yes", "safety", 2),
        ("no", "safety", 1),
        ("Nothing new", "safety", 1),
        ("not yet", "clear", 2),
        ("all clear", "clear", 1),
        ("yes please", "ready", 1),
        ("ready!", "ready", 1),
        ("maybe", "q7", 2),
        ("no pain", "q2", 0),
        ("none", "breath_days", 0),
        ("never", "move_days", 0),
        ("Every day!", "breath_days", 7),
        ("todos los días", "move_days", 7),
        ("pas du tout", "move_days", 0),
        ("3 days", "move_days", 3),
        ("4 of 7", "breath_days", 4),
        ("pumpkin seeds", "top_food", 2),
        ("6 hours", "coffee", 3),
    ],
)
def test_words_that_mean_a_number_are_understood(text: str, key: str, value: int) -> None:
    assert said(text, asked(1, key)) == Answered(1, value)


@pytest.mark.parametrize("text", ["not fine", "1, very loose", "3 fine", "fine but loose", "never better"])
def test_words_that_say_something_else_are_asked_back(text: str) -> None:
    assert said(text, asked(1, "tummy")) == Unreadable(1)


def test_no_word_that_means_a_number_steers_the_programme_or_belongs_to_consent() -> None:
    zones = places(available_timezones())
    for question in QUESTIONS.values():
        for word in (word for option in question.options for word in option.words):
            assert read_control(word, NOW.date(), zones) is None, word
            assert read_word(word) is None, word


@pytest.mark.parametrize(
    ("text", "given"),
    [("1", True), ("1 thanks", True), ("1, thank you!", True), ("1 all clear", True), ("option 1", True)]
    + [
        (text, False)
        for text in ("1 happy camper here", "1, but my doctor is away", "1 told not to", "1 of them said ok")
    ],
)
def test_an_all_clear_is_believed_only_if_nothing_else_is_said(text: str, given: bool) -> None:
    assert said(text, asked(1, "clear")) == (Answered(1, 1) if given else Unreadable(1))


# Several open questions.


def test_the_newest_question_whose_range_holds_the_number_is_answered() -> None:
    questions = [asked(1, "q1", ago_h=25), asked(2, "tummy", ago_h=1)]
    assert said("2", *questions) == Answered(2, 2)
    assert said("8", *questions) == Answered(1, 8)


def test_a_label_comes_before_the_newest() -> None:
    questions = [asked(1, "q1", ago_h=25), asked(2, "tummy", ago_h=1)]
    assert said("sleep 3", *questions) == Answered(1, 3)
    assert said("3 for sleep", *questions) == Answered(1, 3)
    assert said("my sleep was a solid 3", *questions) == Answered(1, 3)
    assert said("sleep, 3", *questions) == Answered(1, 3)
    assert said("sleep-3", *questions) == Answered(1, 3)
    assert said("tummy 3", *questions) == Answered(2, 3)


def test_a_label_in_a_remark_labels_nothing() -> None:
    questions = [asked(1, "q1", ago_h=25), asked(2, "tummy", ago_h=1)]
    assert said("3, but I slept well", *questions) == Answered(2, 3)


def test_the_shape_of_an_answer_comes_before_the_newest() -> None:
    questions = [asked(1, "breath_days", ago_h=30), asked(2, "q1", ago_h=1)]
    assert said("5 of 7", *questions) == Answered(1, 5)
    assert said("3 days", *questions) == Answered(1, 3)
    assert said("every day", *questions) == Answered(1, 7)
    assert said("5/10", *questions) == Answered(2, 5)
    assert said("5", *questions) == Answered(2, 5)


def test_a_reminder_makes_a_question_the_newest() -> None:
    reminded = asked(1, "q1", ago_h=26, reminded_at=NOW - timedelta(minutes=5))
    assert said("2", reminded, asked(2, "tummy", ago_h=3)) == Answered(1, 2)


def test_two_questions_put_side_by_side_are_told_apart_by_asking() -> None:
    questions = [asked(1, "tummy", ago_h=1.1), asked(2, "snack", ago_h=1)]
    which = said("2", *questions)
    assert which == WhichOne(Answered(2, 2), Answered(1, 2))
    assert said("4", *questions) == Answered(1, 4)
    assert said("tummy 2", *questions) == Answered(1, 2)
    assert said("chips", *questions) == Answered(2, 2)


def test_nobody_is_asked_twice_which_one_is_meant() -> None:
    questions = [asked(1, "tummy", ago_h=1.1), asked(2, "snack", ago_h=1, clarified=True)]
    assert said("2", *questions) == Answered(2, 2)


def test_a_question_put_in_a_conversation_is_the_one_that_is_meant() -> None:
    questions = [asked(1, "snack", ago_h=1.1), asked(2, "q2", ago_h=0.1, pushed=False)]
    assert said("2", *questions) == Answered(2, 2)


def test_the_same_question_asked_twice_is_no_riddle() -> None:
    assert said("2", asked(1, "tummy", ago_h=1.1), asked(2, "tummy", ago_h=1)) == Answered(2, 2)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("1", 2),
        ("tummy 3", None),
        ("first", None),
        ("2", 1),
        ("the snack quiz", 2),
        ("tummy", 1),
        ("3", None),
        ("neither", None),
    ],
)
def test_the_reply_to_which_one_chooses(text: str, question: int | None) -> None:
    questions = [asked(2, "snack"), asked(1, "tummy", ago_h=1.1)]
    chosen = choose(WhichOne(Answered(2, 2), Answered(1, 2)), questions, text)
    assert (chosen.question if chosen else None) == question


@pytest.mark.parametrize(
    "text",
    [
        "sleep 7, discomfort 3",
        "Sleep: 7; discomfort: 3",
        "sleep 7 discomfort 3",
        "7 sleep 3 discomfort",
        "sleep 7 and pain 3",
        "slept 7/10, legs 3",
        "discomfort 3\nsleep 7",
        "my sleep was a 7 and my legs about a 3",
    ],
)
def test_several_labelled_numbers_answer_several_questions(text: str) -> None:
    questions = [asked(1, "q1", ago_h=2), asked(2, "q2", ago_h=1)]
    assert said(text, *questions) == Several((Answered(1, 7), Answered(2, 3)))


@pytest.mark.parametrize("text", ["7 3", "7, 3", "7 and 3", "sleep 7, 3", "sleep 7 or 3", "sleep 7, sleep 3"])
def test_two_numbers_are_no_answer_unless_each_has_its_label(text: str) -> None:
    questions = [asked(1, "q1", ago_h=2), asked(2, "q2", ago_h=1)]
    assert isinstance(said(text, *questions), Unreadable)


def test_one_number_out_of_range_among_several_is_asked_for_again() -> None:
    questions = [asked(1, "q1", ago_h=2), asked(2, "q2", ago_h=1)]
    assert said("sleep 7, discomfort 30", *questions) == OutOfRange(2, 30)


def test_a_number_for_a_question_still_to_come_waits_for_it() -> None:
    assert said("sleep 7, discomfort 3", asked(1, "q1")) == Answered(1, 7)


@pytest.mark.parametrize("text", ["Y N Y", "yes no yes", "y, n, y", "1 2 1", "Y 2 Y"])
def test_a_row_of_yes_and_no_answers_the_questions_of_one_check_in_in_their_order(text: str) -> None:
    two = Question("k", "kidneys? 1 yes, 2 no", 1, 2, options=QUESTIONS["safety"].options)
    flipped = replace(two, options=tuple(replace(each, value=3 - each.value) for each in two.options))
    questions = [asked(n, "safety", question=replace(flipped, key=f"k{n}")) for n in (1, 2, 3)]
    assert said(text, *questions) == Several((Answered(1, 1), Answered(2, 2), Answered(3, 1)))
    assert isinstance(said(text, *questions[:2]), Unreadable)


# Answers in words.


@pytest.mark.parametrize(
    "text", ["after I brush my teeth", "7 minutes after lunch", "when the kettle is on", "walk at 7"]
)
def test_words_answer_the_newest_question_that_asks_for_words(text: str) -> None:
    assert said(text, asked(1, "cue")) == AnsweredText(1, text)
    assert said(text, asked(1, "cue"), asked(2, "move_days", ago_h=30)) == AnsweredText(1, text)


def test_a_number_passes_a_question_that_asks_for_words() -> None:
    assert said("7", asked(1, "cue")) == NotAnAnswer()
    assert said("7", asked(1, "cue"), asked(2, "q1", ago_h=30)) == Answered(2, 7)
    assert said("15", asked(1, "cue"), asked(2, "q1", ago_h=30)) == OutOfRange(2, 15)
    assert said("sleep 7", asked(1, "cue"), asked(2, "q1", ago_h=30)) == Answered(2, 7)
    assert said("sleep 7", asked(1, "cue")) == NotAnAnswer()


def test_words_for_an_older_question_are_left_to_a_person() -> None:
    assert said("after lunch", asked(1, "cue", ago_h=30), asked(2, "q1")) == Unreadable(2)


@pytest.mark.parametrize("text", ["what do you mean?", "Which cue?", "thank you", "ok", "x" * 201, "¿qué?"])
def test_a_question_of_theirs_thanks_or_a_letter_are_not_kept_as_an_answer(text: str) -> None:
    assert said(text, asked(1, "cue")) == NotAnAnswer()


@pytest.mark.parametrize("text", ["10", "10:30", "22.30", "half past ten", "10pm", "11 pm", "ten"])
def test_lights_out_may_be_a_number(text: str) -> None:
    assert said(text, asked(1, "bedtime")) == AnsweredText(1, text)
    assert said(text, asked(1, "bedtime"), asked(2, "q1", ago_h=24)) == AnsweredText(1, text)


# Whatever is said.


_keys = st.sampled_from(sorted(QUESTIONS))
_open = st.lists(st.tuples(_keys, st.floats(0, 80), st.booleans()), max_size=4)
_words = st.text("0123456789 ./,-") | st.lists(
    st.sampled_from([*sorted(ALL_LABELS), *map(str, range(12)), "fine", "none", "yes", "no", "and", "or", ",", "?"])
).map(" ".join)


@given(_open, _words | st.text())
def test_an_answer_always_fits_the_question_it_is_given_to(opened: list[tuple[str, float, bool]], text: str) -> None:
    questions = [asked(n, key, ago_h=ago, pushed=pushed) for n, (key, ago, pushed) in enumerate(opened)]
    by_id = {each.id: each for each in questions if each.until > NOW}
    found = said(text, *questions)
    match found:
        case Answered(number, value):
            assert by_id[number].holds(value)
        case AnsweredText(number, words):
            assert by_id[number].is_free_text
            assert words == text.strip()
        case Several(answers):
            assert len({each.question for each in answers}) == len(answers) > 1
            assert all(by_id[each.question].holds(each.value) for each in answers)
        case WhichOne(first, second):
            assert first.question != second.question
            assert {first.question, second.question} <= by_id.keys()
        case OutOfRange(number, value):
            assert not by_id[number].holds(value)
        case Unreadable(number):
            assert number in by_id
        case NotAnAnswer():
            pass


@given(_open, _words | st.text())
def test_the_order_of_the_questions_changes_nothing(opened: list[tuple[str, float, bool]], text: str) -> None:
    questions = [asked(n, key, ago_h=ago, pushed=pushed) for n, (key, ago, pushed) in enumerate(opened)]
    assert said(text, *questions) == said(text, *reversed(questions))
