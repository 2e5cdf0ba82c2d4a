"""Moves programme time through the storm: on to the next thing that is due, once SQL says that nothing is left now."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from redis.exceptions import RedisError

from coaching import bootstrap
from coaching.core.decide import Status
from coaching.core.ledger import State
from coaching.store import clock, keys, redis_link
from coaching.store.models import Enrolment, Message
from tests.chaos.database import insist
from tests.chaos.phones import Phones

STEP = timedelta(minutes=15)
PATIENCE_S = 6.0  # longer than the lease; then time passes, as it does, and what was held up is a quarter late
POLL_S = 0.1

_NOW_OR_NEVER = (State.RESERVED, State.HANDED)
_LATER = (State.OWED, State.WAITING)


@dataclass(slots=True)
class Clock:
    """`waited_in_vain`: in how many steps time had to pass although something was still to be done."""

    phones: Phones
    steps: int = 0
    waited_in_vain: int = 0

    def move(self, to: datetime) -> None:
        """This will set programme time: in SQL, in each shard that Redis still has, and for the phones.

        An emptied Redis is left closed: the worker that fills it takes the new time from SQL.
        """
        offset = insist(lambda: clock.move_to(to, bootstrap.machine_time()))
        milliseconds = round(offset.total_seconds() * 1000)
        try:
            for table in (redis_link.owed(), redis_link.lessons()):
                for number in range(table.size):
                    redis_link.client().set(keys.shard(table.name, number).epoch, milliseconds, xx=True)
            redis_link.ring()
        except RedisError:
            pass  # it is down; when it is back, the next move sets it, and until then everything is merely late
        self.phones.set_clock(offset)

    def step(self) -> None:
        """This will wait for rest, within reason, and go on to the next thing that is due."""
        self.steps += 1
        if not self.rest(PATIENCE_S):
            self.waited_in_vain += 1
        following = insist(lambda: next_due(programme_now()))
        if following is not None:
            self.move(following + (datetime.min.replace(tzinfo=UTC) - following) % STEP)

    def rest(self, patience_s: float) -> bool:
        """This will wait until nothing is due and nothing on its way; False if that takes too long."""
        ends = time.monotonic() + patience_s
        while insist(lambda: is_busy(programme_now())):
            if time.monotonic() > ends:
                return False
            time.sleep(POLL_S)
        return True


def programme_now() -> datetime:
    return clock.programme_now(bootstrap.machine_time())


def is_busy(now: datetime) -> bool:
    """This will say whether SQL has something to be done now; the timetable may have forgotten it."""
    return any(rows.exists() for rows in _to_do(now).values())


def to_do(now: datetime) -> list[str]:
    """This will name what is to be done now."""
    return [f"{what} {pk}" for what, rows in _to_do(now).items() for pk in rows.values_list("pk", flat=True)]


def _to_do(now: datetime) -> dict[str, QuerySet[Any]]:
    return {
        "there is due enrolment": Enrolment.objects.filter(status=Status.ACTIVE, wake_at__lte=now),
        "there is under way message": Message.objects.filter(state__in=_NOW_OR_NEVER),
        "there is due message": _to_come().filter(at__lte=now),
    }


def next_due(now: datetime) -> datetime | None:
    """This will give the first thing to come after now."""
    wakes = Enrolment.objects.filter(status=Status.ACTIVE, wake_at__gt=now).order_by("wake_at")
    heads = [*wakes.values_list("wake_at", flat=True)[:1]]
    heads += _to_come().filter(at__gt=now).order_by("at").values_list("at", flat=True)[:1]
    return min((head for head in heads if head is not None), default=None)


def _to_come() -> QuerySet[Any]:
    """Messages beside the lessons, each with the time `at` which it is to be sent or tried again."""
    return Message.objects.filter(state__in=_LATER).exclude(kind="step").annotate(at=Coalesce("retry_at", "due_at"))
