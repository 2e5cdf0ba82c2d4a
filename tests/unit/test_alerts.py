"""Who is told of an alert, and when the next one is."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from coaching.core.alerts import DEADLINES, LEVELS, Contact, Kind, Level, turn

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
MAYA = Contact("Maya", BERLIN, sms="+15550001", begins=time(8), ends=time(18), days=frozenset(range(5)))
BEN = Contact("Ben", BERLIN, email="ben@example.org", begins=time(8), ends=time(18), days=frozenset(range(5)))
NIGHT = Contact("Nora", BERLIN, sms="+15550002", begins=time(22), ends=time(6), days=frozenset({4}))


def test_every_kind_has_a_level_and_every_level_a_deadline() -> None:
    assert set(LEVELS) == set(Kind)
    assert set(DEADLINES) == set(Level)


def test_contacts_are_told_in_turn_and_then_again_from_the_first() -> None:
    names = [turn(Level.RED, (MAYA, BEN), stage, MONDAY_NOON).contacts[0].name for stage in range(4)]
    assert names == ["Maya", "Ben", "Maya", "Ben"]


def test_the_next_one_is_told_when_the_deadline_has_passed() -> None:
    assert turn(Level.RED, (MAYA, BEN), 0, MONDAY_NOON).again == MONDAY_NOON + timedelta(minutes=15)


def test_who_is_off_duty_is_passed_over() -> None:
    friday_night = datetime(2026, 3, 6, 22, 30, tzinfo=UTC)
    assert turn(Level.RED, (MAYA, NIGHT), 0, friday_night).contacts == (NIGHT,)


def test_a_red_alert_at_night_goes_to_everybody() -> None:
    sunday = datetime(2026, 3, 8, 2, 0, tzinfo=UTC)
    assert turn(Level.RED, (MAYA, BEN), 0, sunday).contacts == (MAYA, BEN)


@pytest.mark.parametrize("level", [Level.AMBER, Level.TASK])
def test_what_is_less_pressing_waits_for_duty_hours(level: Level) -> None:
    monday_early = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    told = turn(level, (MAYA, BEN), 0, monday_early)
    assert told.contacts == ()
    assert told.again == datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def test_with_nobody_to_tell_nobody_is_told() -> None:
    assert turn(Level.RED, (), 0, MONDAY_NOON).again is None


@pytest.mark.parametrize(
    ("at", "on"),
    [
        ("2026-03-06T23:00", True),
        ("2026-03-07T05:59", True),
        ("2026-03-07T06:00", False),
        ("2026-03-07T23:00", False),
        ("2026-03-06T05:00", False),
    ],
)
def test_hours_past_midnight_belong_to_the_day_they_began_on(at: str, on: bool) -> None:
    assert NIGHT.is_on_duty(datetime.fromisoformat(at).replace(tzinfo=BERLIN)) is on
