"""Time zones for property tests: one of each distinct history, or all of them in the nightly run."""

import os
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

FIRST = datetime(2026, 11, 1, tzinfo=UTC)
LAST = datetime(2029, 11, 1, tzinfo=UTC)
History = tuple[tuple[datetime, timedelta], ...]


@cache
def to_try() -> tuple[str, ...]:
    """One zone of each distinct history from FIRST to LAST; every zone with COACHING_TEST_ALL_ZONES=1."""
    names = sorted(available_timezones())
    if os.environ.get("COACHING_TEST_ALL_ZONES") == "1":
        return tuple(names)
    first_of: dict[History, str] = {}
    for name in names:
        first_of.setdefault(history(ZoneInfo(name)), name)
    return tuple(first_of.values())


@cache
def with_changes() -> tuple[str, ...]:
    """Those of them whose clocks change."""
    return tuple(name for name in to_try() if len(history(ZoneInfo(name))) > 1)


@cache
def history(zone: ZoneInfo) -> History:
    """The offset at FIRST, and each change until LAST with the instant at which it begins (UTC, to the second)."""
    at = FIRST
    changes = [(at, _offset(at, zone))]
    while at < LAST:
        after = at + timedelta(days=1)
        if _offset(after, zone) != _offset(at, zone):
            changes.append((_change(at, after, zone), _offset(after, zone)))
        at = after
    return tuple(changes)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    old = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return after.replace(microsecond=0)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
