"""One text and one email as the providers know them, and the phone or mailbox that they reach."""

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Direction(StrEnum):
    """Who wrote a text: the service, the service in answer to a webhook, the person, or the carrier itself."""

    OUT = "outbound-api"
    ANSWER = "outbound-reply"
    IN = "inbound"
    CARRIER = "carrier"


@dataclass(slots=True)
class Text:
    """`created_ms`, `updated_ms` and `sent_ms` are machine time, `programme_ms` is programme time."""

    seq: int
    sid: str
    direction: Direction
    sender: str | None
    to: str
    body: str
    created_ms: int
    programme_ms: int
    status: str
    updated_ms: int
    service: str | None = None
    sent_ms: int | None = None
    send_at_ms: int | None = None
    status_callback: str | None = None
    media: tuple[str, ...] = ()
    segments: int = 1
    error_code: int | None = None

    @property
    def phone(self) -> str:
        """The person's end of the line, whoever wrote."""
        return (self.sender or "") if self.direction is Direction.IN else self.to


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all personalizations of one request share: the words before substitution."""

    sender: str
    sender_name: str
    reply_to: str | None
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    categories: tuple[str, ...]
    attachments: tuple[str, ...] = ()


@dataclass(slots=True)
class Letter:
    """One email to one address. The words are filled in when read, so that a batch is held once."""

    seq: int
    message_id: str
    sg_message_id: str
    to: str
    to_name: str
    subject_template: str
    sheet: Sheet
    substitutions: Mapping[str, str]
    own_headers: Mapping[str, str]
    custom_args: Mapping[str, str]
    created_ms: int
    programme_ms: int
    status: str = "processed"
    updated_ms: int = 0
    events: list[Mapping[str, Any]] = field(default_factory=list)
    is_forgotten: bool = False
    note: str = ""
    own_sender: str = ""
    own_sender_name: str = ""

    @property
    def sender(self) -> str:
        """Who wrote: the personalization's own sender, else that of the request."""
        return self.own_sender or self.sheet.sender

    @property
    def sender_name(self) -> str:
        return self.own_sender_name if self.own_sender else self.sheet.sender_name

    @property
    def subject(self) -> str:
        return fill(self.subject_template, self.substitutions)

    @property
    def text(self) -> str:
        return fill(self.sheet.text, self.substitutions)

    @property
    def html(self) -> str:
        return fill(self.sheet.html, self.substitutions)

    @property
    def headers(self) -> dict[str, str]:
        """The custom headers, substituted; a personalization's own win."""
        merged = {**self.sheet.headers, **self.own_headers}
        return {name: fill(value, self.substitutions) for name, value in merged.items()}

    def forget_words(self) -> None:
        """This will let the words go and keep the facts."""
        self.subject_template, self.substitutions, self.own_headers = self.subject, {}, {}
        self.sheet = Sheet(self.sheet.sender, self.sheet.sender_name, self.sheet.reply_to, "", "", "", {}, ())
        self.is_forgotten = True


def fill(template: str, substitutions: Mapping[str, str]) -> str:
    """This will replace every tag by its value, in one pass, so that a value is never searched again."""
    tags = [tag for tag in substitutions if tag]
    if not tags or not template:
        return template
    pattern = "|".join(re.escape(tag) for tag in sorted(tags, key=len, reverse=True))
    return re.sub(pattern, lambda found: substitutions[found.group()], template)


@dataclass(slots=True)
class Phone:
    number: str
    name: str = ""
    seqs: deque[int] = field(default_factory=deque)
    unread: int = 0


@dataclass(slots=True)
class Mailbox:
    """`forgotten` counts the emails that memory has let go, so that the others keep their numbers."""

    address: str
    name: str = ""
    seqs: deque[int] = field(default_factory=deque)
    unread: int = 0
    forgotten: int = 0


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same words accepted again for the same recipient; times are programme time."""

    seq: int
    channel: str
    to: str
    words: str
    before_ms: int
    again_ms: int


Record = Text | Letter
