"""Background work with lease and progress: any worker takes the next piece, none takes it twice. Machine time."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NewType

from django.db.models import F, Q

from coaching.store.models import Job

JobId = NewType("JobId", int)


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


OPEN = (State.QUEUED, State.RUNNING)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job whose turn this process has until the lease ends. `cursor` is where the last piece left off."""

    pk: JobId
    token: str
    kind: str
    by: str
    arguments: Mapping[str, Any]
    cursor: Mapping[str, Any]
    done: int
    total: int | None
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A job as a person sees it. `rate` is pieces a second since it began, None before that can be said."""

    pk: JobId
    kind: str
    title: str
    by: str
    arguments: Mapping[str, Any]
    result: Mapping[str, Any]
    state: State
    done: int
    total: int | None
    rate: float | None
    is_ending: bool
    detail: str
    created_at: datetime
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def left_s(self) -> float | None:
        """Seconds that the rest takes at the rate so far."""
        return (self.total - self.done) / self.rate if self.total and self.rate else None


def add(kind: str, title: str, by: str, at: datetime, *, total: int | None = None, **arguments: Any) -> JobId:
    """This will leave work for the workers; the first of them begins within seconds."""
    row = Job.objects.create(kind=kind, title=title, by=by, arguments=arguments, total=total, created_at=at)
    return JobId(row.pk)


def claim(at: datetime, length: timedelta) -> Claimed | None:
    """This will take the oldest job that is nobody's now, for `length`. Guards: the lease, in one statement."""
    free = Job.objects.filter(_free(at)).order_by("created_at", "pk").first()
    if free is None:
        return None
    token = secrets.token_hex(16)
    won = Job.objects.filter(_free(at), pk=free.pk).update(
        token=token, lease_until=at + length, state=State.RUNNING, started_at=free.started_at or at
    )
    return _claimed(Job.objects.get(pk=free.pk)) if won else None


def _free(at: datetime) -> Q:
    return Q(state__in=OPEN) & (Q(lease_until=None) | Q(lease_until__lte=at))


def _claimed(row: Job) -> Claimed:
    return Claimed(
        JobId(row.pk), row.token, row.kind, row.by, row.arguments, row.cursor, row.done, row.total, bool(row.cancel_by)
    )


def keep(
    job: Claimed, cursor: Mapping[str, Any], done: int, at: datetime, length: timedelta, total: int | None = None
) -> Claimed | None:
    """This will store how far a job is and lengthen its lease; None if it is another's by now.

    Call it in the transaction of the piece itself, so that a crash repeats nothing and loses nothing.
    """
    changes: dict[str, Any] = {"cursor": dict(cursor), "done": done, "lease_until": at + length}
    if total is not None:
        changes["total"] = total
    mine = Job.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING)
    return _claimed(Job.objects.get(pk=job.pk)) if mine.update(**changes) else None


def let_go(job: Claimed) -> None:
    """This will give the job back, for any worker to go on with."""
    Job.objects.filter(pk=job.pk, token=job.token).update(lease_until=None, token="")


def end(job: Claimed, state: State, at: datetime, *, detail: str = "", result: Mapping[str, Any] | None = None) -> bool:
    """This will close a job; False if it is another's by now."""
    changes: dict[str, Any] = {"state": state, "ended_at": at, "detail": detail[:300], "lease_until": None, "token": ""}
    if result is not None:
        changes["result"] = dict(result)
    return bool(Job.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING).update(**changes))


def ask_to_end(job: JobId, by: str) -> bool:
    """This will have a job end after its present piece; False if it has ended, or is ending."""
    return bool(Job.objects.filter(pk=job, state__in=OPEN, cancel_by="").update(cancel_by=by))


def show(job: JobId, at: datetime) -> Seen | None:
    """This will read one job."""
    row = Job.objects.filter(pk=job).first()
    return _seen(row, at) if row else None


def show_many(wanted: Iterable[JobId], at: datetime) -> dict[JobId, Seen]:
    """This will read several jobs; unknown ones are left out."""
    return {JobId(row.pk): _seen(row, at) for row in Job.objects.filter(pk__in=list(wanted))}


def count_open(kind: str) -> int:
    """This will count the jobs of a kind that have not ended."""
    return Job.objects.filter(kind=kind, state__in=OPEN).count()


def recent(at: datetime, most: int = 50) -> tuple[Seen, ...]:
    """This will list jobs, open ones first, then the newest."""
    rows = Job.objects.order_by(F("ended_at").desc(nulls_first=True), "-pk")[:most]
    return tuple(_seen(row, at) for row in rows)


def _seen(row: Job, at: datetime) -> Seen:
    worked_s = ((row.ended_at or at) - row.started_at).total_seconds() if row.started_at else 0
    return Seen(
        pk=JobId(row.pk),
        kind=row.kind,
        title=row.title,
        by=row.by,
        arguments=row.arguments,
        result=row.result,
        state=State(row.state),
        done=row.done,
        total=row.total,
        rate=row.done / worked_s if worked_s > 0.5 and row.done else None,
        is_ending=bool(row.cancel_by),
        detail=row.detail,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
