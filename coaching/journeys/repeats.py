"""A week once more: its lessons are owed for the dates of a pause, and made ready for the person as they are then."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import structlog

from coaching.core import languages, schedule
from coaching.core.decide import Hold, Leg, Send, Skip, Wait, decide, legs_of
from coaching.core.model import Campaign, EnrolmentId, MessageId, Step
from coaching.core.reasons import Reason
from coaching.core.rendering import RenderFailed
from coaching.core.schedule import Calendar
from coaching.journeys import compose, library, wake
from coaching.journeys.compose import Composer
from coaching.journeys.office import Moment, Office
from coaching.store import changes, handover, messages, pauses, repeats, standings
from coaching.store.messages import Claimed, Draft, Lease
from coaching.store.models import Pause
from coaching.store.repeats import Waiting
from coaching.store.standings import Loaded
from coaching.store.timetable import Due, to_ms

log = structlog.get_logger()
WEEK = 7
LOOK_AGAIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class NotNow:
    """It waits, for this reason, until then."""

    reason: Reason
    until: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """It is left out, for this reason."""

    reason: Reason


def lessons_of_the_week(loaded: Loaded, before: date) -> tuple[Step, ...]:
    """This will list the steps of the last seven days of the programme before a date that ask nothing."""
    reached = schedule.day_reached(loaded.standing.calendar, before - schedule.ONE_DAY)
    week = library.campaign_for(loaded.campaign_version, loaded.person.phone).steps[max(0, reached - WEEK) : reached]
    return tuple(step for step in week if step.checkin is None)


def owe_all(loaded: Loaded, lessons: Sequence[Step], first: date, change: int, office: Office, moment: Moment) -> date:
    """This will owe each lesson, one a day from `first` on, in the rhythm of its own week; answers the last date.

    Call it in the transaction that pauses the programme, and `put_all` after it. `change` is the person's wish.
    """
    campaign, standing = library.campaign_for(loaded.campaign_version, loaded.person.phone), loaded.standing
    on = first
    for step in lessons:
        on = max(on, first + timedelta(days=step.day - lessons[0].day))
        while (span := _span(loaded, campaign, step, on)) is None or span[0] <= moment.now:
            on += schedule.ONE_DAY
        for leg in legs_of(standing, step, step.channels):
            key = repeats.key(standing.enrolment, change, step.key, leg.unit)
            draft = _compose(loaded, campaign, Send(step, (leg,), *span), key, office)
            messages.owe(draft, moment.lease("", timedelta()))
        on += schedule.ONE_DAY
    return on - schedule.ONE_DAY


def _span(loaded: Loaded, campaign: Campaign, step: Step, on: date) -> tuple[datetime, datetime] | None:
    """When a lesson is due on a date, and until when it may go; None: nothing may arrive on that date."""
    standing = loaded.standing
    zone = standing.calendar.zone
    due = schedule.moment(step, on, zone, campaign, standing.wishes, standing.enrolment)
    bounds = schedule.open_hours(campaign.window, on, zone)
    return (due, bounds[1]) if due and bounds else None


def _compose(loaded: Loaded, campaign: Campaign, send: Send, key: str, office: Office) -> Draft:
    words = library.current(compose.names_for(send, campaign, loaded.person.language))
    composer = Composer(office.house, words, office.regions)
    return replace(composer.step(loaded, send, send.legs[0], campaign), dedupe_key=key, kind=repeats.KIND)


def put_all(enrolment: EnrolmentId, office: Office) -> None:
    """This will have the repeated lessons of a run looked at when they are due."""
    wake.soon(office.owed, [Due(each.id, to_ms(each.due)) for each in repeats.waiting(enrolment)])


def retime(enrolment: EnrolmentId) -> None:
    """This will give the repeated lessons to come the times that fit the person's zone and wishes now."""
    waiting = repeats.waiting(enrolment)
    if not waiting:
        return
    loaded = standings.load(enrolment)
    campaign = library.campaign_for(loaded.campaign_version, loaded.person.phone)
    for each in waiting:
        span = _span(loaded, campaign, _step(campaign, each.step), each.on)
        if span is not None:
            repeats.move_to(each.id, *span)


def step_of(campaign: Campaign, lesson: Waiting) -> Step:
    return _step(campaign, lesson.step)


def _step(campaign: Campaign, key: str) -> Step:
    return next(step for step in campaign.steps if step.key == key)


def to_come(enrolment: EnrolmentId) -> list[Waiting]:
    """This will list the repeated lessons to come, by date; [] if no week is being repeated."""
    waiting = repeats.waiting(enrolment)
    own = _own_pauses({each.change for each in waiting})
    rows = pauses.of_many({enrolment})
    return [each for each in waiting if _ended(own.get(each.change), rows, each.on) is None]


def look_again(
    claimed: Sequence[Claimed], office: Office, moment: Moment, lease: Lease
) -> tuple[list[Claimed], dict[MessageId, datetime]]:
    """This will make repeated lessons among owed messages ready for the person as they are now.

    Answers what may go out, and when to look again at what waits. A lesson whose week has ended, or that the rules
    of the programme leave out, is skipped with its reason. Other kinds of messages pass untouched.
    """
    own = [each for each in claimed if each.draft.kind == repeats.KIND]
    if not own:
        return list(claimed), {}
    looks = _look_at_all(own, moment.now)
    waits = {message: (look.reason, look.until) for message, look in looks.items() if isinstance(look, NotNow)}
    never = {message: look.reason for message, look in looks.items() if isinstance(look, Never)}
    ready: list[Claimed] = []
    for each in claimed:
        match looks.get(each.id):
            case (loaded, send):
                fresh = _made_ready(each, loaded, send, office)
                if isinstance(fresh, Never):
                    never[each.id] = fresh.reason
                else:
                    ready.append(fresh)
            case None:
                ready.append(each)
            case _:
                pass
    repeats.write_anew([(each.id, each.draft) for each in ready if each.draft.kind == repeats.KIND], lease)
    repeats.drop_many(never, lease)
    handover.put_off_many(waits, lease)
    return ready, {message: until for message, (_, until) in waits.items()}


Look = tuple[Loaded, Send] | NotNow | Never


def _look_at_all(own: Sequence[Claimed], now: datetime) -> dict[MessageId, Look]:
    ids = {each.draft.enrolment for each in own}
    loaded = {one.standing.enrolment: one for one in standings.load_many(list(ids)) if isinstance(one, Loaded)}
    pause_of = _own_pauses({repeats.change_of(each.draft.dedupe_key) for each in own})
    rows: defaultdict[int, list[Pause]] = defaultdict(list)
    for pause in pauses.of_many(ids):
        rows[pause.enrolment_id].append(pause)
    looks: dict[MessageId, Look] = {}
    for each in own:
        on, person = each.draft.on, loaded.get(each.draft.enrolment)
        if person is None or on is None:
            looks[each.id] = NotNow(Reason.FAULT, now + LOOK_AGAIN)
            continue
        ended = _ended(pause_of.get(repeats.change_of(each.draft.dedupe_key)), rows[each.draft.enrolment], on)
        looks[each.id] = Never(ended) if ended else _look(each.draft, on, person, now)
    return looks


def _own_pauses(wishes: set[int]) -> dict[int, int]:
    """The pause in which each wish has its lessons repeated."""
    return {change: before["pause"] for change, before in changes.before_of(wishes).items() if "pause" in before}


def _ended(own: int | None, rows: Iterable[Pause], on: date) -> Reason | None:
    """Why a date is no date of the repeated week any more: the programme went on, or everything is paused."""
    covering = {row.pk for row in rows if row.first <= on and (row.last is None or on <= row.last)}
    if own not in covering:
        return Reason.REPEAT_ENDED
    return Reason.PAUSED if covering - {own} else None


def _look(draft: Draft, on: date, loaded: Loaded, now: datetime) -> Look:
    """Decided by the rules that send, as if its day were that date and nothing else were owed."""
    campaign = library.campaign_for(loaded.campaign_version, loaded.person.phone)
    step = _step(campaign, draft.step)
    standing = replace(
        loaded.standing,
        calendar=Calendar(on - timedelta(days=step.day - 1), loaded.standing.calendar.zone),
        settled_through=step.day - 1,
        settled=frozenset((step.key, unit) for unit in step.channels if unit != draft.unit),
        folded=(),
        light=False,
    )
    decisions = decide(standing, replace(campaign, steps=campaign.steps[: step.day]), now)
    match decisions[0]:
        case Send() as send:
            return loaded, send
        case Wait(until):
            return NotNow(Reason.MOVED, until)
        case Hold(reason, until):
            return NotNow(reason, until)
        case Skip(_, _, reason):
            return Never(Reason.MISSED if reason is Reason.FOLDED else reason)
        case _:
            return Never(Reason.REPEAT_ENDED)


def _made_ready(claimed: Claimed, loaded: Loaded, send: Send, office: Office) -> Claimed | Never:
    """With the words for the person's track, holds and channel of now; those stored where they still fit."""
    campaign = library.campaign_for(loaded.campaign_version, loaded.person.phone)
    draft, leg = claimed.draft, send.legs[0]
    if _fits(draft, leg):
        return replace(claimed, draft=replace(draft, due_at=send.due, until=send.until))
    try:
        return replace(claimed, draft=_compose(loaded, campaign, send, draft.dedupe_key, office))
    except (RenderFailed, library.WordsMissing) as error:
        log.error("repeated lesson left out", message=claimed.id, error=type(error).__name__)
        return Never(Reason.FAULT)


def _fits(draft: Draft, leg: Leg) -> bool:
    name = languages.base(draft.template)
    return (draft.channel, name, draft.dose) == (leg.channel, leg.template, leg.dose)
