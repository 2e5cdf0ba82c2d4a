"""What comes back: raw calls, replies, open questions, answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F

from coaching.core.labels import FOR_A_PERSON
from coaching.core.model import CheckIn, EnrolmentId, SubscriberId
from coaching.store import bulk, threads
from coaching.store.models import OpenQuestion, RawEvent, Reply, Subscriber


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
    *,
    tier: str = "",
) -> Reply:
    """This will keep one reply; the same stored call gives the same reply."""
    cells = {
        "subscriber": subscriber, "enrolment_id": enrolment, "channel": channel, "text": text, "label": label,
        "tier": tier, "at": at,
    }  # fmt: skip
    if raw is None:
        reply, is_new = Reply.objects.create(**cells), True
    else:
        reply, is_new = Reply.objects.get_or_create(raw_id=raw, defaults=cells)
    if is_new:
        threads.heard(SubscriberId(subscriber.pk), at)
    return reply


def of_raw(raw: int) -> Reply | None:
    return Reply.objects.filter(raw_id=raw).first()


def relabel(reply: Reply, label: str) -> None:
    Reply.objects.filter(pk=reply.pk).update(label=label)
    threads.refresh(reply.subscriber_id)


def get(reply: int) -> Reply | None:
    rows = Reply.objects.select_related("subscriber", "enrolment__subscriber", "enrolment__campaign")
    return rows.defer("enrolment__campaign__body").filter(pk=reply).first()


def correct(reply: Reply, label: str, by: str, at: datetime, *, tier: str = "") -> bool:
    """This will keep what a coach takes a reply for, and that it is read; False if somebody corrected it meanwhile."""
    rows = Reply.objects.filter(pk=reply.pk, label=reply.label, corrected_by=reply.corrected_by)
    first = reply.first_label or reply.label
    cells = {"first_label": first, "corrected_by": by, "read_at": at, "read_by": by, "tier": tier or reply.tier}
    won = bool(rows.update(label=label, **cells))
    threads.refresh(reply.subscriber_id)
    return won


def uncorrect(reply: Reply) -> bool:
    """This will take a correction back: the reply waits again; False if there is none."""
    rows = Reply.objects.filter(pk=reply.pk, label=reply.label).exclude(first_label="")
    cells = {"first_label": "", "corrected_by": "", "read_at": None, "read_by": "", "for_day": None}
    won = bool(rows.update(label=F("first_label"), **cells))
    threads.refresh(reply.subscriber_id)
    return won


def credit(reply: Reply, day: int) -> None:
    """This will note the day of the programme to which an answer belongs."""
    Reply.objects.filter(pk=reply.pk).update(for_day=day)


def ask_many(asked: Sequence[tuple[EnrolmentId, int, CheckIn]], at: datetime) -> None:
    """This will open the first question of each check-in, once per enrolment and day."""
    OpenQuestion.objects.bulk_create(
        (_question(enrolment, day, checkin, 0, at) for enrolment, day, checkin in asked), ignore_conflicts=True
    )


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


def questions_of(enrolment: EnrolmentId) -> list[OpenQuestion]:
    """This will list what was asked and answered, oldest first."""
    return list(OpenQuestion.objects.filter(enrolment_id=enrolment).select_related("answer").order_by("asked_at", "id"))


def replies_of(subscriber: Subscriber) -> list[Reply]:
    return list(Reply.objects.filter(subscriber=subscriber).order_by("at", "id"))


def wrote_since(subscriber: int, since: datetime) -> bool:
    """This will say whether a person has written after an instant."""
    return Reply.objects.filter(subscriber=subscriber, at__gt=since).exists()


def mark_read(subscriber: SubscriberId, by: str, at: datetime) -> int:
    """This will note that a coach has read what waited for a person; answers how many replies."""
    rows = Reply.objects.filter(subscriber_id=subscriber, label__in=FOR_A_PERSON, read_at=None)
    count = rows.update(read_at=at, read_by=by)
    threads.refresh(subscriber)
    return count


def unread_again(subscriber: SubscriberId, at: datetime) -> int:
    """This will take the reading of one instant back; answers how many replies wait again."""
    rows = Reply.objects.filter(subscriber_id=subscriber, label__in=FOR_A_PERSON, read_at=at)
    count = rows.update(read_at=None, read_by="")
    threads.refresh(subscriber)
    return count


def mark_one_read(reply: int, by: str, at: datetime) -> SubscriberId | None:
    """This will note that one reply was read, and answer whose it is; None if it had been, or waits for nobody."""
    mine = Reply.objects.filter(pk=reply, label__in=FOR_A_PERSON, read_at=None)
    if not mine.update(read_at=at, read_by=by):
        return None
    return SubscriberId(Reply.objects.values_list("subscriber_id", flat=True).get(pk=reply))


def to_read_of(subscriber: Subscriber) -> list[Reply]:
    """This will list what a coach still has to read of one person, oldest first."""
    rows = Reply.objects.filter(subscriber=subscriber, label__in=FOR_A_PERSON, read_at=None)
    return list(rows.order_by("at", "id"))


def to_read(limit: int = 50) -> list[Reply]:
    """This will list the newest replies that a person still has to read."""
    rows = Reply.objects.filter(label__in=FOR_A_PERSON, read_at=None).select_related("subscriber")
    return list(rows.order_by("-at", "-pk")[:limit])
