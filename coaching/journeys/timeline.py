"""One person's past and future: every message, reply, answer and change, each with its time and its reason."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from coaching.core import schedule
from coaching.core.decide import Hold, Rest, Send, Standing, Wait, decide
from coaching.core.model import Campaign, EnrolmentId, Step
from coaching.core.reasons import Reason, sentence
from coaching.journeys import portrait, timeline_future, timeline_past
from coaching.journeys.items import Item
from coaching.journeys.office import Moment
from coaching.journeys.portrait import Portrait
from coaching.store import enrolments
from coaching.store.models import Enrolment

__all__ = ["Item", "Timeline", "now_line", "of", "tell"]


@dataclass(frozen=True, slots=True)
class Timeline:
    """`now_line`: one sentence that says what happens next and why."""

    enrolment: Enrolment
    zone: ZoneInfo
    day: int
    days: int
    now_line: str
    past: tuple[Item, ...]
    future: tuple[Item, ...]


_HELD_LINES = {
    Reason.TALKING: "Held: a conversation with the coach is going on, so today's lesson waits.",
    Reason.FAULT: "Held: a message could not be made ready. The reason stands below; clear the hold once it is mended.",
}


def of(enrolment_id: EnrolmentId, moment: Moment) -> Timeline:
    """This will tell the whole story of one run, the coming days worked out by the rules that send."""
    return tell(portrait.of(enrolments.get(enrolment_id)), moment)


def tell(seen: Portrait, moment: Moment) -> Timeline:
    """This will tell the story of what has been read about one run."""
    standing, campaign = seen.standing, seen.campaign
    return Timeline(
        enrolment=seen.enrolment,
        zone=seen.zone,
        day=min(schedule.day_reached(standing.calendar, schedule.local_date(moment.now, seen.zone)), campaign.days),
        days=campaign.days,
        now_line=now_line(standing, campaign, moment.now),
        past=tuple(timeline_past.of(seen, moment.now)),
        future=tuple(timeline_future.of(standing, campaign, moment.now)),
    )


def now_line(standing: Standing, campaign: Campaign, now: datetime) -> str:
    """This will say in one sentence what comes next for a person, and why."""
    match decide(standing, campaign, now)[-1]:
        case Wait(until):
            step = _step_at(standing, campaign, until)
            what = f"day {step.day}, {step.topic}" if step else "a look at the programme"
            return f"Next: {what}, on {_when(until, standing.calendar.zone)}."
        case Send(step):
            return f"Now: day {step.day}, {step.topic}, is due."
        case Hold(reason, _):
            return _HELD_LINES.get(reason, sentence(reason))
        case Rest(None):
            return "The programme is complete."
        case Rest(Reason.STOPPED):
            return "Stopped: the person asked to stop, so no programme message follows."
        case Rest(Reason.ENDED_BY_COACH):
            return "Ended: a coach ended the programme for this person."
        case Rest(reason) if reason is not None:
            return sentence(reason)
        case other:
            raise LookupError(f"a decision never ends in {other}")


def _when(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %-d %b, %H:%M} ({zone.key})"


def _step_at(standing: Standing, campaign: Campaign, at: datetime) -> Step | None:
    on = schedule.local_date(at, standing.calendar.zone)
    return campaign.step_of_day(schedule.day_reached(standing.calendar, on))
