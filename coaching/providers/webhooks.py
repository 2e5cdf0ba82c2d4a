"""Reads webhook payloads of Twilio and SendGrid into events. Verify the signature first (signatures.py)."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from coaching.core.model import MessageId
from coaching.providers.events import (
    DeliveryEvent,
    DeliveryState,
    InboundSms,
    Media,
    SuppressionEvent,
    SuppressionReason,
    Unread,
)


class MalformedPayload(ValueError):
    """The body is not what the provider documents; nothing of it can be used."""


_TWILIO_STATES: Mapping[str, DeliveryState] = {
    "accepted": DeliveryState.ACCEPTED,
    "scheduled": DeliveryState.ACCEPTED,
    "queued": DeliveryState.ACCEPTED,
    "sending": DeliveryState.ACCEPTED,
    "sent": DeliveryState.SENT,
    "partially_delivered": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.DELIVERED,
    "undelivered": DeliveryState.UNDELIVERED,
    "failed": DeliveryState.FAILED,
    "canceled": DeliveryState.FAILED,
}

_SENDGRID_STATES: Mapping[str, DeliveryState] = {
    "processed": DeliveryState.ACCEPTED,
    "deferred": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "bounce": DeliveryState.UNDELIVERED,
    "dropped": DeliveryState.FAILED,
}

_SUPPRESSIONS: Mapping[str, SuppressionReason] = {
    "spamreport": SuppressionReason.SPAM_REPORT,
    "unsubscribe": SuppressionReason.UNSUBSCRIBE,
    "group_unsubscribe": SuppressionReason.UNSUBSCRIBE,
}

# Reasons of "dropped" (docs.sendgrid.com, event webhook reference); others concern one message only.
_DROPPED_FOR_GOOD: Mapping[str, SuppressionReason] = {
    "bounced address": SuppressionReason.BOUNCE,
    "unsubscribed address": SuppressionReason.UNSUBSCRIBE,
    "spam reporting address": SuppressionReason.SPAM_REPORT,
    "invalid": SuppressionReason.INVALID,
}


# Twilio posts some 20 fields; whoever posts a thousand is not Twilio.
MOST_FIELDS = 500


def read_form(raw: bytes) -> list[tuple[str, str]]:
    """This will read the pairs of a form, as they were signed; none where it is no form."""
    try:
        return parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return []


def storable(text: str) -> str:
    """This will give a text that every database takes: without NUL and without half characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def read_twilio_status(params: Sequence[tuple[str, str]], message: MessageId | None = None) -> DeliveryEvent | Unread:
    """This will read a status callback. `message` is our id, which the callback address carries."""
    fields = _fields(params)
    status = fields.get("MessageStatus") or fields.get("SmsStatus", "")
    state = _TWILIO_STATES.get(status)
    if state is None:
        return Unread(status[:40], "a status that says nothing about delivery")
    code = fields.get("ErrorCode", "")
    return DeliveryEvent(message, _twilio_id(fields), state, "" if code == "0" else code, status)


def read_twilio_inbound(params: Sequence[tuple[str, str]]) -> InboundSms | Unread:
    """This will read a text that a person sent. Without sender or id it is Unread: nobody could be answered."""
    fields = _fields(params)
    provider_id, from_ = _twilio_id(fields), fields.get("From", "")
    if not (provider_id and from_):
        return Unread("inbound", "no MessageSid or no From")
    opt_out = fields.get("OptOutType", "").strip().upper() or None
    return InboundSms(provider_id, from_, fields.get("To", ""), fields.get("Body", ""), opt_out, _media(fields))


def read_sendgrid_events(raw: bytes) -> list[DeliveryEvent | SuppressionEvent | Unread]:
    """This will read one batch of the event webhook, in its order; a bounce gives two events.

    Raises MalformedPayload where the body is no JSON array. A single odd event never spoils its batch.
    """
    try:
        batch = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise MalformedPayload("The SendGrid event webhook sent no readable JSON; nothing was stored.") from error
    if not isinstance(batch, list):
        raise MalformedPayload("The SendGrid event webhook must send a JSON array; nothing was stored.")
    return [event for item in batch for event in _sendgrid_event(item)]


def _sendgrid_event(item: object) -> list[DeliveryEvent | SuppressionEvent | Unread]:
    if not isinstance(item, dict):
        return [Unread("", "an event that is no JSON object")]
    kind = _text(item, "event")
    found: list[DeliveryEvent | SuppressionEvent | Unread] = []
    if state := _SENDGRID_STATES.get(kind):
        found.append(_delivery(item, kind, state))
    if reason := _suppression(item, kind):
        found.append(_suppressed(item, kind, reason))
    return found or [Unread(kind[:40], "an event that changes nothing here")]


def _delivery(item: Mapping[str, object], kind: str, state: DeliveryState) -> DeliveryEvent:
    code = _code(item, kind)
    provider_id = _text(item, "sg_message_id").partition(".")[0]
    return DeliveryEvent(
        _message(item),
        provider_id,
        state,
        code,
        kind,
        _text(item, "coaching_attempt") or None,
        _whole(item, "timestamp"),
    )


def _suppressed(item: Mapping[str, object], kind: str, reason: SuppressionReason) -> SuppressionEvent | Unread:
    address = _text(item, "email")
    if not address:
        return Unread(kind, "a suppression without an address")
    return SuppressionEvent(address, reason, _message(item), _whole(item, "timestamp"))


def _suppression(item: Mapping[str, object], kind: str) -> SuppressionReason | None:
    match kind:
        case "bounce":  # type "blocked" is a passing refusal; a bounce without a type counts as hard
            return None if _text(item, "type") == "blocked" else SuppressionReason.BOUNCE
        case "dropped":
            return _DROPPED_FOR_GOOD.get(_text(item, "reason").strip().lower())
        case _:
            return _SUPPRESSIONS.get(kind)


def _code(item: Mapping[str, object], kind: str) -> str:
    """A short reason. The long `reason` and `response` of a mail server may quote the address, so only
    SendGrid's own classes and the SMTP status travel on."""
    match kind:
        case "bounce":
            return _text(item, "bounce_classification") or _text(item, "status") or _text(item, "type") or "bounce"
        case "dropped":
            reason = _text(item, "reason").strip()
            return reason if reason.lower() in _DROPPED_FOR_GOOD else "dropped"
        case _:
            return ""


def _fields(params: Sequence[tuple[str, str]]) -> dict[str, str]:
    return {name: storable(value) for name, value in params}


def _media(fields: Mapping[str, str]) -> tuple[Media, ...]:
    """Counts by the addresses that are there; NumMedia may say anything."""
    found: list[Media] = []
    while url := fields.get(f"MediaUrl{len(found)}"):
        found.append(Media(url, fields.get(f"MediaContentType{len(found)}", "")))
    return tuple(found)


def _twilio_id(fields: Mapping[str, str]) -> str:
    return fields.get("MessageSid") or fields.get("SmsSid", "")


def _message(item: Mapping[str, object]) -> MessageId | None:
    number = _whole(item, "coaching_message")
    return None if number is None else MessageId(number)


def _text(item: Mapping[str, object], name: str) -> str:
    value = item.get(name)
    return storable(value) if isinstance(value, str) else ""


def _whole(item: Mapping[str, object], name: str) -> int | None:
    """A whole number that fits a database column, given as a number or as digits; else None."""
    value = str(item.get(name, ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None
