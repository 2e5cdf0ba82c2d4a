"""What somebody who wrote needs of a coach, which need comes first, and by when an answer is due."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from coaching.core import schedule
from coaching.core.labels import FOR_A_PERSON, Label
from coaching.core.model import Channel
from coaching.core.stopping import normal


class Need(IntEnum):
    """The most pressing first; the numbers are stored. NOTHING: no coach has to do anything."""

    RED_FLAG = 1
    STOP = 2
    QUESTION = 3
    UNSURE = 4
    MEDIA = 5
    OTHER = 6
    NOTHING = 9


OPEN_NEEDS = tuple(need for need in Need if need is not Need.NOTHING)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reply that no coach has read yet. `tier`: the safety class it fired, or ""."""

    label: str
    tier: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """The most pressing need of one person, and since when the oldest of that kind waits."""

    need: Need
    since: datetime


def of_person(replies: Iterable[Waiting], alerts: Iterable[datetime]) -> Found | None:
    """This will find what a person needs most; None: nothing.

    `alerts`: when the open red and amber alerts about them were raised. Each keeps the person at the front until it
    is closed, whatever was read meanwhile.
    """
    every = [Found(need, each.at) for each in replies if (need := of_reply(each)) is not Need.NOTHING]
    every += [Found(Need.RED_FLAG, raised) for raised in alerts]
    return min(every, key=lambda each: (each.need, each.since), default=None)


def of_reply(reply: Waiting) -> Need:
    """This will say what one unread reply needs, by what it was taken for and by its words."""
    label = Label(reply.label)
    if label not in FOR_A_PERSON:
        return Need.NOTHING
    match label:
        case Label.UNSURE:
            return Need.RED_FLAG
        case Label.MAYBE_STOP:
            return Need.STOP
        case Label.MEDIA:
            return Need.MEDIA
        case Label.UNCLEAR | Label.GUT:
            return Need.QUESTION if asks(reply.text) else Need.UNSURE
        case _:
            return Need.QUESTION if asks(reply.text) else Need.OTHER


# First words of a question without its sign, in the languages whose numbers and dangers are read, too.
_ASKING = re.compile(
    r"(?:(?:hi|hey|hello|hola|ok|okay|and|so|but|y|pero) ){0,3}"
    r"(?:can|could|should|shall|may|do|does|did|is|are|will|would|what|what's|whats|how|why|when|where|which|who|"
    r"any idea|i wonder|i was wondering|puedo|puede|debo|que|qué|cómo|como|cuándo|cuando|cuánto|por qué|dónde|"
    r"est-ce|puis-je|comment|pourquoi|quand|kann|darf|soll|was|wie|warum|wann) "
)
_SIGNS = "?？؟"  # Latin, full-width, Arabic


def asks(text: str) -> bool:
    """This will say whether a text asks something: by its sign or by its first words."""
    return any(sign in text for sign in _SIGNS) or bool(_ASKING.match(f"{normal(text[:200])} "))


@dataclass(frozen=True, slots=True)
class Clock:
    """How long somebody waits, and by when an answer was promised."""

    waits: timedelta
    answer_by: datetime
    is_late: bool


def clock(since: datetime, within: timedelta, now: datetime) -> Clock:
    """This will read the reply clock of a need that has waited since an instant."""
    return Clock(max(timedelta(), now - since), since + within, now > since + within)


MORNING = time(8)
LONGEST_SNOOZE = timedelta(days=90)


def snooze_until(days: int, zone: ZoneInfo, now: datetime) -> datetime:
    """This will give eight in the morning, so many local dates ahead, where the person lives."""
    on = schedule.local_date(now, zone) + timedelta(days=days)
    return schedule.instant(on, MORNING, zone) or now + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Said:
    """What a saved reply may fill in."""

    first_name: str
    brand: str


_NAMES = re.compile(r"\{\{ {0,3}(first_name|brand) {0,3}\}\}")


def fill(body: str, said: Said) -> str:
    """This will fill the two names into a saved reply, once; every other sign stays as it is written."""
    values = {"first_name": said.first_name, "brand": said.brand}
    return _NAMES.sub(lambda found: values[found[1]], body)


LONGEST = {Channel.SMS: 600, Channel.EMAIL: 4000}
"""Letters that a coach may write at once."""
