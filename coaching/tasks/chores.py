"""The task that tidies up what crashes, lost answers and a lost Redis left behind."""

from celery import shared_task

from coaching import bootstrap
from coaching.journeys import doubt, receive, repair
from coaching.store import connections


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
    repair.put_overdue(office, bootstrap.moment().now)
    doubt.settle_some(office, bootstrap.moment())
