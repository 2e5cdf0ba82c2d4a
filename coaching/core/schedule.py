"""When: local dates, positions in a programme and moments in UTC. Position is computed from dates, never counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import blake2b
from zoneinfo import ZoneInfo

from coaching.core.model import Campaign, Hours, Step, Window

ONE_DAY = timedelta(days=1)
# How long before the window closes the last message is due: room for a queue and a retry.
LAST_CALL = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Pause:
    """Whole local dates, both included; `last` None means until somebody resumes."""

    first: date
    last: date | None

    def covers(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where a person's days lie: first day, zone, pauses."""

    start: date
    zone: ZoneInfo
    pauses: tuple[Pause, ...] = ()


@lru_cache(maxsize=4096)  # a batch asks for few dates and times, again and again
def instant(on: date, at: time, zone: ZoneInfo) -> datetime | None:
    """This will give the UTC instant of a local wall-clock time.

    A time that a clock change skips becomes the first moment after the gap; a time that comes
    twice means its first coming. None: the zone never had that date (Samoa, 30 December 2011).
    """
    wall = datetime.combine(on, at, tzinfo=zone)
    utc = wall.astimezone(UTC)
    back = utc.astimezone(zone)
    if back.replace(tzinfo=None) == wall.replace(tzinfo=None):
        return utc
    # In a gap fold=0 reads the wall time by the offset before the change and fold=1 by the one after it;
    # the change itself lies between the two readings.
    early = wall.replace(fold=1).astimezone(UTC)
    after = _first_after_gap(early, utc, zone)
    return after if after.astimezone(zone).date() == on else None


def _first_after_gap(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    offset_before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == offset_before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def local_date(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def _exists(on: date, zone: ZoneInfo) -> bool:
    return instant(on, time(12), zone) is not None


def is_paused(calendar: Calendar, on: date) -> bool:
    """This will say whether a date does not count: paused, or skipped by the zone itself."""
    return any(pause.covers(on) for pause in calendar.pauses) or not _exists(on, calendar.zone)


def day_reached(calendar: Calendar, on: date) -> int:
    """This will count the unpaused local dates from the start up to and with `on`: the day of the programme.

    0 before the start. On a paused date it is the day reached before the pause.
    """
    if on < calendar.start:
        return 0
    dates = (on - calendar.start).days + 1
    return dates - len(_paused_dates(calendar, on))


def _paused_dates(calendar: Calendar, until: date) -> frozenset[date]:
    dates: frozenset[date] = frozenset()
    for pause in calendar.pauses:
        first = max(pause.first, calendar.start)
        last = until if pause.last is None else min(pause.last, until)
        dates |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return dates | _missing_dates(calendar.start, until, calendar.zone)


@lru_cache(maxsize=4096)
def _missing_dates(first: date, until: date, zone: ZoneInfo) -> frozenset[date]:
    """Dates that the zone leaves out; a jump over the date line moves the offset by about a day."""
    noon = datetime.combine(first, time(12), tzinfo=UTC)
    hours = (until - first).days * 24 + 24
    before = noon.astimezone(zone).utcoffset() or timedelta()
    after = (noon + timedelta(hours=hours)).astimezone(zone).utcoffset() or timedelta()
    if abs(after - before) < timedelta(hours=20):
        return frozenset()
    days = (first + timedelta(days=n) for n in range((until - first).days + 1))
    return frozenset(on for on in days if not _exists(on, zone))


def date_of_day(calendar: Calendar, day: int) -> date | None:
    """This will give the local date of a day of the programme; None while an open pause lies before it."""
    on = calendar.start + timedelta(days=day - 1)
    while (reached := day_reached(calendar, on)) < day or is_paused(calendar, on):
        if any(pause.last is None and pause.covers(on) for pause in calendar.pauses):
            return None
        on += timedelta(days=max(1, day - reached))
    return on


def hours_on(window: Window, on: date) -> Hours | None:
    return (window.weekday, window.saturday, window.sunday)[max(0, on.weekday() - 4)]


def open_hours(window: Window, on: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """This will give the UTC bounds [from, until) in which a message may arrive on a local date."""
    hours = hours_on(window, on)
    if hours is None:
        return None
    opens, closes = (instant(on, at, zone) for at in hours)
    return (opens, closes) if opens and closes and opens < closes else None


def next_open(window: Window, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """This will give the next UTC span [from, until) in which any message may arrive, beginning no earlier than now."""
    on = local_date(now, zone)
    for _ in range(8):
        bounds = None if on.weekday() in window.without_texts else open_hours(window, on, zone)
        if bounds is not None and now < bounds[1] - LAST_CALL:
            return max(bounds[0], now), bounds[1]
        on += ONE_DAY
    raise LookupError("the window of this programme is closed on every day of the week")


def moment(
    step: Step, on: date, zone: ZoneInfo, campaign: Campaign, wishes: Mapping[str, time], person: int
) -> datetime | None:
    """This will give the UTC instant at which a step is due on a local date, inside the window.

    The person's wish for that date (`later_key`) comes before their wish for the slot, and that before the
    campaign's; a wish outside the window is moved into it. None: nothing may arrive on that date.
    """
    hours = hours_on(campaign.window, on)
    bounds = open_hours(campaign.window, on, zone)
    wish = _wish(step.slot, on, wishes) or campaign.slots[step.slot]
    if hours is None or bounds is None:
        return None
    opens, closes = bounds
    # A gap that lasts until midnight (Nuuk) swallows a late wish: then it is after closing like any late wish.
    at = instant(on, wish, zone) or closes
    spread = timedelta(seconds=_spread(person, step.key, campaign.spread_seconds))
    return max(opens, min(max(at, opens) + spread, closes - LAST_CALL))


def wish_for(step: Step, at: datetime, zone: ZoneInfo, person: int, campaign: Campaign) -> time:
    """This will give the time of day to wish so that a step is due within the minute before `at`."""
    spread = timedelta(seconds=_spread(person, step.key, campaign.spread_seconds))
    return (at - spread).astimezone(zone).time().replace(second=0, microsecond=0)


def later_key(on: date) -> str:
    """This will name, among a person's wishes, the one for a single date, e.g. "later:2026-03-05"."""
    return f"later:{on.isoformat()}"


def _wish(slot: str, on: date, wishes: Mapping[str, time]) -> time | None:
    for_this_date = wishes.get(later_key(on)) if wishes else None
    return wishes.get(slot) if for_this_date is None else for_this_date


def _spread(person: int, key: str, seconds: int) -> int:
    """Spreads people off the full hour, the same way each time."""
    if seconds <= 0:
        return 0
    digest = blake2b(f"{person}:{key}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") % seconds


def latest_pause_end(pauses: Sequence[Pause], on: date) -> date | None:
    """This will give the last date of the closed pauses that cover `on` and follow without a gap."""
    end: date | None = None
    look = on
    while covering := [p.last for p in pauses if p.covers(look) and p.last is not None]:
        end = max(covering)
        look = end + ONE_DAY
    return end
