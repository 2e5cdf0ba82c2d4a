"""The health screen: the strictest answer wins, a gap is never taken for a no, and nobody under 18 passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import screen
from coaching.core.model import Track
from coaching.core.screen import KEYS, QUESTIONS, Answer, Excluded

ALL_NO = dict.fromkeys(KEYS, Answer.NO)
some_answers = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(Answer))


def test_there_are_eight_questions_in_the_order_of_the_rules() -> None:
    assert "".join(KEYS) == "KHNPMGFA"
    assert len(screen.HEALTH) == 7


def test_all_eight_no_is_the_only_way_to_the_full_track() -> None:
    assert screen.track(ALL_NO) is Track.FULL


@given(some_answers)
def test_no_other_set_of_answers_leads_to_the_full_track(answers: dict[str, Answer]) -> None:
    assert (screen.track(answers) is Track.FULL) == (answers == ALL_NO)


@pytest.mark.parametrize("said", [Answer.YES, Answer.UNSURE])
@pytest.mark.parametrize("key", ["H", "N", "P", "M", "G"])
def test_a_yes_or_not_sure_elsewhere_leads_to_food_first(key: str, said: Answer) -> None:
    assert screen.track({**ALL_NO, key: said}) is Track.FOOD_FIRST


@pytest.mark.parametrize("said", [Answer.YES, Answer.UNSURE])
@pytest.mark.parametrize("key", ["K", "F"])
def test_kidneys_and_diets_lead_to_gentle_whatever_else_is_said(key: str, said: Answer) -> None:
    assert screen.track({**ALL_NO, key: said, "M": Answer.YES}) is Track.GENTLE
    assert screen.track({key: said}) is Track.GENTLE


@given(some_answers, st.sampled_from([Answer.YES, Answer.UNSURE]))
def test_under_18_or_not_sure_of_it_is_excluded_before_anything_else(answers: dict[str, Answer], said: Answer) -> None:
    assert screen.track({**answers, "A": said}) == Excluded()


@pytest.mark.parametrize("key", KEYS)
def test_a_gap_gives_food_first(key: str) -> None:
    assert screen.track({other: said for other, said in ALL_NO.items() if other != key}) is Track.FOOD_FIRST


@given(some_answers, st.sampled_from(KEYS))
def test_one_more_yes_never_makes_the_track_looser(answers: dict[str, Answer], key: str) -> None:
    before, after = screen.track(answers), screen.track({**answers, key: Answer.YES})
    if isinstance(before, Excluded):
        assert isinstance(after, Excluded)
    elif isinstance(after, Track):
        assert screen.stricter(before, after) is after


def test_surgery_is_asked_with_the_medicines() -> None:
    [medicines] = [question for question in QUESTIONS if question.key == "M"]
    assert "surgery" in medicines.text


def test_each_question_has_a_reason_of_one_short_line() -> None:
    for question in QUESTIONS:
        assert question.text.endswith("?")
        assert 20 < len(question.reason) < 90
        assert question.reason.endswith(".")


def test_answers_are_read_from_one_line() -> None:
    assert screen.read_line("all=no") == ALL_NO
    assert screen.read_line("all=no, m=Unsure") == {**ALL_NO, "M": Answer.UNSURE}
    assert screen.read_line("K=no H=yes") == {"K": Answer.NO, "H": Answer.YES}


def test_an_empty_answer_is_a_gap() -> None:
    assert screen.read({"K": "", "H": " no "}) == {"H": Answer.NO}


@pytest.mark.parametrize(("typed", "words"), [("X=no", "no question 'X'"), ("K=maybe", "Answer yes, no or unsure")])
def test_what_is_no_answer_is_named(typed: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        screen.read_line(typed)
