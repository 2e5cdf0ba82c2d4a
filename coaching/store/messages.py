"""The ledger's verbs: reserve, hand over, settle. Each guards its move by the states of coaching.core.ledger."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from coaching.core.ledger import Event, State, move, sources
from coaching.core.model import Channel, EnrolmentId, MessageId, SubscriberId
from coaching.core.reasons import Reason
from coaching.store import bulk
from coaching.store.models import Message


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed message, not yet in the ledger. `due_at` and `until` in UTC programme time, `on` local date."""

    dedupe_key: str
    kind: str
    subscriber: SubscriberId
    enrolment: EnrolmentId
    channel: Channel
    template: str
    version: int
    due_at: datetime
    until: datetime
    step: str = ""
    day: int = 0
    unit: str = ""
    on: date | None = None
    dose: bool = False
    subject: str = ""
    text: str = ""
    words: Mapping[str, Any] = field(default_factory=dict)
    parts: int = 0
    digest: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """The row is ours until the lease ends. The words are those stored, which may be older than the draft's.

    `tries`: requests made for it so far. `has_its_turn`: it waited for its turn in the sender's queue.
    """

    id: MessageId
    draft: Draft
    tries: int = 0
    has_its_turn: bool = False


@dataclass(frozen=True, slots=True)
class AlreadySent:
    """The row has an outcome; nothing is to be done."""

    state: State


@dataclass(frozen=True, slots=True)
class InFlight:
    """Somebody else has it, or it waits for a retry: look again at `until` (programme time)."""

    until: datetime


Reservation = Claimed | AlreadySent | InFlight


@dataclass(frozen=True, slots=True)
class Lease:
    """Who reserves: `token` names the batch; `now` programme time; `machine_now`, `ends` machine time."""

    token: str
    now: datetime
    machine_now: datetime
    ends: datetime


def step_key(enrolment: EnrolmentId, cycle: int, step: str, unit: Channel) -> str:
    """This will name what is owed for one unit of a step: the key that makes it at most one."""
    return f"step:{enrolment}:{cycle}:{step}:{unit}"


def reserve_many(drafts: Sequence[Draft], lease: Lease) -> list[Reservation]:
    """This will reserve each draft for this batch, in order. An existing row is taken over only if it
    waits for a retry or its holder's lease has ended; then its stored words are kept."""
    rows = [_row(draft, State.RESERVED, lease) for draft in drafts]
    fresh = bulk.insert_if_new(Message, rows, "dedupe_key")
    known = _existing([draft.dedupe_key for draft in drafts if draft.dedupe_key not in fresh])
    return [
        Claimed(MessageId(fresh[draft.dedupe_key]), draft)
        if draft.dedupe_key in fresh
        else _take_over(known[draft.dedupe_key], draft, lease)
        for draft in drafts
    ]


def _row(draft: Draft, state: State, lease: Lease, reason: str = "", detail: str = "") -> dict[str, object]:
    return {
        "dedupe_key": draft.dedupe_key,
        "kind": draft.kind,
        "subscriber": draft.subscriber,
        "enrolment": draft.enrolment,
        "step": draft.step,
        "day": draft.day,
        "unit": draft.unit,
        "channel": draft.channel,
        "state": state,
        "reason": reason,
        "detail": detail[:300],
        "dose": draft.dose,
        "template": draft.template,
        "version": draft.version,
        "subject": draft.subject,
        "text": draft.text,
        "words": dict(draft.words),
        "parts": draft.parts,
        "digest": draft.digest,
        "address": draft.address,
        "on": draft.on,
        "due_at": draft.due_at,
        "until": draft.until,
        "token": lease.token,
        "lease_until": lease.ends,
        "tries": 0,
        "attempt": "",
        "provider_id": "",
        "code": "",
        "changed_at": lease.now,
    }


def _existing(keys: Sequence[str]) -> dict[str, Message]:
    return {row.dedupe_key: row for row in Message.objects.filter(dedupe_key__in=keys)} if keys else {}


def _take_over(row: Message, draft: Draft, lease: Lease) -> Reservation:
    state = State(row.state)
    leased = row.lease_until is not None and row.lease_until > lease.machine_now
    if state is State.HANDED and not leased:
        _doubt(row, lease)
        return AlreadySent(State.UNKNOWN)
    if state in (State.RESERVED, State.HANDED) and leased:
        return InFlight(lease.now + _time_left(row, lease))
    if state is State.WAITING and row.retry_at and row.retry_at > lease.now:
        return InFlight(row.retry_at)
    if state not in sources(Event.RESERVED):
        return AlreadySent(state)
    same = (row.channel, row.template, row.dose) == (draft.channel, draft.template, draft.dose)
    kept = _stored(row, draft) if same and row.template else draft
    changes = {**_row(kept, State.RESERVED, lease), "tries": row.tries}
    changes["subscriber_id"], changes["enrolment_id"] = changes.pop("subscriber"), changes.pop("enrolment")
    won = Message.objects.filter(pk=row.pk, state=state, token=row.token).update(**changes)
    if not won:
        return InFlight(lease.now)
    return Claimed(MessageId(row.pk), kept, row.tries, state is State.WAITING and row.reason == Reason.SLOWED)


def _time_left(row: Message, lease: Lease) -> timedelta:
    return row.lease_until - lease.machine_now if row.lease_until else timedelta()


def _stored(row: Message, draft: Draft) -> Draft:
    """The words of the row with the times of the draft."""
    return Draft(
        **{name: getattr(draft, name) for name in Draft.__slots__}
        | {"version": row.version, "subject": row.subject, "text": row.text, "words": row.words, "parts": row.parts}
        | {"digest": row.digest, "address": row.address}
    )


def _doubt(row: Message, lease: Lease) -> None:
    """A hand-over whose worker is gone: it may have been sent; nobody sends it again by guess."""
    Message.objects.filter(pk=row.pk, state=State.HANDED, attempt=row.attempt).update(
        state=move(State.HANDED, Event.IN_DOUBT), detail="the worker ended during the send", changed_at=lease.now
    )


def owe(draft: Draft, lease: Lease) -> MessageId | None:
    """This will put a composed message into the ledger, to be sent when due; None if it is there already."""
    row = {**_row(draft, State.OWED, lease), "token": "", "lease_until": None}
    found = bulk.insert_if_new(Message, [row], "dedupe_key").get(draft.dedupe_key)
    return None if found is None else MessageId(found)


def owe_many(drafts: Sequence[Draft], lease: Lease) -> dict[str, MessageId]:
    """This will put composed messages of one kind into the ledger and give their ids by key; those of a key that is
    there already are left out. What all share is sent once: they are many."""
    if not drafts:
        return {}
    shared = {**_row(drafts[0], State.OWED, lease), "token": "", "lease_until": None}
    if any((each.kind, each.step, each.day, each.address, each.dose) != _shared(drafts[0]) for each in drafts):
        raise ValueError("messages that are owed together are of one kind and of no day")
    rows = [[dict(each.words) if name == "words" else getattr(each, name) for name in _OWN] for each in drafts]
    same = {name: value for name, value in shared.items() if name not in _OWN}
    found = bulk.insert_many(Message, same, _OWN, rows, back=("dedupe_key", "id"))
    return {key: MessageId(pk) for key, pk in found}


_OWN = (
    *("dedupe_key", "subscriber", "enrolment", "channel", "template", "version", "subject", "text", "words"),
    *("digest", "parts", "on", "due_at", "until"),
)


def _shared(draft: Draft) -> tuple[str, str, int, str, bool]:
    return draft.kind, draft.step, draft.day, draft.address, draft.dose


def reserve_owed(ids: Sequence[MessageId], lease: Lease) -> dict[MessageId, Reservation]:
    """This will reserve owed messages by id, as `reserve_many` does for drafts; unknown ids are left out."""
    rows = Message.objects.filter(pk__in=ids).order_by("pk")
    return {MessageId(row.pk): _take_over(row, draft_of(row), lease) for row in rows}


def draft_of(row: Message) -> Draft:
    """This will give a stored message as it was composed."""
    return Draft(
        dedupe_key=row.dedupe_key,
        kind=row.kind,
        subscriber=SubscriberId(row.subscriber_id),
        enrolment=EnrolmentId(row.enrolment_id or 0),
        channel=Channel(row.channel),
        template=row.template,
        version=row.version,
        due_at=row.due_at,
        until=row.until,
        step=row.step,
        day=row.day,
        unit=row.unit,
        on=row.on,
        dose=row.dose,
        subject=row.subject,
        text=row.text,
        words=row.words,
        parts=row.parts,
        digest=row.digest,
        address=row.address,
    )


def skip_many(drafts: Sequence[tuple[Draft, Reason]], lease: Lease) -> None:
    """This will store why each unit is not sent; a row that waits for a retry is given up with that reason."""
    rows = [_row(draft, State.SKIPPED, lease, reason) for draft, reason in drafts]
    fresh = bulk.insert_if_new(Message, rows, "dedupe_key")
    for draft, reason in drafts:
        if draft.dedupe_key not in fresh:
            Message.objects.filter(
                dedupe_key=draft.dedupe_key, state__in=[State.OWED, State.WAITING, State.RESERVED]
            ).exclude(state=State.RESERVED, lease_until__gt=lease.machine_now).update(
                state=State.SKIPPED, reason=reason, changed_at=lease.now
            )


def hold_many(drafts: Sequence[tuple[Draft, str]], lease: Lease) -> None:
    """This will store that a message could not be made ready, with the fault in one sentence."""
    rows = [_row(draft, State.HELD, lease, Reason.FAULT, detail) for draft, detail in drafts]
    bulk.insert_if_new(Message, rows, "dedupe_key")


def mark_folded(steps: Sequence[tuple[EnrolmentId, str]], into: Mapping[EnrolmentId, MessageId]) -> None:
    """This will note which email carried the words of folded steps."""
    for enrolment, step in steps:
        Message.objects.filter(enrolment_id=enrolment, step=step, reason=Reason.FOLDED, folded_into=None).update(
            folded_into=into[enrolment]
        )


@dataclass(frozen=True, slots=True)
class Settled:
    """How a request ended for one message. `retry_at` in programme time; `reason` where it has to wait or failed."""

    id: MessageId
    attempt: str
    event: Event
    provider_id: str = ""
    code: str = ""
    detail: str = ""
    retry_at: datetime | None = None
    reason: str = ""


def accepted_otherwise(results: Sequence[Settled]) -> list[MessageId]:
    """This will name the messages that the provider had accepted before, under another id: accepted twice."""
    told = {result.id: result.provider_id for result in results if result.event is Event.ACCEPTED}
    texts = f" AND channel = '{Channel.SMS}' AND provider_id <> ''"
    known = bulk.among("id, provider_id", "store_message", "id", told, texts)
    return [MessageId(pk) for pk, provider_id in known if told[MessageId(pk)] != provider_id]


def settle_many(results: Sequence[Settled], now: datetime) -> list[MessageId]:
    """This will store each outcome and answer the ids that moved.

    An acceptance counts whatever happened meanwhile; anything else only if the row is still in that attempt.
    """
    accepted = [result for result in results if result.event is Event.ACCEPTED]
    others = [result for result in results if result.event is not Event.ACCEPTED]
    return _settle_accepted(accepted, now) + _settle_others(others, now)


def _settle_accepted(results: Sequence[Settled], now: datetime) -> list[MessageId]:
    if not results:
        return []
    cte, params = bulk.values(
        {"id": "bigint", "provider_id": "text"}, [(result.id, result.provider_id) for result in results]
    )
    moved = bulk.fetch(
        f"{cte} UPDATE store_message SET state = 'accepted', provider_id = v.provider_id, accepted_at = %s, "
        "changed_at = %s, reason = '', detail = '', code = '' FROM v WHERE store_message.id = v.id AND state IN %s "
        "RETURNING store_message.id".replace("IN %s", _in(sources(Event.ACCEPTED))),
        [*params, now, now],
    )
    ids = [MessageId(row[0]) for row in moved]
    for result in results:
        if result.id not in ids:  # a callback was quicker than the provider's own answer
            Message.objects.filter(pk=result.id, provider_id="").update(provider_id=result.provider_id, accepted_at=now)
    return ids


def _settle_others(results: Sequence[Settled], now: datetime) -> list[MessageId]:
    if not results:
        return []
    cte, params = bulk.values(
        {
            "id": "bigint",
            "attempt": "text",
            "state": "text",
            "reason": "text",
            "code": "text",
            "detail": "text",
            "retry_at": "timestamptz",
        },
        [
            (
                r.id,
                r.attempt,
                move(State.HANDED, r.event),
                r.reason or (Reason.REFUSED if r.event is Event.REJECTED else ""),
                r.code[:40],
                r.detail[:300],
                r.retry_at,
            )
            for r in results
        ],
    )
    moved = bulk.fetch(
        f"{cte} UPDATE store_message SET state = v.state, reason = v.reason, code = v.code, detail = v.detail, "
        "retry_at = v.retry_at, changed_at = %s FROM v "
        "WHERE store_message.id = v.id AND store_message.attempt = v.attempt AND store_message.state = 'handed' "
        "RETURNING store_message.id",
        [*params, now],
    )
    return [MessageId(row[0]) for row in moved]


def _in(states: Sequence[State]) -> str:
    return "IN (" + ", ".join(f"'{state}'" for state in states) + ")"


def give_up(enrolment: EnrolmentId, reason: Reason, now: datetime) -> int:
    """This will skip what was waiting for an enrolment that ends; what is on the wire is left to settle."""
    rows = Message.objects.filter(enrolment_id=enrolment, state__in=[State.OWED, State.WAITING, State.RESERVED])
    return rows.update(state=State.SKIPPED, reason=reason, changed_at=now)


def take_back(subscriber: SubscriberId, head: str, now: datetime) -> int:
    """This will skip what a correction owed to a person (its keys begin with `head`) and has not left yet."""
    rows = Message.objects.filter(subscriber_id=subscriber, dedupe_key__startswith=head, state=State.OWED)
    return rows.update(state=State.SKIPPED, reason=Reason.TAKEN_BACK, changed_at=now)


def sent_replies(enrolment: EnrolmentId, names: Collection[str]) -> frozenset[str]:
    """This will say which of these system texts have been sent to a run as replies, in any form."""
    if not names:
        return frozenset()
    sent = Message.objects.filter(enrolment_id=enrolment, kind="reply").exclude(state=State.SKIPPED)
    # By the key, not by the template: inside an email every text travels in the same one.
    said = {key.rsplit(":", 1)[-1] for key in sent.values_list("dedupe_key", flat=True)}
    return frozenset(said & set(names))


def units_with_rows(enrolment: EnrolmentId) -> int:
    return Message.objects.filter(enrolment_id=enrolment, kind="step").count()


def of_enrolment(enrolment: EnrolmentId) -> list[Message]:
    """This will list every row of an enrolment, by due time."""
    return list(Message.objects.filter(enrolment_id=enrolment).order_by("due_at", "id"))


def get(message: MessageId) -> Message | None:
    return Message.objects.filter(pk=message).select_related("subscriber", "enrolment").first()
