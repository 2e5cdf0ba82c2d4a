"""A real person as somebody to rehearse with: their settings, and what they have written so far. Nothing is changed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from coaching.core import schedule
from coaching.core.model import Channel, EnrolmentId, Track
from coaching.core.personas import Behaviour, Line, Persona
from coaching.journeys import coach_says
from coaching.store import inbox, standings
from coaching.store.models import Enrolment, Reply
from coaching.store.standings import Loaded

SLOTS = ("am", "pm")
_US = "+1"
_US_DIGITS = 12


def of(enrolment: Enrolment, behaviour: Behaviour, now: datetime) -> Persona:
    """This will give a persona who has lived so far as this person did, and goes on by `behaviour`.

    What coaches did (a pause, a hold they cleared), answers on the page and links pressed are not replayed. Raises
    LookupError where the stored data make no sense.
    """
    loaded, person = standings.load(EnrolmentId(enrolment.pk)), enrolment.subscriber
    zone = ZoneInfo(person.zone)
    return Persona(
        name=person.first_name,
        zone=person.zone,
        start=enrolment.start,
        behaviour=behaviour,
        track=Track(enrolment.screen) if enrolment.screen else None,
        cleared=enrolment.cleared_at is not None,
        channels=_channels(enrolment, loaded),
        lines=tuple(
            _line(reply, enrolment.start, zone)
            for reply in inbox.replies_of(person)
            if reply.enrolment_id == enrolment.pk and reply.text and _on(reply, zone) >= enrolment.start
        ),
        language=person.language,
        slots={slot: at for slot, at in enrolment.slots.items() if slot in SLOTS},
        answers_from=schedule.day_reached(loaded.standing.calendar, schedule.local_date(now, zone)) + 1,
        area=_area(person.phone),
    )


def _channels(enrolment: Enrolment, loaded: Loaded) -> frozenset[Channel]:
    """Those that reach them; for somebody who has stopped, those of which we have an address."""
    person = enrolment.subscriber
    known = {Channel.SMS: person.phone, Channel.EMAIL: person.email}
    ways = loaded.standing.reachable or frozenset(coach_says.ways_to(person))
    return ways or frozenset(channel for channel, address in known.items() if address)


def _on(reply: Reply, zone: ZoneInfo) -> date:
    return reply.at.astimezone(zone).date()


def _line(reply: Reply, start: date, zone: ZoneInfo) -> Line:
    at = reply.at.astimezone(zone)
    return Line((at.date() - start).days + 1, at.time(), reply.text, Channel(reply.channel))


def _area(phone: str | None) -> str:
    """The area code says in which state's quiet hours they live."""
    return phone[:5] if phone and phone.startswith(_US) and len(phone) == _US_DIGITS else ""
