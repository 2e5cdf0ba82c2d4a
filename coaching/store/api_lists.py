"""Lists for other systems, a page at a time by key, newest first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from coaching.core.decide import Status
from coaching.core.labels import FOR_A_PERSON
from coaching.core.model import SubscriberId
from coaching.store.models import Enrolment, Message, Reply, Subscriber

Row = TypeVar("Row", bound=Model)
_WAITING = Q(read_at=None, label__in=FOR_A_PERSON)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`before` is the key of the next, older page, None on the last."""

    rows: tuple[Row, ...]
    before: int | None


def _page(rows: QuerySet[Row], before: int | None, size: int) -> Page[Row]:
    wanted = rows if before is None else rows.filter(pk__lt=before)
    found = list(wanted.order_by("-pk")[: size + 1])
    shown = tuple(found[:size])
    return Page(shown, shown[-1].pk if len(found) > size else None)


def people(before: int | None, size: int, status: Status | None) -> Page[Subscriber]:
    """This will list people who were not erased; `status` is that of their newest run."""
    rows = Subscriber.objects.filter(erased_at=None)
    if status is not None:
        later = Enrolment.objects.filter(subscriber=OuterRef("subscriber"), cycle__gt=OuterRef("cycle"))
        rows = rows.filter(Exists(Enrolment.objects.filter(~Exists(later), subscriber=OuterRef("pk"), status=status)))
    return _page(rows, before, size)


def runs_of(people: Sequence[Subscriber]) -> dict[SubscriberId, list[Enrolment]]:
    """This will give the runs of each person, newest first, in one query."""
    found: defaultdict[SubscriberId, list[Enrolment]] = defaultdict(list)
    rows = Enrolment.objects.filter(subscriber__in=people).select_related("campaign").defer("campaign__body")
    for row in rows.order_by("-cycle"):
        found[SubscriberId(row.subscriber_id)].append(row)
    return found


def person(subscriber: int) -> Subscriber | None:
    """This will find somebody who was not erased."""
    return Subscriber.objects.filter(pk=subscriber, erased_at=None).first()


def enrolment(enrolment: int) -> Enrolment | None:
    """This will find a run of somebody who was not erased."""
    rows = Enrolment.objects.select_related("subscriber", "campaign").defer("campaign__body")
    return rows.filter(pk=enrolment, subscriber__erased_at=None).first()


def messages(person: Subscriber, before: int | None, size: int) -> Page[Message]:
    """This will list the ledger's rows of a person, without their words."""
    return _page(_messages().filter(subscriber=person), before, size)


def message(message: int) -> Message | None:
    return _messages().filter(pk=message, subscriber__erased_at=None).first()


def _messages() -> QuerySet[Message]:
    return Message.objects.defer("text", "words", "subject", "address")


def replies(before: int | None, size: int, person: int | None, waiting: bool | None) -> Page[Reply]:
    """This will list what people wrote; `waiting`: only what a coach still has to read, or only the rest."""
    rows = Reply.objects.filter(subscriber__erased_at=None)
    if person is not None:
        rows = rows.filter(subscriber=person)
    if waiting is not None:
        rows = rows.filter(_WAITING if waiting else ~_WAITING)
    return _page(rows, before, size)


def reply(reply: int) -> Reply | None:
    return Reply.objects.filter(pk=reply, subscriber__erased_at=None).first()
