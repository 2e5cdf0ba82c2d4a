"""The nouns of a programme: campaign, step, check-in, text. Frozen values, no behaviour beyond look-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import NewType

EnrolmentId = NewType("EnrolmentId", int)
MessageId = NewType("MessageId", int)
SubscriberId = NewType("SubscriberId", int)


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"


class Track(StrEnum):
    """Which form of a text a person gets (reference: the safety rules of the programme)."""

    FULL = "full"
    FOOD_FIRST = "food_first"
    GENTLE = "gentle"


class LatePolicy(StrEnum):
    """What becomes of a step that could not go out at its moment.

    SEND: later the same local day, else skipped. FOLD: later the same local day, else its words
    travel in the next email. SKIP: skipped once it is more than an hour late.
    """

    SEND = "send"
    FOLD = "fold"
    SKIP = "skip"


Hours = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Window:
    """Local hours in which a message may arrive, half-open [from, until); None closes that kind of day."""

    weekday: Hours | None
    saturday: Hours | None
    sunday: Hours | None


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked. `lo` and `hi` bound a whole number; both None means free text."""

    key: str
    short: str
    lo: int | None
    hi: int | None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Questions asked one after the other; an answer counts until `open_hours` after the asking."""

    key: str
    questions: tuple[Question, ...]
    open_hours: int = 72


@dataclass(frozen=True, slots=True)
class Text:
    """Names the template of one channel and track, e.g. ("sms", "full", "sms/magnesium/day-06")."""

    channel: Channel
    track: Track
    template: str


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a programme. Its units are its `channels`: the ledger owes one row for each."""

    key: str
    day: int
    topic: str
    slot: str
    channels: tuple[Channel, ...]
    late: LatePolicy
    dose: bool
    texts: tuple[Text, ...]
    checkin: str | None = None
    kinds: tuple[str, ...] = ()

    def template(self, channel: Channel, track: Track) -> str | None:
        """This will name the template for a channel and track, or None where none is written."""
        for text in self.texts:
            if text.channel is channel and text.track is track:
                return text.template
        return None


@dataclass(frozen=True, slots=True)
class Campaign:
    """A programme: one step a day, in order of days, without gaps."""

    key: str
    name: str
    slots: Mapping[str, time]
    window: Window
    spread_seconds: int
    steps: tuple[Step, ...]
    checkins: Mapping[str, CheckIn] = field(default_factory=dict)

    @property
    def days(self) -> int:
        return len(self.steps)

    @property
    def units(self) -> int:
        """How many rows the ledger owes to one enrolment that runs to the end."""
        return sum(len(step.channels) for step in self.steps)

    def step_of_day(self, day: int) -> Step | None:
        return self.steps[day - 1] if 1 <= day <= len(self.steps) else None
