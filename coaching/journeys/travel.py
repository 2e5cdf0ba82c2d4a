"""On the road and home again: the person's zone changes, and nobody gets two lessons on one local day, or loses one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import structlog

from coaching.core import schedule
from coaching.core.controls import Away
from coaching.core.decide import Standing, Status, next_lesson
from coaching.core.model import Campaign, EnrolmentId, Step, SubscriberId
from coaching.core.schedule import Pause
from coaching.journeys import library, repeats, wake
from coaching.journeys.office import Moment, Office
from coaching.journeys.prefer import ChangeRefused
from coaching.store import audit, changes, enrolments, messages, pauses, standings, subscribers
from coaching.store.models import Enrolment, Subscriber
from coaching.store.subscribers import Whereabouts
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic

log = structlog.get_logger()
TRAVELLING = "the change of time zone"
"""Who is named for a pause of one day that a journey makes necessary."""


UNTIL_THEN = "you reply BACK HOME"
"""What stands for the last day away where the person named none."""


def away(enrolment: Enrolment, trip: Away, by: str, moment: Moment) -> dict[str, str]:
    """This will have lessons come by the time of another place until a date. Answers `place` and `away_until`."""
    person = enrolment.subscriber
    here = subscribers.whereabouts(person)
    home = here.home_zone or here.zone
    if trip.zone == home:
        raise ChangeRefused("That is your home time, so nothing changes.")
    ends = home_at(trip.until, trip.zone) if trip.until else None
    if ends is not None and ends <= moment.now:
        raise ChangeRefused("That day is over there already. Please name a later one.")
    _go(enrolment, Whereabouts(trip.zone, home, ends), f"the time of {trip.place}", by, moment)
    return {
        "place": trip.place,
        "away_until": f"{trip.until:%a} {trip.until.day} {trip.until:%b}" if trip.until else UNTIL_THEN,
    }


def leads_home(enrolment: Enrolment, trip: Away) -> bool:
    """This will say whether somebody who is away names a place that keeps the time of their home."""
    return trip.zone == enrolment.subscriber.home_zone


def home(enrolment: Enrolment, by: str, moment: Moment) -> None:
    """This will have lessons come by the time of home again."""
    here = subscribers.whereabouts(enrolment.subscriber)
    if not here.home_zone:
        raise ChangeRefused("You are on your home time already.")
    _go(enrolment, Whereabouts(here.home_zone), "your way back home", by, moment)


def _go(enrolment: Enrolment, to: Whereabouts, undone: str, by: str, moment: Moment) -> None:
    before = subscribers.whereabouts(enrolment.subscriber)
    made = move(enrolment.subscriber, enrolment, to, moment)
    if made is None:
        raise ChangeRefused("Something else changed at the same moment. Please send it once more.")
    kept = {
        "zone": before.zone,
        "home_zone": before.home_zone,
        "home_at": before.home_at.isoformat() if before.home_at else None,
        "pauses": list(made),
        "undone": undone,
    }
    changes.record(EnrolmentId(enrolment.pk), "zone", kept, by, moment.now)


def go_back(enrolment: Enrolment, to: Whereabouts, made: Sequence[int], moment: Moment) -> None:
    """This will take a change of place back, with the pauses that it needed as far as they lie ahead."""
    if move(enrolment.subscriber, enrolment, to, moment) is None:
        raise ChangeRefused("Something else changed at the same moment. Please send it once more.")
    today = schedule.local_date(moment.now, standings.zone(to.zone))
    for pause in made:
        pauses.end_one(pause, today)


def come_home(office: Office, moment: Moment) -> int:
    """This will put everybody whose time away is over back on their home time (at most 500); answers how many."""
    return sum(_bring_home(person, office, moment) for person in subscribers.expected_home(moment.now))


def _bring_home(person: Subscriber, office: Office, moment: Moment) -> bool:
    enrolment = enrolments.live_of(person)
    try:
        with atomic():
            if move(person, enrolment, Whereabouts(person.home_zone or person.zone), moment) is None:
                return False
            audit.record("the service", "came home", "subscriber", person.pk, moment.now)
    except LookupError as error:  # their run cannot be read; deliver sets it aside, the others come home
        log.error("nobody brought home", subscriber=person.pk, error=str(error))
        return False
    if enrolment is not None:
        look_soon(EnrolmentId(enrolment.pk), office, moment)
    return True


def look_soon(enrolment: EnrolmentId, office: Office, moment: Moment) -> None:
    """This will have both timetables look at a run again, after the change has been committed."""
    wake.soon(office.lessons, [Due(enrolment, to_ms(moment.now))])
    repeats.put_all(enrolment, office)


def home_at(until: date, zone: str) -> datetime:
    """This will give the moment at which the last day away is over, there."""
    place = standings.zone(zone)
    ends = (schedule.instant(until + timedelta(days=n), time(0), place) for n in (1, 2))
    return next(at for at in ends if at is not None)


def move(person: Subscriber, enrolment: Enrolment | None, to: Whereabouts, moment: Moment) -> tuple[int, ...] | None:
    """This will have a person be somewhere else; None if they have moved meanwhile.

    Answers the pauses that this needed (none, or one of a day or two): where a lesson has reached them on the date
    that is now today, the next one comes tomorrow; where today's hours are over before its lesson came, it moves on.
    Call it in a transaction, and `look_soon` after it.
    """
    before = subscribers.whereabouts(person)
    running = enrolment if enrolment is not None and enrolment.status == Status.ACTIVE else None
    old = standings.load(EnrolmentId(running.pk)).standing if running else None
    if not subscribers.move(SubscriberId(person.pk), before, to):
        return None
    if running is None or old is None:
        return ()
    key = EnrolmentId(running.pk)
    new = standings.load(key).standing
    lost = _dates_to_pause(old, new, library.campaign_for(running.campaign_id, running.subscriber.phone), moment.now)
    made = tuple(pauses.begin(key, on, on, TRAVELLING, moment.now) for on in sorted(lost))
    repeats.retime(key)
    enrolments.wake(key, moment.now)
    return made


def _dates_to_pause(old: Standing, new: Standing, campaign: Campaign, now: datetime) -> set[date]:
    today = schedule.local_date(now, new.calendar.zone)
    dates = {today} if _has_come(new, today) else set()
    owed = next_lesson(old, campaign, now)
    on = schedule.local_date(now, old.calendar.zone)
    if owed is None or schedule.local_date(owed[1], old.calendar.zone) != on:
        return dates
    while on <= today and not _still_comes(owed[0], _paused_on(new, dates), campaign, now):
        dates.add(on)
        on += schedule.ONE_DAY
    return dates


def _has_come(standing: Standing, today: date) -> bool:
    """Whether the lesson of a date before today, as it was elsewhere, came within what is today here."""
    return any(
        row.kind in ("step", "repeat")
        and row.handed_at is not None
        and row.on is not None
        and row.on < today == schedule.local_date(row.handed_at, standing.calendar.zone)
        for row in messages.of_enrolment(standing.enrolment)
    )


def _paused_on(standing: Standing, dates: set[date]) -> Standing:
    more = tuple(Pause(on, on) for on in dates)
    return replace(standing, calendar=replace(standing.calendar, pauses=standing.calendar.pauses + more))


def _still_comes(step: Step, standing: Standing, campaign: Campaign, now: datetime) -> bool:
    found = next_lesson(standing, campaign, now)
    return found is not None and found[0].day <= step.day
