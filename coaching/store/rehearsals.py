"""Rehearsals that the team asked for: what was asked, and what each has shown. Kept for thirty days of machine time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.core.model import SubscriberId
from coaching.store import jobs
from coaching.store.jobs import JobId
from coaching.store.models import Rehearsed

KEPT = timedelta(days=30)
KIND = "rehearse"


@dataclass(frozen=True, slots=True)
class Kept:
    """`wish` as typed. `name` is of the real person it was played for, "" for a made-up one. `told` is packed."""

    pk: int
    wish: Mapping[str, str]
    name: str
    job: JobId | None
    by: str
    at: datetime
    told: bytes | None

    @property
    def until(self) -> datetime:
        return self.at + KEPT


def begin(wish: Mapping[str, str], subscriber: SubscriberId | None, by: str, at: datetime, total: int) -> int:
    """This will keep a wish and leave its work for the workers; call it in a transaction. Answers its number."""
    row = Rehearsed.objects.create(wish=dict(wish), subscriber_id=subscriber, by=by, at=at)
    job = jobs.add(KIND, f"Rehearsal {row.pk}", by, at, total=total, rehearsal=row.pk)
    Rehearsed.objects.filter(pk=row.pk).update(job=job)
    return row.pk


def get(rehearsal: int) -> Kept | None:
    """This will read one, with what it has shown."""
    row = Rehearsed.objects.filter(pk=rehearsal).select_related("subscriber").first()
    return _kept(row, bytes(row.told) if row.told is not None else None) if row else None


def recent(most: int = 20) -> list[Kept]:
    """This will list the newest, without what they have shown."""
    rows = Rehearsed.objects.select_related("subscriber").defer("told").order_by("-pk")[:most]
    return [_kept(row, None) for row in rows]


def _kept(row: Rehearsed, told: bytes | None) -> Kept:
    name = row.subscriber.first_name if row.subscriber else ""
    return Kept(row.pk, row.wish, name, JobId(row.job) if row.job else None, row.by, row.at, told)


def keep(rehearsal: int, told: bytes) -> bool:
    """This will store what a rehearsal has shown; False where it is gone, e.g. as its person was erased meanwhile."""
    return bool(Rehearsed.objects.filter(pk=rehearsal).update(told=told))


def forget_old(at: datetime) -> int:
    """This will forget what is older than thirty days; answers how many."""
    return Rehearsed.objects.filter(at__lte=at - KEPT).delete()[0]
