"""Who may be lost soon: each sign with its reason, and no sign where all is well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import risk

BETTER_HIGH, BETTER_LOW = ("very bad", "very good"), ("none", "the most")


def test_somebody_whom_no_channel_reaches_is_named_with_each_reason() -> None:
    told = risk.unreached({"SMS": "30003: unreachable.", "Email": "bounced"})
    assert told == "Nothing arrives. SMS: 30003: unreachable; Email: bounced."
    assert risk.unreached({"SMS": "30003", "Email": ""}) is None
    assert risk.unreached({}) is None


@pytest.mark.parametrize(("day", "heard", "is_told"), [(2, False, False), (3, False, True), (7, False, True),
                                                      (8, False, False), (5, True, False)])  # fmt: skip
def test_silence_counts_in_the_first_week_once_there_was_time_to_write(day: int, heard: bool, is_told: bool) -> None:
    assert (risk.silent(day, heard=heard) is not None) == is_told


def test_three_answers_that_go_down_are_told_with_their_numbers() -> None:
    assert risk.worse("Sleep?", [9, 7, 5, 3], BETTER_HIGH) == "Sleep? 7, then 5, then 3 in the last three check-ins."
    assert risk.worse("Sleep?", [7, 5, 5], BETTER_HIGH) is None
    assert risk.worse("Sleep?", [7, 5], BETTER_HIGH) is None


def test_where_none_is_best_more_is_worse() -> None:
    assert risk.worse("Discomfort?", [1, 3, 6], BETTER_LOW) is not None
    assert risk.worse("Discomfort?", [6, 3, 1], BETTER_LOW) is None


@given(st.lists(st.integers(0, 10), max_size=8), st.sampled_from([BETTER_HIGH, BETTER_LOW, ("", "")]))
def test_nobody_gets_better_and_worse_by_the_same_answers(values: list[int], ends: tuple[str, str]) -> None:
    mirrored = [10 - value for value in values]
    assert risk.worse("Q?", values, ends) is None or risk.worse("Q?", mirrored, ends) is None
