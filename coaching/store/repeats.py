"""Rows of repeated lessons in the ledger: kind "repeat", one for each lesson, channel and repeated week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from coaching.core.ledger import Event, State, move
from coaching.core.model import Channel, EnrolmentId, MessageId
from coaching.core.reasons import Reason
from coaching.store.messages import Draft, Lease
from coaching.store.models import Message

KIND = "repeat"
OPEN = (State.OWED, State.WAITING, State.RESERVED)


def key(enrolment: EnrolmentId, change: int, step: str, unit: Channel) -> str:
    """This will name what is owed for one unit of a repeated lesson; `change` is the wish that caused it."""
    return f"{KIND}:{enrolment}:{change}:{step}:{unit}"


def change_of(dedupe_key: str) -> int:
    """This will give the wish that caused a repeated lesson."""
    return int(dedupe_key.split(":")[2])


@dataclass(frozen=True, slots=True)
class Waiting:
    """A repeated lesson that has not gone out."""

    id: MessageId
    change: int
    step: str
    on: date
    due: datetime


def waiting(enrolment: EnrolmentId) -> list[Waiting]:
    """This will list the repeated lessons to come, by date."""
    rows = Message.objects.filter(enrolment_id=enrolment, kind=KIND, state__in=OPEN).order_by("on", "pk")
    return [
        Waiting(MessageId(row.pk), change_of(row.dedupe_key), row.step, row.on, row.retry_at or row.due_at)
        for row in rows
        if row.on is not None
    ]


def gone_on(enrolment: EnrolmentId, on: date) -> bool:
    """This will say whether a repeated lesson of a local date has gone out, or is about to."""
    rows = Message.objects.filter(enrolment_id=enrolment, kind=KIND, on=on)
    return rows.exclude(state__in=(State.OWED, State.WAITING, State.SKIPPED)).exists()


def move_to(message: MessageId, due: datetime, until: datetime) -> bool:
    """This will set another time for a repeated lesson; False if it is on its way already."""
    rows = Message.objects.filter(pk=message, kind=KIND)
    moved = rows.filter(state=State.OWED).update(due_at=due, until=until)
    return bool(moved or rows.filter(state=State.WAITING).update(due_at=due, until=until, retry_at=due))


def give_up(enrolment: EnrolmentId, reason: Reason, now: datetime) -> int:
    """This will skip the repeated lessons to come; what is on the wire is left to settle."""
    rows = Message.objects.filter(enrolment_id=enrolment, kind=KIND, state__in=OPEN)
    return rows.update(state=State.SKIPPED, reason=reason, changed_at=now)


def drop_many(reasons: Mapping[MessageId, Reason], lease: Lease) -> None:
    """This will skip reserved rows of this batch, each for its reason."""
    for message, reason in reasons.items():
        Message.objects.filter(pk=message, token=lease.token, state=State.RESERVED).update(
            state=move(State.RESERVED, Event.REFUSED), reason=reason, changed_at=lease.now
        )


def write_anew(composed: Sequence[tuple[MessageId, Draft]], lease: Lease) -> None:
    """This will store other words for reserved rows of this batch: those that fit the person today."""
    for message, draft in composed:
        Message.objects.filter(pk=message, token=lease.token, state=State.RESERVED).update(
            channel=draft.channel,
            template=draft.template,
            version=draft.version,
            subject=draft.subject,
            text=draft.text,
            words=dict(draft.words),
            parts=draft.parts,
            digest=draft.digest,
            dose=draft.dose,
            due_at=draft.due_at,
            until=draft.until,
        )
