"""Puts right what a crash or a lost Redis left behind, from SQL alone."""

from datetime import datetime, timedelta

import structlog

from coaching.core.decide import Status
from coaching.core.reasons import Reason
from coaching.journeys import prefer
from coaching.journeys.office import Moment, Office
from coaching.store import enrolments, redis_link, wakes
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic

log = structlog.get_logger()
OVERDUE = timedelta(minutes=2)
CONFIRM_WITHIN = timedelta(days=14)


def rebuild(office: Office) -> int | None:
    """This will fill the timetables from SQL; None if another process is doing it."""
    count = wakes.rebuild(redis_link.client(), office.lessons, office.owed)
    if count is not None:
        log.info("timetable rebuilt", entries=count)
    return count


def rebuild_if_begun_anew(office: Office) -> int | None:
    """This will fill the timetables again if Redis was restarted, from whatever copy it came back with.

    None if there was no need, or another process is doing it.
    """
    return rebuild(office) if wakes.is_another_server(redis_link.client()) else None


def wake_sleepers(office: Office, now: datetime) -> int:
    """This will wake active enrolments without a next time; answers how many: each is a fault worth a look."""
    ids = wakes.wake_sleepers(now)
    if ids:
        log.error("active enrolments had no next time", count=len(ids), first=ids[0])
        office.lessons.put_many(Due(pk, to_ms(now)) for pk in ids)
    return len(ids)


def close_unconfirmed(moment: Moment) -> int:
    """This will end runs that wait for a yes since two weeks, so that they can be invited anew; answers how many."""
    waiting = enrolments.waiting_since(moment.now - CONFIRM_WITHIN)
    for enrolment in waiting:
        with atomic():
            prefer.close(enrolment, Status.ENDED, Reason.NOT_CONFIRMED, moment)
    return len(waiting)


def put_overdue(office: Office, now: datetime) -> int:
    """This will put back what has been due for two minutes and is still open in SQL; answers how many entries.

    A process that ends between its commit and the timetable leaves such things behind. What is there
    already, or with a worker, is only looked at once more.
    """
    lessons, owed = wakes.overdue(now - OVERDUE), wakes.overdue_owed(now - OVERDUE)
    office.lessons.put_many(Due(pk, to_ms(at)) for pk, at in lessons)
    office.owed.put_many(Due(pk, to_ms(at)) for pk, at in owed)
    return len(lessons) + len(owed)
