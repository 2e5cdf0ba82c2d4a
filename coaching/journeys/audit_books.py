"""Checks the books by itself: an alarm with names when they do not balance, and a repair where one is possible."""

import structlog

from coaching.core.alerts import Kind
from coaching.core.model import EnrolmentId
from coaching.journeys import alert, books
from coaching.journeys.books import Books, Missing
from coaching.journeys.office import Moment, Office
from coaching.store import alerts, enrolments
from coaching.store.alerts import News
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic

log = structlog.get_logger()
KEY = "all"
MOST_NAMES = 20


def check(office: Office, moment: Moment) -> Books:
    """This will draw up the books, tell the house if they do not balance, and have each gap decided anew.

    Who is found missing is counted a second time: a day may just have turned over during the first count.
    """
    drawn = books.draw_up(moment)
    suspects = [each.enrolment for each in drawn.missing[:1000]]
    missing = books.still_missing(suspects, moment) if suspects else ()
    if missing:
        _alarm(missing, moment)
        _decide_anew([each.enrolment for each in missing], office, moment)
    elif not drawn.missing and alerts.settle(f"{Kind.BOOKS}:{KEY}", "The books balance again.", moment.now):
        log.info("the books balance again")
    return drawn


def _alarm(missing: tuple[Missing, ...], moment: Moment) -> None:
    units = sum(abs(each.units) for each in missing)
    names = [f"{each.first_name} (enrolment {each.enrolment}): {each.units}" for each in missing[:MOST_NAMES]]
    log.error("the books do not balance", enrolments=len(missing), units=units)
    people = "1 person" if len(missing) == 1 else f"{len(missing)} people"
    title = f"The books do not balance. Without a state: {units} of the messages to {people}."
    with atomic():
        alert.raise_(News(Kind.BOOKS, KEY, title, body="\n".join(names)), moment.now)
    alert.hurry()


def _decide_anew(ids: list[EnrolmentId], office: Office, moment: Moment) -> None:
    """The day's row is written then: sent if it is today's, else skipped with its reason."""
    woken = enrolments.look_again_from_the_start(ids, moment.now)
    office.lessons.put_many(Due(pk, to_ms(moment.now)) for pk in woken)
