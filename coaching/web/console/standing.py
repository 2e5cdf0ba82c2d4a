"""Where a person stands, in one or two words for a list and a heading."""

from dataclasses import dataclass
from datetime import date, datetime

from coaching.core import schedule
from coaching.core.decide import Standing, Status
from coaching.core.model import Campaign

STATUS_WORDS = {
    Status.WAITING: "Not confirmed",
    Status.ACTIVE: "Running",
    Status.STOPPED: "Stopped",
    Status.COMPLETED: "Complete",
    Status.ENDED: "Ended",
}


@dataclass(frozen=True, slots=True)
class Place:
    """`day` of `days`, 0 before the first; `look` colours the word: running | waiting | attention | over."""

    day: int
    days: int
    word: str
    look: str


def place(standing: Standing, campaign: Campaign, now: datetime) -> Place:
    """This will say how far a person is and how they stand now."""
    today = schedule.local_date(now, standing.calendar.zone)
    day = min(schedule.day_reached(standing.calendar, today), campaign.days)
    return Place(0 if standing.status is Status.WAITING else day, campaign.days, *_word(standing, today))


def _word(standing: Standing, today: date) -> tuple[str, str]:
    match standing.status:
        case Status.WAITING:
            return STATUS_WORDS[Status.WAITING], "waiting"
        case Status.STOPPED | Status.ENDED | Status.COMPLETED as over:
            return STATUS_WORDS[over], "over"
        case Status.ACTIVE if standing.fault:
            return "Held", "attention"
        case Status.ACTIVE if today < standing.calendar.start:
            return f"Starts {standing.calendar.start:%-d %b}", "waiting"
        case Status.ACTIVE if schedule.is_paused(standing.calendar, today):
            return "Paused", "waiting"
        case Status.ACTIVE if not standing.reachable:
            return "Cannot be reached", "attention"
        case Status.ACTIVE:
            return STATUS_WORDS[Status.ACTIVE], "running"


def pause_ahead(standing: Standing, now: datetime) -> schedule.Pause | None:
    """This will give the pause that runs or is still to come."""
    today = schedule.local_date(now, standing.calendar.zone)
    return next((each for each in standing.calendar.pauses if each.last is None or each.last >= today), None)
