"""Has the timetable look at somebody soon. SQL holds the wish already, so an unreachable Redis only delays it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

from coaching.store import redis_link
from coaching.store.redis_link import RedisError
from coaching.store.timetable import Due, Timetable

log = structlog.get_logger()
_Wishes = list[tuple[Timetable, Sequence[Due]]]
_waiting: ContextVar[_Wishes | None] = ContextVar("waiting", default=None)


def soon(timetable: Timetable, dues: Sequence[Due]) -> None:
    """This will put the entries and ring the bell; where Redis does not answer, repair puts them later."""
    if not dues:
        return
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append((timetable, dues))
        return
    try:
        timetable.put_many(dues)
        redis_link.ring()
    except RedisError as error:
        log.warning("timetable out of reach; SQL keeps the wake-up", entries=len(dues), error=type(error).__name__)


@contextmanager
def held_back() -> Iterator[None]:
    """This will put what the block wants put only after it, and nothing if it fails.

    For a block that is one transaction around several journeys: a worker that looked before would see nothing.
    """
    waiting: _Wishes = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for timetable, dues in waiting:
        soon(timetable, dues)
