"""Drafts of calendars: one for a programme, its changes kept one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from coaching.store.models import ScheduleDraft

Changes = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Draft:
    """`base`: id of the version it changes. `undone`: what was taken back, the last one last."""

    base: int
    changes: tuple[dict[str, Any], ...]
    undone: tuple[dict[str, Any], ...]
    revision: int
    by: str
    at: datetime


def get(key: str) -> Draft | None:
    """This will read the draft of a programme; None where nobody has begun one."""
    row = ScheduleDraft.objects.filter(key=key).first()
    if row is None:
        return None
    return Draft(row.base_id, tuple(row.changes), tuple(row.undone), row.revision, row.by, row.at)


def put(key: str, base: int, changes: Changes, undone: Changes, *, seen: int, by: str, at: datetime) -> bool:
    """This will write a draft as the one who saw revision `seen` wants it (0: none was there).

    False if somebody else wrote meanwhile: then nothing has changed.
    """
    values = {"base_id": base, "changes": list(changes), "undone": list(undone), "by": by, "at": at}
    if seen:
        return bool(ScheduleDraft.objects.filter(key=key, revision=seen).update(revision=seen + 1, **values))
    try:
        with transaction.atomic():
            ScheduleDraft.objects.create(key=key, revision=1, **values)
    except IntegrityError:
        return False
    return True
