"""The task that tells other systems what happened, by webhook."""

from celery import shared_task

from coaching import bootstrap
from coaching.journeys import webhooks
from coaching.store import connections

# One of a worker's few threads; after that another hint brings it back.
SPELL_S = 20


@shared_task(name="coaching.announce")
def announce() -> None:
    """This will send what other systems are owed until nothing is due or the spell is over."""
    ends = bootstrap.boot_seconds() + SPELL_S
    connections.refresh()
    office = bootstrap.office()
    while (
        not office.stopping() and webhooks.deliver_due(office, bootstrap.moment()) and bootstrap.boot_seconds() < ends
    ):
        pass
