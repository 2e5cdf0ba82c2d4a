"""What a person sees of their own programme: today, what comes next and why, their numbers, what they can change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from coaching.core import choices, schedule
from coaching.core.choices import Reading
from coaching.core.decide import Standing, Status, next_lesson
from coaching.core.model import Campaign, Channel, EnrolmentId, Step
from coaching.journeys import hours, lessons, library, repeats
from coaching.journeys.lessons import Words
from coaching.journeys.office import House, Moment
from coaching.store import changes, inbox, standings
from coaching.store.models import Enrolment, OpenQuestion
from coaching.store.standings import Loaded

SCALE = 5
"""A question with a span of at least this is drawn; a quiz or a choice is not."""
SLOT_WORDS = {"am": "Morning", "pm": "Evening"}


@dataclass(frozen=True, slots=True)
class Next:
    """The next lesson: when (local), how it comes, and why then."""

    at: datetime
    day: int
    topic: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for an answer, until then (local)."""

    id: int
    reading: Reading
    until: datetime


class Point(NamedTuple):
    day: int
    value: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """A person's answers to one question over time, day 1 first."""

    words: str
    ends: tuple[str, str]
    lo: int
    hi: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of day: its key, its name, and when lessons come (the person's wish or the programme's time)."""

    key: str
    name: str
    at: str
    is_wish: bool


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Everything of one run. `nothing_why`: why nothing comes, where `next` is None. `undo`: what UNDO takes back."""

    enrolment: Enrolment
    loaded: Loaded
    campaign: Campaign
    zone: ZoneInfo
    local_now: datetime
    day: int
    pause: schedule.Pause | None
    today: tuple[Words, ...]
    today_day: int
    asked: tuple[Asked, ...]
    next: Next | None
    nothing_why: str
    numbers: tuple[Numbers, ...]
    slots: tuple[Slot, ...]
    undo: str

    @property
    def days(self) -> int:
        return self.campaign.days

    @property
    def is_live(self) -> bool:
        return self.enrolment.status in (Status.ACTIVE, Status.WAITING)

    @property
    def is_active(self) -> bool:
        return self.enrolment.status == Status.ACTIVE


def of(enrolment: Enrolment, house: House, moment: Moment) -> OwnPage:
    """This will gather a person's own page."""
    key = EnrolmentId(enrolment.pk)
    loaded = standings.load(key)
    standing, campaign = loaded.standing, library.campaign_for(enrolment.campaign_id, enrolment.subscriber.phone)
    zone = standing.calendar.zone
    today = schedule.local_date(moment.now, zone)
    questions = inbox.questions_of(key)
    today_day, words = lessons.of_date(loaded, today, house)
    coming = _next(standing, campaign, moment.now)
    change = changes.newest_reversible(key, moment.now) if enrolment.status in (Status.ACTIVE, Status.WAITING) else None
    return OwnPage(
        enrolment=enrolment,
        loaded=loaded,
        campaign=campaign,
        zone=zone,
        local_now=moment.now.astimezone(zone),
        day=min(schedule.day_reached(standing.calendar, today), campaign.days),
        pause=_pause(standing, today),
        today=words,
        today_day=today_day,
        asked=_asked(questions, zone, moment.now),
        next=coming,
        nothing_why="" if coming else _why_nothing(standing),
        numbers=numbers_of(questions),
        slots=slots_of(standing, campaign),
        undo=str(change.before.get("undone", "your last change")) if change else "",
    )


def _pause(standing: Standing, today: date) -> schedule.Pause | None:
    ahead = [each for each in standing.calendar.pauses if each.last is None or each.last >= today]
    return min(ahead, key=lambda each: each.first, default=None)


def _asked(questions: list[OpenQuestion], zone: ZoneInfo, now: datetime) -> tuple[Asked, ...]:
    waiting = [
        each
        for each in questions
        if each.answered_at is None and each.closed_at is None and each.asked_at <= now < each.until
    ]
    return tuple(
        Asked(each.pk, choices.read(each.short, each.lo, each.hi), each.until.astimezone(zone))
        for each in sorted(waiting, key=lambda each: (each.asked_at, each.pk), reverse=True)
    )


def numbers_of(questions: Sequence[OpenQuestion]) -> tuple[Numbers, ...]:
    """This will gather the answers to each question on a scale, in the order in which they were first asked."""
    found: dict[str, list[OpenQuestion]] = {}
    for each in questions:
        if each.answered_at is not None and each.answer.value is not None and _is_scale(each):
            found.setdefault(each.question, []).append(each)
    return tuple(_drawn(answered) for answered in found.values())


def _is_scale(question: OpenQuestion) -> bool:
    return question.lo is not None and question.hi is not None and question.hi - question.lo >= SCALE


def _drawn(answered: list[OpenQuestion]) -> Numbers:
    newest = answered[-1]
    reading = choices.read(newest.short, newest.lo, newest.hi)
    by_day = {each.day: each.answer.value or 0 for each in answered}
    return Numbers(
        words=reading.words,
        ends=reading.ends,
        lo=newest.lo or 0,
        hi=newest.hi or 0,
        points=tuple(Point(day, value) for day, value in sorted(by_day.items())),
    )


def slots_of(standing: Standing, campaign: Campaign) -> tuple[Slot, ...]:
    """This will list the times of day at which lessons come."""
    return tuple(
        Slot(key, SLOT_WORDS.get(key, key), f"{standing.wishes.get(key, usual):%H:%M}", key in standing.wishes)
        for key, usual in campaign.slots.items()
    )


def _next(standing: Standing, campaign: Campaign, now: datetime) -> Next | None:
    if standing.status is not Status.ACTIVE or not standing.reachable:
        return None
    zone = standing.calendar.zone
    found = next_lesson(standing, campaign, now)
    again = next(iter(repeats.to_come(standing.enrolment)), None)
    if again is not None and (found is None or again.due <= found[1]):
        step = repeats.step_of(campaign, again)
        return Next(
            again.due.astimezone(zone), step.day, step.topic, _by(standing, step), "You are doing this week once more."
        )
    if found is None:
        return None
    step, due = found
    return Next(
        due.astimezone(zone), step.day, step.topic, _by(standing, step), _why_then(standing, campaign, step, due)
    )


def _by(standing: Standing, step: Step) -> str:
    carried = [unit for unit in step.channels if unit in standing.reachable] or sorted(standing.reachable)
    return " and ".join("text" if channel is Channel.SMS else "email" for channel in carried)


def _why_then(standing: Standing, campaign: Campaign, step: Step, due: datetime) -> str:
    if standing.talking:
        return "Lessons wait while your coach and you write to each other."
    if standing.fault:
        return "One of our messages could not be made ready. Your coach looks after it."
    on = schedule.local_date(due, standing.calendar.zone)
    parts = [_hour(standing, campaign, step, on)]
    if any(each.last == on - timedelta(days=1) for each in standing.calendar.pauses):
        parts.append("Your break is over by then.")
    if standing.light:
        parts.append("You asked for fewer messages, so only check-ins and safety notes come.")
    return " ".join(parts)


def _hour(standing: Standing, campaign: Campaign, step: Step, on: date) -> str:
    name = SLOT_WORDS.get(step.slot, step.slot).lower()
    if schedule.later_key(on) in standing.wishes:
        return "You moved it to this time."
    if step.slot in standing.wishes:
        return f"You chose {hours.clock(standing.wishes[step.slot])} for {name} lessons."
    usual = hours.clock(campaign.slots[step.slot])
    return f"{name.capitalize()} lessons come at about {usual}; you can choose another time."


_RESTING = {
    Status.WAITING: "We wait for your yes. Reply JOIN to our text, or press the button in our email.",
    Status.STOPPED: "You stopped the program, so nothing comes.",
    Status.COMPLETED: "You have had all lessons. Well done.",
    Status.ENDED: "Your program has ended, so nothing comes.",
}


def _why_nothing(standing: Standing) -> str:
    if standing.status is not Status.ACTIVE:
        return _RESTING[standing.status]
    if not standing.reachable:
        return "None of your ways to be reached works just now, so nothing comes."
    if any(pause.last is None for pause in standing.calendar.pauses):
        return "You are on a break until you go on."
    return "You have had all lessons. Well done."
