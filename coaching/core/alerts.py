"""What a person of the house must know, how soon, and who is told next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from coaching.core.model import Channel


class Level(StrEnum):
    """RED: acknowledged within minutes. AMBER: the same working day. TASK: two working days. NOTICE: for whoever
    runs the service (safety rules of the programme, section 10)."""

    RED = "red"
    AMBER = "amber"
    TASK = "task"
    NOTICE = "notice"


class Kind(StrEnum):
    """What happened. The first five are the classes of a dangerous reply."""

    CRISIS = "crisis"
    POISON = "poison"
    EMERGENCY = "emergency"
    URGENT = "urgent"
    UNSURE = "unsure"
    DISCOMFORT = "discomfort"
    TUMMY = "tummy"
    SAFETY_YES = "safety_yes"
    SAFETY_SILENT = "safety_silent"
    SILENT = "silent"
    UNSAFE_DOSE = "unsafe_dose"
    LOW_CONFIDENCE = "low_confidence"
    UNREACHABLE = "unreachable"
    SAFETY_UNSENT = "safety_unsent"
    ANSWER = "answer"
    FAULT = "fault"
    BOOKS = "books"
    CIRCUIT = "circuit"
    UNKNOWN_CODE = "unknown_code"
    SECOND_ACCEPTANCE = "second_acceptance"
    IN_DOUBT = "in_doubt"
    STORM = "storm"
    COMPLAINTS = "complaints"
    WEBHOOK = "webhook"


LEVELS = {
    Kind.CRISIS: Level.RED,
    Kind.POISON: Level.RED,
    Kind.EMERGENCY: Level.RED,
    Kind.SAFETY_UNSENT: Level.RED,
    Kind.URGENT: Level.AMBER,
    Kind.UNSURE: Level.AMBER,
    Kind.DISCOMFORT: Level.AMBER,
    Kind.TUMMY: Level.AMBER,
    Kind.SAFETY_YES: Level.AMBER,
    Kind.SAFETY_SILENT: Level.TASK,
    Kind.SILENT: Level.TASK,
    Kind.UNSAFE_DOSE: Level.TASK,
    Kind.LOW_CONFIDENCE: Level.TASK,
    Kind.UNREACHABLE: Level.TASK,
    Kind.ANSWER: Level.TASK,
    Kind.FAULT: Level.NOTICE,
    Kind.BOOKS: Level.NOTICE,
    Kind.CIRCUIT: Level.NOTICE,
    Kind.UNKNOWN_CODE: Level.NOTICE,
    Kind.SECOND_ACCEPTANCE: Level.NOTICE,
    Kind.IN_DOUBT: Level.NOTICE,
    Kind.STORM: Level.NOTICE,
    Kind.COMPLAINTS: Level.NOTICE,
    Kind.WEBHOOK: Level.NOTICE,
}

# Until when somebody must have acknowledged it. 15 minutes is what help-text services aim at.
DEADLINES = {
    Level.RED: timedelta(minutes=15),
    Level.AMBER: timedelta(hours=8),
    Level.TASK: timedelta(days=2),
    Level.NOTICE: timedelta(days=1),
}
MERGE_WITHIN = timedelta(minutes=30)
"""Texts of one person and class within this span belong to one alert; each still gets its own answer."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who can be told. Duty: local hours [begins, ends) on `days` (0 = Monday); equal hours mean all day."""

    name: str
    zone: ZoneInfo
    sms: str = ""
    email: str = ""
    begins: time = time(0)
    ends: time = time(0)
    days: frozenset[int] = frozenset(range(7))

    @property
    def paths(self) -> tuple[tuple[Channel, str], ...]:
        """The ways to reach them, each with its address."""
        both = ((Channel.SMS, self.sms), (Channel.EMAIL, self.email))
        return tuple((channel, address) for channel, address in both if address)

    def is_on_duty(self, now: datetime) -> bool:
        """This will say whether they are on duty; hours past midnight belong to the day they began on."""
        local = now.astimezone(self.zone)
        at, day = local.time(), local.weekday()
        if self.begins == self.ends:
            return day in self.days
        if self.begins < self.ends:
            return day in self.days and self.begins <= at < self.ends
        return (at >= self.begins and day in self.days) or (at < self.ends and (day - 1) % 7 in self.days)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whom to tell now, and when to look again if nobody acknowledges; `again` None: nobody is to be told at all."""

    contacts: tuple[Contact, ...]
    again: datetime | None


def turn(level: Level, contacts: Sequence[Contact], stage: int, now: datetime) -> Turn:
    """This will say whom to tell at a stage (0 first).

    Each stage tells the next contact on duty, in their order, and begins anew after the last one. A red alert
    never waits for duty hours: with nobody on duty it goes to everybody. Anything else waits until duty begins.
    """
    if not contacts:
        return Turn((), None)
    on_duty = [contact for contact in contacts if contact.is_on_duty(now)]
    again = now + DEADLINES[level]
    if on_duty:
        return Turn((on_duty[stage % len(on_duty)],), again)
    if level is Level.RED:
        return Turn(tuple(contacts), again)
    return Turn((), min(again, _duty_begins(contacts, now)))


def _duty_begins(contacts: Sequence[Contact], now: datetime) -> datetime:
    """The next full quarter of an hour at which somebody is on duty, at most a week ahead."""
    look = now
    for _ in range(7 * 24 * 4):
        look += timedelta(minutes=15)
        if any(contact.is_on_duty(look) for contact in contacts):
            return look
    return now + timedelta(days=7)
