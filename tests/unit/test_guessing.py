"""What a reply that nothing understood may have meant: only a guess, and only where there is one good one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core.checkins import Asked
from coaching.core.guessing import guess
from coaching.core.model import Question

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
DISCOMFORT = Question("q2", "discomfort?", 0, 10, name="discomfort", labels=("discomfort",))
SLEEP = Question("q1", "sleep over the last 7 nights?", 0, 10, name="sleep", labels=("sleep",))


def asked(number: int, question: Question, *, ago_h: float = 1) -> Asked:
    at = NOW - timedelta(hours=ago_h)
    return Asked(number, question.lo, question.hi, at, at + timedelta(hours=72), question)


@pytest.mark.parametrize(
    "text", ["6", "sleep was a 6", "last night 6 hmm but I am not sure at all, it was so very hot in here and the dog"]
)
def test_the_only_number_that_fits_is_the_guess(text: str) -> None:
    found = guess([asked(1, SLEEP)], text, NOW)
    assert found is not None
    assert (found.asked.id, found.value) == (1, 6)


@pytest.mark.parametrize("text", ["5 or 6", "66", "6:30", "6.5", "no idea", "", "\u202e\u0000"])
def test_where_two_numbers_or_none_fit_there_is_no_guess(text: str) -> None:
    assert guess([asked(1, SLEEP)], text, NOW) is None


def test_the_question_seen_last_goes_first_and_a_closed_one_is_never_guessed() -> None:
    found = guess([asked(1, SLEEP, ago_h=20), asked(2, DISCOMFORT)], "well, the 6 from yesterday I said", NOW)
    assert found is not None
    assert found.asked.id == 2
    assert guess([asked(1, SLEEP, ago_h=80)], "6", NOW) is None
    assert guess([], "6", NOW) is None


@given(st.text(max_size=400))
def test_a_guess_is_always_an_answer_that_the_question_can_have(text: str) -> None:
    found = guess([asked(1, SLEEP), asked(2, DISCOMFORT, ago_h=3)], text, NOW)
    assert found is None or found.asked.holds(found.value)
