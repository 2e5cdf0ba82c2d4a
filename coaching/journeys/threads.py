"""What coaches do with a thread of the inbox: give it to somebody, put it off, be done with it, each by name."""

from datetime import date, datetime, timedelta

from coaching.core import needs, schedule
from coaching.core.model import SubscriberId
from coaching.core.needs import Need
from coaching.journeys.office import Moment
from coaching.store import audit, inbox, standings, threads
from coaching.store.models import Thread
from coaching.store.transactions import atomic


class NotNow(Exception):
    """The change makes no sense now; the sentence says why and what would."""


_RED = "An alert is open. Close it with what you did; then this is done, too."


def assign(thread: Thread, coach: int | None, by: str, moment: Moment) -> str:
    """This will give a thread to a coach (None: to nobody); says to whom."""
    chosen = next((each for each in threads.team() if each.pk == coach), None)
    if coach is not None and chosen is None:
        raise NotNow("Choose somebody of the team.")
    with atomic():
        threads.assign(thread.pk, coach)
        to = {"to": chosen.get_username()} if chosen else {}
        audit.record(by, "assigned", "subscriber", thread.pk, moment.now, **to)
    return chosen.get_username() if chosen else ""


def snooze(thread: Thread, days: int, by: str, moment: Moment) -> datetime:
    """This will put a thread off until a morning so many days ahead, where the person lives; answers until when."""
    if not 1 <= days <= needs.LONGEST_SNOOZE.days:
        raise NotNow(f"Put it off for 1 to {needs.LONGEST_SNOOZE.days} days.")
    if thread.need == Need.RED_FLAG:
        raise NotNow("A red flag cannot be put off. Open the alert and take it on.")
    until = needs.snooze_until(days, standings.zone(thread.subscriber.zone), moment.now)
    with atomic():
        threads.snooze(thread.pk, until)
        audit.record(by, "snoozed", "subscriber", thread.pk, moment.now, until=until.isoformat())
    return until


def days_to(typed: str, thread: Thread, moment: Moment) -> int:
    """This will read a date (year-month-day) as a number of days from today, where the person lives."""
    today = schedule.local_date(moment.now, standings.zone(thread.subscriber.zone))
    try:
        return (date.fromisoformat(typed.strip()) - today).days
    except ValueError as error:
        raise NotNow(f"Write the day as year-month-day, e.g. {today + timedelta(days=3)}.") from error


def wake(thread: Thread, by: str, moment: Moment) -> None:
    """This will end a snooze."""
    with atomic():
        threads.snooze(thread.pk, None)
        audit.record(by, "woke", "subscriber", thread.pk, moment.now)


def done(thread: Thread, by: str, moment: Moment) -> None:
    """This will mark everything as read and the thread as done. Raises NotNow while an alert is open."""
    with atomic():
        inbox.mark_read(SubscriberId(thread.pk), by, moment.now)
        threads.done(thread.pk, by, moment.now)
        left = threads.get(thread.pk)
        if left is not None and left.need == Need.RED_FLAG:
            raise NotNow(_RED)
        audit.record(by, "done with", "subscriber", thread.pk, moment.now)


def undo_done(thread: Thread, by: str, moment: Moment) -> None:
    """This will open a thread again, with what had waited in it."""
    with atomic():
        at = threads.undo_done(thread.pk)
        if at is None:
            raise NotNow("It is open already.")
        inbox.unread_again(SubscriberId(thread.pk), at)
        audit.record(by, "reopened", "subscriber", thread.pk, moment.now)
