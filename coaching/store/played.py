"""What a rehearsal asks of its own database while it runs and once it is over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, Min, OuterRef, Q

from coaching.core.model import Channel, EnrolmentId, MessageId, Track
from coaching.store.models import Alert, Answer, Enrolment, Hold, Message, OpenQuestion, Subscriber


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was put (or put again) to a person; `lo` None: it wants words."""

    id: int
    enrolment: EnrolmentId
    checkin: str
    question: str
    day: int
    lo: int | None
    hi: int | None
    asked_at: datetime


_PUT = ("pk", "enrolment_id", "checkin", "question", "day", "lo", "hi", "asked_at")


def put_after(newest: int) -> list[Put]:
    """This will list the questions with a higher id, oldest first."""
    return [Put(*row) for row in OpenQuestion.objects.filter(pk__gt=newest).order_by("pk").values_list(*_PUT)]


def reminded_of(now: datetime) -> list[Put]:
    """This will list the questions that people were reminded of at this very moment."""
    rows = OpenQuestion.objects.filter(nudged_at=now, asked_at__lt=now, answered_at=None, closed_at=None)
    return [Put(*row) for row in rows.order_by("pk").values_list(*_PUT)]


def waits(question: int, now: datetime) -> bool:
    """This will say whether a question may still be answered."""
    rows = OpenQuestion.objects.filter(pk=question, answered_at=None, closed_at=None, until__gt=now)
    return rows.exists()


def next_chore() -> datetime | None:
    """This will give when a conversation hold ends or somebody comes home next."""
    ends = Hold.objects.filter(kind="conversation", cleared_at=None).aggregate(at=Min("until"))["at"]
    homes = Subscriber.objects.exclude(home_at=None).aggregate(at=Min("home_at"))["at"]
    return min((at for at in (ends, homes) if at is not None), default=None)


def unsafe_doses(ids: Sequence[MessageId], now: datetime) -> list[MessageId]:
    """This will name those of these messages that speak of a dose to somebody who may not be told of one now: no
    screen, the gentle track, no "all clear", or a hold."""
    held = Hold.objects.filter(enrolment=OuterRef("enrolment"), kind="dose", cleared_at=None, at__lte=now)
    rows = Message.objects.filter(pk__in=list(ids), dose=True).filter(
        Q(enrolment__screen=None) | Q(enrolment__screen=Track.GENTLE) | Q(enrolment__cleared_at=None) | Exists(held)
    )
    return [MessageId(pk) for pk in rows.values_list("pk", flat=True)]


@dataclass(frozen=True, slots=True)
class Row:
    """A message as the checks and sums of a rehearsal need it."""

    id: MessageId
    enrolment: EnrolmentId
    kind: str
    channel: Channel
    day: int
    state: str
    reason: str
    template: str
    dose: bool
    parts: int
    on: date | None
    due_at: datetime
    accepted_at: datetime | None


_ROW = (
    "pk", "enrolment_id", "kind", "channel", "day", "state", "reason", "template", "dose", "parts", "on", "due_at",
    "accepted_at",
)  # fmt: skip


def rows(enrolment: EnrolmentId | None = None) -> Iterator[Row]:
    """This will list all messages, or those of one run, in the order of their times."""
    found = Message.objects.all() if enrolment is None else Message.objects.filter(enrolment_id=enrolment)
    for cells in found.order_by("due_at", "pk").values_list(*_ROW).iterator(5000):
        cells = (*cells[:3], Channel(cells[3]), *cells[4:])
        yield Row(*cells)


def full_rows(enrolment: EnrolmentId) -> list[Message]:
    return list(Message.objects.filter(enrolment_id=enrolment).order_by("due_at", "pk"))


def alerts() -> list[Alert]:
    return list(Alert.objects.order_by("raised_at", "pk"))


def ends() -> dict[EnrolmentId, tuple[str, datetime | None]]:
    """This will give how each run stands and when it ended."""
    return {EnrolmentId(pk): (s, at) for pk, s, at in Enrolment.objects.values_list("pk", "status", "closed_at")}


def holds_placed() -> dict[str, int]:
    """This will count the holds by kind."""
    found: dict[str, int] = {}
    for kind in Hold.objects.values_list("kind", flat=True):
        found[kind] = found.get(kind, 0) + 1
    return found


def answers() -> int:
    return Answer.objects.count()


def newest_question() -> int:
    return OpenQuestion.objects.aggregate(newest=Max("pk"))["newest"] or 0


def stopped_at(enrolment: EnrolmentId) -> datetime | None:
    """This will give when a run was stopped by its person."""
    row = Enrolment.objects.filter(pk=enrolment, status="stopped").values_list("closed_at", flat=True)
    return row.first()


def cleared(enrolment: EnrolmentId) -> datetime | None:
    return Enrolment.objects.filter(pk=enrolment).values_list("cleared_at", flat=True).first()


