"""Messages to many: how far each is, and the stop that catches whatever has not left."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from coaching.core.groups import What
from coaching.core.ledger import State
from coaching.core.reasons import Reason
from coaching.store import groups, jobs
from coaching.store.models import GroupChange, GroupMember, Job, Message

NOT_LEFT = (State.OWED, State.WAITING, State.RESERVED)
AT_ONCE = 1000


def goes_on(change: int) -> bool:
    """This will say whether a change goes on, and have whoever stops it wait until this transaction is over: so that
    nothing is owed behind the back of a stop. Guards: one row, in one statement."""
    return bool(GroupChange.objects.filter(pk=change, stopped_at=None).update(stopped_at=None))


def stop(change: int, by: str, at: datetime) -> bool:
    """This will have nothing more written for a message to many; False if it was stopped already. Call it in a
    transaction, and `take_back` after it."""
    won = GroupChange.objects.filter(pk=change, what=What.MESSAGE, stopped_at=None).update(stopped_at=at)
    if won:
        working = Job.objects.filter(kind="group", state__in=jobs.OPEN, cancel_by="", arguments__change=change)
        working.update(cancel_by=by)
    return bool(won)


@dataclass(frozen=True, slots=True)
class Mailing:
    """A message to many. `people` it was meant for, `to_come` those whose turn has not been; `states`: state and
    reason of what is in the ledger -> how many. `first`: when the first that has not left is due."""

    pk: int
    by: str
    at: datetime
    stopped_at: datetime | None
    options: Mapping[str, Any]
    people: int
    to_come: int
    refused: int
    states: Mapping[tuple[State, str], int]
    first: datetime | None


def get(change: int) -> Mailing | None:
    """This will tell how far a message to many is; None if there is no such one."""
    row = GroupChange.objects.filter(pk=change, what=What.MESSAGE).first()
    return _mailing(row) if row else None


def recent(most: int = 20) -> list[Mailing]:
    """This will list the newest messages to many."""
    return [_mailing(row) for row in GroupChange.objects.filter(what=What.MESSAGE).order_by("-pk")[:most]]


def _mailing(row: GroupChange) -> Mailing:
    outcomes = dict(row.members.values_list("outcome").annotate(n=Count("pk")).order_by())
    states: Counter[tuple[State, str]] = Counter()
    due: list[datetime] = []
    for some in _messages(row.pk):
        for state, reason, count, first in (
            some.values_list("state", "reason").annotate(n=Count("pk"), first=Min("due_at")).order_by()
        ):
            states[State(state), reason] += count
            due += [first] if state == State.OWED else []
    return Mailing(
        pk=row.pk,
        by=row.by,
        at=row.at,
        stopped_at=row.stopped_at,
        options=row.options,
        people=sum(outcomes.values()),
        to_come=outcomes.get("", 0),
        refused=outcomes.get(groups.REFUSED, 0),
        states=states,
        first=min(due, default=None),
    )


def _messages(change: int) -> Iterator[QuerySet[Message]]:
    """By their ids: a join of two tables that have just grown is planned by how small they were, and took 4 s."""
    members = GroupMember.objects.filter(change=change).exclude(message=None).order_by("message")
    ids = [each for each in members.values_list("message", flat=True) if each is not None]
    for at in range(0, len(ids), AT_ONCE):
        yield Message.objects.filter(pk__in=ids[at : at + AT_ONCE])


def take_back(change: int, at: datetime) -> int:
    """This will skip every message of a change that has not been handed over; answers how many.

    Call it outside a transaction: some at a time, so that it never holds rows for which a worker waits.
    """
    changes = {"state": State.SKIPPED, "reason": Reason.STOPPED_BY_COACH, "changed_at": at}
    return sum(some.filter(state__in=NOT_LEFT).update(**changes) for some in _messages(change))
