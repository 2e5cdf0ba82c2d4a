"""The words of one stored message, for a coach to read: an email as it was composed, its links leading nowhere."""

import re
from dataclasses import dataclass

from coaching.core.model import Channel
from coaching.core.rendering import RenderFailed
from coaching.journeys import compose, library
from coaching.journeys.office import House
from coaching.store import standings
from coaching.store.models import Message

_LINK = re.compile(r"(/(?:me|u|join)/)[\w-]{8,}(?:[/\w-]*)(?:\?k=[\w.~-]+)?")


@dataclass(frozen=True, slots=True)
class Letter:
    """`html` "" for an SMS, and where the email cannot be rendered any more."""

    subject: str
    html: str
    text: str


def masked(text: str) -> str:
    """This will take the secret part out of links to a person's own pages: what they open is theirs to change."""
    return _LINK.sub(r"\1…", text)


def of(row: Message, house: House) -> Letter:
    """This will give a message's words; those that hold the proof of an address are kept back."""
    if row.kind == "address":
        return Letter("", "", "")
    if row.channel == Channel.SMS:
        return Letter("", "", masked(row.text))
    person = standings.person_of(row.subscriber)
    values = {**compose.house_values(house), **compose.person_values(person, house, row.due_at), **row.words}
    values |= dict.fromkeys(("page_url", "unsubscribe_url", "confirm_url"), f"{house.public_url}/")
    try:
        mail = library.email(library.version(row.template, row.version).source, house).render(values)
    except (RenderFailed, LookupError):
        return Letter(row.subject, "", row.subject)
    return Letter(mail.subject, mail.html, masked(mail.text))
