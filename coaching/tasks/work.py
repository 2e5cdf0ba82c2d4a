"""The task for background work: imports and changes for many people."""

from celery import shared_task

from coaching import bootstrap
from coaching.journeys import work
from coaching.store import connections

# One of a worker's few threads; after that another hint brings it back, perhaps to another worker, which must then read
# a file that is being checked from its beginning: so a million rows fit.
SPELL_S = 90


@shared_task(name="coaching.work")
def work_off() -> None:
    """This will work on what people left for the background until nothing is left or the spell is over."""
    ends = bootstrap.boot_seconds() + SPELL_S
    connections.refresh()
    office = bootstrap.office()
    while not office.stopping() and work.do_next(office, bootstrap.moment()) and bootstrap.boot_seconds() < ends:
        pass
