"""What happens next for one enrolment: pure, from a snapshot of the person, the campaign and the clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from coaching.core import schedule
from coaching.core.model import Campaign, Channel, EnrolmentId, LatePolicy, Step, Track
from coaching.core.reasons import Reason
from coaching.core.schedule import Calendar

GRACE = timedelta(hours=1)
LOOK_AGAIN = timedelta(minutes=15)
# How many days back a missed text still travels in the next email; after a long absence, no flood.
FOLD_DAYS = 3
FROM_SMS = "from-sms"
# What somebody who asked for fewer messages still gets: about two texts a week (rules of the programme, section 9).
NEEDED = frozenset({"check-in", "safety", "baseline", "milestone"})

Unit = tuple[str, Channel]
"""A step's key and one of its channels: what the ledger owes one row for."""


class Status(StrEnum):
    """Where an enrolment stands. Only ACTIVE ones get lessons; the last three are final."""

    WAITING = "waiting"
    ACTIVE = "active"
    STOPPED = "stopped"
    COMPLETED = "completed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything a decision depends on. `settled` holds the units past `settled_through` that have a row.

    `light`: the person asked for fewer messages. `reachable` knows their wish for one channel only.
    """

    enrolment: EnrolmentId
    status: Status
    calendar: Calendar
    wishes: Mapping[str, time] = field(default_factory=dict)
    screen: Track | None = None
    cleared: bool = False
    dose_hold: bool = False
    talking: bool = False
    fault: bool = False
    light: bool = False
    reachable: frozenset[Channel] = frozenset()
    settled_through: int = 0
    settled: frozenset[Unit] = frozenset()
    folded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leg:
    """One message to make. `unit` is the planned channel, `channel` the one that carries it."""

    unit: Channel
    channel: Channel
    template: str
    wraps: str | None = None
    dose: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    step: Step
    legs: tuple[Leg, ...]
    due: datetime
    until: datetime
    folded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skip:
    step: Step
    unit: Channel
    reason: Reason


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """Today's step waits within its window; past the window it is skipped with this reason."""

    reason: Reason
    look_again: datetime


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing more by itself. `reason` None: the programme is complete."""

    reason: Reason | None


Decision = Send | Skip | Wait | Hold | Rest


def decide(standing: Standing, campaign: Campaign, now: datetime) -> tuple[Decision, ...]:
    """This will give any number of Skips and then exactly one of Send, Wait, Hold or Rest."""
    match standing.status:
        case Status.WAITING:
            return (Rest(Reason.NOT_CONFIRMED),)
        case Status.STOPPED:
            return (Rest(Reason.STOPPED),)
        case Status.ENDED:
            return (Rest(Reason.ENDED_BY_COACH),)
        case Status.COMPLETED:
            return (Rest(None),)
        case Status.ACTIVE:
            pass
    return tuple(_walk(standing, campaign, now))


def _walk(standing: Standing, campaign: Campaign, now: datetime) -> Iterator[Decision]:
    calendar = standing.calendar
    today = schedule.local_date(now, calendar.zone)
    reached = schedule.day_reached(calendar, today)
    has_today = reached > 0 and today >= calendar.start and not schedule.is_paused(calendar, today)
    past = reached - 1 if has_today else reached
    missed = tuple(_missed(standing, campaign, past))
    yield from missed
    if has_today and (step := campaign.step_of_day(reached)):
        folded = standing.folded + _newly_folded(missed)
        decided = tuple(_today(standing, campaign, step, today, now, folded))
        yield from decided
        if decided and not isinstance(decided[-1], Skip):
            return
    yield _next(standing, campaign, max(reached, 0))


def _missed(standing: Standing, campaign: Campaign, past: int) -> Iterator[Skip]:
    """Units of days gone by that have no row: each gets a stated reason."""
    for day in range(standing.settled_through + 1, min(past, campaign.days) + 1):
        step = campaign.steps[day - 1]
        for unit in _open_units(standing, step):
            recent = past - day < FOLD_DAYS
            reason = _late_reason(standing, step, Reason.MISSED) if recent else Reason.MISSED
            yield Skip(step, unit, Reason.LESS if is_left_out(standing, step) else reason)


def is_left_out(standing: Standing, step: Step) -> bool:
    """This will say whether a step stays away because the person asked for fewer messages."""
    return standing.light and NEEDED.isdisjoint(step.kinds)


def _open_units(standing: Standing, step: Step) -> tuple[Channel, ...]:
    if step.day <= standing.settled_through:
        return ()
    return tuple(unit for unit in step.channels if (step.key, unit) not in standing.settled)


def _late_reason(standing: Standing, step: Step, reason: Reason) -> Reason:
    folds = step.late is LatePolicy.FOLD and Channel.EMAIL in standing.reachable
    return Reason.FOLDED if folds else reason


def _newly_folded(skips: tuple[Skip, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(skip.step.key for skip in skips if skip.reason is Reason.FOLDED))


def _today(
    standing: Standing, campaign: Campaign, step: Step, today: date, now: datetime, folded: tuple[str, ...]
) -> Iterator[Decision]:
    units = _open_units(standing, step)
    if not units:
        return
    calendar = standing.calendar
    blocked = _blocked(standing)
    standing, is_closed = _without_texts(standing, campaign, today)
    bounds = schedule.open_hours(campaign.window, today, calendar.zone)
    due = schedule.moment(step, today, calendar.zone, campaign, standing.wishes, standing.enrolment)
    if bounds is None or due is None or is_closed:
        yield from (Skip(step, unit, Reason.CLOSED_DAY) for unit in units)
    elif now < due:
        yield Wait(due)
    elif is_left_out(standing, step):
        yield from (Skip(step, unit, Reason.LESS) for unit in units)
    elif now >= bounds[1]:
        reason = blocked or _late_reason(standing, step, Reason.MISSED)
        yield from (Skip(step, unit, reason) for unit in units)
    elif blocked:
        yield Hold(blocked, min(now + LOOK_AGAIN, bounds[1]))
    elif step.late is LatePolicy.SKIP and now > due + GRACE:
        yield from (Skip(step, unit, Reason.TOO_LATE) for unit in units)
    else:
        yield from _send(standing, step, units, due, bounds[1], folded)


def _without_texts(standing: Standing, campaign: Campaign, today: date) -> tuple[Standing, bool]:
    """The person as they can be reached on a day of the week that allows them no texts; whether that is not at all."""
    if today.weekday() not in campaign.window.without_texts or Channel.SMS not in standing.reachable:
        return standing, False
    left = standing.reachable - {Channel.SMS}
    return replace(standing, reachable=left), not left


def _blocked(standing: Standing) -> Reason | None:
    if standing.fault:
        return Reason.FAULT
    return Reason.TALKING if standing.talking else None


def _send(
    standing: Standing, step: Step, units: tuple[Channel, ...], due: datetime, until: datetime, folded: tuple[str, ...]
) -> Iterator[Decision]:
    legs = legs_of(standing, step, units)
    carried = {leg.unit for leg in legs}
    for unit in units:
        if unit not in carried:
            yield Skip(step, unit, Reason.CARRIED_BY_OTHER if standing.reachable else Reason.NO_CHANNEL)
    if legs:
        carries_folds = any(leg.channel is Channel.EMAIL for leg in legs)
        yield Send(step, legs, due, until, folded if carries_folds else ())


def legs_of(standing: Standing, step: Step, units: tuple[Channel, ...]) -> tuple[Leg, ...]:
    """This will give one leg for each unit that is reachable; a lone unit that is not goes by the other channel."""
    return tuple(_legs(standing, step, units))


def _legs(standing: Standing, step: Step, units: tuple[Channel, ...]) -> Iterator[Leg]:
    track = text_track(standing)
    for unit in units:
        if unit in standing.reachable:
            yield leg_for(step, unit, unit, track)
        elif len(step.channels) == 1 and standing.reachable:
            yield leg_for(step, unit, next(iter(standing.reachable)), track)


def leg_for(step: Step, unit: Channel, channel: Channel, track: Track) -> Leg:
    """This will choose the template: an email that is not written carries the SMS form of its day."""
    dose = step.dose and track is Track.FULL
    own = step.template(channel, track)
    if own is not None:
        return Leg(unit, channel, own, dose=dose)
    sms = step.template(Channel.SMS, track)
    if sms is None:
        raise LookupError(f"{step.key} has no SMS text for track {track}; the loader should have refused it")
    if channel is Channel.SMS:
        return Leg(unit, channel, sms, dose=dose)
    return Leg(unit, channel, FROM_SMS, wraps=sms, dose=dose)


def text_track(standing: Standing) -> Track:
    """This will choose the form of today's text, failing closed: `full` needs a recorded screen, an "all clear"
    of a doctor or pharmacist (which lifts food_first, never gentle) and no hold on supplement texts."""
    if standing.screen is Track.GENTLE:
        return Track.GENTLE
    if standing.screen is None or standing.dose_hold or not standing.cleared:
        return Track.FOOD_FIRST
    return Track.FULL


def _next(standing: Standing, campaign: Campaign, reached: int) -> Decision:
    calendar = standing.calendar
    for day in range(reached + 1, campaign.days + 1):
        step = campaign.steps[day - 1]
        if not _open_units(standing, step):
            continue
        on = schedule.date_of_day(calendar, day)
        if on is None:
            return Rest(Reason.PAUSED)
        due = schedule.moment(step, on, calendar.zone, campaign, standing.wishes, standing.enrolment)
        return Wait(due or _noon(on, calendar))
    return Rest(None)


def _noon(on: date, calendar: Calendar) -> datetime:
    at = schedule.instant(on, time(12), calendar.zone)
    if at is None:
        raise LookupError(f"{on} does not exist in {calendar.zone.key}; date_of_day should have passed it over")
    return at


def next_lesson(standing: Standing, campaign: Campaign, now: datetime) -> tuple[Step, datetime] | None:
    """This will give the next step that goes out, and when; for one that is on its way or held, that is now.

    None: none is left, or nobody knows when, as the programme is paused without an end.
    """
    calendar = standing.calendar
    today = schedule.local_date(now, calendar.zone)
    reached = schedule.day_reached(calendar, today)
    first = reached if reached > 0 and not schedule.is_paused(calendar, today) else reached + 1
    for step in campaign.steps[first - 1 :]:
        if is_left_out(standing, step) or not _open_units(standing, step):
            continue
        on = schedule.date_of_day(calendar, step.day)
        if on is None:
            return None
        if _without_texts(standing, campaign, on)[1]:
            continue
        due = schedule.moment(step, on, calendar.zone, campaign, standing.wishes, standing.enrolment)
        if due is not None and (due >= now or _may_still_go(step, on, due, standing, campaign, now)):
            return step, max(due, now)
    return None


def _may_still_go(step: Step, on: date, due: datetime, standing: Standing, campaign: Campaign, now: datetime) -> bool:
    bounds = schedule.open_hours(campaign.window, on, standing.calendar.zone)
    too_late = step.late is LatePolicy.SKIP and now > due + GRACE
    return bounds is not None and now < bounds[1] and not too_late


def settled_through(standing: Standing, campaign: Campaign) -> int:
    """This will give the last day up to which every unit has its row."""
    day = standing.settled_through
    while (step := campaign.step_of_day(day + 1)) and not _open_units(standing, step):
        day += 1
    return day
