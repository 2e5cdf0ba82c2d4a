"""How a person is reached: each channel with its address, what they agreed to, and what is in the way."""

from dataclasses import dataclass

from coaching.core.consent import Permission
from coaching.core.model import Channel
from coaching.store import subscribers
from coaching.store.models import Subscriber

PERMISSION_WORDS = {
    Permission.NONE: "no consent",
    Permission.ASKED: "waits for a yes",
    Permission.ACTIVE: "agreed",
    Permission.REVOKED: "stopped",
}
NAMES = {Channel.SMS: "SMS", Channel.EMAIL: "Email"}
NOUNS = {Channel.SMS: "number", Channel.EMAIL: "email address"}


@dataclass(frozen=True, slots=True)
class Reach:
    """One channel of a person. `trouble` is the provider's reason why it does not reach them."""

    key: Channel
    channel: str
    noun: str
    address: str
    permission: str
    trouble: str


def of(person: Subscriber) -> list[Reach]:
    """This will list the channels a person has an address for."""
    return [
        Reach(
            channel,
            NAMES[channel],
            NOUNS[channel],
            address,
            PERMISSION_WORDS[Permission(getattr(person, f"{channel}_state"))],
            getattr(person, f"{channel}_trouble"),
        )
        for channel in Channel
        if (address := subscribers.address(person, channel))
    ]
