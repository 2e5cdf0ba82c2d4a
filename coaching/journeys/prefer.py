"""What a person, or a coach for them, changes on the way: stop, start again, pause, resume, end, clear a hold."""

from datetime import date, timedelta

from coaching.core import schedule
from coaching.core.consent import ConsentEvent, Permission
from coaching.core.decide import Status
from coaching.core.model import Channel, EnrolmentId, SubscriberId
from coaching.core.reasons import Reason
from coaching.journeys import announce, library, wake
from coaching.journeys.office import Moment, Office
from coaching.store import audit, consents, enrolments, holds, messages, repeats, standings, subscribers
from coaching.store.consents import Proof
from coaching.store.models import Enrolment, Subscriber
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic

EVERY_CHANNEL = tuple(Channel)


class ChangeRefused(Exception):
    """The change makes no sense now; the message says why and what would."""


def stop(person: Subscriber, channels: tuple[Channel, ...], proof: Proof, moment: Moment) -> None:
    """This will take back consent for these channels. With no channel left the programme ends at once:
    what waits is given up, and its open steps are closed with one reason."""
    with atomic():
        ending = [
            channel
            for channel in channels
            if subscribers.address(person, channel) and not consents.was_revoked(person, channel)
        ]
        for channel in ending:
            consents.record(person, channel, ConsentEvent.REVOKED, proof, moment.now)
        announce.opted_out(person, ending, moment.now)
        audit.record(
            proof.actor, "stopped", "subscriber", person.pk, moment.now, channels=list(channels), how=proof.how
        )
        live = enrolments.live_of(person)
        if live is not None and not _may_go_on(person):
            close(live, Status.STOPPED, Reason.STOPPED, moment)


def _may_go_on(person: Subscriber) -> bool:
    return any(
        getattr(person, f"{channel}_state") in (Permission.ACTIVE, Permission.ASKED)
        for channel in Channel
        if subscribers.address(person, channel)
    )


def close(enrolment: Enrolment, status: Status, reason: Reason, moment: Moment) -> bool:
    """This will end a run for good; False if it had ended already. Call it within a transaction."""
    key = EnrolmentId(enrolment.pk)
    messages.give_up(key, reason, moment.now)
    open_units = library.campaign(enrolment.campaign_id).units - messages.units_with_rows(key)
    return enrolments.close(key, status, reason, open_units, moment.now)


def start_again(person: Subscriber, channel: Channel, proof: Proof, office: Office, moment: Moment) -> bool:
    """This will give consent back for a channel and take up a stopped run at the right day.

    False if no run was stopped.
    """
    stopped = enrolments.newest_of(person)
    with atomic():
        consents.record(person, channel, ConsentEvent.CONFIRMED, proof, moment.now)
        subscribers.clear_trouble(standings.person_of(person).subscriber, channel)
        reopened = stopped is not None and enrolments.reopen(EnrolmentId(stopped.pk), moment.now)
        audit.record(proof.actor, "started again", "subscriber", person.pk, moment.now, channel=channel)
    if stopped is not None and reopened:
        wake.soon(office.lessons, [Due(stopped.pk, to_ms(moment.now))])
    return reopened


def pause(enrolment: Enrolment, days: int | None, by: str, moment: Moment, *, until: date | None = None) -> date:
    """This will pause for whole local dates and answer the first one: today, or tomorrow if today's
    step is on its way already. `until` is the last date, instead of `days`. Neither: until somebody resumes."""
    if enrolment.status != Status.ACTIVE:
        raise ChangeRefused(f"This programme is {enrolment.status}; only a running one can be paused.")
    today = schedule.local_date(moment.now, standings.zone(enrolment.subscriber.zone))
    first = today + schedule.ONE_DAY if handed_today(enrolment, today) else today
    length = days if until is None else (until - first).days + 1
    if length is not None and not 1 <= length <= 90:
        raise ChangeRefused("Pause for 1 to 90 days, or without an end.")
    last = None if length is None else first + timedelta(days=length - 1)
    with atomic():
        enrolments.pause(EnrolmentId(enrolment.pk), first, last, by, moment.now)
        audit.record(by, "paused", "enrolment", enrolment.pk, moment.now, first=str(first), last=str(last))
        enrolments.wake(EnrolmentId(enrolment.pk), moment.now)
    return first


def resume_day(enrolment: Enrolment) -> int:
    """This will give the day of the programme that comes next once no pause covers it."""
    loaded = standings.load(EnrolmentId(enrolment.pk))
    return min(loaded.standing.settled_through + 1, library.campaign(enrolment.campaign_id).days)


def handed_today(enrolment: Enrolment, today: date) -> bool:
    """This will say whether a lesson of this local date, new or repeated, is settled or on its way."""
    key = EnrolmentId(enrolment.pk)
    if repeats.gone_on(key, today):
        return True
    calendar = standings.load(key).standing.calendar
    day = 0 if schedule.is_paused(calendar, today) else schedule.day_reached(calendar, today)
    rows = messages.of_enrolment(key)
    return day > 0 and any(row.day == day and row.kind == "step" and row.state != "waiting" for row in rows)


def counts_from(enrolment: Enrolment, moment: Moment) -> date:
    """This will give the date from which a programme that is resumed now counts: today, or tomorrow if a repeated
    lesson has gone out today, as nobody gets two lessons on one day."""
    today = schedule.local_date(moment.now, standings.zone(enrolment.subscriber.zone))
    return today + schedule.ONE_DAY if repeats.gone_on(EnrolmentId(enrolment.pk), today) else today


def resume(enrolment: Enrolment, by: str, office: Office, moment: Moment) -> None:
    """This will end a pause: today counts again. Raises ChangeRefused if there is none."""
    key = EnrolmentId(enrolment.pk)
    with atomic():
        if not enrolments.resume(key, counts_from(enrolment, moment)):
            raise ChangeRefused("This programme is not paused.")
        audit.record(by, "resumed", "enrolment", enrolment.pk, moment.now)
        enrolments.wake(key, moment.now)
    wake.soon(office.lessons, [Due(key, to_ms(moment.now))])


def end(enrolment: Enrolment, by: str, moment: Moment) -> None:
    """This will end a run on a coach's word; consent stays as it is."""
    with atomic():
        if not close(enrolment, Status.ENDED, Reason.ENDED_BY_COACH, moment):
            raise ChangeRefused("This programme has ended already.")
        audit.record(by, "ended", "enrolment", enrolment.pk, moment.now)


def clear_trouble(enrolment: Enrolment, channel: Channel, by: str, why: str, office: Office, moment: Moment) -> None:
    """This will count a channel as reaching the person again, with the coach's reason; the programme looks again."""
    if not why.strip():
        raise ChangeRefused("Write one sentence why messages will arrive now; it is kept.")
    person, key = enrolment.subscriber, EnrolmentId(enrolment.pk)
    if not getattr(person, f"{channel}_trouble"):
        raise ChangeRefused("Nothing is in the way there any more.")
    with atomic():
        subscribers.clear_trouble(SubscriberId(person.pk), channel)
        audit.record(by, "cleared trouble", "subscriber", person.pk, moment.now, channel=channel, why=why.strip()[:200])
        enrolments.wake(key, moment.now)
    if enrolment.status == Status.ACTIVE:
        wake.soon(office.lessons, [Due(key, to_ms(moment.now))])


def clear_hold(enrolment: Enrolment, kind: str, by: str, why: str, office: Office, moment: Moment) -> None:
    """This will clear a hold with the coach's reason; the programme looks again at once."""
    if not why.strip():
        raise ChangeRefused("Write one sentence why; it is kept with the hold.")
    key = EnrolmentId(enrolment.pk)
    with atomic():
        if not holds.clear(key, kind, by, why, moment.now):
            raise ChangeRefused("This hold was cleared already.")
        audit.record(by, "cleared hold", "enrolment", enrolment.pk, moment.now, kind=kind)
        enrolments.wake(key, moment.now)
    wake.soon(office.lessons, [Due(key, to_ms(moment.now))])
