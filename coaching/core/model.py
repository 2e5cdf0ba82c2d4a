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
    """Which form of a text a person gets, the strictest last (reference: the safety rules of the programme)."""

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
    """Local hours in which a message may arrive, half-open [from, until); None closes that kind of day.

    `without_texts`: weekdays (0 is Monday) on which only email may arrive. It comes from the place, never from a file.
    """

    weekday: Hours | None
    saturday: Hours | None
    sunday: Hours | None
    without_texts: frozenset[int] = frozenset()


class Effect(StrEnum):
    """What an answer changes beside being recorded. CLEAR opens the texts about supplements, UNCLEAR and DOSE_HOLD
    close them (safety rules of the programme, section 8); SAVE keeps the answer for later texts."""

    CLEAR = "clear"
    UNCLEAR = "unclear"
    DOSE_HOLD = "dose_hold"
    SAVE = "save"


class When(StrEnum):
    """ALWAYS; RISEN: the number is up by `by` or more from day 1; AGAIN: the last answer fitted this branch too."""

    ALWAYS = "always"
    RISEN = "risen"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Branch:
    """What an answer from `lo` to `hi` leads to; both None: any words.

    `reply`: a system text. `warns`: it goes out even where another question follows; `once`: only once in a run.
    `alert`: a kind of coaching.core.alerts. `ask`: the check-in that follows; with a reply, the reply puts its first
    question. The same check-in comes again after `again_days`, or on the next of `again_on_days`. `saves`: the words
    that SAVE keeps; empty means the answer itself.
    """

    lo: int | None
    hi: int | None
    reply: str = ""
    when: When = When.ALWAYS
    by: int = 0
    warns: bool = False
    once: bool = False
    effects: tuple[Effect, ...] = ()
    alert: str = ""
    title: str = ""
    ask: str = ""
    again_days: int = 0
    again_on_days: tuple[int, ...] = ()
    saves: str = ""

    def holds(self, value: int | str) -> bool:
        if self.lo is None or self.hi is None:
            return isinstance(value, str)
        return isinstance(value, int) and self.lo <= value <= self.hi


@dataclass(frozen=True, slots=True)
class Option:
    """Words that mean a number, e.g. 1: "fine", "all good"."""

    value: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked. `lo` and `hi` bound a whole number; both None means free text.

    `name` says what it is about in a word or two; a reply that names one of the `labels` means this question.
    `dose`: it speaks of taking a supplement. `trend`: the person is shown the number of day 1 beside today's.
    `right`: a quiz, explained by `quiz_line`. `bare_number`: a number alone is words too ("lights out at 10").
    """

    key: str
    short: str
    lo: int | None
    hi: int | None
    name: str = ""
    labels: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    branches: tuple[Branch, ...] = ()
    dose: bool = False
    trend: bool = False
    right: int | None = None
    quiz_line: str = ""
    bare_number: bool = False


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Questions asked one after the other; an answer counts until `open_hours` after the asking.

    `sums_up`: it ends with the person's own numbers even where the last question has its own reply. `must_answer`:
    it is asked again, and then a coach is told.
    """

    key: str
    questions: tuple[Question, ...]
    open_hours: int = 72
    sums_up: bool = False
    must_answer: bool = False

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)


@dataclass(frozen=True, slots=True)
class Text:
    """Names the template of one channel and track, e.g. ("sms", "full", "sms/magnesium/day-06")."""

    channel: Channel
    track: Track
    template: str


@dataclass(frozen=True, slots=True)
class SystemText:
    """A text outside the days, in the forms of the tracks. `dose`: its form for the full track speaks of taking a
    supplement. A track without a form gets another text rather than a wrong one."""

    key: str
    dose: bool
    texts: tuple[Text, ...]

    def template(self, channel: Channel, track: Track) -> str | None:
        """This will name the template for a channel and track, or None where none is written."""
        return _template(self.texts, channel, track)


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
        return _template(self.texts, channel, track)


def _template(texts: tuple[Text, ...], channel: Channel, track: Track) -> str | None:
    return next((text.template for text in texts if text.channel is channel and text.track is track), None)


def form_key(checkin: str, track: Track) -> str:
    """This will name a track's own form in `Campaign.checkins`, e.g. "C-WEEK+DOSE.food_first"."""
    return f"{checkin}.{track}"


def base_key(form: str) -> str:
    """This will give the check-in's own name back from the name of a form."""
    return form.removesuffix(f".{track_of(form)}")


def track_of(form: str) -> Track:
    """This will give the track for which a form is written; FULL for the default form, which may serve all."""
    return next((track for track in Track if form.endswith(f".{track}")), Track.FULL)


@dataclass(frozen=True, slots=True)
class Campaign:
    """A programme: one step a day, in order of days, without gaps.

    `languages`: those in which at least some of its texts are written; a text without one comes in the first.
    `called`: language -> what texts call the programme, in a few words.
    """

    key: str
    name: str
    slots: Mapping[str, time]
    window: Window
    spread_seconds: int
    steps: tuple[Step, ...]
    checkins: Mapping[str, CheckIn] = field(default_factory=dict)
    system_texts: Mapping[str, SystemText] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    called: Mapping[str, str] = field(default_factory=dict)

    def called_in(self, language: str) -> str:
        """This will give what texts call the programme, e.g. "8-week wellness program"."""
        return self.called.get(language) or self.called.get(self.languages[0]) or self.name

    @property
    def days(self) -> int:
        return len(self.steps)

    @property
    def units(self) -> int:
        """How many rows the ledger owes to one enrolment that runs to the end."""
        return sum(len(step.channels) for step in self.steps)

    def step_of_day(self, day: int) -> Step | None:
        return self.steps[day - 1] if 1 <= day <= len(self.steps) else None

    def form(self, checkin: str, track: Track) -> CheckIn | None:
        """This will give what a track is asked by a check-in (or by a form of it); None where it is asked nothing."""
        base = base_key(checkin)
        form = self.checkins.get(form_key(base, track)) or self.checkins.get(base)
        return form if form is not None and form.questions else None
