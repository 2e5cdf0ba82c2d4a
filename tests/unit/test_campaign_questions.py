"""A question whose answers lead nowhere, or whose words are not its own, is refused with line and mend."""

import pytest

from coaching.core.model import Channel, Track
from tests.desk import Desk, says


@pytest.mark.parametrize(
    ("old", "new", "message", "mend"),
    [
        ("answers.0-3", "answers.0-2", 'Of the answers to "days", 3 lead nowhere.', "e.g. answers.0-7 = {}"),
        ("answers.0-3", "answers.0-5", 'Of the answers to "days", 4, 5 lead to two places.', "without a common number"),
        ("answers.text", "answers.0-1", '"cue" asks for words.', "answers.text ="),
    ],
)
def test_every_answer_leads_to_one_place(desk: Desk, old: str, new: str, message: str, mend: str) -> None:
    desk.change(old, new)
    question = "[questions.cue]" if "text" in old else "[questions.days]"
    assert says(desk.problem(), desk.line(question), message, mend)


@pytest.mark.parametrize(
    ("old", "new", "message", "mend"),
    [
        ("answers.4-7", "answers.4-8", "has an answer outside of its range 0-7.", "Mend the answer"),
        ('reply = "help"', 'reply = "hepl"', 'replies with "hepl", and there is no such text', "sms/walks/hepl.txt"),
        ('ask = "F-CUE"', 'ask = "F-CUTE"', 'leads to the check-in "F-CUTE"', "under [checkins]"),
        ("answers.4-7", "answers.four", '"four" is not an answer.', 'a range as "0-3"'),
        ("answers.4-7", "answers.7-4", '"7-4" is not an answer.', 'a range as "0-3"'),
        ('reply = "help"', 'effects = ["hold"]', 'There is no effect "hold".', '"dose_hold"'),
        ('reply = "help"', 'alert = "tumy"', 'There is no kind of alert "tumy".', 'Did you mean "tummy"?'),
        ('reply = "help"', 'replay = "help"', '"replay" is not a key of this table.', 'Did you mean "reply"?'),
    ],
)
def test_an_answer_that_leads_nowhere_is_refused_at_its_line(
    desk: Desk, old: str, new: str, message: str, mend: str
) -> None:
    desk.change(old, new)
    assert says(
        desk.problem(), desk.line(new.split(" = ", maxsplit=1)[0] if new.startswith("answers") else new), message, mend
    )


def test_a_question_behind_one_that_leads_elsewhere_is_refused(desk: Desk) -> None:
    desk.change('questions = ["days"]', 'questions = ["days", "cue"]')
    assert says(desk.problem(), desk.line('["days", "cue"]'), '"days" can lead to another check-in', "Put it last.")


def test_a_quiz_without_its_explanation_is_refused(desk: Desk) -> None:
    desk.change('answers.0-3 = { reply = "help" }\nanswers.4-7 = { ask = "F-CUE" }', "right = 4")
    assert says(desk.problem(), desk.line("right = 4"), 'The quiz "days" explains nothing.', "quiz_line")


@pytest.mark.parametrize("word", ["yes", "STOP", "Help", "more", "opt out", "pause"])
def test_a_reserved_word_that_should_mean_a_number_is_refused(desk: Desk, word: str) -> None:
    desk.change('["always"]', f'["{word}"]')
    assert says(desk.problem(), desk.line(f'["{word}"]'), f'"{word}" cannot be an answer', "yes = 2 and no = 1")


def test_yes_and_no_are_understood_without_being_offered(desk: Desk) -> None:
    desk.change('words.7 = ["always"]', "yes = 7\nno = 0")
    options = desk.load().campaign.checkins["C-MOVE"].questions[0].options
    assert {word: option.value for option in options for word in option.words if word in {"yes", "no"}} == {
        "yes": 7, "no": 0,
    }  # fmt: skip


def test_a_word_for_a_number_that_the_question_does_not_have_is_refused(desk: Desk) -> None:
    desk.change("words.7", "words.8")
    assert says(desk.problem(), desk.line("words.8"), '"8" is not a number of this question.', "from lo to hi")


def test_a_reserved_word_in_a_question_is_refused(desk: Desk) -> None:
    desk.change("what helps you to walk?", "ready to walk? yes or 1")
    assert says(desk.problem(), desk.line("ready to walk"), '"yes" cannot be an answer', '"1 none, 2 yes"')


def test_a_text_about_doses_without_a_food_first_form_is_refused(desk: Desk) -> None:
    desk.change("spread_seconds = 240", 'spread_seconds = 240\ndose_texts = ["help"]')
    mend = "Write templates/sms/walks/help.food_first.txt"
    assert says(desk.problem(), desk.line("dose_texts"), '"help" speaks of a dose', mend)


def test_a_text_about_doses_that_is_not_there_is_refused(desk: Desk) -> None:
    desk.change("spread_seconds = 240", 'spread_seconds = 240\ndose_texts = ["hepl"]')
    assert says(desk.problem(), desk.line("dose_texts"), 'There is no text "hepl".', 'Did you mean "help"?')


def test_a_question_about_the_dose_is_refused_where_supplements_are_closed(desk: Desk) -> None:
    desk.change('labels = ["walk"]', "dose = true")
    message = '"days" speaks of a dose, and C-MOVE asks the food_first track about it.'
    assert says(desk.problem(), desk.line("[checkins.C-MOVE]"), message, '[checkins."C-MOVE".food_first]')


def test_a_text_outside_the_days_serves_each_track_by_its_own_form(desk: Desk) -> None:
    desk.change("spread_seconds = 240", 'spread_seconds = 240\ndose_texts = ["help"]')
    desk.sms("help.food_first").write_text("Hello.\n", encoding="utf-8")
    desk.sms("nudge.gentle").write_text("Hello.\n", encoding="utf-8")
    texts = desk.load().campaign.system_texts
    found = {key: [texts[key].template(Channel.SMS, track) for track in Track] for key in ("help", "nudge", "thanks")}
    assert found == {
        "help": ["sms/walks/help", "sms/walks/help.food_first", None],
        "nudge": ["sms/walks/nudge", "sms/walks/nudge", "sms/walks/nudge.gentle"],
        "thanks": ["sms/walks/thanks"] * 3,
    }
