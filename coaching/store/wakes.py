"""Streams SQL into the timetables: who is to be looked at when. Redis can be rebuilt from this alone."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from redis import Redis

from coaching.core.decide import Status
from coaching.core.ledger import IN_FLIGHT
from coaching.store import clock, keys, unsettled
from coaching.store.models import Enrolment, Message, Pause
from coaching.store.timetable import Timetable, to_ms

PAGE = 5000


def rebuild(redis: Redis, lessons: Timetable, owed: Timetable) -> int | None:
    """This will fill both timetables from SQL and open them; answers how many entries.

    None: another process is doing it. Safe at any time: an early entry only causes a look too many.
    """
    if not redis.set(keys.REBUILDING.pattern, 1, nx=True, ex=120):
        return None
    try:
        count = 0
        for page in _enrolments():
            lessons.load(page)
            count += len(page)
        for page in _owed():
            owed.load(page)
            count += len(page)
        offset_ms = round(clock.offset().total_seconds() * 1000)
        lessons.open(offset_ms)
        owed.open(offset_ms)
        redis.set(keys.SERVER.pattern, redis.info("server")["run_id"])
        return count
    finally:
        redis.delete(keys.REBUILDING.pattern)


def is_another_server(redis: Redis) -> bool:
    """This will say whether Redis has begun anew since it was filled: a restart may have brought back an old copy,
    or forgotten the last second, so SQL must fill it again."""
    filled = redis.get(keys.SERVER.pattern)
    return not isinstance(filled, bytes) or filled.decode() != redis.info("server")["run_id"]


def _enrolments() -> Iterator[list[tuple[int, int]]]:
    after = 0
    rows = Enrolment.objects.filter(status=Status.ACTIVE, wake_at__isnull=False).order_by("pk")
    while page := list(rows.filter(pk__gt=after).values_list("pk", "wake_at")[:PAGE]):
        yield [(pk, to_ms(wake_at)) for pk, wake_at in page if wake_at is not None]
        after = page[-1][0]


def _owed() -> Iterator[list[tuple[int, int]]]:
    after = 0
    rows = _owed_rows().order_by("pk")
    while page := list(rows.filter(pk__gt=after).values_list("pk", "due_at", "retry_at")[:PAGE]):
        yield [(pk, to_ms(retry_at or due_at)) for pk, due_at, retry_at in page]
        after = page[-1][0]


def _owed_rows() -> QuerySet[Message]:
    """Messages owed at once that still want something; a hand-over whose worker is gone is to be called in doubt."""
    return unsettled.rows().filter(state__in=IN_FLIGHT).exclude(kind="step")


def overdue(now: datetime, limit: int = 1000) -> list[tuple[int, datetime]]:
    """This will list active enrolments whose wake-up has passed, e.g. because Redis lost it."""
    rows = Enrolment.objects.filter(status=Status.ACTIVE, wake_at__lt=now).order_by("wake_at", "pk")
    return [(pk, at) for pk, at in rows.values_list("pk", "wake_at")[:limit] if at is not None]


def wake_sleepers(now: datetime, limit: int = 1000) -> list[int]:
    """This will wake active enrolments that nothing would ever wake: no time is set and no open pause explains it."""
    open_pause = Pause.objects.filter(enrolment=OuterRef("pk"), last=None)
    rows = Enrolment.objects.filter(~Exists(open_pause), status=Status.ACTIVE, wake_at=None)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    Enrolment.objects.filter(pk__in=ids, status=Status.ACTIVE, wake_at=None).update(wake_at=now)
    return ids


def overdue_owed(now: datetime, limit: int = 1000) -> list[tuple[int, datetime]]:
    """This will list messages owed at once whose time has passed, e.g. because a process ended before it put them."""
    rows = _owed_rows().annotate(at=Coalesce("retry_at", "due_at")).filter(at__lt=now).order_by("at", "pk")
    return list(rows.values_list("pk", "at")[:limit])
