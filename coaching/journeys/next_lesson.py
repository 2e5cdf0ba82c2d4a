"""The next lesson of one person, as a coach looks at it: its words, left out, taken back, or sent now."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.core import schedule
from coaching.core.decide import Send, Standing, Status, legs_of, next_lesson
from coaching.core.model import Campaign, Channel, EnrolmentId, Step
from coaching.core.reasons import Reason
from coaching.core.rendering import RenderFailed
from coaching.core.segments import Segments, measure
from coaching.journeys import compose, hours, library, repeats, travel
from coaching.journeys.compose import Composer
from coaching.journeys.office import Moment, Office
from coaching.journeys.prefer import ChangeRefused
from coaching.store import audit, doubts, enrolments, left_out, messages, standings
from coaching.store.messages import Draft, Lease, step_key
from coaching.store.models import Enrolment
from coaching.store.standings import Loaded
from coaching.store.transactions import atomic


@dataclass(frozen=True, slots=True)
class Look:
    """One message as its person will read it. `segments`: of an SMS; `problem`: why it cannot be made ready."""

    channel: Channel
    subject: str = ""
    text: str = ""
    segments: Segments | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """The next lesson: when it is due (local), and its messages."""

    step: Step
    due: datetime
    looks: tuple[Look, ...]


def of(enrolment: Enrolment, office: Office, moment: Moment) -> Coming | None:
    """This will show the next lesson of a running programme; None where none is left, or nobody knows when."""
    loaded = standings.load(EnrolmentId(enrolment.pk))
    campaign = library.campaign_for(loaded.campaign_version, loaded.person.phone)
    found = _next(loaded.standing, campaign, moment.now)
    if found is None:
        return None
    step, due = found
    return Coming(step, due.astimezone(loaded.standing.calendar.zone), look_at(step, due, loaded, campaign, office))


def look_at(
    step: Step, due: datetime, loaded: Loaded, campaign: Campaign, office: Office, *, is_new: bool = False
) -> tuple[Look, ...]:
    """This will compose the messages of a step for one person as they would go out now. Writes nothing.

    `is_new`: the person is nowhere stored yet, so nothing is looked up about them.
    """
    standing = loaded.standing
    legs = legs_of(standing, step, step.channels)
    send = Send(step, legs, due, due, standing.folded)
    words = library.current(compose.names_for(send, campaign, loaded.person.language))
    past = {standing.enrolment: []} if is_new else compose.past_of([(loaded, send, campaign)], words)
    composer = Composer(office.house, words, office.regions, past)
    looks = []
    for leg in legs:
        try:
            looks.append(_look(composer.step(loaded, send, leg, campaign), composer, loaded))
        except (RenderFailed, LookupError) as broken:
            looks.append(Look(leg.channel, problem=str(broken)))
    return tuple(looks)


def _look(draft: Draft, composer: Composer, loaded: Loaded) -> Look:
    if draft.channel is Channel.SMS:
        return Look(draft.channel, text=draft.text, segments=measure(draft.text))
    return Look(draft.channel, draft.subject, composer.whole(draft, loaded.person).text)


def _next(standing: Standing, campaign: Campaign, now: datetime) -> tuple[Step, datetime] | None:
    """A week that is done once more comes first, and its lessons are none of the plan."""
    if standing.status is not Status.ACTIVE or repeats.to_come(standing.enrolment):
        return None
    return next_lesson(standing, campaign, now)


def send_now(enrolment: Enrolment, by: str, office: Office, moment: Moment) -> datetime:
    """This will have today's lesson go out now, by the ledger and its rules; answers when it is due.

    Raises ChangeRefused: outside the window, or where today's lesson has gone out.
    """
    key = EnrolmentId(enrolment.pk)
    _is_running(enrolment)
    with atomic():
        due = hours.at_once(enrolments.get(key), moment)
        audit.record(by, "sent now", "enrolment", key, moment.now)
        enrolments.wake(key, moment.now)
    travel.look_soon(key, office, moment)
    return due


def leave_out(enrolment: Enrolment, day: int, by: str, office: Office, moment: Moment) -> Step:
    """This will leave the next lesson out, if it is still that of `day`; `take_back` undoes it.

    Raises ChangeRefused.
    """
    key = EnrolmentId(enrolment.pk)
    _is_running(enrolment)
    with atomic():
        enrolments.hold([key])  # who moves people to another calendar waits, or is waited for
        loaded = standings.load(key)
        campaign, standing = library.campaign_for(loaded.campaign_version, loaded.person.phone), loaded.standing
        found = _next(standing, campaign, moment.now)
        if found is None or found[0].day != day:
            raise ChangeRefused("The next lesson is another one by now. Look at it again.")
        step, due = found
        if standings.is_on_its_way(key, step.key):
            raise ChangeRefused("It is being sent this very moment, so it cannot be left out.")
        lease = moment.lease(secrets.token_hex(8), timedelta())
        units = [unit for unit in step.channels if (step.key, unit) not in standing.settled]
        drafts = [(_unsent(loaded, step, unit, due, lease), Reason.LEFT_OUT) for unit in units]
        messages.skip_many(drafts, lease)
        audit.record(by, "left out", "enrolment", key, moment.now, day=day)
        enrolments.wake(key, moment.now)
    travel.look_soon(key, office, moment)
    return step


def take_back(enrolment: Enrolment, day: int, by: str, office: Office, moment: Moment) -> None:
    """This will have a lesson that was left out come after all; raises ChangeRefused once its day is over."""
    key = EnrolmentId(enrolment.pk)
    with atomic():
        rows = left_out.of_day(key, day)
        if not rows:
            raise ChangeRefused("Nothing of that day is left out.")
        zone = standings.zone(enrolment.subscriber.zone)
        today = schedule.local_date(moment.now, zone)
        if any(row.on is not None and row.on < today for row in rows):
            raise ChangeRefused("That day is over, so its lesson stays left out.")
        for row in rows:
            if not (left_out.take_back(row, moment.now) and doubts.look_again_at_step(row, moment.now)):
                raise ChangeRefused("Something else happened at the same moment. Look at it again.")
        audit.record(by, "took back", "enrolment", key, moment.now, what="left out", day=day)
    travel.look_soon(key, office, moment)


def _is_running(enrolment: Enrolment) -> None:
    if enrolment.status != Status.ACTIVE:
        raise ChangeRefused("Only a programme that runs has a next lesson.")


def _unsent(loaded: Loaded, step: Step, unit: Channel, due: datetime, lease: Lease) -> Draft:
    """The row of a unit that stays away: no words, only when it would have come and for whom."""
    standing = loaded.standing
    return Draft(
        dedupe_key=step_key(standing.enrolment, loaded.cycle, step.key, unit),
        kind="step",
        subscriber=loaded.person.subscriber,
        enrolment=standing.enrolment,
        channel=unit,
        template="",
        version=0,
        due_at=max(due, lease.now),
        until=max(due, lease.now),
        step=step.key,
        day=step.day,
        unit=unit,
        on=schedule.local_date(due, standing.calendar.zone),
    )
