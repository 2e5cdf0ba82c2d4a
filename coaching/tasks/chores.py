"""The tasks that tidy up: what crashes, lost answers and a lost Redis left behind, alerts to tell, books to check."""

from celery import shared_task

from coaching import bootstrap
from coaching.journeys import (
    alert,
    audit_books,
    converse,
    doubt,
    import_people,
    receipts,
    receive,
    receive_email,
    repair,
    silences,
    travel,
    webhooks,
)
from coaching.store import api_calls, connections, rehearsals


@shared_task(name="coaching.chores")
def do_chores() -> None:
    """This will take in texts that were left, put back what is overdue and ask about messages in doubt.

    Safe at any time, and twice.
    """
    connections.refresh()
    tidy()


def tidy() -> None:
    """This will do all chores once, each at its own moment: looking may take a minute."""
    office = bootstrap.office()
    receive.work_off(office, bootstrap.moment())
    receive_email.work_off(office, bootstrap.moment())
    receipts.work_off(bootstrap.moment())
    converse.end_quiet_talks(office, bootstrap.moment())
    travel.come_home(office, bootstrap.moment())
    silences.look_after(office, bootstrap.moment())
    alert.tell_due(office, bootstrap.moment())
    repair.put_overdue(office, bootstrap.moment().now)
    repair.wake_sleepers(office, bootstrap.moment().now)
    repair.close_unconfirmed(bootstrap.moment())
    import_people.tidy(bootstrap.moment())
    doubt.settle_some(office, bootstrap.moment())
    webhooks.tidy(bootstrap.moment())
    api_calls.forget_old(bootstrap.machine_time())
    rehearsals.forget_old(bootstrap.machine_time())


@shared_task(name="coaching.tell")
def tell() -> None:
    """This will tell whoever is to be told of alerts."""
    connections.refresh()
    alert.tell_due(bootstrap.office(), bootstrap.moment())


@shared_task(name="coaching.check_books")
def check_books() -> None:
    """This will draw up the books and raise the alarm if they do not balance."""
    connections.refresh()
    audit_books.check(bootstrap.office(), bootstrap.moment())
