"""Who a rehearsal is played for: a made-up person, what befalls them, and how they answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from coaching.core import languages, schedule
from coaching.core.model import Channel, Track

LONGEST_DAYS = 400
"""How far from the first day anything of a rehearsal may lie."""


class PersonaRefused(ValueError):
    """A persona cannot be played as it is written; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the person writes, on a date that is counted from the first one: day 1 is the first day, whatever pauses
    came between. `by` None: by text if they have a phone, else by email."""

    day: int
    at: time
    text: str
    by: Channel | None = None


@dataclass(frozen=True, slots=True)
class Outage:
    """The providers are out of reach from a moment of a day (as in Line) for so long."""

    day: int
    at: time
    length: timedelta


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How somebody answers. `share` of the questions gets an answer, `soon` to `late` minutes after the asking, but
    never at night; `nudged`: the share of reminders that bring one after all. `numbers`: question -> its number on
    the first and on the last day. `words`: question -> an answer in words. `odd`: what they write instead of every
    `odd_every`-th answer, in turns. `lines`: what they write of their own accord."""

    key: str
    about: str = ""
    share: float = 0.0
    nudged: float = 0.0
    soon: int = 15
    late: int = 120
    numbers: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    odd: tuple[str, ...] = ()
    odd_every: int = 0
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Persona:
    """One made-up person. `track` None: no health screen is on record. `cleared`: a doctor or pharmacist said OK
    before the first day. `confirm`: they are asked to confirm first, and do. `slots`: slot -> the hour they chose.
    `answers_from`: before this day of the programme they answer by their lines alone. `area`: "+1" and an area code,
    for the quiet hours of a state; "" leaves the number to whoever plays them."""

    name: str
    zone: str
    start: date
    behaviour: Behaviour
    track: Track | None = None
    cleared: bool = False
    channels: frozenset[Channel] = frozenset(Channel)
    confirm: bool = True
    lines: tuple[Line, ...] = ()
    outages: tuple[Outage, ...] = ()
    seed: int = 0
    language: str = languages.DEFAULT
    slots: Mapping[str, str] = field(default_factory=dict)
    answers_from: int = 0
    area: str = ""

    @property
    def all_lines(self) -> tuple[Line, ...]:
        return (*self.behaviour.lines, *self.lines)

    @property
    def writes_by(self) -> Channel:
        return Channel.SMS if Channel.SMS in self.channels else Channel.EMAIL

    def moment(self, day: int, at: time) -> datetime:
        """This will give the instant of a day and a local time; a time that a clock change skips is the one after."""
        on = self.start + timedelta(days=day - 1)
        found = schedule.instant(on, at, ZoneInfo(self.zone))
        return found or schedule.instant(on + schedule.ONE_DAY, at, ZoneInfo(self.zone)) or _never(on, self.zone)

    def dice(self, *about: object) -> float:
        """This will give a number in [0, 1) that is the same for the same person and thing, whenever it is asked."""
        told = blake2b(repr((self.seed, self.name, *about)).encode(), digest_size=8).digest()
        return int.from_bytes(told) / 2**64


def _never(on: date, zone: str) -> datetime:
    raise PersonaRefused(f"{zone} has no {on}; choose another first day.")


_LINE = re.compile(r"(?:day )?(\d{1,3})(?: (\d\d?:\d\d))?(?: by (sms|email))?: (.+)", re.IGNORECASE)
_PAUSE = re.compile(r"day (\d{1,3})(?: (\d\d?:\d\d))? for (\d{1,2})(?: days?)?")
_OUTAGE = re.compile(r"day (\d{1,3}) (\d\d?:\d\d) for (\d{1,3}) ?([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
PAUSES_AT = time(9, 15)
STOPS_AT = time(12, 0)
WRITES_AT = time(20, 0)
"""When a line without a time is written: after the evening lesson."""
_APART = timedelta(minutes=10)


def read_line(written: str) -> Line:
    """This will read "day 9 20:15: my chest hurts", "day 9 20:15 by email: ..." or "9: 7"; raises PersonaRefused."""
    found = _LINE.fullmatch(written.strip())
    if found is None:
        raise PersonaRefused(f"{written!r} is not a line. Write for example: day 9 20:15: how much was it again?")
    by = Channel(found[3].lower()) if found[3] else None
    return Line(_day(found[1]), _time(found[2]) if found[2] else WRITES_AT, found[4].strip(), by)


def read_script(text: str) -> tuple[Line, ...]:
    """This will read a script, one line each; empty lines and lines with # are left out. Raises PersonaRefused.

    Lines of one day at one time are written ten minutes apart, in their order.
    """
    rows = [row.strip() for row in text.splitlines()]
    return _apart([read_line(row) for row in rows if row and not row.startswith("#")])


def _apart(lines: list[Line]) -> tuple[Line, ...]:
    """Nobody types two answers in the same second; past midnight they would belong to another day."""
    taken: set[tuple[int, time]] = set()
    found = []
    for line in lines:
        at = datetime.combine(date.min, line.at)
        while (line.day, at.time()) in taken and (at + _APART).date() == date.min:
            at += _APART
        taken.add((line.day, at.time()))
        found.append(replace(line, at=at.time()))
    return tuple(found)


def read_pause(written: str) -> Line:
    """This will read "day 10 for 5": what the person writes to pause for five days; raises PersonaRefused."""
    found = _PAUSE.fullmatch(written.strip())
    if found is None:
        raise PersonaRefused(f"{written!r} is not a pause. Write for example: day 10 for 5")
    return Line(_day(found[1]), _time(found[2]) if found[2] else PAUSES_AT, f"PAUSE {found[3]}")


def read_outage(written: str) -> Outage:
    """This will read "day 12 09:00 for 2d" (m, h or d); raises PersonaRefused."""
    found = _OUTAGE.fullmatch(written.strip())
    if found is None:
        raise PersonaRefused(f"{written!r} is not an outage. Write for example: day 12 09:00 for 2d")
    length = timedelta(**{_UNITS[found[4]]: int(found[3])})
    if not timedelta() < length <= timedelta(days=14):
        raise PersonaRefused("An outage lasts at most 14 days here.")
    return Outage(_day(found[1]), _time(found[2]), length)


def stop_on(day: int) -> Line:
    """This will give what somebody writes who wants no more."""
    return Line(_day(str(day)), STOPS_AT, "STOP")


def _day(written: str) -> int:
    day = int(written)
    if not 1 <= day <= LONGEST_DAYS:
        raise PersonaRefused(f"A day is a number from 1 to {LONGEST_DAYS}, not {day}.")
    return day


def _time(written: str) -> time:
    try:
        hours, minutes = written.split(":")
        return time(int(hours), int(minutes))
    except ValueError:
        raise PersonaRefused(f"{written!r} is no time of the day. Write for example 20:15.") from None
