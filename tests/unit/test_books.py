"""The books of one person: what is to come is counted from the schedule, so that a lost row is noticed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core.books import Account, account, days_gone
from coaching.core.decide import Standing, Status
from coaching.core.model import EnrolmentId
from coaching.core.schedule import Calendar, Pause
from tests.programme import CAMPAIGN

APIA = ZoneInfo("Pacific/Apia")
START = date(2026, 3, 2)
MIDNIGHT = datetime(2026, 3, 1, 11, 0, tzinfo=UTC)  # as the first day begins in Apia
ANA = Standing(EnrolmentId(1), Status.ACTIVE, Calendar(START, APIA))
DAY = timedelta(days=1)
FULL = {step.day: len(step.channels) for step in CAMPAIGN.steps}


def rows_up_to(day: int) -> dict[int, int]:
    return {number: count for number, count in FULL.items() if number <= day}


def balances(found: Account) -> bool:
    return found.planned == found.pending + found.closed + found.rows + found.missing


@given(st.integers(0, 56), st.integers(0, 56))
def test_a_day_gone_by_without_its_rows_is_missing_and_only_that(gone: int, kept: int) -> None:
    found = account(ANA, CAMPAIGN, rows_up_to(kept), 0, MIDNIGHT + gone * DAY)
    assert balances(found)
    assert found.missing == sum(count for day, count in FULL.items() if kept < day <= gone)


@given(st.dictionaries(st.integers(1, 56), st.integers(0, 2)), st.integers(-3, 90))
def test_the_equation_holds_for_any_rows_that_are_not_too_many(rows: dict[int, int], days: int) -> None:
    fitting = {day: min(count, FULL[day]) for day, count in rows.items()}
    found = account(ANA, CAMPAIGN, fitting, 0, MIDNIGHT + days * DAY)
    assert balances(found)
    assert found.missing >= 0


def test_a_day_counts_as_gone_when_its_local_date_is_over_not_before() -> None:
    assert days_gone(ANA, MIDNIGHT + DAY - timedelta(seconds=1)) == 0
    assert days_gone(ANA, MIDNIGHT + DAY) == 1
    assert days_gone(ANA, MIDNIGHT - timedelta(seconds=1)) == 0


def test_a_paused_day_is_not_gone_and_the_day_before_the_pause_is() -> None:
    paused = replace(ANA, calendar=Calendar(START, APIA, (Pause(START + DAY, START + 5 * DAY),)))
    for days in range(1, 6):
        assert days_gone(paused, MIDNIGHT + days * DAY) == 1
    assert days_gone(paused, MIDNIGHT + 6 * DAY) == 1
    assert days_gone(paused, MIDNIGHT + 7 * DAY) == 2


def test_who_has_not_confirmed_misses_nothing_however_long_ago_the_start_was() -> None:
    waiting = replace(ANA, status=Status.WAITING)
    found = account(waiting, CAMPAIGN, {}, 0, MIDNIGHT + 30 * DAY)
    assert (found.pending, found.missing) == (CAMPAIGN.units, 0)


@pytest.mark.parametrize("status", [Status.STOPPED, Status.ENDED, Status.COMPLETED])
def test_what_has_ended_is_balanced_by_its_closed_units(status: Status) -> None:
    ended = replace(ANA, status=status)
    rows = rows_up_to(20)
    open_units = CAMPAIGN.units - sum(rows.values())
    assert account(ended, CAMPAIGN, rows, open_units, MIDNIGHT + 30 * DAY).missing == 0
    assert account(ended, CAMPAIGN, rows, open_units - 1, MIDNIGHT + 30 * DAY).missing == 1


def test_a_row_too_many_shows_too() -> None:
    found = account(ANA, CAMPAIGN, {1: FULL[1] + 1}, 0, MIDNIGHT + DAY)
    assert found.missing == -1
