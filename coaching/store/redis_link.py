"""The one way to Redis, and the two timetables that live there."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from coaching.settings import load
from coaching.store import keys
from coaching.store.timetable import Timetable

__all__ = [
    "RedisError",
    "RedisUnreachable",
    "apart",
    "check",
    "client",
    "lessons",
    "owed",
    "ring",
    "take_telling",
    "wait_for_bell",
    "want_telling",
]

LESSON_SHARDS = 16
OWED_SHARDS = 4


class RedisUnreachable(Exception):
    """Redis does not answer; the message says at which address and what to do."""


_apart = ContextVar("apart", default=False)


@contextmanager
def apart() -> Iterator[None]:
    """This will have nothing in the block reach Redis: no bell rings, and whoever asks for the client gets an error."""
    token = _apart.set(True)
    try:
        yield
    finally:
        _apart.reset(token)


def client() -> Redis:
    """This will give this process's pool. A timed-out script may run twice; every script here may."""
    if _apart.get():
        raise RuntimeError("a rehearsal reaches no Redis")
    return _client()


@cache
def _client() -> Redis:
    return Redis.from_url(
        load().redis_url,
        socket_timeout=5,
        socket_connect_timeout=3,
        health_check_interval=25,
        retry=Retry(ExponentialBackoff(cap=1.0, base=0.05), 3),
    )


def check() -> None:
    """This will raise RedisUnreachable unless Redis answers a ping."""
    try:
        client().ping()
    except RedisError as error:
        raise RedisUnreachable(
            f"Redis does not answer at {load().redis_url} ({type(error).__name__}). "
            "Start it, or set COACHING_REDIS_URL to where it runs."
        ) from error


@cache
def lessons() -> Timetable:
    """The timetable of enrolments: whose next step is due when."""
    return Timetable(client(), "due", LESSON_SHARDS)


@cache
def owed() -> Timetable:
    """The timetable of single messages owed at once: invitations, confirmations, replies."""
    return Timetable(client(), "owed", OWED_SHARDS)


def ring() -> None:
    """This will have one worker look at the timetables at once instead of at its next turn."""
    if _apart.get():
        return
    with client().pipeline(transaction=False) as pipe:
        pipe.lpush(keys.BELL.pattern, 1)
        pipe.ltrim(keys.BELL.pattern, 0, 0)
        pipe.expire(keys.BELL.pattern, 5)
        pipe.execute()


def want_telling() -> None:
    """This will have one worker tell about alerts at its next look, which the bell makes now."""
    if _apart.get():
        return
    client().set(keys.TELL.pattern, 1, ex=60)
    ring()


def take_telling() -> bool:
    """This will say whether somebody is to be told now; true for one caller."""
    return client().getdel(keys.TELL.pattern) is not None


def wait_for_bell(seconds: float) -> None:
    """This will wait for a ring, at most so many seconds."""
    client().blpop([keys.BELL.pattern], timeout=seconds)
