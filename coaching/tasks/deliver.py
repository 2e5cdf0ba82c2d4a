"""The tasks: each looks at the world anew, claims what it can finish within half its lease, and ends."""

from collections.abc import Callable

from celery import shared_task

from coaching import bootstrap
from coaching.journeys import deliver
from coaching.journeys import deliver_owed as owed
from coaching.store import connections


@shared_task(name="coaching.deliver")
def deliver_lessons(*, shard: int) -> None:
    """This will deliver what is due in a shard until nothing is left or half the lease is over."""
    _work(lambda: deliver.deliver_due(shard, bootstrap.office(), bootstrap.moment()))


@shared_task(name="coaching.deliver_owed")
def deliver_owed(*, shard: int) -> None:
    """This will send the messages owed at once in a shard."""
    _work(lambda: owed.deliver_owed(shard, bootstrap.office(), bootstrap.moment()))


def _work(step: Callable[[], int]) -> None:
    ends = bootstrap.boot_seconds() + bootstrap.office().lease.total_seconds() / 2
    connections.refresh()
    stopping = bootstrap.office().stopping
    while not stopping() and step() and bootstrap.boot_seconds() < ends:
        pass
