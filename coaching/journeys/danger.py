"""A text that may speak of a danger: an answer at once, supplement texts and lessons wait, and somebody is told."""

from dataclasses import dataclass
from datetime import timedelta

from coaching.core.alerts import LEVELS, Kind
from coaching.core.decide import text_track
from coaching.core.model import Channel, EnrolmentId, SubscriberId
from coaching.core.safety import Reading, Tier
from coaching.journeys import alert, owe
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed
from coaching.store import holds, standings, subscribers
from coaching.store.alerts import News
from coaching.store.models import Enrolment, Reply

TALK_LASTS = timedelta(hours=24)
"""How long lessons wait after the last word of a conversation, unless a coach ends it."""
WORDS = {
    Tier.CRISIS: "may be thinking of ending their life",
    Tier.POISON: "may have taken too much",
    Tier.EMERGENCY: "may have a medical emergency",
    Tier.URGENT: "may need a doctor today",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of an enrolled person. `raw`: the stored call; `blocked`: the carrier has blocked our texts."""

    raw: int
    channel: Channel
    text: str
    blocked: bool = False
    media: int = 0


def is_danger(reading: Reading) -> bool:
    """This will say whether a reading calls for a safety text; an upset tummy is asked about instead."""
    return reading.tier is not None and reading.tier is not Tier.GUT


def act(
    enrolment: Enrolment, heard: Heard, reading: Reading, reply: Reply, office: Office, moment: Moment
) -> list[Owed]:
    """This will do all that a danger calls for; call it in the transaction that stores the reply.

    The answer claims that a coach was told only where somebody can be. A safety text passes quiet hours, caps,
    pauses and the stop switches (safety rules of the programme, sections 4 to 7 and 10).
    """
    tier = reading.tier
    if tier is None or tier is Tier.GUT:
        raise LookupError("only a danger is acted on here")
    kind, key = Kind(tier.value), EnrolmentId(enrolment.pk)
    told = alert.can_be_told(LEVELS[kind], office)
    template = f"rf-{tier}" if told else f"rf-{tier}-alone"
    holds.place(key, "dose", f"A reply {_told(tier)}.", "the service", moment.now, reply=reply.pk)
    holds.talk(key, f"A reply {_told(tier)}.", "the service", moment.now, moment.now + TALK_LASTS, reply=reply.pk)
    channel = _way(enrolment, heard)
    owed = owe.answer(enrolment, heard.raw, template, {}, channel, office, moment, kind="safety") if channel else None
    _raise(enrolment, heard, reading, reply, template if owed else "none: no way to reach them", moment)
    return [owed] if owed else []


def _told(tier: Tier) -> str:
    return f"says that this person {WORDS[tier]}"


def _way(enrolment: Enrolment, heard: Heard) -> Channel | None:
    """By the way it came; by email where the carrier blocks our texts."""
    if heard.channel is Channel.SMS and heard.blocked:
        return Channel.EMAIL if subscribers.address(enrolment.subscriber, Channel.EMAIL) else None
    return heard.channel


def _raise(enrolment: Enrolment, heard: Heard, reading: Reading, reply: Reply, answer: str, moment: Moment) -> None:
    person, key = enrolment.subscriber, EnrolmentId(enrolment.pk)
    tier = Tier(reading.tier or "")
    hint = " They may say that it is NOT so." if reading.negated else " It may be a question." if reading.asks else ""
    alert.raise_(
        News(
            kind=Kind(tier.value),
            about=f"{person.pk}:{tier}",
            title=f"{person.first_name} {WORDS[tier]}.{hint}",
            body=heard.text,
            subscriber=SubscriberId(person.pk),
            enrolment=key,
            reply=reply.pk,
            facts=facts(enrolment, answer),
        ),
        moment.now,
    )


def facts(enrolment: Enrolment, answer: str) -> dict[str, object]:
    """This will give what a coach needs beside the words: the track, the open holds, and what we answered."""
    key = EnrolmentId(enrolment.pk)
    track = text_track(standings.load(key).standing)
    return {"track": track, "holds": [hold.kind for hold in holds.of(key) if not hold.cleared_at], "answer": answer}


def smells(enrolment: Enrolment, heard: Heard, reply: Reply, moment: Moment) -> None:
    """This will have a person read at once what may speak of a danger and fired no rule."""
    person = enrolment.subscriber
    alert.raise_(
        News(
            kind=Kind.UNSURE,
            about=f"{person.pk}",
            title=f"Please read what {person.first_name} wrote: it may speak of a danger.",
            body=heard.text,
            subscriber=SubscriberId(person.pk),
            enrolment=EnrolmentId(enrolment.pk),
            reply=reply.pk,
            facts=facts(enrolment, "none"),
        ),
        moment.now,
    )
