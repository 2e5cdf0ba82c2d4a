"""Whom a change for many is asked for: people chosen one by one, or everybody of a filter, however many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from coaching.core.model import EnrolmentId
from coaching.store import people_filter
from coaching.store.models import Enrolment
from coaching.store.people_filter import Wanted

_PRIME, _WIDE = 7919, 10_007
"""Keys are spread by primes, so that some of them are like all of them."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """`wanted`: everybody of a filter; None: those of `ids`."""

    ids: tuple[EnrolmentId, ...] = ()
    wanted: Wanted | None = None


def rows(chosen: Chosen, now: datetime) -> QuerySet[Enrolment]:
    """This will ask for their runs, in no order; who was erased is not among them."""
    if chosen.wanted is not None:
        return people_filter.rows(chosen.wanted, now).order_by()
    return Enrolment.objects.filter(pk__in=chosen.ids, subscriber__erased_at=None).order_by()


def count(chosen: Chosen, now: datetime) -> int:
    """This will count them."""
    return rows(chosen, now).count()


def is_anybody(chosen: Chosen, now: datetime) -> bool:
    """This will say whether there is one."""
    return rows(chosen, now).exists()


def ids(chosen: Chosen, now: datetime) -> list[EnrolmentId]:
    """This will list them all, oldest first."""
    return [EnrolmentId(pk) for pk in rows(chosen, now).order_by("pk").values_list("pk", flat=True)]


def some(chosen: Chosen, total: int, most: int, now: datetime) -> Sequence[EnrolmentId]:
    """This will give about `most` of them, spread evenly and the same each time; `total` is how many there are."""
    turns = max(1, _WIDE * most // max(total, 1))
    found = rows(chosen, now).annotate(turn=F("pk") * _PRIME % _WIDE).filter(turn__lt=turns)
    return [EnrolmentId(pk) for pk in found.order_by("turn", "pk").values_list("pk", flat=True)[:most]]
