"""Puts right what a crash or a lost Redis left behind, from SQL alone."""

from datetime import datetime

import structlog

from coaching.journeys.office import Office
from coaching.store import redis_link, wakes
from coaching.store.timetable import Due, to_ms

log = structlog.get_logger()


def rebuild(office: Office) -> int | None:
    """This will fill the timetables from SQL; None if another process is doing it."""
    count = wakes.rebuild(redis_link.client(), office.lessons, office.owed)
    if count is not None:
        log.info("timetable rebuilt", entries=count)
    return count


def put_overdue(office: Office, now: datetime) -> int:
    """This will put active enrolments whose wake-up has passed back into the timetable; answers how many."""
    overdue = wakes.overdue(now)
    office.lessons.put_many(Due(pk, to_ms(at)) for pk, at in overdue)
    return len(overdue)
