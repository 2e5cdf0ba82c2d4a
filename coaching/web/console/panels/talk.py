"""The conversation of both channels in one view: what we said and how it stands, what they said and how we took it."""

from dataclasses import dataclass
from datetime import datetime

from coaching.core.ledger import State
from coaching.core.model import Channel
from coaching.journeys import letters, timeline_past
from coaching.journeys.portrait import Portrait

OPEN = 30
"""So many of the newest lines stand open."""
UNSAID = (State.SKIPPED, State.HELD)
STATE_WORDS = {
    State.OWED: "to come",
    State.RESERVED: "being sent",
    State.HANDED: "being sent",
    State.WAITING: "waits",
    State.UNKNOWN: "unclear",
    State.ACCEPTED: "sent",
    State.DELIVERED: "delivered",
    State.BOUNCED: "did not arrive",
    State.FAILED: "failed",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One message or reply. `note`: its state, or what a reply was taken for. `message`: to open an email by."""

    at: datetime
    is_theirs: bool
    channel: str
    text: str
    note: str
    look: str = ""
    message: int = 0
    is_email: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """Oldest first; `earlier` is folded."""

    earlier: tuple[Line, ...]
    newest: tuple[Line, ...]


def of(seen: Portrait, now: datetime) -> Talk:
    """This will put both sides in one order of time; what never went out is no part of it."""
    theirs = [
        Line(item.at, True, _channel(item.channel), item.text, item.why)
        for item in timeline_past.of(seen, now)
        if item.kind == "reply"
    ]
    ours = [
        Line(
            at=(row.accepted_at or row.handed_at or row.due_at).astimezone(seen.zone),
            is_theirs=False,
            channel=_channel(row.channel),
            text=letters.masked(timeline_past.words_of(row)),
            note=STATE_WORDS[State(row.state)],
            look=row.state,
            message=row.pk,
            is_email=row.channel == Channel.EMAIL,
        )
        for row in seen.messages
        if State(row.state) not in UNSAID and (row.text or row.subject)
    ]
    lines = tuple(sorted([*ours, *theirs], key=lambda line: (line.at, not line.is_theirs)))
    return Talk(lines[:-OPEN], lines[-OPEN:])


def _channel(channel: str) -> str:
    return "SMS" if channel == Channel.SMS else "email"
