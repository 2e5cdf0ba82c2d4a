"""The form in which a coach answers: which way the words go, how long they are, what was kept to use again."""

from dataclasses import dataclass
from typing import Any

from coaching import bootstrap
from coaching.core import needs
from coaching.core.model import Channel
from coaching.core.segments import Segments, measure
from coaching.journeys import coach_says
from coaching.store import saved_replies
from coaching.store.models import Enrolment, Subscriber, Thread


@dataclass(frozen=True, slots=True)
class Typed:
    """What a coach has written and not sent. `meanwhile`: another coach answered since they looked."""

    words: str = ""
    channel: Channel | None = None
    problem: str = ""
    meanwhile: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    """How long the words are, in one sentence, and what to change. `is_long`: it costs more than one part."""

    sentence: str
    advice: str
    is_long: bool


def channel_of(value: str) -> Channel | None:
    return Channel(value) if value in set(Channel) else None


def values(person: Subscriber, run: Enrolment | None, thread: Thread, typed: Typed) -> dict[str, Any]:
    """This will gather what the form shows."""
    ways = coach_says.ways_to(person) if run else ()
    way = typed.channel if typed.channel in ways else next(iter(ways), None)
    lately = run is not None and coach_says.wrote_lately(run, bootstrap.moment())
    return {
        "ways": ways,
        "way": way,
        "typed": typed,
        "seen": thread.answers,
        "longest": max((needs.LONGEST[each] for each in ways), default=0),
        "length": length(typed.words, way) if way else None,
        "lately": lately,
        "saved": saved_replies.every(),
    }


def length(words: str, way: Channel) -> Length:
    """This will measure words as they would go: a text with the sender's name in front."""
    over = len(words.strip()) - needs.LONGEST[way]
    if over > 0:
        return Length(f"{over} letters too long.", "", is_long=True)
    if way is Channel.EMAIL:
        return Length("It goes as an email, with the greeting and your name around it.", "", is_long=False)
    found = measure(coach_says.as_sent(words.strip(), bootstrap.office()))
    parts = "1 part" if found.count == 1 else f"{found.count} parts"
    left = f"{found.left_in_last} letter{'s' if found.left_in_last != 1 else ''}"
    return Length(f"{parts} by SMS; {left} left in {_which(found)}.", _advice(found), is_long=found.count > 1)


def _which(found: Segments) -> str:
    return "it" if found.count == 1 else "the last"


def _advice(found: Segments) -> str:
    """What makes a text dear: signs outside the plain alphabet."""
    if not found.culprits:
        return ""
    swaps = ", ".join(f"{odd} with {plain or 'nothing'}" for odd, plain in found.suggestions[:3])
    odd = " ".join(found.culprits[:5])
    return f"These signs halve what fits: {odd}" + (f" (replace {swaps})" if swaps else "")
