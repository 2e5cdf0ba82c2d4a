"""What a provider says later: delivered, bounced, blocked. Repeated or shuffled calls end the same."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

import structlog

from coaching.core.consent import ConsentEvent
from coaching.core.ledger import Event
from coaching.core.model import Channel, MessageId, SubscriberId
from coaching.journeys import announce, prefer
from coaching.journeys.office import Moment
from coaching.providers import events as provider_events
from coaching.providers.codes import Action, delivery_code
from coaching.providers.events import DeliveryEvent, DeliveryState, SuppressionEvent, SuppressionReason, Unread
from coaching.store import consents, inbox, receipts, subscribers
from coaching.store.consents import Proof
from coaching.store.models import Subscriber
from coaching.store.receipts import Failure
from coaching.store.transactions import atomic

log = structlog.get_logger()
News = DeliveryEvent | SuppressionEvent
LEFT_AFTER, GIVEN_UP_AFTER = timedelta(minutes=1), timedelta(days=1)


def take_in(event: News | Unread, channel: Channel, moment: Moment) -> int:
    """This will store one event of a provider; see take_in_many."""
    return take_in_many([event], channel, moment)


def take_in_many(events: Iterable[News | Unread], channel: Channel, moment: Moment) -> int:
    """This will store a batch of events in one transaction, in a handful of statements.

    If that fails, each event is stored by itself, and what still fails is set aside for work_off: one event must not
    keep its neighbours away for ever. Answers how many were set aside. Raises only where nothing can be stored at all.
    """
    batch = _of_use(events)
    if not batch:
        return 0
    try:
        with atomic():
            _store(batch, channel, moment)
    except Exception:  # one event is set aside, the rest goes on (design: ledger)
        log.exception("provider events not stored together", events=len(batch))
        return sum(_store_or_set_aside(event, channel, moment) for event in batch)
    return 0


def work_off(moment: Moment) -> int:
    """This will try events again that were set aside; answers how many. After a day it gives one up, and says so."""
    count = 0
    for channel in Channel:
        for raw in inbox.unhandled(_source(channel), moment.now - LEFT_AFTER):
            count += 1
            try:
                with atomic():
                    _store([provider_events.from_json(raw.body)], channel, moment)
                    inbox.handled(raw.pk, moment.now, "stored at a later try")
            except Exception as error:  # as in take_in_many
                log.exception("provider event not stored", raw=raw.pk)
                if raw.received_at < moment.now - GIVEN_UP_AFTER:
                    inbox.handled(raw.pk, moment.now, f"given up: {type(error).__name__}")
    return count


def _source(channel: Channel) -> str:
    return f"{channel}-event"


def _of_use(events: Iterable[News | Unread]) -> list[News]:
    found, useless = list[News](), Counter[str]()
    for event in events:
        if isinstance(event, Unread):
            useless[event.kind] += 1
        else:
            found.append(event)
    if useless:
        log.info("provider events of no use", kinds=dict(useless.most_common(20)))
    return found


def _store_or_set_aside(event: News, channel: Channel, moment: Moment) -> bool:
    """Whether the event had to be set aside."""
    try:
        with atomic():
            _store([event], channel, moment)
    except Exception:  # as in take_in_many
        body = provider_events.to_json(event)
        key = f"{_source(channel)}:{hashlib.sha256(body.encode()).hexdigest()}"
        raw = inbox.keep_raw(_source(channel), key, body, moment.now)
        log.exception("provider event set aside", raw=raw)
        return True
    return False


def _store(batch: Sequence[News], channel: Channel, moment: Moment) -> None:
    if deliveries := [event for event in batch if isinstance(event, DeliveryEvent)]:
        _deliveries(deliveries, channel, moment)
    if suppressions := [event for event in batch if isinstance(event, SuppressionEvent)]:
        _suppressions(suppressions, moment)


def _deliveries(events: Sequence[DeliveryEvent], channel: Channel, moment: Moment) -> None:
    found = receipts.by_provider_ids(event.provider_id for event in events if event.message is None)
    accepted, delivered = dict[MessageId, str](), dict[MessageId, str]()
    failures, strangers = list[tuple[MessageId, Failure]](), 0
    for event in events:
        message = event.message if event.message is not None else found.get(event.provider_id)
        if message is None:
            strangers += 1
            continue
        match event.state:
            case DeliveryState.ACCEPTED | DeliveryState.SENT:
                accepted[message] = accepted.get(message) or event.provider_id
            case DeliveryState.DELIVERED:
                delivered[message] = delivered.get(message) or event.provider_id
            case DeliveryState.UNDELIVERED | DeliveryState.FAILED:
                failures.append((message, _failure(event, channel)))
    if strangers:
        log.warning("provider events for messages that are not ours", events=strangers)
    receipts.note_many(accepted, Event.ACCEPTED, moment.now)
    receipts.note_many(delivered, Event.DELIVERED, moment.now)
    # The last of a key wins in a dict: of two failures of a message the smaller one.
    failed = dict(sorted(failures, key=lambda each: each[1].order, reverse=True))
    receipts.note_failed_many(failed, moment.now)
    if channel is Channel.SMS:
        _phones(failures, moment)


def _failure(event: DeliveryEvent, channel: Channel) -> Failure:
    if channel is Channel.EMAIL:
        detail = f"The mail did not arrive ({event.raw_status})."
    else:
        detail = delivery_code(event.code).sentence
    return Failure(event.provider_id, event.code, detail)


_OF_THE_NUMBER = (Action.SUPPRESS_PHONE, Action.SUPPRESS_PHONE_AFTER_TWO, Action.MARK_OPTED_OUT)


def _phones(failures: Sequence[tuple[MessageId, Failure]], moment: Moment) -> None:
    """What a code says of the number itself, beyond the one message."""
    telling = [(message, failure, delivery_code(failure.code).action) for message, failure in failures]
    telling = [each for each in telling if each[2] in _OF_THE_NUMBER]
    people = receipts.people_of(message for message, _, _ in telling) if telling else {}
    for message, failure, action in telling:
        person = people.get(message)
        if person is None:
            continue
        if action is Action.SUPPRESS_PHONE_AFTER_TWO and not receipts.failed_twice(
            SubscriberId(person.pk), failure.code
        ):
            continue
        if action is not Action.MARK_OPTED_OUT:
            subscribers.note_trouble(SubscriberId(person.pk), Channel.SMS, f"{failure.code}: {failure.detail}")
        else:
            block(person, Channel.SMS, f"code {failure.code} for message {message}", moment)


def block(person: Subscriber, channel: Channel, proof: str, moment: Moment) -> None:
    """This will write a carrier's block into the consent ledger, once."""
    if not consents.was_revoked(person, channel):
        by_provider = Proof(how="blocked by the provider", actor="the provider", proof=proof)
        consents.record(person, channel, ConsentEvent.BLOCKED, by_provider, moment.now)
        announce.opted_out(person, [channel], moment.now)


def _suppressions(events: Sequence[SuppressionEvent], moment: Moment) -> None:
    by_message = receipts.people_of(event.message for event in events if event.message is not None)
    by_email = receipts.people_by_email(event.address for event in events)
    unreachable: dict[SuppressionReason, set[int]] = {}
    leaving: dict[int, tuple[Subscriber, SuppressionReason]] = {}
    for event in events:
        own = by_message.get(event.message) if event.message is not None else None
        person = own or by_email.get(event.address.lower())
        if person is None:
            continue
        match event.reason:
            case SuppressionReason.UNSUBSCRIBE | SuppressionReason.SPAM_REPORT:
                leaving.setdefault(person.pk, (person, event.reason))
            case SuppressionReason.BOUNCE | SuppressionReason.INVALID:
                if (person.email or "").lower() == event.address.lower():  # else they have a new one since
                    unreachable.setdefault(event.reason, set()).add(person.pk)
    for reason, people in sorted(unreachable.items()):
        receipts.note_email_trouble(people, f"email provider: {reason}")
    for person, reason in leaving.values():
        if not consents.was_revoked(person, Channel.EMAIL) and person.email:
            proof = Proof(how=f"email provider: {reason}", actor=f"subscriber {person.pk}")
            prefer.stop(person, (Channel.EMAIL,), proof, moment)
