"""Texts that wait for a second person: proposed once, decided once, by somebody else."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from coaching.store.models import TemplateProposal

WAITING, APPROVED, SENT_BACK, WITHDRAWN = "waiting", "approved", "sent_back", "withdrawn"
DECIDED_SHOWN = 20


def propose(
    name: str, source: str, *, based_on: int, author: str, note: str, seen: Collection[str], at: datetime
) -> TemplateProposal:
    """This will store a text that waits for approval, in place of one of the same author that waits already.

    Raises IntegrityError if the same author proposes twice at the same moment.
    """
    with transaction.atomic():
        before = TemplateProposal.objects.filter(name=name, author=author, state=WAITING)
        before.update(state=WITHDRAWN, decided_by=author, decided_at=at, answer="Another text took its place.")
        return TemplateProposal.objects.create(
            name=name, source=source, note=note, based_on=based_on, seen=sorted(seen), author=author, at=at
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
