"""What the store knows of people's silence: the last word, offers, coaches told, questions that must be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, OuterRef

from coaching.core.alerts import Kind
from coaching.core.decide import Status
from coaching.core.model import EnrolmentId, SubscriberId
from coaching.store.models import Alert, Enrolment, Message, OpenQuestion, Reply

MUST = "C-SAFETY"
MOST = 2000


@dataclass(frozen=True, slots=True)
class Facts:
    """`heard_at`: the last thing a person wrote or answered. `sent`: stem of a system text -> when it was owed last.
    `told_at`: when a coach was last told of a silence."""

    enrolled_at: datetime
    heard_at: datetime | None
    sent: Mapping[str, datetime]
    told_at: datetime | None


def facts(enrolment: EnrolmentId, subscriber: SubscriberId) -> Facts:
    """This will gather what is known of one person's silence."""
    run = Enrolment.objects.get(pk=enrolment)
    wrote = Reply.objects.filter(subscriber_id=subscriber).aggregate(at=Max("at"))["at"]
    answered = OpenQuestion.objects.filter(enrolment_id=enrolment).aggregate(at=Max("answered_at"))["at"]
    # The key names what was said; the template does not, where a text travels inside an email.
    nudges = Message.objects.filter(enrolment_id=enrolment, kind="nudge").values_list("dedupe_key", "due_at")
    sent: dict[str, datetime] = {}
    for key, at in nudges:
        stem = key.partition(":")[0]
        sent[stem] = max(at, sent.get(stem, at))
    told = Alert.objects.filter(enrolment_id=enrolment, kind=Kind.SILENT).aggregate(at=Max("raised_at"))["at"]
    return Facts(run.enrolled_at, max((at for at in (wrote, answered) if at), default=None), sent, told)


def must_answer(now: datetime) -> list[EnrolmentId]:
    """This will list runs whose safety question has run out without an answer."""
    rows = OpenQuestion.objects.filter(
        checkin__startswith=MUST, until__lte=now, answered_at=None, closed_at=None, enrolment__status=Status.ACTIVE
    )
    found = rows.order_by("enrolment_id").values_list("enrolment_id", flat=True).distinct()
    return [EnrolmentId(pk) for pk in found[:MOST]]


def silent_since(before: datetime) -> list[EnrolmentId]:
    """This will list active runs that began before an instant and have neither written nor answered since, nor been
    reported to a coach since then."""
    wrote = Reply.objects.filter(subscriber=OuterRef("subscriber"), at__gte=before)
    answered = OpenQuestion.objects.filter(enrolment=OuterRef("pk"), answered_at__gte=before)
    told = Alert.objects.filter(enrolment=OuterRef("pk"), kind=Kind.SILENT, raised_at__gte=before)
    rows = Enrolment.objects.filter(
        ~Exists(wrote), ~Exists(answered), ~Exists(told), status=Status.ACTIVE, start__lte=before.date()
    )
    return [EnrolmentId(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:MOST]]
