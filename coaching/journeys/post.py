"""Hands reserved messages over, sends them and settles what came back: the only way out of the house."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

import structlog

from coaching.core.ledger import Event
from coaching.core.model import Channel, MessageId
from coaching.journeys import receipts
from coaching.journeys.compose import Composer, links
from coaching.journeys.office import Moment, Office
from coaching.providers.base import Accepted, Email, Outcome, Outgoing, Rejected, RetryLater, Scope, Sms, Unknown
from coaching.providers.codes import Action, create_code
from coaching.store import attempts, handover, messages, subscribers
from coaching.store.handover import Refused
from coaching.store.messages import Claimed, Lease, Settled
from coaching.store.standings import Person
from coaching.store.transactions import atomic

log = structlog.get_logger()
CHUNK = 250
# Twilio, Messages resource: ValidityPeriod 1..36000 s, and more than 5 s to be useful.
VALID_FOR = (10, 36_000)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A reserved message and the person it goes to."""

    claimed: Claimed
    person: Person


@dataclass(frozen=True, slots=True)
class NoLongerOurs:
    """It did not leave: a STOP gave it up meanwhile, or this process stood still and another worker took it over."""


Ending = Outcome | Refused | NoLongerOurs
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
        own = [parcel for parcel in parcels if parcel.claimed.draft.channel is channel]
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
    tokens = _tokens(channel, parcels)
    with atomic():
        handed = handover.hand_over_many(tokens, lease, office.daily_cap)
        attempts.begin_many(_begun(channel, tokens, handed), moment.machine_now)
    refused = handover.refuse_many(set(tokens) - handed, lease) if len(handed) < len(tokens) else {}
    going = [parcel for parcel in parcels if parcel.claimed.id in handed]
    outgoing = [_outgoing(parcel, tokens[parcel.claimed.id], office, composer, moment) for parcel in going]
    outcomes = office.providers[channel].send(outgoing) if outgoing else []
    endings: dict[MessageId, Ending] = {message: NoLongerOurs() for message in tokens}
    endings |= refused | {p.claimed.id: o for p, o in zip(going, outcomes, strict=True)}
    with atomic():
        _settle(channel, going, outcomes, tokens, moment)
        note(endings)
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
            to=person.phone or "",
            body=draft.text,
            status_callback=f"{office.house.public_url}/hooks/twilio/status?m={parcel.claimed.id}&a={attempt}",
            valid_for_s=max(VALID_FOR[0], min(VALID_FOR[1], left_s)),
            deadline_s=deadline_s,
        )
    shell, tags = composer.shell(draft, person)
    return Email(
        message=parcel.claimed.id,
        attempt=attempt,
        to=person.email or "",
        shell=shell,
        unsubscribe_url=str(links(person, office.house)["unsubscribe_url"]),
        deadline_s=deadline_s,
        substitutions=tags,
    )


def _settle(
    channel: Channel,
    going: Sequence[Parcel],
    outcomes: Sequence[Outcome],
    tokens: Mapping[MessageId, str],
    moment: Moment,
) -> None:
    results = [
        _result(parcel.claimed.id, tokens[parcel.claimed.id], outcome, moment)
        for parcel, outcome in zip(going, outcomes, strict=True)
    ]
    messages.settle_many(results, moment.now)
    attempts.finish_many(_summaries(results), moment.machine_now)
    for parcel, outcome in zip(going, outcomes, strict=True):
        if isinstance(outcome, Rejected):
            _refused(channel, parcel, outcome, moment)


def _refused(channel: Channel, parcel: Parcel, outcome: Rejected, moment: Moment) -> None:
    message, person = parcel.claimed.id, parcel.person.subscriber
    log.warning("message refused", message=message, channel=channel, code=outcome.code, scope=outcome.scope)
    code = create_code(outcome.code) if channel is Channel.SMS else None
    if code is not None and code.action is Action.MARK_OPTED_OUT:
        receipts.block(subscribers.get(person), channel, f"code {outcome.code} for message {message}", moment)
    elif outcome.scope is Scope.RECIPIENT:
        subscribers.note_trouble(person, channel, f"{outcome.code}: {outcome.detail}")


def _result(message: MessageId, attempt: str, outcome: Outcome, moment: Moment) -> Settled:
    match outcome:
        case Accepted(provider_id):
            return Settled(message, attempt, Event.ACCEPTED, provider_id=provider_id)
        case Rejected(code, _, detail):
            return Settled(message, attempt, Event.REJECTED, code=code, detail=detail)
        case RetryLater(after_s, code, detail):
            later = moment.now + timedelta(seconds=after_s)
            return Settled(message, attempt, Event.RETRY_LATER, code=code, detail=detail, retry_at=later)
        case Unknown(detail):
            return Settled(message, attempt, Event.IN_DOUBT, detail=detail)
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
