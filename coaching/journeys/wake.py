"""Has the timetable look at somebody soon. SQL holds the wish already, so an unreachable Redis only delays it."""

from collections.abc import Sequence

import structlog

from coaching.store import redis_link
from coaching.store.redis_link import RedisError
from coaching.store.timetable import Due, Timetable

log = structlog.get_logger()


def soon(timetable: Timetable, dues: Sequence[Due]) -> None:
    """This will put the entries and ring the bell; where Redis does not answer, repair puts them later."""
    if not dues:
        return
    try:
        timetable.put_many(dues)
        redis_link.ring()
    except RedisError as error:
        log.warning("timetable out of reach; SQL keeps the wake-up", entries=len(dues), error=type(error).__name__)
