"""The port to everything that reaches people: what goes out, and the four answers that come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from coaching.core.model import MessageId


class Scope(StrEnum):
    """Whose fault a refusal is; it decides what is stopped: the address, the words or the channel."""

    RECIPIENT = "recipient"
    CONTENT = "content"
    PROVIDER = "provider"
    CONFIGURATION = "configuration"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it. `provider_id`: MessageSid or X-Message-Id."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A definite no: nothing was sent. `code` is the provider's own, `detail` one sentence for a person."""

    code: str
    scope: Scope
    detail: str


@dataclass(frozen=True, slots=True)
class RetryLater:
    """A definite "not now": nothing was sent. `after_s` in seconds of machine time."""

    after_s: float
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have been taken: a time-out after writing, a 5xx, an answer that makes no sense."""

    detail: str


Outcome = Accepted | Rejected | RetryLater | Unknown


@dataclass(frozen=True, slots=True)
class Sms:
    """One text. `to` in E.164; `status_callback` carries our message id; `deadline_s` on the boot-time clock."""

    message: MessageId
    to: str
    body: str
    status_callback: str
    valid_for_s: int
    deadline_s: float


@dataclass(frozen=True, slots=True)
class Shell:
    """The part of an email shared by a cohort; may hold substitution tags that each Email fills."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Email:
    """One email. `substitutions` maps each tag of the shell to this person's words (already escaped
    where the tag stands in HTML). `unsubscribe_url` is the one-click address of RFC 8058."""

    message: MessageId
    attempt: str
    to: str
    shell: Shell
    unsubscribe_url: str
    deadline_s: float
    substitutions: Mapping[str, str] = field(default_factory=dict)


Outgoing = Sms | Email


class Provider(Protocol):
    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        """This will carry the batch and answer in its order, one outcome each. It never raises for
        one message, and writes nothing for a message whose deadline has passed (RetryLater)."""
        ...
