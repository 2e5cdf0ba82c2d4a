"""What other systems are told by webhook: which events, signed how, tried again when (Standard Webhooks 1.0)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SECRET_PREFIX = "whsec_"


class Event(StrEnum):
    """What happened. PING is sent by hand, to try an address out."""

    ENROLLED = "enrolled"
    ANSWERED = "answered"
    ALERTED = "alerted"
    COMPLETED = "completed"
    OPTED_OUT = "opted_out"
    PING = "ping"


SENTENCES = {
    Event.ENROLLED: "Somebody was enrolled",
    Event.ANSWERED: "Somebody answered a check-in",
    Event.ALERTED: "An alert was raised",
    Event.COMPLETED: "Somebody came to the end of a programme",
    Event.OPTED_OUT: "Somebody stopped, or their carrier blocked us",
    Event.PING: "A test",
}
OFFERED = tuple(event for event in Event if event is not Event.PING)
"""What an address may ask to be told of."""

Ids = Mapping[str, int | str | Sequence[int] | Sequence[str] | None]
"""Numbers of ours and codes; never a name, an address or a word of a person."""

# After each failed try; together a little less than a day.
_WAITS_S = (5, 30, 120, 600, 1800, 3600, 7200, 14_400, 21_600, 28_800)
GIVE_UP_AFTER = timedelta(days=1)


def wait(tries: int) -> timedelta:
    """This will say how long to wait after so many failed tries (1 or more)."""
    return timedelta(seconds=_WAITS_S[min(tries, len(_WAITS_S)) - 1])


def body(event: str, at: datetime, ids: Ids) -> bytes:
    """This will write what is sent; the same facts give the same bytes at every try."""
    told = {"type": event, "timestamp": at.isoformat(timespec="seconds"), "data": dict(ids)}
    return json.dumps(told, separators=(",", ":"), sort_keys=True).encode()


def signature(secret: str, name: str, at_s: int, sent: bytes) -> str:
    """This will sign a try: "v1," and base64 of HMAC-SHA256 over id, epoch seconds and body.

    `secret`: "whsec_" and base64 of the key.
    """
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{name}.{at_s}.".encode() + sent
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


@dataclass(frozen=True, slots=True)
class Taken:
    """The other side has it (2xx)."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The other side wants no more, ever (410)."""


@dataclass(frozen=True, slots=True)
class Again:
    """Not taken: to be tried again. `why` in a few words for a person."""

    why: str


def judge(status: int) -> Taken | Gone | Again:
    """This will say what an answer means; a redirect is not followed, so it is a failure."""
    if 200 <= status < 300:
        return Taken()
    if status == 410:
        return Gone()
    if 300 <= status < 400:
        return Again(f"answered {status}: a redirect is never followed")
    return Again(f"answered {status}")
