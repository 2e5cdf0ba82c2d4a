"""What a rehearsal asks of its own database while it runs and once it is over."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from coaching.core.model import Channel, EnrolmentId, MessageId
from coaching.store import bulk
from coaching.store.models import Alert, Change, Enrolment, Hold, Message, Reply


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


_PUT = "id, enrolment_id, checkin, question, day, lo, hi, asked_at"


def put_after(newest: int) -> list[Put]:
    """This will list the questions with a higher id, oldest first."""
    return _puts(f"SELECT {_PUT} FROM store_openquestion WHERE id > %s ORDER BY id", [newest])


def reminded_of(now: datetime) -> list[Put]:
    """This will list the questions that people were reminded of at this very moment."""
    sql = f"""SELECT {_PUT} FROM store_openquestion WHERE nudged_at = %s AND asked_at < %s AND answered_at IS NULL
        AND closed_at IS NULL ORDER BY id"""
    return _puts(sql, [now, now])


def _puts(sql: str, params: Sequence[object]) -> list[Put]:
    found = bulk.fetch(sql, params)
    return [
        Put(pk, run, checkin, question, day, lo, hi, at)
        for pk, run, checkin, question, day, lo, hi, asked in found
        if (at := _moment(asked)) is not None
    ]


def _moment(stored: str | datetime | None) -> datetime | None:
    """SQLite keeps moments as text, in UTC; its driver reads a column's own, but not what a function gives."""
    read = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return read.replace(tzinfo=UTC) if read else None


def waiting(questions: Sequence[int], now: datetime) -> set[int]:
    """This will name those of these questions that may still be answered."""
    if not questions:
        return set()
    sql = f"""SELECT id FROM store_openquestion WHERE id IN ({_slots(questions)}) AND answered_at IS NULL
        AND closed_at IS NULL AND until > %s"""
    return {pk for (pk,) in bulk.fetch(sql, [*questions, now])}


def _slots(ids: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(ids))


def next_chore() -> datetime | None:
    """This will give when a conversation hold ends or somebody comes home next."""
    sql = """SELECT (SELECT min(until) FROM store_hold WHERE kind = 'conversation' AND cleared_at IS NULL),
        (SELECT min(home_at) FROM store_subscriber)"""
    return min((at for cell in bulk.fetch(sql, [])[0] if (at := _moment(cell)) is not None), default=None)


def unsafe_doses(ids: Sequence[MessageId]) -> list[MessageId]:
    """This will name those of these messages that speak of a dose to somebody who may not be told of one now: no
    screen, the gentle track, no "all clear", or a hold."""
    sql = f"""SELECT m.id FROM store_message m JOIN store_enrolment e ON e.id = m.enrolment_id
        WHERE m.id IN ({_slots(ids)}) AND m.dose AND (e.screen IS NULL OR e.screen = 'gentle' OR e.cleared_at IS NULL
        OR EXISTS (SELECT 1 FROM store_hold h WHERE h.enrolment_id = e.id AND h.kind = 'dose'
            AND h.cleared_at IS NULL))"""
    return [MessageId(pk) for (pk,) in bulk.fetch(sql, list(ids))]


@dataclass(frozen=True, slots=True)
class Row:
    """A message as the checks and sums of a rehearsal need it."""

    id: MessageId
    enrolment: EnrolmentId
    kind: str
    channel: Channel
    step: str
    unit: str
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
    "pk", "enrolment_id", "kind", "channel", "step", "unit", "day", "state", "reason", "template", "dose", "parts",
    "on", "due_at", "accepted_at",
)  # fmt: skip


def rows(enrolment: EnrolmentId | None = None) -> Iterator[Row]:
    """This will list all messages, or those of one run, in the order of their times."""
    found = Message.objects.all() if enrolment is None else Message.objects.filter(enrolment_id=enrolment)
    for cells in found.order_by("due_at", "pk").values_list(*_ROW).iterator(5000):
        known: dict[str, Any] = dict(zip(Row.__slots__, cells, strict=True))
        yield Row(**{**known, "channel": Channel(known["channel"])})


def messages_of(enrolment: EnrolmentId) -> dict[MessageId, Message]:
    return {MessageId(row.pk): row for row in Message.objects.filter(enrolment_id=enrolment)}


def zones_of(enrolment: EnrolmentId) -> set[str]:
    """This will name every zone in which the person has been."""
    run = Enrolment.objects.select_related("subscriber").defer("campaign").get(pk=enrolment)
    found = {run.subscriber.zone, run.subscriber.home_zone}
    found |= {change.before.get("zone", "") for change in Change.objects.filter(enrolment_id=enrolment, what="zone")}
    return found - {""}


def words_of(subscriber: int) -> dict[int, str]:
    """This will give what a person wrote, by the id of the stored call."""
    rows = Reply.objects.filter(subscriber_id=subscriber).values_list("raw_id", "text")
    return {raw: text for raw, text in rows if raw is not None}


Counts = defaultdict[EnrolmentId, Counter[str]]


def labels() -> Counts:
    """This will count each run's replies by what they were taken for."""
    return _counted(Reply.objects.values_list("enrolment_id", "label"))


def alert_kinds() -> Counts:
    """This will count each run's alerts by level and kind, as "red crisis"."""
    rows = Alert.objects.values_list("enrolment_id", "level", "kind")
    return _counted((run, f"{level} {kind}") for run, level, kind in rows)


def _counted(pairs: Iterable[tuple[int | None, str]]) -> Counts:
    found: Counts = defaultdict(Counter)
    for run, what in pairs:
        found[EnrolmentId(run or 0)][what] += 1
    return found


def faults() -> list[tuple[EnrolmentId, str]]:
    """This will list the people for whom a message could not be made ready, each with why."""
    return [
        (EnrolmentId(pk), why) for pk, why in Hold.objects.filter(kind="fault").values_list("enrolment_id", "cause")
    ]


def alerts() -> list[Alert]:
    return list(Alert.objects.order_by("raised_at", "pk"))


def ends() -> dict[EnrolmentId, tuple[str, datetime | None]]:
    """This will give how each run stands and when it ended."""
    return {EnrolmentId(pk): (s, at) for pk, s, at in Enrolment.objects.values_list("pk", "status", "closed_at")}


def holds_placed() -> Counts:
    """This will count each run's holds by kind."""
    return _counted(Hold.objects.values_list("enrolment_id", "kind"))
