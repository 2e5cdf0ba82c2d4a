"""What looks for a message in doubt prove: only a current absence seen twice, and how long anybody looks."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import doubt
from coaching.core.doubt import GAP, LOOKS, Absent, Case, Finding, Found, LookAgain, NotTold, ProvenAbsent, Taken, judge

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
findings = st.sampled_from([Absent(is_current=True), Absent(is_current=False), NotTold("no answer")])


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def run(findings: list[Finding], late: timedelta = timedelta()) -> tuple[list[datetime], object]:
    """Looks as often as the rules say; answers when, and the last verdict."""
    at, case, looked = doubt.first_look(BEGAN) + late, Case(), []
    for finding in findings:
        looked.append(at)
        verdict = judge(case, finding, at)
        if not isinstance(verdict, LookAgain) or verdict.at is None:
            return looked, verdict
        case, at = verdict.case, verdict.at + late
    return looked, verdict


def test_looks_come_at_2_4_8_16_32_and_64_minutes_and_then_a_person_decides() -> None:
    looked, verdict = run([NotTold("no answer")] * 10)
    assert looked == [BEGAN + minutes(age) for age in (2, 4, 8, 16, 32, 64)]
    assert isinstance(verdict, LookAgain)
    assert verdict.at is None


def test_what_is_found_was_taken_whatever_the_looks_before_said() -> None:
    assert run([NotTold("no"), Absent(is_current=True), Found("SM1")])[1] == Taken("SM1")


def test_two_absences_prove_it_if_the_later_one_is_current() -> None:
    assert run([Absent(is_current=False), Absent(is_current=True)])[1] == ProvenAbsent()


def test_a_search_that_may_be_behind_proves_nothing_however_often_it_is_asked() -> None:
    assert run([Absent(is_current=False)] * LOOKS)[1] != ProvenAbsent()


def test_one_absence_proves_nothing_even_if_it_is_current() -> None:
    assert isinstance(run([Absent(is_current=True)])[1], LookAgain)


def test_two_absences_close_together_are_one() -> None:
    first = BEGAN + GAP
    case = Case(looks=1, absent_at=first)
    nearly = judge(case, Absent(is_current=True), first + GAP - timedelta(seconds=1))
    assert nearly == LookAgain(Case(2, first), first + GAP - timedelta(seconds=1) + 2 * GAP)
    assert judge(case, Absent(is_current=True), first + GAP) == ProvenAbsent()


def test_a_look_that_failed_between_does_not_undo_the_absence_before() -> None:
    assert run([Absent(is_current=False), NotTold("no"), Absent(is_current=True)])[1] == ProvenAbsent()


@given(st.lists(findings, min_size=1, max_size=2 * LOOKS), st.integers(0, 600))
def test_looks_are_never_closer_than_the_gap_and_absence_is_never_proven_by_fewer_than_two(
    told: list[Finding], late_s: int
) -> None:
    looked, verdict = run(told, timedelta(seconds=late_s))
    assert len(looked) <= LOOKS
    assert all(later - earlier >= GAP for earlier, later in pairwise(looked))
    if verdict == ProvenAbsent():
        assert sum(isinstance(finding, Absent) for finding in told[: len(looked)]) >= 2
        assert told[len(looked) - 1] == Absent(is_current=True)


@pytest.mark.parametrize(
    "finding", [Found("SM1"), Absent(is_current=True), Absent(is_current=False), NotTold("It did not answer.")]
)
def test_each_finding_reads_as_a_sentence(finding: Finding) -> None:
    assert doubt.sentence(finding).endswith(".")


def test_a_house_may_set_the_gap_and_the_looks_follow_it() -> None:
    gap = timedelta(seconds=10)
    assert doubt.first_look(BEGAN, gap) == BEGAN + gap
    first = judge(Case(), Absent(is_current=True), BEGAN + gap, gap)
    assert first == LookAgain(Case(1, BEGAN + gap), BEGAN + 2 * gap)
    assert judge(Case(1, BEGAN + gap), Absent(is_current=True), BEGAN + 2 * gap, gap) == ProvenAbsent()
