"""What comes back: raw calls, replies, open questions, answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from coaching.core.checkins import Asked
from coaching.core.model import CheckIn, EnrolmentId, SubscriberId
from coaching.store import bulk
from coaching.store.models import Answer, OpenQuestion, RawEvent, Reply, Subscriber


def keep_raw(source: str, dedupe_key: str, body: str, at: datetime) -> int | None:
    """This will store a provider's call before anything is done with it, and answer its id.

    None: this call was stored and worked through before. One that was stored but not worked through,
    because something broke in between, is answered again: the provider's repeat is its second chance.
    """
    key = dedupe_key[:120]
    row = {"dedupe_key": key, "source": source, "body": body, "received_at": at, "remark": ""}
    fresh = bulk.insert_if_new(RawEvent, [row], "dedupe_key").get(key)
    return fresh or RawEvent.objects.filter(dedupe_key=key, handled_at=None).values_list("id", flat=True).first()


def unhandled(source: str, before: datetime, limit: int = 100) -> list[RawEvent]:
    """This will list calls of a source that were stored before an instant but never worked through, oldest first."""
    rows = RawEvent.objects.filter(source=source, handled_at=None, received_at__lt=before)
    return list(rows.order_by("id")[:limit])


def handled(raw: int, at: datetime, remark: str) -> None:
    RawEvent.objects.filter(pk=raw).update(handled_at=at, remark=remark[:200])


def add_reply(
    subscriber: Subscriber,
    enrolment: EnrolmentId | None,
    raw: int | None,
    channel: str,
    text: str,
    label: str,
    at: datetime,
) -> Reply:
    return Reply.objects.create(
        subscriber=subscriber, enrolment_id=enrolment, raw_id=raw, channel=channel, text=text, label=label, at=at
    )


def ask_many(asked: Sequence[tuple[EnrolmentId, int, CheckIn]], at: datetime) -> None:
    """This will open the first question of each check-in, once per enrolment and day."""
    OpenQuestion.objects.bulk_create(
        (_question(enrolment, day, checkin, 0, at) for enrolment, day, checkin in asked), ignore_conflicts=True
    )


def ask_next(answered: OpenQuestion, checkin: CheckIn, at: datetime) -> OpenQuestion | None:
    """This will open the question after an answered one; None where that was the last."""
    keys = [question.key for question in checkin.questions]
    following = keys.index(answered.question) + 1 if answered.question in keys else len(keys)
    if following >= len(keys):
        return None
    question = _question(EnrolmentId(answered.enrolment_id), answered.day, checkin, following, at)
    question.save()
    return question


def _question(enrolment: EnrolmentId, day: int, checkin: CheckIn, number: int, at: datetime) -> OpenQuestion:
    asked = checkin.questions[number]
    return OpenQuestion(
        enrolment_id=enrolment,
        day=day,
        checkin=checkin.key,
        question=asked.key,
        short=asked.short[:120],
        lo=asked.lo,
        hi=asked.hi,
        asked_at=at,
        until=at + timedelta(hours=checkin.open_hours),
    )


def open_questions(enrolment: EnrolmentId, now: datetime) -> list[Asked]:
    """This will list the questions a reply could answer now."""
    rows = OpenQuestion.objects.filter(enrolment_id=enrolment, answered_at=None, closed_at=None, until__gt=now)
    return [Asked(row.pk, row.lo, row.hi, row.asked_at, row.until) for row in rows]


@dataclass(frozen=True, slots=True)
class Value:
    """An answer: a number, or words."""

    number: int | None
    text: str = ""


def answer(question: int, value: Value, reply: Reply | None, at: datetime) -> OpenQuestion | None:
    """This will record an answer unless somebody already did; answers the question then, else None."""
    if not OpenQuestion.objects.filter(pk=question, answered_at=None).update(answered_at=at):
        return None
    Answer.objects.create(question_id=question, reply=reply, value=value.number, text=value.text, at=at)
    return OpenQuestion.objects.get(pk=question)


def questions_of(enrolment: EnrolmentId) -> list[OpenQuestion]:
    """This will list what was asked and answered, oldest first."""
    return list(OpenQuestion.objects.filter(enrolment_id=enrolment).select_related("answer").order_by("asked_at", "id"))


def replies_of(subscriber: Subscriber) -> list[Reply]:
    return list(Reply.objects.filter(subscriber=subscriber).order_by("at", "id"))


def mark_read(subscriber: SubscriberId) -> int:
    """This will note that a coach has read what nothing understood; answers how many replies."""
    return Reply.objects.filter(subscriber_id=subscriber, label="unread").update(label="read")


def to_read(limit: int = 50) -> list[Reply]:
    """This will list the newest replies that nothing understood."""
    return list(Reply.objects.filter(Q(label="unread")).select_related("subscriber").order_by("-at")[:limit])
