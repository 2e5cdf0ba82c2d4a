"""A world whose worker can die or freeze at each thing that it does: a statement, a call of Redis or of a provider."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db import connection, connections

from coaching.core.model import Channel
from coaching.journeys import prefer
from coaching.journeys.office import Moment
from coaching.providers.base import Accepted, Outcome, Outgoing, RetryLater
from coaching.store import keys, redis_link
from coaching.store.consents import Proof
from coaching.store.models import Enrolment
from coaching.store.timetable import Claim, Due, Timetable
from tests.world import START, World

PAST_THE_LEASE = timedelta(seconds=61)
MORNING = START + timedelta(days=1, hours=6)


class Death(BaseException):
    """The process is gone: nothing in it catches this, and nothing more of it happens."""


@dataclass(slots=True)
class Steps:
    """What one worker did, in order. When it first comes to step `at`, a number or a name, `strike` happens first."""

    at: int | str | None = None
    strike: Callable[[], None] = lambda: None
    names: list[str] = field(default_factory=list)

    def take(self, name: str) -> None:
        self.names.append(name)
        if self.at in (len(self.names) - 1, name):
            self.at = None
            self.strike()

    @contextmanager
    def watching_sql(self) -> Iterator[None]:
        """Every statement of this thread is a step; a death in front of one leaves it undone."""

        def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            self.take(" ".join(sql.split()[:3]))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(wrapper):
            yield


class Watched(Timetable):
    """The real timetable; around each call of a worker is a step."""

    def __init__(self, timetable: Timetable, shards: int, steps: Steps) -> None:
        super().__init__(redis_link.client(), timetable.name, shards)
        self._steps = steps

    def claim(self, shard: int, limit: int, lease_ms: int) -> list[Claim]:
        claims = super().claim(shard, limit, lease_ms)
        self._steps.take("claimed")
        return claims

    def put_many(self, dues: Iterable[Due]) -> None:
        self._steps.take("about to put back")
        super().put_many(dues)
        self._steps.take("put back")


@dataclass(slots=True)
class Carrier:
    """A provider that accepts everything in time. It outlives the workers and counts what it took."""

    boot_s: Callable[[], float]
    steps: Steps
    taken: Counter[int] = field(default_factory=Counter)

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        self.steps.take("about to send")
        outcomes = [self._take(message) for message in batch]
        self.steps.take("accepted, not yet settled")
        return outcomes

    def _take(self, message: Outgoing) -> Outcome:
        if message.deadline_s <= self.boot_s():
            return RetryLater(0.0, "deadline", "The time for this message had run out; nothing was sent.")
        self.taken[message.message] += 1
        return Accepted(f"id-{message.message}")


class Mortal(World):
    """Newcomers for whom something is due now. Time passes only by `outlast_the_lease`."""

    def __init__(self) -> None:
        self.boot_s = 1000.0
        self.taken: Counter[int] = Counter()
        super().__init__()
        self._plain = self.office
        self._came = 0

    def newcomer_with_lesson_due(self) -> Enrolment:
        """The first lesson, one SMS and one email, is due now; the welcome has gone out."""
        person = self.newcomer_with_welcome_due()
        self.move(START + timedelta(hours=20))
        self.now = MORNING
        self.open()
        return person

    def newcomer_with_welcome_due(self) -> Enrolment:
        """An SMS and an email are owed at once. Redis knows nobody else."""
        self.now, self.office = START, self._plain
        redis_link.client().flushdb()
        self.open()
        self._came += 1
        phone, email = f"+1555124{self._came:04}", f"p{self._came}@example.org"
        person = self.enrol(first_name=f"P{self._came}", phone=phone, email=email)
        self.now += timedelta(hours=4)
        self.open()
        return person

    def say_goodbye(self, person: Enrolment) -> None:
        self.office = self._plain
        subscriber = self.again(person).subscriber
        prefer.stop(subscriber, prefer.EVERY_CHANNEL, Proof("a test", "subscriber"), self.moment())

    def moment(self) -> Moment:
        return Moment(self.now, self.now, self.boot_s)

    def watch(self, steps: Steps) -> None:
        """From now on everything that a worker does is one of `steps`."""
        carriers = {channel: Carrier(lambda: self.boot_s, steps, self.taken) for channel in Channel}
        self.office = replace(
            self.office,
            providers=carriers,
            lessons=Watched(redis_link.lessons(), redis_link.LESSON_SHARDS, steps),
            owed=Watched(redis_link.owed(), redis_link.OWED_SHARDS, steps),
        )

    def work(self, at: int | str | None = None, strike: Callable[[], None] = lambda: None) -> Steps:
        """One worker works off what is due; in front of step `at` the strike happens. Answers what it did."""
        steps = Steps(at, strike)
        self.watch(steps)
        with steps.watching_sql():
            self.deliver()
        return steps

    def work_and_die(self, at: int | str) -> None:
        """The worker dies in front of step `at`; what it had not committed goes with it."""
        try:
            self.work(at, _die)
        except Death:
            connections.close_all()
            return
        raise AssertionError(f"the worker ended before its step {at}")

    def outlast_the_lease(self) -> None:
        """Machine time passes on every clock: SQL's by argument, the machine's, and that of the Redis server.

        The last cannot be moved, so each lease in Redis is brought forward instead.
        """
        self.now += PAST_THE_LEASE
        self.boot_s += PAST_THE_LEASE.total_seconds()
        redis = redis_link.client()
        for table in (redis_link.lessons(), redis_link.owed()):
            for number in range(table.size):
                leased = keys.shard(table.name, number).leased
                for member in redis.zrange(leased, 0, -1):
                    assert isinstance(member, bytes)
                    redis.zincrby(leased, -PAST_THE_LEASE.total_seconds() * 1000, member)
        self.open()

    def work_elsewhere(self) -> None:
        """Another worker, with its own connections, works off what is due while this one stands still."""
        mine = self.office
        elsewhere(self.work)
        self.office = mine


def elsewhere(work: Callable[[], object]) -> None:
    """This will do something in another thread, with connections of its own, and wait for it."""
    failed: list[BaseException] = []

    def other() -> None:
        try:
            work()
        except BaseException as error:  # told to the test, which runs in another thread
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


def _die() -> None:
    raise Death


def is_committed() -> bool:
    """Whether this thread is between two transactions."""
    return not connection.in_atomic_block
