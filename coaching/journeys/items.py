"""One line of a person's timeline."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Item:
    """`at` in the person's zone. `kind`: sent, not_sent, reply, hold, change, consent or note for what has happened;
    planned, left_out or pause for what is to come. `message`, `reply`: the row in the ledger or of a reply, 0: none."""

    at: datetime
    kind: str
    day: int
    title: str
    why: str
    channel: str = ""
    text: str = ""
    message: int = 0
    reply: int = 0
