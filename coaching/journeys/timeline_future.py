"""The days to come of one person, by the rules that send: when each is due, how it comes, in which form, and why."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from coaching.core import schedule
from coaching.core.decide import Standing, Status, is_left_out, text_track
from coaching.core.model import Campaign, Channel, Step, Track
from coaching.core.reasons import Reason, sentence
from coaching.core.schedule import Pause
from coaching.journeys.items import Item

SLOT_WORDS = {"am": "morning", "pm": "evening"}


def of(standing: Standing, campaign: Campaign, now: datetime) -> list[Item]:
    """This will list what is to come, soonest first; nothing where the programme does not run."""
    if standing.status is not Status.ACTIVE:
        return []
    return sorted([*_steps(standing, campaign, now), *_pauses(standing, now)], key=lambda item: item.at)


def _steps(standing: Standing, campaign: Campaign, now: datetime) -> Iterator[Item]:
    zone = standing.calendar.zone
    reached = schedule.day_reached(standing.calendar, schedule.local_date(now, zone))
    for step in campaign.steps[max(0, reached - 1) :]:
        open_units = [unit for unit in step.channels if (step.key, unit) not in standing.settled]
        on = schedule.date_of_day(standing.calendar, step.day)
        if step.day <= standing.settled_through or not open_units or on is None:
            continue
        due = schedule.moment(step, on, zone, campaign, standing.wishes, standing.enrolment)
        if due is None or due < now:
            continue
        local = due.astimezone(zone)
        if is_left_out(standing, step):
            yield Item(local, "left_out", step.day, step.topic, sentence(Reason.LESS))
            continue
        yield Item(
            local, "planned", step.day, step.topic, _why(standing, campaign, step, on), _channels(standing, step)
        )


def _pauses(standing: Standing, now: datetime) -> Iterator[Item]:
    """A pause that runs or lies ahead stands at its first day to come."""
    zone = standing.calendar.zone
    today = schedule.local_date(now, zone)
    for pause in standing.calendar.pauses:
        if pause.last is not None and pause.last < today:
            continue
        begins = schedule.instant(pause.first, time(0), zone)
        at = max(now, begins) if begins else now
        yield Item(at.astimezone(zone), "pause", 0, "Paused", _until(pause))


def _until(pause: Pause) -> str:
    if pause.last is None:
        return "Skipped: paused until somebody resumes. No day is lost; they only move."
    follows = pause.last + schedule.ONE_DAY
    return f"Skipped: paused until {follows:%A, %-d %b}. No day is lost; they only move."


def _channels(standing: Standing, step: Step) -> str:
    carried = [unit for unit in step.channels if unit in standing.reachable] or sorted(standing.reachable)
    return " and ".join("SMS" if channel is Channel.SMS else "email" for channel in carried)


def _why(standing: Standing, campaign: Campaign, step: Step, on: date) -> str:
    parts = [_hour(standing, campaign, step, on), _after_a_pause(standing, on), _form(standing, step)]
    return " ".join(part for part in parts if part)


def _hour(standing: Standing, campaign: Campaign, step: Step, on: date) -> str:
    name = SLOT_WORDS.get(step.slot, step.slot).capitalize()
    if schedule.later_key(on) in standing.wishes:
        return "It was moved to this time for this day alone."
    if step.slot in standing.wishes:
        return f"{name} lessons at {standing.wishes[step.slot]:%H:%M} are wished."
    return f"{name} lessons come at about {campaign.slots[step.slot]:%H:%M}."


def _after_a_pause(standing: Standing, on: date) -> str:
    is_first = any(each.last == on - timedelta(days=1) for each in standing.calendar.pauses)
    return "The pause is over by then." if is_first else ""


def _form(standing: Standing, step: Step) -> str:
    track = text_track(standing)
    if track is Track.GENTLE:
        return "Gentle form: kidney diet or fluid limit."
    if track is Track.FOOD_FIRST and step.dose:
        return "Food-first form: " + _why_food_first(standing)
    return ""


def _why_food_first(standing: Standing) -> str:
    if standing.dose_hold:
        return "there is a hold on supplement texts."
    if standing.screen is None:
        return "no health screen is on record."
    return 'no "all clear" from a doctor or pharmacist is on record.'
