"""The world of the state machine: every clock is moved by hand, and each call of Redis is a step of an actor."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from coaching.core.model import Channel
from coaching.journeys.office import Moment
from coaching.store import keys, redis_link
from coaching.store.timetable import Claim, Due, Timetable, to_ms
from tests.chaos.actors import park
from tests.chaos.exchange import Exchange
from tests.world import START, World

SHARDS = 2
EIGHT_OF_DAY_1 = START + timedelta(days=1, hours=1)
KEPT = {"store_campaignversion", "store_templateversion"}


class Hall(World):
    """Programme time `now` and machine time `machine` pass together; `jump` moves programme time alone."""

    def __init__(self) -> None:
        self.machine, self.boot_s, self.shift_ms = START, 1000.0, 0
        super().__init__()
        self.desks = {channel: Exchange(lambda: self.boot_s, self.may_take) for channel in Channel}
        self.office = replace(
            self.office,
            providers=self.desks,
            lookups=self.desks,
            lessons=Stepwise(redis_link.lessons(), self),
            owed=Stepwise(redis_link.owed(), self),
        )

    def forget(self) -> None:
        """This will begin anew: nobody is enrolled, every number starts at 1, only the words stay."""
        forget_everybody()
        redis_link.client().flushall()
        self.now, self.machine, self.boot_s, self.shift_ms = START, START, 1000.0, 0
        for desk in self.desks.values():
            desk.__init__(desk.boot_s, desk.may_take)  # type: ignore[misc]  # as new
        self.office.lessons.open(0)
        self.office.owed.open(0)

    def may_take(self, message: int) -> None:
        """Asked when a provider accepts a message; a machine that watches sets its own."""

    def moment(self) -> Moment:
        return Moment(self.now, self.machine, self.boot_s)

    def offset_ms(self) -> int:
        """From the Redis server's clock to this world's programme time."""
        seconds, micros = redis_link.client().time()
        return to_ms(self.now) - seconds * 1000 - micros // 1000

    def open(self) -> None:
        """Tells every shard that has not been lost what time it is."""
        for table in (self.office.lessons, self.office.owed):
            for number in range(table.size):
                redis_link.client().set(keys.shard(table.name, number).epoch, self.offset_ms(), xx=True)

    def jump(self, to: datetime) -> None:
        """Moves programme time alone, as the demo does."""
        self.now = max(self.now, to)
        self.open()

    def pass_time(self, span: timedelta) -> None:
        """Lets time pass on every clock. That of the Redis server cannot be moved, so what it dates comes nearer."""
        self.now, self.machine = self.now + span, self.machine + span
        self.boot_s += span.total_seconds()
        milliseconds = round(span.total_seconds() * 1000)
        self.shift_ms += milliseconds
        redis = redis_link.client()
        for table in (self.office.lessons, self.office.owed):
            for number in range(table.size):
                leased = keys.shard(table.name, number).leased
                for member in redis.zrange(leased, 0, -1):
                    assert isinstance(member, bytes)
                    redis.zincrby(leased, -milliseconds, member)
        left_ms = redis.pttl(keys.REBUILDING.pattern)
        if left_ms > 0:
            redis.pexpire(keys.REBUILDING.pattern, max(1, left_ms - milliseconds))
        self.open()


class Stepwise(Timetable):
    """The real timetable, each call a step. Its tokens are given in the world's time, ahead of the server's, and
    before each look the server is told what time it is here: real time must decide nothing."""

    def __init__(self, timetable: Timetable, hall: Hall) -> None:
        super().__init__(redis_link.client(), timetable.name, SHARDS)
        self._hall = hall

    def claim(self, shard: int, limit: int, lease_ms: int) -> list[Claim]:
        park("about to claim")
        self._hall.open()
        claims = super().claim(shard, limit, lease_ms)
        return [replace(claim, token=claim.token + self._hall.shift_ms) for claim in claims]

    def ready(self) -> dict[int, int]:
        self._hall.open()
        return super().ready()

    def put_many(self, dues: Iterable[Due]) -> None:
        park("about to put")
        super().put_many(self._as_redis_knows(due) for due in dues)

    def _as_redis_knows(self, due: Due) -> Due:
        return due if due.token is None else replace(due, token=due.token - self._hall.shift_ms)

    def load(self, dues: Sequence[tuple[int, int]]) -> None:
        park("about to load")
        super().load(dues)

    def open(self, offset_ms: int) -> None:
        park("about to open")
        del offset_ms  # that of the machine's own clock
        super().open(self._hall.offset_ms())


def forget_everybody() -> None:
    """This will empty every table but those of the published words, and count from 1 again."""
    tables = {model._meta.db_table for model in apps.get_app_config("store").get_models()} - KEPT
    connection.ops.execute_sql_flush(
        connection.ops.sql_flush(no_style(), sorted(tables), reset_sequences=True, allow_cascade=True)
    )
