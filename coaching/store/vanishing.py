"""Runs that may be taken back as if they had never been: nothing was sent, nothing was said, nobody acted on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from coaching.core.consent import ConsentEvent
from coaching.core.ledger import State
from coaching.core.model import EnrolmentId, MessageId
from coaching.store.models import (
    AddressChange,
    Alert,
    Change,
    Consent,
    Enrolment,
    Message,
    OpenQuestion,
    Pause,
    Reply,
    Saved,
    Screen,
    Subscriber,
)


@dataclass(frozen=True, slots=True)
class Made:
    """A run of an import, and whether its person was new then."""

    enrolment: EnrolmentId
    subscriber: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Vanished:
    enrolments: frozenset[EnrolmentId]
    messages: frozenset[MessageId]


def vanish(made: Sequence[Made]) -> Vanished:
    """This will delete those of the runs that were never written to, with the people who came only by them.

    Call it within a transaction. A run that a message has meanwhile been made ready for stays.
    """
    quiet = _quiet([each.enrolment for each in made])
    messages = list(Message.objects.filter(enrolment__in=quiet, state=State.OWED).values_list("pk", flat=True))
    Message.objects.filter(pk__in=messages, state=State.OWED).delete()
    moved = set(Message.objects.filter(enrolment__in=quiet).values_list("enrolment_id", flat=True))
    gone = [pk for pk in quiet if pk not in moved]
    Enrolment.objects.filter(pk__in=gone).delete()
    new = [each.subscriber for each in made if each.is_new and each.enrolment in gone]
    _people(new)
    return Vanished(frozenset(map(EnrolmentId, gone)), frozenset(map(MessageId, messages)))


def _quiet(ids: Sequence[EnrolmentId]) -> list[int]:
    """On PostgreSQL the rows are locked: a message that is about to be made for one of them waits."""
    own, person = {"enrolment": OuterRef("pk")}, {"subscriber": OuterRef("subscriber")}
    rows = Enrolment.objects.filter(pk__in=ids, subscriber__erased_at=None)
    rows = rows.exclude(Exists(Message.objects.filter(**own).exclude(state=State.OWED)))
    rows = rows.exclude(Exists(Reply.objects.filter(**person, at__gte=OuterRef("enrolled_at"))))
    said = Consent.objects.filter(**person, at__gte=OuterRef("enrolled_at"))
    rows = rows.exclude(Exists(said.exclude(event__in=[ConsentEvent.ASKED, ConsentEvent.GRANTED])))
    for model in (OpenQuestion, Pause, Change, Saved, Screen, Alert):
        rows = rows.exclude(Exists(model.objects.filter(**own)))
    return list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def _people(ids: Sequence[int]) -> None:
    """People about whom nothing else is stored. Their consent goes with them: it was for this run alone."""
    alone = Subscriber.objects.filter(pk__in=ids)
    for model in (Enrolment, Message, Reply, AddressChange, Alert):
        alone = alone.exclude(Exists(model.objects.filter(subscriber=OuterRef("pk"))))
    found = list(alone.values_list("pk", flat=True))
    Consent.objects.filter(subscriber__in=found).delete()
    Subscriber.objects.filter(pk__in=found).delete()
