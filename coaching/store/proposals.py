"""Texts that wait for a second person: proposed once, decided once, by somebody else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from coaching.store.models import TemplateProposal

WAITING, APPROVED, SENT_BACK, WITHDRAWN = "waiting", "approved", "sent_back", "withdrawn"
DECIDED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Proposed:
    """What somebody puts up for approval. `seen`: marks of the warnings that `note` gives the reason for."""

    name: str
    source: str
    based_on: int
    author: str
    note: str = ""
    seen: Collection[str] = ()


def propose(proposed: Proposed, at: datetime) -> TemplateProposal:
    """This will store a text that waits for approval, in place of one of the same author that waits already."""
    try:
        return _propose(proposed, at)
    except IntegrityError:  # another of the same author came between: this one, the later, takes its place
        return _propose(proposed, at)


def _propose(proposed: Proposed, at: datetime) -> TemplateProposal:
    with transaction.atomic():
        before = TemplateProposal.objects.filter(name=proposed.name, author=proposed.author, state=WAITING)
        replaced = "Another text took its place."
        before.update(state=WITHDRAWN, decided_by=proposed.author, decided_at=at, answer=replaced)
        return TemplateProposal.objects.create(
            name=proposed.name,
            source=proposed.source,
            note=proposed.note,
            based_on=proposed.based_on,
            seen=sorted(proposed.seen),
            author=proposed.author,
            at=at,
        )


def get(proposal: int) -> TemplateProposal | None:
    return TemplateProposal.objects.filter(pk=proposal).first()


def waiting() -> list[TemplateProposal]:
    """This will list what waits, the longest first."""
    return list(TemplateProposal.objects.filter(state=WAITING).order_by("pk"))


def waiting_for(name: str) -> list[TemplateProposal]:
    return list(TemplateProposal.objects.filter(name=name, state=WAITING).order_by("pk"))


def decided() -> list[TemplateProposal]:
    """This will list the newest of those that were decided."""
    return list(TemplateProposal.objects.exclude(state=WAITING).order_by("-decided_at", "-pk")[:DECIDED_SHOWN])


def decide(proposal: int, state: str, by: str, answer: str, at: datetime, number: int | None = None) -> bool:
    """This will settle what waits; False if somebody already did."""
    rows = TemplateProposal.objects.filter(pk=proposal, state=WAITING)
    return bool(rows.update(state=state, decided_by=by, decided_at=at, answer=answer, number=number))
