"""What a made-up person answers, and when: the same for the same person and question, whoever plays it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from coaching.core.model import Campaign
from coaching.core.personas import Persona
from coaching.store.played import Put

AWAKE = (time(7, 30), time(22, 0))


@dataclass(frozen=True, slots=True)
class Reply:
    """What is written at a moment; `to`: the question it answers."""

    at: datetime
    text: str
    to: int


def to_a_question(put: Put, persona: Persona, campaign: Campaign) -> Reply | None:
    """This will give the answer to a question; None: this person does not answer it."""
    return _reply(put, persona, campaign, persona.behaviour.share, put.asked_at, "asked")


def to_a_reminder(put: Put, persona: Persona, campaign: Campaign, now: datetime) -> Reply | None:
    """This will give the answer that a reminder brings after all."""
    return _reply(put, persona, campaign, persona.behaviour.nudged, now, "reminded")


def _reply(put: Put, persona: Persona, campaign: Campaign, share: float, since: datetime, why: str) -> Reply | None:
    if put.day < persona.answers_from:
        return None
    about = (put.checkin, put.question, put.day, why)
    if persona.dice(*about) >= share:
        return None
    how = persona.behaviour
    minutes = how.soon + (how.late - how.soon) * persona.dice(*about, "minutes")
    at = _awake(since + timedelta(minutes=minutes), ZoneInfo(persona.zone))
    odd = how.odd_every and how.odd and int(persona.dice(*about, "odd") * how.odd_every) == 0
    if odd:
        return Reply(at, how.odd[int(persona.dice(*about, "which") * len(how.odd))], put.id)
    return Reply(at, _text(put, persona, campaign), put.id)


def _awake(at: datetime, zone: ZoneInfo) -> datetime:
    """Nobody answers at night: who would, does so some minutes after getting up."""
    local = at.astimezone(zone)
    if AWAKE[0] <= local.time() < AWAKE[1]:
        return at
    morning = local.date() + timedelta(days=local.time() >= AWAKE[1])
    return datetime.combine(morning, AWAKE[0], tzinfo=zone).astimezone(at.tzinfo) + timedelta(minutes=at.minute % 40)


def _text(put: Put, persona: Persona, campaign: Campaign) -> str:
    if put.lo is None or put.hi is None:
        return persona.behaviour.words.get(put.question, "I am not sure")
    checkin = campaign.checkins.get(put.checkin)
    question = checkin.question(put.question) if checkin else None
    right = question.right if question else None
    if put.question in persona.behaviour.numbers:
        first, last = persona.behaviour.numbers[put.question]
        value = round(first + (last - first) * min(1.0, put.day / campaign.days))
    else:
        value = right if right is not None else (put.lo + put.hi) // 2
    return str(max(put.lo, min(put.hi, value)))
