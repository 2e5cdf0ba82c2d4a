"""What a provider says later: delivered, bounced, blocked. Repeated or shuffled calls end the same."""

from collections.abc import Iterable

import structlog

from coaching.core.consent import ConsentEvent
from coaching.core.ledger import Event
from coaching.core.model import Channel, MessageId, SubscriberId
from coaching.journeys.office import Moment
from coaching.providers.codes import Action, delivery_code
from coaching.providers.events import DeliveryEvent, DeliveryState, SuppressionEvent, SuppressionReason, Unread
from coaching.store import consents, messages, receipts, subscribers
from coaching.store.consents import Proof
from coaching.store.models import Subscriber
from coaching.store.transactions import atomic

log = structlog.get_logger()


def take_in_many(events: Iterable[DeliveryEvent | SuppressionEvent | Unread], channel: Channel, moment: Moment) -> None:
    """This will store a batch of events in one transaction: all of it, or none and the provider calls again."""
    with atomic():
        for event in events:
            take_in(event, channel, moment)


def take_in(event: DeliveryEvent | SuppressionEvent | Unread, channel: Channel, moment: Moment) -> None:
    """This will store one event of a provider."""
    match event:
        case DeliveryEvent():
            _delivery(event, channel, moment)
        case SuppressionEvent():
            _suppress(event, moment)
        case Unread():
            log.info("provider event of no use", kind=event.kind, why=event.reason)


def _delivery(event: DeliveryEvent, channel: Channel, moment: Moment) -> None:
    message = event.message or (receipts.find_by_provider_id(event.provider_id) if event.provider_id else None)
    if message is None:
        log.warning("provider event for a message that is not ours", status=event.raw_status)
        return
    match event.state:
        case DeliveryState.ACCEPTED | DeliveryState.SENT:
            receipts.note(message, Event.ACCEPTED, event.provider_id, moment.now)
        case DeliveryState.DELIVERED:
            receipts.note(message, Event.DELIVERED, event.provider_id, moment.now)
        case DeliveryState.UNDELIVERED | DeliveryState.FAILED:
            _failed(event, channel, moment)


def _failed(event: DeliveryEvent, channel: Channel, moment: Moment) -> None:
    message = event.message or receipts.find_by_provider_id(event.provider_id)
    row = messages.get(message) if message is not None else None
    if row is None:
        return
    if channel is Channel.EMAIL:
        receipts.note_failed(
            MessageId(row.pk), event.code, f"The mail did not arrive ({event.raw_status}).", moment.now
        )
        return
    code = delivery_code(event.code)
    receipts.note_failed(MessageId(row.pk), event.code, code.sentence, moment.now)
    match code.action:
        case Action.SUPPRESS_PHONE:
            subscribers.note_trouble(SubscriberId(row.subscriber_id), channel, f"{event.code}: {code.sentence}")
        case Action.MARK_OPTED_OUT:
            block(row.subscriber, channel, f"code {event.code} for message {row.pk}", moment)
        case _:
            pass


def block(person: Subscriber, channel: Channel, proof: str, moment: Moment) -> None:
    """This will write a carrier's block into the consent ledger, once."""
    if not consents.was_revoked(person, channel):
        by_provider = Proof(how="blocked by the provider", actor="the provider", proof=proof)
        consents.record(person, channel, ConsentEvent.BLOCKED, by_provider, moment.now)


def _suppress(event: SuppressionEvent, moment: Moment) -> None:
    row = messages.get(event.message) if event.message is not None else None
    person = row.subscriber if row is not None else subscribers.by_email(event.address)
    if person is None:
        return
    match event.reason:
        case SuppressionReason.UNSUBSCRIBE | SuppressionReason.SPAM_REPORT:
            proof = Proof(how=f"email provider: {event.reason}", actor=f"subscriber {person.pk}")
            if not consents.was_revoked(person, Channel.EMAIL):
                consents.record(person, Channel.EMAIL, ConsentEvent.REVOKED, proof, moment.now)
        case SuppressionReason.BOUNCE | SuppressionReason.INVALID:
            subscribers.note_trouble(SubscriberId(person.pk), Channel.EMAIL, f"email provider: {event.reason}")
