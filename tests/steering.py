"""A person's control words in a journey test: asked as receive does it, and what came of them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from coaching.core import schedule
from coaching.core.controls import Unclear, read_control
from coaching.core.model import Channel
from coaching.journeys import owe, steer
from coaching.journeys.steer import Done, Refused
from coaching.store import standings
from coaching.store.models import Enrolment, Message
from tests.world import World

BERLIN = ZoneInfo("Europe/Berlin")
TAKEN = ("accepted", "delivered")


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = BERLIN) -> datetime:
    """A local time on the date that day of the programme has without pauses (day 1 is 3 March 2026)."""
    return datetime(2026, 3, 2, hour, minute, tzinfo=zone) + timedelta(days=day)


def ask(world: World, enrolment: Enrolment, text: str) -> Done | Refused:
    """What receive does with a control word: read it, carry it out."""
    enrolment = world.again(enrolment)
    today = schedule.local_date(world.now, standings.zone(enrolment.subscriber.zone))
    control = read_control(text, today, steer.places())
    assert control is not None, text
    assert not isinstance(control, Unclear), text
    outcome = steer.steer(enrolment, control, f"subscriber {enrolment.subscriber_id}", world.office, world.moment())
    world.deliver()
    return outcome


def lessons(enrolment: Enrolment, zone: ZoneInfo = BERLIN) -> list[tuple[int, str]]:
    """Day of the programme and local date of each lesson that went out, new or repeated, in order of sending."""
    rows = Message.objects.filter(enrolment=enrolment, kind__in=("step", "repeat"), state__in=TAKEN)
    found = [(row.day, f"{row.handed_at.astimezone(zone):%b %d}") for row in rows.order_by("handed_at", "pk")]
    return list(dict.fromkeys(found))


def days(enrolment: Enrolment) -> list[int]:
    return [day for day, _ in lessons(enrolment)]


def sent_at(enrolment: Enrolment, day: int, channel: str = "sms") -> datetime:
    row = Message.objects.get(enrolment=enrolment, kind="step", day=day, channel=channel, state__in=TAKEN)
    assert row.handed_at is not None
    return row.handed_at.astimezone(standings.zone(row.subscriber.zone))


def reply(world: World, enrolment: Enrolment, outcome: Done | Refused) -> str:
    """The text that receive sends."""
    template, values = (
        ("control-refused", {"why_not": outcome.why})
        if isinstance(outcome, Refused)
        else (outcome.template, outcome.values)
    )
    raw = Message.objects.count()
    owed = owe.answer(world.again(enrolment), raw, template, values, Channel.SMS, world.office, world.moment())
    assert owed is not None
    return Message.objects.get(pk=owed.message).text
