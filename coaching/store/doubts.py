"""Messages that may or may not have been sent: who is to look for them when, and every way out of doubt."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery

from coaching.core import doubt
from coaching.core.decide import Status
from coaching.core.doubt import Case
from coaching.core.ledger import Event, State, move
from coaching.core.model import Channel
from coaching.core.reasons import Reason
from coaching.store import bulk, unsettled
from coaching.store.models import Attempt, Doubt, Enrolment, Message

MOST = 1000
GONE = "the worker ended during the send"


@dataclass(frozen=True, slots=True)
class Open:
    """A claimed doubt: the message with its person and run, its attempt, when that began (machine time)."""

    key: str
    message: Message
    attempt: str
    began: datetime
    case: Case


def call_in_doubt(lease_before: datetime, now: datetime) -> int:
    """This will mark hand-overs as unknown whose lease ended before `lease_before` (machine time).

    Guards: state, attempt and lease in one statement, so that a worker which settles meanwhile wins.
    """
    stale = unsettled.rows().filter(state=State.HANDED, lease_until__lt=lease_before)
    return stale.update(state=move(State.HANDED, Event.IN_DOUBT), detail=GONE, changed_at=now)


def open_new(gap: timedelta = doubt.GAP) -> int:
    """This will give each unknown message, for its latest attempt, a first look; answers how many are new."""
    began = Attempt.objects.filter(token=OuterRef("attempt")).values("started_at")
    known = Doubt.objects.filter(message=OuterRef("pk"), attempt=OuterRef("attempt"))
    rows = unsettled.rows().filter(~Exists(known), state=State.UNKNOWN).annotate(began=Subquery(began))
    fresh = [
        {
            "key": f"{pk}:{attempt}",
            "message": pk,
            "attempt": attempt,
            "began_at": at,
            "look_at": doubt.first_look(at, gap),
            "looks": 0,
            "absent_at": None,
            "tried": [],
        }
        for pk, attempt, at in rows.exclude(began=None).values_list("pk", "attempt", "began")[:MOST]
    ]
    return len(bulk.insert_if_new(Doubt, fresh, "key"))


def close_settled() -> int:
    """This will end the looks for messages that something else has settled."""
    return Doubt.objects.filter(look_at__isnull=False).exclude(_still_open()).update(look_at=None)


def _still_open() -> Q:
    return Q(message__state=State.UNKNOWN, message__attempt=F("attempt"))


def claim(machine_now: datetime, most: int, gap: timedelta = doubt.GAP) -> list[Open]:
    """This will take doubts whose look is due, oldest first. Whoever dies with one leaves it due again in `gap`."""
    due = Doubt.objects.filter(_still_open(), look_at__lte=machine_now).order_by("look_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:most])
    if not ids:
        return []
    slots = ", ".join(["%s"] * len(ids))
    won = bulk.fetch(
        f"UPDATE store_doubt SET look_at = %s WHERE id IN ({slots}) AND look_at <= %s RETURNING id",
        [machine_now + gap, *ids, machine_now],
    )
    rows = Doubt.objects.filter(pk__in=[pk for (pk,) in won]).select_related(
        "message__subscriber", "message__enrolment"
    )
    return [
        Open(row.key, row.message, row.attempt, row.began_at, Case(row.looks, row.absent_at))
        for row in rows.order_by("pk")
    ]


def note_look(key: str, case: Case, look_at: datetime | None, at: datetime, told: str) -> None:
    """This will store what one look told, and when the next is due (machine time; None: never)."""
    row = Doubt.objects.get(key=key)
    tried = [*row.tried, [at.isoformat(timespec="seconds"), told]]
    Doubt.objects.filter(key=key).update(looks=case.looks, absent_at=case.absent_at, look_at=look_at, tried=tried)


def known_ids(subscribers: set[int]) -> dict[int, frozenset[str]]:
    """This will name, for each of these people, the provider's ids of their texts that are accounted for."""
    rows = Message.objects.filter(subscriber_id__in=subscribers, channel=Channel.SMS).exclude(provider_id="")
    found: dict[int, set[str]] = {}
    for subscriber, provider_id in rows.values_list("subscriber_id", "provider_id"):
        found.setdefault(subscriber, set()).add(provider_id)
    return {subscriber: frozenset(ids) for subscriber, ids in found.items()}


def send_again(row: Message, event: Event, now: datetime) -> bool:
    """This will let the stored words go again after PROVEN_ABSENT, or REJECTED by a named person's word; False if
    something else settled the message meanwhile."""
    state = move(State.UNKNOWN, event)
    if event is Event.REJECTED:
        state = move(state, Event.SENT_AGAIN)
    return _leave(row, state, now, retry_at=now, reason="", detail="")


def give_up(row: Message, event: Event, reason: Reason, now: datetime) -> bool:
    """This will end a message that was not taken: after PROVEN_ABSENT it is skipped, after REJECTED it has failed."""
    state = move(State.UNKNOWN, event)
    if event is Event.PROVEN_ABSENT:
        state = move(state, Event.GIVEN_UP)
    return _leave(row, state, now, retry_at=None, reason=reason, detail="")


def take_as_sent(row: Message, now: datetime) -> bool:
    """This will count a message as accepted because a person knows that it was."""
    return _leave(row, move(State.UNKNOWN, Event.ACCEPTED), now, accepted_at=now, reason="", detail="")


def _leave(row: Message, state: State, now: datetime, **changes: object) -> bool:
    """Guards: only out of unknown, and only in the attempt that was looked at."""
    mine = Message.objects.filter(pk=row.pk, state=State.UNKNOWN, attempt=row.attempt)
    return bool(mine.update(state=state, changed_at=now, **changes))


def look_again_at_step(row: Message, now: datetime) -> bool:
    """This will have the run of a step decide that step anew, though it had counted as settled; False if the
    run has ended. A run that was complete goes on, unless the person has begun another."""
    run = Enrolment.objects.filter(messages=row)
    other = Enrolment.objects.filter(subscriber=OuterRef("subscriber"), status__in=[Status.WAITING, Status.ACTIVE])
    run.filter(~Exists(other), status=Status.COMPLETED).update(status=Status.ACTIVE, closed_at=None)
    run.filter(settled_through__gte=row.day).update(settled_through=row.day - 1)
    woken = run.filter(status=Status.ACTIVE)
    woken.exclude(wake_at__lt=now).update(wake_at=now)
    return woken.exists()


def stranded(machine_now: datetime, now: datetime) -> list[Message]:
    """This will list steps that nobody will look at: left reserved by a worker that is gone, or waiting while
    their run believes them settled (at most MOST)."""
    runs = [Status.ACTIVE, Status.COMPLETED]
    left = Q(state=State.RESERVED, lease_until__lt=machine_now)
    passed = Q(state=State.WAITING, retry_at__lt=now, day__lte=F("enrolment__settled_through"))
    # In no order: by one, a database may walk the whole ledger to find the few first.
    return list(Message.objects.filter(left | passed, kind="step", enrolment__status__in=runs)[:MOST])


def leave_out(row: Message, reason: Reason, now: datetime) -> bool:
    """This will skip a stranded step whose run cannot go on. Guards: only as it was found."""
    mine = Message.objects.filter(pk=row.pk, state=row.state, token=row.token)
    state = move(State(row.state), Event.GIVEN_UP)
    return bool(mine.update(state=state, reason=reason, retry_at=None, changed_at=now))


def unknown() -> list[Message]:
    """This will list every message in doubt, oldest first, with person and doubts."""
    rows = unsettled.rows().filter(state=State.UNKNOWN).select_related("subscriber").prefetch_related("doubts")
    return list(rows.order_by("handed_at", "pk"))


def began_at(row: Message) -> datetime | None:
    """This will say when the attempt in doubt began (machine time)."""
    return Attempt.objects.filter(token=row.attempt).values_list("started_at", flat=True).first()
