"""A person steers their programme: each control is carried out at once, kept for UNDO, and answered in one text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, assert_never
from zoneinfo import available_timezones

from coaching.core import cities, controls, schedule
from coaching.core.cities import Places
from coaching.core.consent import Permission
from coaching.core.controls import (
    Away,
    BothChannels,
    Control,
    Help,
    Home,
    Later,
    Less,
    More,
    OnlyEmail,
    OnlySms,
    Pause,
    RepeatWeek,
    Resume,
    Time,
    Undo,
)  # fmt: skip
from coaching.core.decide import Status, next_lesson
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import going_back, hours, library, prefer, repeats, travel
from coaching.journeys.office import Moment, Office
from coaching.journeys.prefer import ChangeRefused
from coaching.store import audit, changes, enrolments, pauses, standings, subscribers
from coaching.store.models import Enrolment, Subscriber
from coaching.store.transactions import atomic

PAUSE_DAYS = 7
"""How long PAUSE alone means."""
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """It is done; `template` names the text that says so, `values` fill it."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing has changed; `why` is a sentence or two for the person, at most 95 letters: the value `why_not`."""

    why: str


@cache
def places() -> Places:
    """This will give the table of places for coaching.core.controls.read_control, made once per process."""
    return cities.places(available_timezones())


def steer(enrolment: Enrolment, control: Control, by: str, office: Office, moment: Moment) -> Done | Refused:
    """This will carry out what a person asks of their programme, in one transaction, and have it looked at again.

    `by` names who asked, e.g. "subscriber 7". Whoever calls it sends the text.
    """
    if isinstance(control, Undo):
        return undo(enrolment, by, office, moment)
    key = EnrolmentId(enrolment.pk)
    if isinstance(control, controls.Status):
        return Done("status", _status(enrolments.get(key), moment))
    if isinstance(control, Help):
        return Done("help")
    try:
        with atomic():
            done = _carry_out(enrolments.get(key), control, by, office, moment)
            audit.record(by, "steered", "enrolment", key, moment.now, control=type(control).__name__)
            enrolments.wake(key, moment.now)
    except ChangeRefused as refused:
        return Refused(str(refused))
    travel.look_soon(key, office, moment)
    return done


def undo(enrolment: Enrolment, by: str, office: Office, moment: Moment) -> Done | Refused:
    """This will take back the newest change of the last 24 hours that stands."""
    key = EnrolmentId(enrolment.pk)
    change = changes.newest_reversible(key, moment.now)
    if change is None or enrolment.status not in (Status.ACTIVE, Status.WAITING):
        return Done("nothing-to-undo")
    try:
        with atomic():
            if not changes.mark_undone(change.pk, moment.now):
                return Done("nothing-to-undo")
            going_back.take_back(enrolments.get(key), change, moment)
            audit.record(by, "took back", "enrolment", key, moment.now, what=change.what)
            enrolments.wake(key, moment.now)
    except ChangeRefused as refused:
        return Refused(str(refused))
    travel.look_soon(key, office, moment)
    return Done("undo-ok", {"undone": change.before.get("undone", "your last change")})


InTime = Pause | Resume | RepeatWeek | Later
Wish = Time | Less | More | OnlyEmail | OnlySms | BothChannels | Away | Home


def _carry_out(enrolment: Enrolment, control: InTime | Wish, by: str, office: Office, moment: Moment) -> Done:
    match control:
        case Pause() | Resume() | RepeatWeek() | Later():
            _is(enrolment, Status.ACTIVE)
            return _in_time(enrolment, control, by, office, moment)
        case _:
            _is(enrolment, Status.ACTIVE, Status.WAITING)
            return _wish(enrolment, control, by, moment)


def _is(enrolment: Enrolment, *wanted: Status) -> None:
    if enrolment.status not in wanted:
        raise ChangeRefused("Your program is not running just now.")


def _in_time(enrolment: Enrolment, control: InTime, by: str, office: Office, moment: Moment) -> Done:
    match control:
        case Pause():
            return Done("pause-ok", _pause(enrolment, control, by, moment))
        case Resume():
            return Done("resume-ok", _resume(enrolment, by, office, moment))
        case RepeatWeek():
            _repeat_week(enrolment, by, office, moment)
            return Done("repeat-ok")
        case Later():
            return Done("later-ok", hours.later(enrolment, control, by, moment))
        case other:
            assert_never(other)


def _wish(enrolment: Enrolment, control: Wish, by: str, moment: Moment) -> Done:
    match control:
        case Time():
            return Done("time-ok", hours.set_time(enrolment, control, by, moment))
        case Less():
            _set_cadence(enrolment, "light", "fewer texts", by, moment)
            return Done("less-ok")
        case More():
            _set_cadence(enrolment, "daily", "a text a day", by, moment)
            return Done("more-ok")
        case OnlyEmail():
            _set_only(enrolment, Channel.EMAIL, by, moment)
            return Done("only-email-ok")
        case OnlySms():
            _set_only(enrolment, Channel.SMS, by, moment)
            return Done("only-sms-ok")
        case BothChannels():
            return Done("undo-ok", {"undone": _set_both(enrolment, by, moment)})
        case Away() if not travel.leads_home(enrolment, control):
            return Done("away-ok", travel.away(enrolment, control, by, moment))
        case Home() | Away():
            travel.home(enrolment, by, moment)
            return Done("undo-ok", {"undone": "the time of your trip"})
        case other:
            assert_never(other)


def _pause(enrolment: Enrolment, wish: Pause, by: str, moment: Moment) -> Values:
    """A newer wish takes the place of an older one."""
    key, first = EnrolmentId(enrolment.pk), _next_free_date(enrolment, moment)
    if wish.until is not None and wish.until < first:
        raise ChangeRefused("Today's text has gone out already. A pause can begin tomorrow.")
    if wish.until is not None and (wish.until - first).days >= controls.LONGEST_PAUSE:
        raise ChangeRefused(controls.NO_SUCH_PAUSE)
    ended = pauses.reaching(key, first)
    enrolments.resume(key, first)
    days = wish.days or PAUSE_DAYS
    prefer.pause(enrolment, days, by, moment, until=wish.until)
    made = pauses.newest(key)
    last = made.last or made.first
    length = (last - made.first).days + 1
    undone = "the pause of 1 day" if length == 1 else f"the pause of {length} days"
    changes.record(key, "pause", {"added": made.pk, "ended": ended, "undone": undone}, by, moment.now)
    return {"pause_days": length, "resume_day": _day_after(enrolment, last)}


def _next_free_date(enrolment: Enrolment, moment: Moment) -> date:
    """Today, or tomorrow where today's lesson is settled or on its way."""
    today = schedule.local_date(moment.now, standings.zone(enrolment.subscriber.zone))
    return today + schedule.ONE_DAY if prefer.handed_today(enrolment, today) else today


def _day_after(enrolment: Enrolment, last: date) -> int:
    calendar = standings.load(EnrolmentId(enrolment.pk)).standing.calendar
    return min(schedule.day_reached(calendar, last) + 1, library.campaign(enrolment.campaign_id).days)


def _resume(enrolment: Enrolment, by: str, office: Office, moment: Moment) -> Values:
    key, on = EnrolmentId(enrolment.pk), prefer.counts_from(enrolment, moment)
    ended = pauses.reaching(key, on)
    if not ended:
        raise ChangeRefused("Your program is not paused, so it goes on as it is.")
    prefer.resume(enrolment, by, office, moment)
    changes.record(key, "resume", {"ended": ended, "undone": "the end of the pause"}, by, moment.now)
    campaign = library.campaign_for(enrolment.campaign_id, enrolment.subscriber.phone)
    found = next_lesson(standings.load(key).standing, campaign, moment.now)
    return {"resume_day": found[0].day if found else campaign.days}


def _repeat_week(enrolment: Enrolment, by: str, office: Office, moment: Moment) -> None:
    key, first = EnrolmentId(enrolment.pk), _next_free_date(enrolment, moment)
    if repeats.to_come(key):
        raise ChangeRefused("You are doing this week once more already.")
    ended = pauses.reaching(key, first)
    enrolments.resume(key, first)
    loaded = standings.load(key)
    lessons = repeats.lessons_of_the_week(loaded, first)
    if not lessons or not loaded.standing.reachable:
        raise ChangeRefused("There is no lesson to repeat yet.")
    change = changes.record(key, "repeat", {"ended": ended, "undone": "the week once more"}, by, moment.now)
    last = repeats.owe_all(loaded, lessons, first, change, office, moment)
    week = first + timedelta(days=repeats.WEEK - 1)
    changes.add_to(change, pause=pauses.begin(key, first, max(week, last), by, moment.now))


def _set_cadence(enrolment: Enrolment, cadence: str, undone: str, by: str, moment: Moment) -> None:
    if enrolment.cadence == cadence:
        return  # said twice: the answer is the same
    enrolments.set_cadence(EnrolmentId(enrolment.pk), cadence)
    before = {"cadence": enrolment.cadence, "undone": undone}
    changes.record(EnrolmentId(enrolment.pk), "cadence", before, by, moment.now)


def _set_only(enrolment: Enrolment, channel: Channel, by: str, moment: Moment) -> None:
    if why := _why_not(enrolment.subscriber, channel):
        raise ChangeRefused(why)
    if enrolment.only == channel:
        return  # said twice: the answer is the same
    enrolments.set_only(EnrolmentId(enrolment.pk), channel)
    before = {"only": enrolment.only, "undone": f"{_ONLY[channel]} only"}
    changes.record(EnrolmentId(enrolment.pk), "only", before, by, moment.now)


_ONLY = {Channel.SMS: "texts", Channel.EMAIL: "email"}


def _set_both(enrolment: Enrolment, by: str, moment: Moment) -> str:
    """Answers what that takes back."""
    for channel in Channel:
        if why := _why_not(enrolment.subscriber, channel):
            raise ChangeRefused(why)
    if not enrolment.only:
        raise ChangeRefused("You get both already, texts and emails.")
    enrolments.set_only(EnrolmentId(enrolment.pk), "")
    before = {"only": enrolment.only, "undone": "both texts and emails"}
    changes.record(EnrolmentId(enrolment.pk), "only", before, by, moment.now)
    return f"{_ONLY[Channel(enrolment.only)]} only"


def _why_not(person: Subscriber, channel: Channel) -> str | None:
    """Why a channel cannot carry the programme; None if it can."""
    name, address = ("texts", "a phone number") if channel is Channel.SMS else ("emails", "an email address")
    if not subscribers.address(person, channel):
        return f"We do not have {address} of yours."
    if getattr(person, f"{channel}_state") != Permission.ACTIVE:
        return f"We have no yes from you for {name}."
    if getattr(person, f"{channel}_trouble"):
        return f"Our {name} do not reach you just now."
    return None


def _status(enrolment: Enrolment, moment: Moment) -> Values:
    standing = standings.load(EnrolmentId(enrolment.pk)).standing
    campaign = library.campaign_for(enrolment.campaign_id, enrolment.subscriber.phone)
    today = schedule.local_date(moment.now, standing.calendar.zone)
    return {
        "day": min(schedule.day_reached(standing.calendar, today), campaign.days),
        "days": campaign.days,
        "next_when": _next_when(enrolment, moment.now),
        "paused": schedule.is_paused(standing.calendar, today),
    }


_NOTHING_COMES = {Status.WAITING: "after your yes", Status.STOPPED: "none, you stopped"}


def _next_when(enrolment: Enrolment, now: datetime) -> str:
    """At most 20 letters."""
    if enrolment.status != Status.ACTIVE:
        return _NOTHING_COMES.get(Status(enrolment.status), "none, it is done")
    standing = standings.load(EnrolmentId(enrolment.pk)).standing
    found = next_lesson(standing, library.campaign_for(enrolment.campaign_id, enrolment.subscriber.phone), now)
    dues = [each.due for each in repeats.to_come(standing.enrolment)] + ([found[1]] if found else [])
    if not dues:
        is_open = any(pause.last is None for pause in standing.calendar.pauses)
        return "after you RESUME" if is_open else "none, it is done"
    at = hours.about(min(dues)).astimezone(standing.calendar.zone)
    return f"{at:%a} {at.day} {at:%b}, {hours.clock(at.time())}"
