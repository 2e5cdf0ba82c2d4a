"""Filters of the list of people that a coach keeps; one that was deleted can be brought back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.store.models import SavedFilter

MOST = 30
BACK = timedelta(days=1)
"""How long a deleted filter can be brought back."""


@dataclass(frozen=True, slots=True)
class Kept:
    """`query`: the part of the address after the question mark."""

    pk: int
    name: str
    query: str


def of(user: int) -> list[Kept]:
    """This will list one coach's filters by name."""
    rows = SavedFilter.objects.filter(user=user, gone_at=None).order_by("name")
    return [Kept(row.pk, row.name, row.query) for row in rows]


def keep(user: int, name: str, query: str, at: datetime) -> bool:
    """This will keep a filter under a name, in place of an older one of that name; False if there are too many."""
    SavedFilter.objects.filter(user=user, gone_at__lt=at - BACK).delete()
    mine = SavedFilter.objects.filter(user=user, gone_at=None)
    if mine.filter(name=name).update(query=query, at=at):
        return True
    if mine.count() >= MOST:
        return False
    SavedFilter.objects.create(user_id=user, name=name, query=query, at=at)
    return True


def drop(user: int, kept: int, at: datetime) -> str | None:
    """This will delete a coach's own filter and answer its name; None if they have no such filter."""
    rows = SavedFilter.objects.filter(pk=kept, user=user, gone_at=None)
    name = rows.values_list("name", flat=True).first()
    rows.update(gone_at=at)
    return name


def bring_back(user: int, kept: int) -> str | None:
    """This will bring a deleted filter back and answer its name; None if it is gone for good or its name is taken."""
    rows = SavedFilter.objects.filter(pk=kept, user=user, gone_at__isnull=False)
    name = rows.values_list("name", flat=True).first()
    if name is None or SavedFilter.objects.filter(user=user, name=name, gone_at=None).exists():
        return None
    rows.update(gone_at=None)
    return name
