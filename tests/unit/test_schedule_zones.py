"""Every zone, three years, any start, pauses and wishes: each day of the programme has one date and one right hour."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.core import schedule
from coaching.core.model import Window
from coaching.core.schedule import LAST_CALL, Calendar, Pause
from tests import zones
from tests.programme import CAMPAIGN, pauses, starts, windows, wishes

SPREAD = timedelta(seconds=CAMPAIGN.spread_seconds)
EXAMPLES = settings(max_examples=6)


@pytest.mark.parametrize("name", zones.to_try())
@EXAMPLES
@given(start=starts, gaps=pauses)
def test_each_day_has_one_date_and_each_counted_date_one_day(name: str, start: date, gaps: tuple[Pause, ...]) -> None:
    calendar = Calendar(start, ZoneInfo(name), gaps)
    dates = [schedule.date_of_day(calendar, day) for day in range(1, CAMPAIGN.days + 1)]
    assert dates == sorted(set(dates))  # type: ignore[type-var]  # no open pause, so no None
    for day, on in enumerate(dates, start=1):
        assert on is not None
        assert not schedule.is_paused(calendar, on)
        assert schedule.day_reached(calendar, on) == day
        assert schedule.day_reached(calendar, on - timedelta(days=1)) == day - 1
    last = max(on for on in dates if on)
    stretched = sum(start <= on <= last for on in _dates(gaps))
    assert last == start + timedelta(days=CAMPAIGN.days - 1 + stretched)


@pytest.mark.parametrize("name", zones.to_try())
@EXAMPLES
@given(start=starts, wished=wishes, hours=windows, person=st.integers(1, 10**6))
def test_each_day_is_due_on_its_own_date_at_the_wished_time_within_the_window(
    name: str, start: date, wished: Mapping[str, time], hours: Window, person: int
) -> None:
    zone = ZoneInfo(name)
    campaign = replace(CAMPAIGN, window=hours)
    for step in campaign.steps:
        on = start + timedelta(days=step.day - 1)
        due = schedule.moment(step, on, zone, campaign, wished, person)
        bounds = schedule.open_hours(hours, on, zone)
        assert (due is None) == (bounds is None)
        if due is None or bounds is None:
            continue
        assert due.astimezone(zone).date() == on
        assert bounds[0] <= due <= bounds[1] - LAST_CALL
        wish = _first_coming(on, wished.get(step.slot, campaign.slots[step.slot]), zone)
        begins = max(wish, bounds[0])
        assert due >= min(begins, bounds[1] - LAST_CALL)
        assert due <= begins + SPREAD


@pytest.mark.parametrize("name", zones.with_changes())
def test_around_every_change_of_the_clock_each_quarter_of_an_hour_is_read_as_people_mean_it(name: str) -> None:
    zone = ZoneInfo(name)
    for change, _ in zones.history(zone)[1:]:
        on = change.astimezone(zone).date()
        for at in (time(hour, minute) for hour in range(24) for minute in (0, 15, 45)):
            assert schedule.instant(on, at, zone) == _first_minute(on, at, zone, change), (name, on, at)


def _first_minute(on: date, at: time, zone: ZoneInfo, change: datetime) -> datetime | None:
    """By looking at the wall clock only: the first minute of the date whose clock shows `at` or has jumped over it."""
    wanted = datetime.combine(on, at)
    begins = datetime.combine(on, time(0), tzinfo=UTC) - timedelta(hours=15)
    candidates = sorted({begins + timedelta(minutes=15 * n) for n in range(4 * 54)} | {change})
    previous = candidates[0].astimezone(zone).replace(tzinfo=None)
    for minute in candidates[1:]:
        shows = minute.astimezone(zone).replace(tzinfo=None)
        if previous < wanted <= shows:
            return minute if shows.date() == on else None
        previous = shows
    return None


def _first_coming(on: date, at: time, zone: ZoneInfo) -> datetime:
    """The wish as an instant; where the date has no such moment, the end of the date."""
    found = schedule.instant(on, at, zone)
    return found or datetime.combine(on + timedelta(days=1), time(0), tzinfo=zone).astimezone(UTC)


def _dates(gaps: tuple[Pause, ...]) -> set[date]:
    return {gap.first + timedelta(days=n) for gap in gaps if gap.last for n in range((gap.last - gap.first).days + 1)}
