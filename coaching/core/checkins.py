"""Open questions, and what a reply can mean for them. How a reply is matched stands in coaching.core.matching."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from coaching.core.model import Effect, Question

__all__ = ["Answered", "AnsweredText", "Asked", "Effect", "Match", "NotAnAnswer", "OutOfRange", "Several"]
__all__ += ["Unreadable", "WhichOne", "asked_on", "day_name", "effects", "is_late"]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question. `lo` and `hi` None: free text.

    `question` is how the person's version of the campaign words it, `day` the day of the programme it belongs to.
    `pushed`: it came with the day or a reminder rather than in answer to the person's own text. `reminded_at`: the
    nudge; `clarified`: the person has been told how to answer.
    """

    id: int
    lo: int | None
    hi: int | None
    asked_at: datetime
    until: datetime
    question: Question | None = None
    checkin: str = ""
    day: int = 0
    pushed: bool = True
    reminded_at: datetime | None = None
    clarified: bool = False

    @property
    def name(self) -> str:
        """What it is about in a word or two, e.g. "sleep"."""
        return (self.question.name or self.question.short) if self.question else ""

    @property
    def put_at(self) -> datetime:
        """When the person last saw it."""
        return max(self.asked_at, self.reminded_at or self.asked_at)

    @property
    def is_free_text(self) -> bool:
        return self.lo is None or self.hi is None

    def holds(self, number: int) -> bool:
        return self.lo is not None and self.hi is not None and self.lo <= number <= self.hi


@dataclass(frozen=True, slots=True)
class Answered:
    """A number for a question (by its id, as everywhere below)."""

    question: int
    value: int


@dataclass(frozen=True, slots=True)
class AnsweredText:
    """Words for a question that asks for words."""

    question: int
    text: str


@dataclass(frozen=True, slots=True)
class Several:
    """Answers to several open questions at once, in the order in which they were asked."""

    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class WhichOne:
    """It fits two questions equally well: what it would be for each. `first` is the newer question."""

    first: Answered | AnsweredText
    second: Answered | AnsweredText


@dataclass(frozen=True, slots=True)
class OutOfRange:
    """A number that the question does not have."""

    question: int
    number: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Meant for the question, perhaps, but not one number of its range."""

    question: int


@dataclass(frozen=True, slots=True)
class NotAnAnswer:
    """Nothing open fits; a person reads it."""


Match = Answered | AnsweredText | Several | WhichOne | OutOfRange | Unreadable | NotAnAnswer


def asked_on(asked: Asked, zone: ZoneInfo) -> date:
    """This will give the local date on which a question was asked first."""
    return asked.asked_at.astimezone(zone).date()


def is_late(asked: Asked, now: datetime, zone: ZoneInfo) -> bool:
    """This will say whether an answer given now comes on a later local date than its question."""
    return now.astimezone(zone).date() > asked_on(asked, zone)


def day_name(asked: Asked, zone: ZoneInfo) -> str:
    """This will name the weekday to which a late answer belongs, e.g. "Tuesday"."""
    return _DAYS[asked_on(asked, zone).weekday()]


def effects(question: str, value: int) -> tuple[Effect, ...]:
    """This will name what an answer changes in versions of a campaign from before branches were data."""
    match question, value:
        case "clear", 1:
            return (Effect.CLEAR,)
        case "clear", _:
            return (Effect.UNCLEAR,)
        case "tummy", 3:
            return (Effect.DOSE_HOLD,)
        case "safety", 2:
            return (Effect.UNCLEAR, Effect.DOSE_HOLD)
        case _:
            return ()
