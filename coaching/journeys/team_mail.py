"""Letters to the team, an invitation or a link for a new password, by the provider that carries our emails."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from html import escape

import structlog

from coaching.core.model import Channel, MessageId
from coaching.journeys.office import Moment, Office
from coaching.providers.base import Accepted, Email, Rejected, RetryLater, Shell, Unknown

log = structlog.get_logger()
WITHIN_S = 20


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: to whom, with which link. `is_invitation`: they are new and have no password yet."""

    user: int
    name: str
    to: str
    link: str
    lasts: timedelta
    is_invitation: bool
    by: str = ""


def why_not(letter: Letter, office: Office) -> str:
    """This will say in a sentence why no letter can go, "" if one can."""
    if Channel.EMAIL not in office.ready:
        return (
            "Emails are not set up here: COACHING_SENDGRID_API_KEY, COACHING_EMAIL_FROM and COACHING_POSTAL_ADDRESS "
            "are needed."
        )
    return "" if letter.to else f"No email address of {letter.name} is known."


def send(letter: Letter, office: Office, moment: Moment) -> str:
    """This will send a letter and answer "", or say in a sentence why it did not go. It touches no database."""
    hindrance = why_not(letter, office)
    if hindrance:
        return hindrance
    [outcome] = office.providers[Channel.EMAIL].send([_email(letter, office, moment)])
    match outcome:
        case Accepted():
            return ""
        case Rejected(_, _, detail) | RetryLater(_, _, detail) | Unknown(detail):
            log.error("a letter to the team did not go", user=letter.user, outcome=type(outcome).__name__)
            return f"The email was not taken: {detail.rstrip('.')}."


def _email(letter: Letter, office: Office, moment: Moment) -> Email:
    house = office.house
    brand = house.values["brand"]
    subject = f"Your account at {brand}" if letter.is_invitation else f"A new password for {brand}"
    button = "Choose a password" if letter.is_invitation else "Choose a new password"
    lines = [*_lines(letter, brand), house.postal_address]
    first, *rest = (f"<p>{escape(line)}</p>" for line in lines)
    html = f'{first}<p><a href="{escape(letter.link)}">{button}</a></p>{"".join(rest)}'
    text = "\n\n".join((lines[0], f"{button}: {letter.link}", *lines[1:]))
    return Email(
        message=MessageId(0),
        attempt=f"team{letter.user}t{secrets.token_hex(4)}",
        to=letter.to,
        shell=Shell(subject, html, text),
        unsubscribe_url=f"{house.public_url}/account/",
        deadline_s=moment.boot_s + WITHIN_S,
    )


def _lines(letter: Letter, brand: str) -> tuple[str, ...]:
    days, hours = letter.lasts.days, int(letter.lasts.total_seconds() // 3600)
    while_good = f"{days} days" if days else f"{hours} hours"
    if letter.is_invitation:
        return (
            f"{letter.by} has made an account for you at {brand}. Your name there is {letter.name}.",
            f"The link works once, within {while_good}. After that, ask {letter.by} for a new one.",
            "You did not expect this? Then you can leave it be.",
        )
    return (
        f"Somebody asked for a new password for {letter.name} at {brand}.",
        f"The link works once, within {while_good}.",
        "It was not you? Then do nothing: your password stays as it is.",
    )
