"""The arithmetic of the figures: the funnel narrows, quartiles are those of the library, few people stay unseen."""

import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import figures
from coaching.core.decide import Status
from coaching.core.figures import FEWEST, Given, Left, Progress

progress = st.builds(Progress, st.sampled_from(Status), st.integers(0, 56), st.booleans(), st.integers(0, 1000))
values = st.lists(st.integers(0, 10), min_size=2, max_size=60)


@given(st.lists(progress, max_size=30))
def test_the_funnel_narrows_and_nobody_is_counted_twice(rows: list[Progress]) -> None:
    stages = figures.funnel(rows, 56)
    assert [stage.key for stage in stages[:3]] == ["invited", "confirmed", "started"]
    assert [stage.week for stage in stages if stage.key == "week"] == list(range(1, 8))
    runs = [stage.runs for stage in stages[:-1]]
    assert runs == sorted(runs, reverse=True)
    assert runs[0] == sum(row.runs for row in rows)
    assert stages[-1].runs <= runs[0]


@given(st.lists(progress, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows: list[Progress], random: object) -> None:
    mixed = sorted(rows, key=lambda _: random.random())  # type: ignore[attr-defined]  # hypothesis's Random
    assert figures.funnel(rows, 14) == figures.funnel(mixed, 14)


@given(values)
def test_quartiles_are_those_of_the_standard_library(answers: list[int]) -> None:
    counts = Counter(answers)
    told = [figures.quantile(counts, part) for part in (0.25, 0.5, 0.75)]
    assert told == pytest.approx(statistics.quantiles(answers, n=4, method="inclusive"))
    assert told[1] == statistics.median(answers)
    assert min(answers) <= told[0] <= told[1] <= told[2] <= max(answers)


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_the_median_is_that_of_the_standard_library(numbers: list[float]) -> None:
    assert figures.median(numbers) == statistics.median(numbers)


def test_nothing_has_no_median_and_no_share() -> None:
    assert figures.median([]) is None
    assert figures.percent(0, 0) == "-"
    assert figures.share(0, 0) == 0


@given(st.dictionaries(st.integers(0, 10), st.integers(1, 50), min_size=1), st.integers(0, 20))
def test_answers_of_fewer_than_five_people_are_not_shown(counts: dict[int, int], people: int) -> None:
    assert (figures.spread(counts, people) is None) == (people < FEWEST)


def test_a_trend_hides_only_the_weeks_with_too_few() -> None:
    given_ = [Given("q1", "sleep?", 0, 10, 1, 4, 3), Given("q1", "sleep?", 0, 10, 1, 6, 3),
              Given("q1", "sleep?", 0, 10, 2, 9, 4)]  # fmt: skip
    [trend] = figures.trends(given_, {("q1", 1): 6, ("q1", 2): 4})
    first, second = trend.weeks[1], trend.weeks[2]
    assert first is not None
    assert (first.low, first.median, first.high, first.people) == (4, 5, 6, 6)
    assert second is None


@pytest.mark.parametrize(("day", "week"), [(-1, 0), (0, 0), (1, 1), (7, 1), (8, 2), (56, 8)])
def test_days_fall_into_weeks(day: int, week: int) -> None:
    assert figures.week_of(day) == week


def test_a_stop_on_two_channels_is_one_person_who_leaves() -> None:
    left = figures.once_each([Left(1, 3, "sms/a"), Left(1, 3, "email/b"), Left(2, 9, "sms/a")])
    assert figures.by_day(left) == {3: 1, 9: 1}
    assert figures.by_template(left) == [("sms/a", 2)]
