"""The times of day a person wishes: today's lesson later today, and every lesson at another time from now on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from coaching.core import schedule
from coaching.core.controls import Later, Time
from coaching.core.decide import Standing, next_lesson
from coaching.core.model import Campaign, EnrolmentId, Step
from coaching.journeys import library, repeats
from coaching.journeys.office import Moment
from coaching.journeys.prefer import ChangeRefused, handed_today
from coaching.store import changes, enrolments, left_out, standings
from coaching.store.models import Enrolment
from coaching.store.repeats import Waiting

AS_USUAL = timedelta(hours=3)
"""How much later LATER alone means."""
ROUND = timedelta(minutes=5)
HALF_A_DAY = timedelta(hours=12)


def clock(at: time) -> str:
    """This will write a time of day as its reader does: "7:30 am"."""
    return f"{at.hour % 12 or 12}:{at.minute:02} {'am' if at.hour < 12 else 'pm'}"


def about(at: datetime) -> datetime:
    """This will give the full five minutes at or before a time: people of one hour are spread over some minutes."""
    return at.replace(second=0, microsecond=0) - timedelta(minutes=at.minute % 5)


def later(enrolment: Enrolment, wish: Later, by: str, moment: Moment) -> dict[str, str]:
    """This will move today's lesson, new or repeated, to later today, within the open hours. Answers `at_time`."""
    seen = _Sight.of(enrolment, moment)
    due = seen.due_today()
    if due is None:
        raise ChangeRefused(_why_nothing_comes(enrolment, seen))
    bounds = schedule.open_hours(seen.campaign.window, seen.today, seen.standing.calendar.zone)
    if bounds is None or bounds[1] - schedule.LAST_CALL <= moment.now:
        raise ChangeRefused("It is too late in the day to move today's text.")
    wanted = _wanted(wish, seen, max(about(due), moment.now))
    at = min(max(wanted, bounds[0]), bounds[1] - schedule.LAST_CALL).astimezone(seen.standing.calendar.zone)
    before = _store(enrolment, {schedule.later_key(seen.today): f"{at:%H:%M}"}, seen)
    _note(enrolment, "later", before, "the later time for today", by, moment)
    return {"at_time": clock(at.time())}


def _wanted(wish: Later, seen: "_Sight", planned: datetime) -> datetime:
    if wish.at is None:
        wait = AS_USUAL if wish.minutes is None else timedelta(minutes=wish.minutes)
        return _rounded(planned + wait)
    at = schedule.instant(seen.today, wish.at, seen.standing.calendar.zone)
    if at is not None and at <= seen.now and wish.either_half:
        at += HALF_A_DAY
    if at is None or at <= seen.now:
        raise ChangeRefused("That time has passed today. Try LATER 2 HOURS.")
    return at


def _rounded(at: datetime) -> datetime:
    return about(at + ROUND - timedelta(microseconds=1))


def _why_nothing_comes(enrolment: Enrolment, seen: "_Sight") -> str:
    if handed_today(enrolment, seen.today):
        return "Today's text has gone out already. LATER works before it comes."
    if schedule.is_paused(seen.standing.calendar, seen.today):
        return "Your program is paused, so no text comes today. Reply RESUME to go on."
    return "No text comes today, so there is nothing to move."


def at_once(enrolment: Enrolment, moment: Moment) -> datetime:
    """This will have today's lesson, new or repeated, come now, within the open hours; answers when it is due.

    Raises ChangeRefused with a sentence for a coach: nobody gets two lessons on one local day.
    """
    seen = _Sight.of(enrolment, moment)
    zone = seen.standing.calendar.zone
    step, due = seen.step_today(), seen.due_today()
    if step is None or due is None:
        raise ChangeRefused(_why_not_at_once(enrolment, seen))
    bounds = schedule.open_hours(seen.campaign.window, seen.today, zone)
    if bounds is None or not bounds[0] <= moment.now < bounds[1] - schedule.LAST_CALL:
        hours = f"{bounds[0].astimezone(zone):%H:%M} to {bounds[1].astimezone(zone):%H:%M}" if bounds else "never"
        raise ChangeRefused(
            f"Messages may arrive from {hours} today, where this person is. It comes within those hours."
        )
    if due <= moment.now:
        raise ChangeRefused("It is due already and goes out by itself, unless a hold keeps it back.")
    wish = schedule.wish_for(step, moment.now, zone, seen.standing.enrolment, seen.campaign)
    _store(enrolment, {schedule.later_key(seen.today): f"{wish:%H:%M}"}, seen)
    return _Sight.of(enrolments.get(EnrolmentId(enrolment.pk)), moment).due_today() or moment.now


def _why_not_at_once(enrolment: Enrolment, seen: "_Sight") -> str:
    reached = schedule.day_reached(seen.standing.calendar, seen.today)
    if left_out.of_day(EnrolmentId(enrolment.pk), reached):
        return "Today's lesson was left out. Take that back first."
    if handed_today(enrolment, seen.today):
        return "Today's lesson has gone out already, and nobody gets two lessons on one day."
    if schedule.is_paused(seen.standing.calendar, seen.today):
        return "The programme is paused today. Resume it first."
    if seen.today < seen.standing.calendar.start:
        return f"The programme begins on {seen.standing.calendar.start:%a %-d %b}; nothing can go before."
    return "No lesson is left for today; the next one belongs to another day."


def put_back_later(enrolment: Enrolment, before: Mapping[str, str | None], moment: Moment) -> None:
    """This will give today's lesson its time back if that is still ahead."""
    seen = _Sight.of(enrolment, moment)
    due = seen.due_today()
    if due is None or schedule.later_key(seen.today) not in before:
        raise ChangeRefused("That text has gone out already, so its time stays.")
    old = seen.with_wishes(_merged(enrolment.slots, before, seen.today)).due_today()
    if old is None or old <= moment.now:
        local = about(due).astimezone(seen.standing.calendar.zone)
        raise ChangeRefused(f"The old time has passed. The text still comes at {clock(local.time())}.")
    _store(enrolment, before, seen)


def set_time(enrolment: Enrolment, wish: Time, by: str, moment: Moment) -> dict[str, str]:
    """This will have lessons come at another time of day, moved into the open hours. Answers `at_time`."""
    seen = _Sight.of(enrolment, moment)
    named = [wish.slot] if wish.slot in seen.campaign.slots else sorted(seen.campaign.slots)
    at = _in_window(wish.at, seen.campaign)
    before = _store(enrolment, {slot: f"{at:%H:%M}" for slot in named if slot}, seen)
    _note(enrolment, "slots", before, "the new time of your texts", by, moment)
    return {"at_time": clock(at)}


def put_back_times(enrolment: Enrolment, before: Mapping[str, str | None], moment: Moment) -> None:
    """This will set the times of day as they were."""
    _store(enrolment, before, _Sight.of(enrolment, moment))


def _in_window(at: time, campaign: Campaign) -> time:
    window = campaign.window
    opens, closes = next(hours for hours in (window.weekday, window.saturday, window.sunday) if hours is not None)
    last = (datetime.combine(date.min, closes) - schedule.LAST_CALL).time()
    return min(max(at, opens), last)


def _note(
    enrolment: Enrolment, what: str, before: Mapping[str, str | None], undone: str, by: str, moment: Moment
) -> None:
    changes.record(EnrolmentId(enrolment.pk), what, {"slots": dict(before), "undone": undone}, by, moment.now)


@dataclass(frozen=True, slots=True)
class _Sight:
    """A run as it stands now."""

    standing: Standing
    campaign: Campaign
    now: datetime
    today: date

    @classmethod
    def of(cls, enrolment: Enrolment, moment: Moment) -> "_Sight":
        standing = standings.load(EnrolmentId(enrolment.pk)).standing
        today = schedule.local_date(moment.now, standing.calendar.zone)
        return cls(standing, library.campaign_for(enrolment.campaign_id, enrolment.subscriber.phone), moment.now, today)

    def with_wishes(self, slots: Mapping[str, str]) -> "_Sight":
        wishes = {slot: time.fromisoformat(at) for slot, at in slots.items()}
        return replace(self, standing=replace(self.standing, wishes=wishes))

    def due_today(self) -> datetime | None:
        """When today's lesson comes, new or repeated, if it is not on its way yet (one that is held: now)."""
        return self._of_step() or self._of_repeat()

    def step_today(self) -> Step | None:
        """The lesson of which `due_today` speaks."""
        if self._of_step():
            found = next_lesson(self.standing, self.campaign, self.now)
            return found[0] if found else None
        lesson = self._repeated()
        return repeats.step_of(self.campaign, lesson) if lesson else None

    def _of_step(self) -> datetime | None:
        found = next_lesson(self.standing, self.campaign, self.now)
        if found is None or schedule.local_date(found[1], self.standing.calendar.zone) != self.today:
            return None
        return None if standings.is_on_its_way(self.standing.enrolment, found[0].key) else found[1]

    def _of_repeat(self) -> datetime | None:
        lesson = self._repeated()
        if lesson is None:
            return None
        step = repeats.step_of(self.campaign, lesson)
        zone = self.standing.calendar.zone
        return schedule.moment(step, self.today, zone, self.campaign, self.standing.wishes, self.standing.enrolment)

    def _repeated(self) -> Waiting | None:
        return next((each for each in repeats.to_come(self.standing.enrolment) if each.on == self.today), None)


def _store(enrolment: Enrolment, wishes: Mapping[str, str | None], seen: _Sight) -> dict[str, str | None]:
    """Stores wishes (None takes one away) and answers what stood there before. Today's lesson keeps its time
    where the new one has passed already: nobody loses a lesson or gets it at once by a wish for the time to come."""
    after = _merged(enrolment.slots, wishes, seen.today)
    due, soon = seen.due_today(), seen.with_wishes(after).due_today()
    key = schedule.later_key(seen.today)
    if due is not None and key not in wishes and due > seen.now and (soon is None or soon <= seen.now):
        after[key] = f"{about(due).astimezone(seen.standing.calendar.zone):%H:%M}"
    if not enrolments.set_slots(EnrolmentId(enrolment.pk), enrolment.slots, after):
        raise ChangeRefused("Something else changed at the same moment. Please send it once more.")
    repeats.retime(EnrolmentId(enrolment.pk))
    return {name: enrolment.slots.get(name) for name in wishes}


def _merged(slots: Mapping[str, str], wishes: Mapping[str, str | None], today: date) -> dict[str, str]:
    gone = {name for name in slots if name.startswith("later:") and name < schedule.later_key(today)}
    merged = {**slots, **wishes}
    return {name: at for name, at in merged.items() if at is not None and name not in gone}
