"""What an answer is and what it leads to, as values; coaching.core.branches decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from coaching.core.model import Effect, Question, base_key
from coaching.core.segments import BASIC

LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to a question of a check-in (its form's key). `for_day` is the day of the programme on which it was
    asked, `day` the one on which the answer comes; `late_for`: the weekday of the asking, "" on that day itself."""

    checkin: str
    question: str
    value: int | str
    for_day: int
    day: int
    late_for: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A number that was given before."""

    checkin: str
    question: str
    value: int
    for_day: int


@dataclass(frozen=True, slots=True)
class History:
    """Numbers by the key of their question. `day_1`: those of day 1, empty while day 1 is being answered. `before`:
    the last one of an earlier check-in; `today`: those already given in this one. `sent`: names of the replies that
    go out once and have gone out."""

    day_1: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, Past] = field(default_factory=dict)
    today: Mapping[str, int] = field(default_factory=dict)
    sent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reply:
    """A text to send: `name` of the system text, the SMS template of the person's form, its values.

    `dose`: it speaks of taking a supplement; the hand-over has to refuse it under a hold.
    """

    name: str
    template: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    dose: bool = False


@dataclass(frozen=True, slots=True)
class Concern:
    """Something a coach has to look at. `kind` is one of coaching.core.alerts."""

    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to open now, of a check-in (its form's key). `is_told`: the reply puts it, no text of its own."""

    checkin: str
    question: Question
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """The check-in (its base key) comes again on a day of the programme."""

    checkin: str
    day: int


@dataclass(frozen=True, slots=True)
class Lead:
    """What follows from an answer, in this order: effects, alert, replies (mostly one), then the question.

    `save`: key and words to keep for later texts.
    """

    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    alert: Concern | None = None
    ask: Ask | None = None
    again: Again | None = None
    save: tuple[str, str] | None = None


def history(past: Iterable[Past], given: Given, sent: Iterable[str] = ()) -> History:
    """This will sort what a person answered before (oldest first) as the branches need it for one answer."""
    numbers = tuple(past)
    here = (base_key(given.checkin), given.for_day)
    today = {each.question: each.value for each in numbers if _place(each) == here and each.question != given.question}
    day_1 = {each.question: each.value for each in numbers if each.for_day == 1} if given.for_day > 1 else {}
    before = {each.question: each for each in numbers if _place(each) != here}
    return History(day_1, before, today, frozenset(sent))


def _place(past: Past) -> tuple[str, int]:
    return base_key(past.checkin), past.for_day


def quoted(text: str, most: int = LONGEST_QUOTE) -> str:
    """This will shorten a person's words so that they fit into one SMS: one line, in letters that count once."""
    plain = " ".join("".join(letter if letter in BASIC else " " for letter in text).split()).rstrip(".,;:!")
    if len(plain) <= most:
        return plain
    cut = plain[: most - 3]
    return f"{cut.rpartition(' ')[0] or cut}..."
