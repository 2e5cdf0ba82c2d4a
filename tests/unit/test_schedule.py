"""Local wall-clock times become the right instants, in places whose clocks and calendars do odd things."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from coaching.core import schedule
from coaching.core.model import Window
from coaching.core.schedule import LAST_CALL, Calendar, Pause
from tests.programme import CAMPAIGN, window

BERLIN = ZoneInfo("Europe/Berlin")
APIA = ZoneInfo("Pacific/Apia")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
NUUK = ZoneInfo("America/Nuuk")
STEP = CAMPAIGN.steps[0]
AT_ONCE = replace(CAMPAIGN, spread_seconds=0)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year to minute


@pytest.mark.parametrize(
    ("zone", "on", "at", "instant"),
    [
        ("Europe/Berlin", date(2026, 3, 28), time(10), utc(2026, 3, 28, 9)),
        ("Europe/Berlin", date(2026, 3, 29), time(10), utc(2026, 3, 29, 8)),
        # In the gap: the first moment after it. Twice: the first coming.
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), utc(2026, 3, 29, 1)),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), utc(2026, 10, 25, 0, 30)),
        ("America/New_York", date(2027, 3, 14), time(2), utc(2027, 3, 14, 7)),
        ("America/New_York", date(2027, 11, 7), time(1, 30), utc(2027, 11, 7, 5, 30)),
        # Half an hour, twice a year.
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), utc(2026, 10, 3, 15, 30)),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), utc(2027, 4, 3, 14, 45)),
        # Midnight itself is skipped.
        ("America/Santiago", date(2026, 9, 6), time(0, 0), utc(2026, 9, 6, 4)),
        ("Pacific/Kiritimati", date(2026, 12, 31), time(10), utc(2026, 12, 30, 20)),
        ("Asia/Kathmandu", date(2027, 1, 1), time(10), utc(2027, 1, 1, 4, 15)),
    ],
)
def test_a_wall_clock_time_is_the_right_instant(zone: str, on: date, at: time, instant: datetime) -> None:
    assert schedule.instant(on, at, ZoneInfo(zone)) == instant


def test_a_date_that_a_zone_left_out_has_no_instant_and_no_day() -> None:
    calendar = Calendar(date(2011, 12, 28), APIA)
    assert schedule.instant(date(2011, 12, 30), time(10), APIA) is None
    assert schedule.is_paused(calendar, date(2011, 12, 30))
    days = [schedule.date_of_day(calendar, day) for day in range(1, 5)]
    assert days == [date(2011, 12, 28), date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)]
    assert schedule.day_reached(calendar, date(2011, 12, 31)) == 3


def test_kiribati_left_out_a_day_at_the_turn_of_1995() -> None:
    zone = ZoneInfo("Pacific/Kiritimati")
    left_out = [on for on in (date(1994, 12, 31), date(1995, 1, 1)) if schedule.instant(on, time(10), zone) is None]
    assert len(left_out) == 1
    calendar = Calendar(date(1994, 12, 29), zone)
    dates = [schedule.date_of_day(calendar, day) for day in range(1, 6)]
    assert None not in dates
    assert len(set(dates)) == 5
    assert all(schedule.instant(on, time(10), zone) for on in dates if on)


def test_a_pause_over_a_left_out_date_does_not_count_that_date_twice() -> None:
    calendar = Calendar(date(2011, 12, 28), APIA, (Pause(date(2011, 12, 29), date(2011, 12, 31)),))
    assert schedule.date_of_day(calendar, 2) == date(2012, 1, 1)
    assert schedule.day_reached(calendar, date(2012, 1, 1)) == 2


def test_overlapping_pauses_count_each_date_once() -> None:
    pauses = (Pause(date(2026, 3, 3), date(2026, 3, 5)), Pause(date(2026, 3, 4), date(2026, 3, 8)))
    calendar = Calendar(date(2026, 3, 2), BERLIN, pauses)
    assert schedule.date_of_day(calendar, 2) == date(2026, 3, 9)
    assert schedule.day_reached(calendar, date(2026, 3, 8)) == 1


def test_an_open_pause_leaves_the_days_behind_it_without_a_date() -> None:
    calendar = Calendar(date(2026, 3, 2), BERLIN, (Pause(date(2026, 3, 5), None),))
    assert schedule.date_of_day(calendar, 3) == date(2026, 3, 4)
    assert schedule.date_of_day(calendar, 4) is None
    assert schedule.day_reached(calendar, date(2027, 3, 5)) == 3


@pytest.mark.parametrize(
    ("wish", "local"),
    [
        (time(3), time(8)),
        (time(7, 59), time(8)),
        (time(12), time(12)),
        (time(20, 59), time(20, 55)),
        (time(23), time(20, 55)),
    ],
)
def test_a_wish_outside_the_window_is_moved_into_it(wish: time, local: time) -> None:
    on = date(2026, 3, 29)  # the day of the change
    due = schedule.moment(STEP, on, BERLIN, AT_ONCE, {STEP.slot: wish}, 7)
    assert due is not None
    assert due.astimezone(BERLIN).timetz() == local.replace(tzinfo=BERLIN)


def test_a_wish_in_a_gap_that_ends_at_midnight_still_gets_its_day() -> None:
    """In Nuuk the clock goes from 23:00 on Saturday to 0:00 on Sunday: 23:30 has no moment on that date."""
    on = date(2027, 3, 27)
    assert schedule.instant(on, time(23, 30), NUUK) is None
    due = schedule.moment(STEP, on, NUUK, AT_ONCE, {STEP.slot: time(23, 30)}, 7)
    assert due is not None
    assert due == datetime(2027, 3, 27, 20, 55, tzinfo=NUUK)


def test_a_window_that_opens_in_a_gap_opens_when_the_gap_ends() -> None:
    night = window((time(2, 15), time(4)))
    bounds = schedule.open_hours(night, date(2026, 10, 4), LORD_HOWE)
    assert bounds is not None
    assert [at.astimezone(LORD_HOWE).time() for at in bounds] == [time(2, 30), time(4)]


def test_a_closed_day_has_no_moment_and_the_next_open_span_passes_it_over() -> None:
    closed = Window((time(8), time(21)), None, None)
    saturday = date(2026, 3, 7)
    campaign = replace(CAMPAIGN, window=closed)
    assert schedule.moment(STEP, saturday, BERLIN, campaign, {}, 7) is None
    opens, closes = schedule.next_open(closed, BERLIN, utc(2026, 3, 6, 21))
    assert opens == utc(2026, 3, 9, 7)
    assert closes == utc(2026, 3, 9, 20)


def test_an_open_span_that_is_running_begins_now_unless_it_is_about_to_close() -> None:
    hours = window((time(8), time(21)))
    now = utc(2026, 3, 6, 12)
    assert schedule.next_open(hours, BERLIN, now)[0] == now
    late = utc(2026, 3, 6, 20) - LAST_CALL
    assert schedule.next_open(hours, BERLIN, late)[0] == utc(2026, 3, 7, 7)


def test_a_window_closed_all_week_is_refused_with_its_reason() -> None:
    with pytest.raises(LookupError, match="closed on every day"):
        schedule.next_open(Window(None, None, None), BERLIN, utc(2026, 3, 6, 12))


def test_the_spread_is_the_same_each_time_and_differs_between_people() -> None:
    on = date(2026, 3, 3)
    dues = [schedule.moment(STEP, on, BERLIN, CAMPAIGN, {}, person) for person in range(200)]
    assert dues == [schedule.moment(STEP, on, BERLIN, CAMPAIGN, {}, person) for person in range(200)]
    assert len(set(dues)) > 100


def test_the_end_of_pauses_in_a_row_is_the_end_of_the_last() -> None:
    pauses = [
        Pause(date(2026, 3, 3), date(2026, 3, 5)),
        Pause(date(2026, 3, 6), date(2026, 3, 8)),
        Pause(date(2026, 3, 10), None),
    ]
    assert schedule.latest_pause_end(pauses, date(2026, 3, 4)) == date(2026, 3, 8)
    assert schedule.latest_pause_end(pauses, date(2026, 3, 9)) is None
    assert schedule.latest_pause_end(pauses, date(2026, 3, 12)) is None


def test_local_dates_differ_around_the_date_line() -> None:
    now = utc(2026, 3, 3, 10, 30)
    names = ("Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago")
    assert [schedule.local_date(now, ZoneInfo(name)).day for name in names] == [4, 3, 2]
