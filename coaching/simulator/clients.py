"""Mail programs as they answer: where they put the quote, which marks and headers they use, and notes nobody wrote."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import escape
from zoneinfo import ZoneInfo

from coaching.simulator.messages import Letter


class Client(StrEnum):
    """How an answer is written. AWAY is the out-of-office note of a mail program."""

    GMAIL = "gmail"
    OUTLOOK = "outlook"
    APPLE = "apple"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Written:
    """A mail ready to go: `html` is empty where the program sends plain text alone."""

    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]


def answer(client: Client, letter: Letter, words: str, zone: ZoneInfo) -> Written:
    """This will write an answer to a letter as the program does, its quote included."""
    at = datetime.fromtimestamp(letter.programme_ms / 1000, zone)
    subject = letter.subject if letter.subject.lower().startswith("re:") else f"Re: {letter.subject}"
    thread = (("In-Reply-To", f"<{letter.message_id}@simulator>"), ("References", f"<{letter.message_id}@simulator>"))
    sender = f"{letter.sender_name} <{letter.sender}>" if letter.sender_name else letter.sender
    match client:
        case Client.GMAIL:
            head = f"On {at:%a, %b %-d, %Y at %-I:%M %p} {sender} wrote:"
            return Written(
                subject, f"{words}\n\n{head}\n\n{_marked(letter.text)}\n", _gmail(words, head, letter), thread
            )
        case Client.OUTLOOK:
            head = (
                f"________________________________\nFrom: {sender}\nSent: {at:%A, %B %-d, %Y %-I:%M %p}\n"
                f"To: {letter.to}\nSubject: {letter.subject}"
            )
            return Written(subject, f"{words}\n\n{head}\n\n{letter.text}\n", "", thread)
        case Client.APPLE:
            head = f"> On {at:%b %-d, %Y, at %-I:%M %p}, {sender} wrote:\n> "
            text = f"{words}\n\nSent from my iPhone\n\n{head}\n{_marked(letter.text)}\n"
            return Written(subject, text, "", thread)
        case Client.AWAY:
            note = words or "I am out of the office until Monday and will answer then. To stop this note, reply STOP."
            signs = (*thread, ("Auto-Submitted", "auto-replied"), ("Precedence", "bulk"), ("X-Autoreply", "yes"))
            return Written(f"Out of office: {letter.subject}", f"{note}\n", "", signs)


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.rstrip().split("\n"))


def _gmail(words: str, head: str, letter: Letter) -> str:
    said = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in words.split("\n"))
    return (
        f'<div dir="ltr">{said}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{escape(head)}<br>'
        f'</div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{letter.html}</blockquote></div>\n'
    )
