"""When to look for a message that may or may not have been sent, and what the looks prove."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

GAP = timedelta(minutes=2)
"""Before the first look, and the least between the two looks that prove an absence, unless a house sets its own."""
LOOKS = 6
"""At ages of 1, 2, 4, 8, 16 and 32 gaps: what a search has not shown by then, a person decides."""


@dataclass(frozen=True, slots=True)
class Found:
    """The provider has it, under this id."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Absent:
    """The search answered and does not show it. `is_current`: it does show a message of ours that was
    accepted after our request had ended, so it is not merely behind."""

    is_current: bool


@dataclass(frozen=True, slots=True)
class NotTold:
    """The search did not answer, or its answer proves nothing."""

    detail: str


Finding = Found | Absent | NotTold


@dataclass(frozen=True, slots=True)
class Case:
    """One attempt in doubt. `looks` made so far; `absent_at`: the first that did not show it. Machine time."""

    looks: int = 0
    absent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """It was sent."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class ProvenAbsent:
    """It was never taken; it may go again."""


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Nothing is proven yet. `at` None: every look is used up, a person decides."""

    case: Case
    at: datetime | None


Verdict = Taken | ProvenAbsent | LookAgain


def first_look(began: datetime, gap: timedelta = GAP) -> datetime:
    return began + gap


def next_look(looks: int, at: datetime, gap: timedelta = GAP) -> datetime | None:
    """This will say when to look after `looks` looks, the last one `at`; None after the last."""
    return None if looks >= LOOKS else at + gap * 2 ** (looks - 1)


def judge(case: Case, finding: Finding, at: datetime, gap: timedelta = GAP) -> Verdict:
    """This will say what a look at `at` proves.

    Absence needs two looks at least `gap` apart, the later one current: a search may lag behind, and an
    email or a text that it shows later must not have been sent twice by then.
    """
    looked = replace(case, looks=case.looks + 1)
    match finding:
        case Found(provider_id):
            return Taken(provider_id)
        case Absent(is_current):
            if is_current and case.absent_at is not None and at - case.absent_at >= gap:
                return ProvenAbsent()
            seen = replace(looked, absent_at=case.absent_at or at)
            return LookAgain(seen, next_look(seen.looks, at, gap))
        case NotTold():
            return LookAgain(looked, next_look(looked.looks, at, gap))
        case other:
            assert_never(other)


def sentence(finding: Finding) -> str:
    """This will say what one look told, for the list that people read."""
    match finding:
        case Found():
            return "The provider has it."
        case Absent(is_current=True):
            return "The provider does not show it, though it shows messages sent later."
        case Absent():
            return "The provider does not show it; its search may be behind."
        case NotTold(detail):
            return detail
        case other:
            assert_never(other)
