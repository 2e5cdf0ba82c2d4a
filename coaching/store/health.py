"""What the doctor and /readyz ask of SQL and Redis, and the heartbeat of workers: facts, or OutOfReach."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from statistics import median
from typing import Any
from urllib.parse import quote, urlsplit

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce
from django.db.utils import load_backend
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from coaching.core.decide import Status
from coaching.core.ledger import State
from coaching.settings import load
from coaching.store import keys, redis_link, unsettled
from coaching.store.models import CampaignVersion, Enrolment, TemplateVersion

Clock = Callable[[], datetime]
PINGS = 20
BEAT_LASTS = timedelta(seconds=20)


class OutOfReach(Exception):
    """SQL or Redis did not answer as it should; the message says how in one line, without secrets."""


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """`place`: which database this is. `missing`: migrations not applied. `ahead_s`: its clock before ours, seconds."""

    place: str
    missing: tuple[str, ...]
    ahead_s: float


@dataclass(frozen=True, slots=True)
class Beat:
    """A worker that looked at the timetable in the last 20 s; `ahead_s`: its clock before that of Redis, seconds."""

    worker: str
    ahead_s: float


@dataclass(frozen=True, slots=True)
class RedisFacts:
    """`ping_ms`: median of 20 pings. `epochs`: by shard key, ms as in SQL's offset, None where it is missing."""

    place: str
    version: str
    is_persistent: bool
    eviction: str
    ping_ms: float
    epochs: dict[str, int | None]
    beats: tuple[Beat, ...]
    ahead_s: float


def beat(worker: str, machine_now: datetime) -> None:
    """This will say for 20 s that this worker lives, and what time it is there."""
    redis_link.client().set(keys.beat(worker), round(machine_now.timestamp() * 1000), px=BEAT_LASTS)


def database(clock: Clock, within_s: float) -> DatabaseFacts:
    """This will ask by a connection of its own, so that `within_s` holds; raises OutOfReach.

    PostgreSQL's client library waits 2 s for a connection at least, whatever `within_s` is.
    """
    try:
        with closing(_connection(within_s)) as connection, connection.cursor() as cursor:
            missing = _known_migrations() - _applied_migrations(connection, cursor)
            ahead_s = _ahead_s(clock, lambda: _time_of(connection, cursor))
            names = tuple(f"{app}.{name}" for app, name in sorted(missing))
            return DatabaseFacts(_place(connection), names, ahead_s)
    except DatabaseError as error:
        raise OutOfReach(_one_line(error)) from error


def _connection(within_s: float) -> BaseDatabaseWrapper:
    settings: dict[str, Any] = dict(connections["default"].settings_dict)
    if connections["default"].vendor == "sqlite":
        # mode=rw: a look must not make an empty file where there is none.
        limits: dict[str, Any] = {"timeout": within_s}
        settings["NAME"] = f"file:{quote(str(settings['NAME']))}?mode=rw"
    else:
        milliseconds = round(within_s * 1000)
        limits = {
            "connect_timeout": max(1, round(within_s)),
            "tcp_user_timeout": milliseconds,
            "options": f"-c statement_timeout={milliseconds}",
        }
    settings["OPTIONS"] = {**settings["OPTIONS"], **limits}
    opened: BaseDatabaseWrapper = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, alias="health")
    return opened


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or ())


def _applied_migrations(connection: BaseDatabaseWrapper, cursor: Any) -> frozenset[tuple[str, str]]:
    if "django_migrations" not in connection.introspection.table_names(cursor):
        return frozenset()
    cursor.execute("SELECT app, name FROM django_migrations")
    return frozenset((app, name) for app, name in cursor.fetchall())


def _time_of(connection: BaseDatabaseWrapper, cursor: Any) -> datetime:
    """The database's clock. SQLite has that of this machine."""
    is_sqlite = connection.vendor == "sqlite"
    cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')" if is_sqlite else "SELECT clock_timestamp()")
    [told] = cursor.fetchone()
    return datetime.fromisoformat(told).replace(tzinfo=UTC) if is_sqlite else told


def _place(connection: BaseDatabaseWrapper) -> str:
    settings = connections["default"].settings_dict
    where = f" on {settings['HOST']}" if settings.get("HOST") else ""
    return f"{connection.display_name}, {settings['NAME']}{where}"


def _ahead_s(clock: Clock, ask: Callable[[], datetime]) -> float:
    """How far the asked clock is before ours, seconds; half the time of the question is taken for the way there."""
    before = clock()
    told = ask()
    return (told - (before + (clock() - before) / 2)).total_seconds()


def redis(clock: Clock, within_s: float) -> RedisFacts:
    """This will ask by a connection of its own that never tries twice; raises OutOfReach."""
    with _redis(within_s) as client:
        facts = client.info()
        parts = urlsplit(load().redis_url)
        return RedisFacts(
            place=f"{parts.hostname or parts.path}:{parts.port or 6379}",
            version=str(facts.get("valkey_version") or facts["redis_version"]),
            is_persistent=facts.get("aof_enabled") == 1,
            eviction=str(facts.get("maxmemory_policy", "unknown")),
            ping_ms=median(_ping_ms(client) for _ in range(PINGS)),
            epochs=_epochs(client),
            beats=_beats(client),
            ahead_s=_ahead_s(clock, lambda: _redis_time(client)),
        )


@contextmanager
def _redis(within_s: float) -> Iterator[Redis]:
    try:
        with Redis.from_url(
            load().redis_url,
            socket_timeout=within_s,
            socket_connect_timeout=within_s,
            retry=Retry(NoBackoff(), 0),
        ) as client:
            yield client
    except (RedisError, ValueError) as error:
        raise OutOfReach(_one_line(error)) from error


def _ping_ms(client: Redis) -> float:
    begun = time.perf_counter()
    client.ping()
    return (time.perf_counter() - begun) * 1000


def _redis_time(client: Redis) -> datetime:
    seconds, microseconds = client.time()
    return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)


def _epochs(client: Redis) -> dict[str, int | None]:
    sizes = {"due": redis_link.LESSON_SHARDS, "owed": redis_link.OWED_SHARDS}
    names = [keys.shard(timetable, number).epoch for timetable, size in sizes.items() for number in range(size)]
    told = client.mget(names)
    return {name: None if value is None else int(value) for name, value in zip(names, told, strict=True)}


def _beats(client: Redis) -> tuple[Beat, ...]:
    found = []
    for name in sorted(client.scan_iter(keys.beat("*"), count=1000)):
        with client.pipeline(transaction=True) as pipe:
            pipe.get(name)
            pipe.pttl(name)
            pipe.time()
            told, left_ms, (seconds, microseconds) = pipe.execute()
        if told is not None:  # else it ended since it was listed
            age_ms = BEAT_LASTS / timedelta(milliseconds=1) - left_ms
            written_ms = seconds * 1000 + microseconds / 1000 - age_ms
            found.append(Beat(name.decode().removeprefix(keys.beat("")), (int(told) - written_ms) / 1000))
    return tuple(found)


def workers(within_s: float) -> tuple[str, ...]:
    """This will name the workers heard in the last 20 s; raises OutOfReach. Quicker than `redis`, for a page."""
    with _redis(within_s) as client:
        return tuple(
            sorted(name.decode().removeprefix(keys.beat("")) for name in client.scan_iter(keys.beat("*"), count=1000))
        )


def not_ready(clock: Clock, within_s: float) -> list[str]:
    """This will name what does not answer or is not up to date: "database", "migrations", "redis"."""
    missing = []
    try:
        if database(clock, within_s).missing:
            missing.append("migrations")
    except OutOfReach:
        missing.append("database")
    try:
        with _redis(within_s) as client:
            client.ping()
    except OutOfReach:
        missing.append("redis")
    return missing


@contextmanager
def asking_sql() -> Iterator[None]:
    """This will turn what the database refuses inside into OutOfReach."""
    try:
        yield
    except DatabaseError as error:
        raise OutOfReach(_one_line(error)) from error


def _one_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), "") or type(error).__name__


def campaign_keys() -> list[str]:
    return list(CampaignVersion.objects.order_by("key").values_list("key", flat=True).distinct())


def drafted_words() -> list[str]:
    """This will name the templates of which a newer version waits to be published."""
    rows = TemplateVersion.objects.values("name").annotate(
        draft=Max("number", filter=Q(published_at__isnull=True)),
        live=Max("number", filter=Q(published_at__isnull=False)),
    )
    return list(rows.filter(draft__gt=F("live")).order_by("name").values_list("name", flat=True))


def count_overdue(before: datetime) -> tuple[int, int]:
    """This will count what should have been looked at before that programme time: (enrolments, owed messages)."""
    people = Enrolment.objects.filter(status=Status.ACTIVE, wake_at__lt=before).count()
    open_ones = unsettled.rows().filter(state__in=(State.OWED, State.RESERVED, State.WAITING)).exclude(kind="step")
    return people, open_ones.annotate(at=Coalesce("retry_at", "due_at")).filter(at__lt=before).count()


def count_unsettled(machine_now: datetime) -> tuple[int, int]:
    """This will count messages whose end nobody knows: (handed over by a worker that is gone, in doubt)."""
    counts = unsettled.rows().aggregate(
        handed=Count("pk", filter=Q(state=State.HANDED, lease_until__lt=machine_now)),
        unknown=Count("pk", filter=Q(state=State.UNKNOWN)),
    )
    return counts["handed"], counts["unknown"]
