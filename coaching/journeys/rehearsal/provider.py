"""The provider of a rehearsal: takes everything but during an outage, and keeps what it was given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from coaching.core.model import MessageId
from coaching.providers.base import Accepted, Email, Outcome, Outgoing, RetryLater
from coaching.store import played

OUT_OF_REACH = RetryLater(15.0, "out-of-reach", "The provider is out of reach; nothing was sent.")


@dataclass(frozen=True, slots=True)
class Mail:
    """An email as it was sent."""

    subject: str
    text: str
    html: str


@dataclass(slots=True)
class InMemory:
    """`keeps`: whether emails are kept; `outages`: spans [from, until) in which nothing is taken. `now` is set by
    whoever moves the clock. `unsafe`: messages that left although their person may not be told of a dose."""

    keeps: bool
    outages: tuple[tuple[datetime, datetime], ...]
    now: datetime
    mails: dict[MessageId, Mail] = field(default_factory=dict)
    unsafe: list[MessageId] = field(default_factory=list)
    taken: int = 0

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        if any(begins <= self.now < ends for begins, ends in self.outages):
            return [OUT_OF_REACH for _ in batch]
        self.taken += len(batch)
        self.unsafe += played.unsafe_doses([each.message for each in batch])
        if self.keeps:
            self.mails |= {each.message: _mail(each) for each in batch if isinstance(each, Email)}
        return [Accepted(f"rehearsed-{each.message}") for each in batch]


def _mail(email: Email) -> Mail:
    parts = [email.shell.subject, email.shell.text, email.shell.html]
    for tag, value in email.substitutions.items():
        parts = [part.replace(tag, value) for part in parts]
    return Mail(*parts)
