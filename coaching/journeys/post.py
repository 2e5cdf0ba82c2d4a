"""Hands reserved messages over, sends them and settles what came back: the only way out of the house."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from coaching.core.ledger import Event
from coaching.core.model import Channel, MessageId
from coaching.core.reasons import Reason
from coaching.journeys import outcomes, queueing
from coaching.journeys.compose import Composer, addresses
from coaching.journeys.office import Moment, Office
from coaching.journeys.outcomes import Ending, NoLongerOurs
from coaching.providers.base import Accepted, Email, Outgoing, Rejected, RetryLater, Sms, Unknown
from coaching.store import attempts, handover, messages
from coaching.store.handover import Refused
from coaching.store.messages import Claimed, Lease, Settled
from coaching.store.standings import Person
from coaching.store.transactions import atomic

__all__ = ["Ending", "Endings", "NoLongerOurs", "Parcel", "nothing_more", "post"]

CHUNK = 250
# Twilio, Messages resource: ValidityPeriod 1..36000 s, and more than 5 s to be useful.
VALID_FOR = (10, 36_000)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A reserved message and the person it goes to. `other`: the channel that may carry it if its own cannot."""

    claimed: Claimed
    person: Person
    other: Channel | None = None


Endings = Mapping[MessageId, Ending]


def nothing_more(endings: Endings) -> None:
    """What a journey passes as `note` that keeps nothing beside the outcomes."""


def post(
    parcels: Sequence[Parcel],
    office: Office,
    composer: Composer,
    moment: Moment,
    lease: Lease,
    note: Callable[[Endings], None] = nothing_more,
) -> dict[MessageId, Ending]:
    """This will send each parcel at most once and answer how it ended; every ending is in the ledger by then.

    `note` stores what follows from the endings of a chunk, in the transaction that stores the endings.
    """
    endings: dict[MessageId, Ending] = {}
    for channel in Channel:
        own = queueing.in_fair_order([parcel for parcel in parcels if parcel.claimed.draft.channel is channel])
        for at in range(0, len(own), CHUNK):
            endings |= _chunk(channel, own[at : at + CHUNK], office, composer, moment, lease, note)
    return endings


def _chunk(
    channel: Channel,
    parcels: Sequence[Parcel],
    office: Office,
    composer: Composer,
    moment: Moment,
    lease: Lease,
    note: Callable[[Endings], None],
) -> dict[MessageId, Ending]:
    waits = queueing.waits(channel, parcels, office, moment)
    tokens = _tokens(channel, [parcel for parcel in parcels if parcel.claimed.id not in waits])
    with atomic():
        put_off = handover.put_off_many(waits, lease)
        handed = handover.hand_over_many(tokens, lease, office.daily_cap)
        attempts.begin_many(_begun(channel, tokens, handed), moment.machine_now)
    stayed = set(tokens) - handed
    refused = handover.refuse_many(stayed, lease, office.daily_cap) if stayed else {}
    going = [parcel for parcel in parcels if parcel.claimed.id in handed]
    outgoing = [_outgoing(parcel, tokens[parcel.claimed.id], office, composer, moment) for parcel in going]
    answers = office.providers[channel].send(outgoing) if outgoing else []
    sent = [(parcel, outcomes.ending(parcel, answer, moment)) for parcel, answer in zip(going, answers, strict=True)]
    endings: dict[MessageId, Ending] = {parcel.claimed.id: NoLongerOurs() for parcel in parcels}
    endings |= put_off | refused | {parcel.claimed.id: ending for parcel, ending in sent}
    with atomic():
        _settle(sent, tokens, moment)
        outcomes.follow_up(channel, list(zip(going, answers, strict=True)), refused, moment)
        note(endings)
    queueing.report(channel, answers, office, moment)
    return endings


def _tokens(channel: Channel, parcels: Sequence[Parcel]) -> dict[MessageId, str]:
    """One attempt per request: each SMS has its own, a chunk of emails shares one."""
    shared = attempts.new_token()
    return {p.claimed.id: shared if channel is Channel.EMAIL else attempts.new_token() for p in parcels}


def _begun(channel: Channel, tokens: Mapping[MessageId, str], handed: set[MessageId]) -> list[attempts.Begun]:
    members: dict[str, list[MessageId]] = {}
    for message, token in tokens.items():
        if message in handed:
            members.setdefault(token, []).append(message)
    return [attempts.Begun(token, channel, tuple(ids)) for token, ids in members.items()]


def _outgoing(parcel: Parcel, attempt: str, office: Office, composer: Composer, moment: Moment) -> Outgoing:
    draft, person = parcel.claimed.draft, parcel.person
    deadline_s = moment.boot_s + office.lease.total_seconds() / 2
    if draft.channel is Channel.SMS:
        left_s = int((draft.until - moment.now).total_seconds())
        return Sms(
            message=parcel.claimed.id,
            to=draft.address or person.phone or "",
            body=draft.text,
            status_callback=f"{office.house.public_url}/hooks/twilio/status?m={parcel.claimed.id}&a={attempt}",
            valid_for_s=max(VALID_FOR[0], min(VALID_FOR[1], left_s)),
            deadline_s=deadline_s,
        )
    shell, tags = composer.shell(draft, person)
    return Email(
        message=parcel.claimed.id,
        attempt=attempt,
        to=draft.address or person.email or "",
        shell=shell,
        unsubscribe_url=str(addresses(person, office.house, draft.due_at)["unsubscribe_url"]),
        deadline_s=deadline_s,
        substitutions=tags,
    )


def _settle(sent: Sequence[tuple[Parcel, Ending]], tokens: Mapping[MessageId, str], moment: Moment) -> None:
    results = [_result(parcel.claimed.id, tokens[parcel.claimed.id], ending, moment) for parcel, ending in sent]
    for message in messages.accepted_otherwise(results):
        outcomes.accepted_twice(message, moment)
    messages.settle_many(results, moment.now)
    attempts.finish_many(_summaries(results), moment.machine_now)


def _result(message: MessageId, attempt: str, ending: Ending, moment: Moment) -> Settled:
    match ending:
        case Accepted(provider_id):
            return Settled(message, attempt, Event.ACCEPTED, provider_id=provider_id)
        case Rejected(code, _, detail):
            reason = Reason.TRIED_OUT if code == outcomes.TRIED_OUT else ""
            return Settled(message, attempt, Event.REJECTED, code=code, detail=detail, reason=reason)
        case RetryLater(after_s, code, detail):
            later = moment.now + timedelta(seconds=after_s)
            return Settled(message, attempt, Event.RETRY_LATER, code=code, detail=detail, retry_at=later)
        case Unknown(detail):
            return Settled(message, attempt, Event.IN_DOUBT, detail=detail)
        case Refused(Reason.FELL_BACK as reason, at):
            return Settled(message, attempt, Event.FELL_BACK, retry_at=at, reason=reason)
        case Refused(reason, at):
            return Settled(message, attempt, Event.RETRY_LATER, retry_at=at, reason=reason)
        case NoLongerOurs():
            raise LookupError("what was sent is ours")
        case other:
            assert_never(other)


def _summaries(results: Sequence[Settled]) -> list[tuple[str, str]]:
    by_token: dict[str, list[str]] = {}
    for result in results:
        by_token.setdefault(result.attempt, []).append(str(result.event))
    return [
        (token, ", ".join(f"{events.count(event)} {event}" for event in dict.fromkeys(events)))
        for token, events in by_token.items()
    ]
