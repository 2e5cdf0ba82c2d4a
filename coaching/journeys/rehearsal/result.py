"""What a rehearsal has shown: plain values, for a terminal, a file or a page."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from coaching.core.model import Channel


class Sort(StrEnum):
    """What a line of a timeline is."""

    MESSAGE = "message"
    NOT_SENT = "not_sent"
    REPLY = "reply"
    HOLD = "hold"
    ALERT = "alert"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `at` in the person's zone; `day` of the programme, 0 before it. `text`: all its words, `subject` of an
    email. `form`: which form of the text it is, "" where there is one only. `level` of an alert."""

    at: datetime
    sort: Sort
    day: int
    title: str
    why: str
    channel: Channel | None = None
    kind: str = ""
    text: str = ""
    subject: str = ""
    html: str = ""
    template: str = ""
    form: str = ""
    parts: int = 0
    level: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken. `rule` in few words, `what` names the message and the moment."""

    rule: str
    what: str


@dataclass(frozen=True, slots=True)
class Rates:
    """What one segment and one email cost, an estimate of whoever asked. Both 0: nobody has said."""

    per_segment: float = 0.0
    per_email: float = 0.0
    currency: str = "USD"

    @property
    def are_set(self) -> bool:
        return bool(self.per_segment or self.per_email)

    def cost(self, segments: int, emails: int) -> float:
        return segments * self.per_segment + emails * self.per_email

    def said(self, segments: int, emails: int) -> str:
        """This will say what so much costs, "" where nobody has said a price."""
        return f"{self.cost(segments, emails):,.2f} {self.currency}" if self.are_set else ""


@dataclass(frozen=True, slots=True)
class Totals:
    """`skips`: reason -> units that were planned and did not go out."""

    texts: int = 0
    segments: int = 0
    emails: int = 0
    replies: int = 0
    skips: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One person's whole programme. `line`: where it stands at the end, in one sentence. `told`: who would be told of
    a red alert, "" if nobody. `books`: planned, and how many in each state."""

    name: str
    about: tuple[tuple[str, str], ...]
    where: str
    programme: str
    zone: str
    begins: date
    ends: date
    days: int
    line: str
    told: str
    entries: tuple[Entry, ...]
    totals: Totals
    violations: tuple[Violation, ...]
    books: dict[str, int]


@dataclass(slots=True)
class Sums:
    """What a cohort comes to. Days are local dates; `minutes`: channel -> minute in UTC -> segments or emails."""

    people: int = 0
    personas: Counter[str] = field(default_factory=Counter)
    texts: Counter[date] = field(default_factory=Counter)
    segments: Counter[date] = field(default_factory=Counter)
    emails: Counter[date] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)
    minutes: dict[str, Counter[datetime]] = field(default_factory=dict)
    labels: Counter[str] = field(default_factory=Counter)
    alerts: Counter[str] = field(default_factory=Counter)
    holds: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)
    planned: int = 0

    def peak(self, channel: Channel) -> tuple[datetime, int] | None:
        """This will give the minute in which most segments or emails are due, and how many."""
        found = self.minutes.get(channel, Counter()).most_common(1)
        return found[0] if found else None
