"""What providers tell us afterwards, as frozen facts: deliveries, suppressions, texts that came in."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from coaching.core.model import MessageId


class DeliveryState(StrEnum):
    """How far a message got. UNDELIVERED: the network or mailbox refused. FAILED: never left the provider."""

    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DeliveryEvent:
    """One step on the way of one message.

    `message` and `attempt` are ours, as the provider gave them back, else None. `provider_id`:
    MessageSid or X-Message-Id, "" where the event names none. `code` is the provider's code or
    reason, "" where all is well; `raw_status` its own word. `at_s`: epoch seconds, None if not told.
    """

    message: MessageId | None
    provider_id: str
    state: DeliveryState
    code: str
    raw_status: str
    attempt: str | None = None
    at_s: int | None = None


class SuppressionReason(StrEnum):
    BOUNCE = "bounce"
    SPAM_REPORT = "spam_report"
    UNSUBSCRIBE = "unsubscribe"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class SuppressionEvent:
    """This address must not get email any more. `at_s`: epoch seconds, None if not told."""

    address: str
    reason: SuppressionReason
    message: MessageId | None
    at_s: int | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or file that came with a text; it stays at Twilio."""

    url: str
    content_type: str


@dataclass(frozen=True, slots=True)
class InboundSms:
    """A text from a person. `opt_out_type`: STOP, START or HELP where Twilio already acted on it, else None."""

    provider_id: str
    from_: str
    to: str
    text: str
    opt_out_type: str | None
    media: tuple[Media, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """Something true, signed and of no use to us. `kind` is the provider's word; no personal data."""

    kind: str
    reason: str


def to_json(event: DeliveryEvent | SuppressionEvent) -> str:
    """This will write an event down, to be tried again later; the same event gives the same text."""
    return json.dumps({"type": type(event).__name__, **asdict(event)}, sort_keys=True)


def from_json(stored: str) -> DeliveryEvent | SuppressionEvent:
    """This will read back what `to_json` wrote."""
    told = json.loads(stored)
    match told.pop("type"):
        case "DeliveryEvent":
            return DeliveryEvent(**{**told, "state": DeliveryState(told["state"])})
        case "SuppressionEvent":
            return SuppressionEvent(**{**told, "reason": SuppressionReason(told["reason"])})
        case other:
            raise ValueError(f"{other} is no event of a provider")
