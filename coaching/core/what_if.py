"""What every answer to a question would lead to, by the very rules that follow a real one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coaching.core import branches
from coaching.core.clearance import Clearance
from coaching.core.leads import Given, History, Lead
from coaching.core.model import Campaign, Question

WORDS = "what they wrote"
"""Stands for whatever a person writes to a question that asks for words."""
MOST = 101
"""A question with more numbers than this is told by its ends alone."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers from `lo` to `hi` lead to, all alike; both None: any words. `lead` is that of `lo`."""

    lo: int | None
    hi: int | None
    lead: Lead


def outcomes(
    given: Given, question: Question, campaign: Campaign, history: History, clearance: Clearance
) -> tuple[Outcome, ...]:
    """This will go through the answers of a question, those that lead to the same put together.

    `given` says which question and when; its value does not matter. Raises LookupError for a question that the
    campaign does not ask.
    """
    if question.lo is None or question.hi is None:
        lead = branches.lead(replace(given, value=WORDS), campaign, history, clearance)
        return (Outcome(None, None, lead),)
    found: list[Outcome] = []
    for value in _values(question.lo, question.hi):
        lead = branches.lead(replace(given, value=value), campaign, history, clearance)
        if found and _shape(found[-1].lead) == _shape(lead):
            found[-1] = replace(found[-1], hi=value)
        else:
            found.append(Outcome(value, value, lead))
    return tuple(found)


def _values(lo: int, hi: int) -> Iterator[int]:
    yield from range(lo, hi + 1) if hi - lo < MOST else (lo, hi)


def _shape(lead: Lead) -> tuple[object, ...]:
    """What makes two leads differ for a coach: not the number that a text repeats."""
    ask = (lead.ask.checkin, lead.ask.question.key) if lead.ask else None
    replies = tuple((reply.name, reply.template) for reply in lead.replies)
    return replies, lead.effects, lead.alert.kind if lead.alert else None, ask, lead.again, lead.save is not None
