"""A person comes in, the first time or again: what they agreed to, their run, and what an earlier run left."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from coaching.core import languages, schedule
from coaching.core.consent import ConsentEvent
from coaching.core.decide import Status
from coaching.core.model import Channel, EnrolmentId, Track
from coaching.core.screen import Answer
from coaching.journeys import announce, library, screening, wordings
from coaching.journeys.office import Moment, Office
from coaching.store import audit, consents, enrolments, holds, standings, subscribers
from coaching.store.consents import Proof
from coaching.store.models import Enrolment, Subscriber
from coaching.store.subscribers import NewSubscriber


@dataclass(frozen=True, slots=True)
class Checked:
    """What was typed, in order. `health`: the person agrees that answers about their health are kept; `answers`: only
    with that consent; `track`: a result alone."""

    first_name: str
    phone: str | None
    email: str | None
    zone: str
    region: str
    start: date
    slots: Mapping[str, str] = field(default_factory=dict)
    track: Track | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    language: str = languages.DEFAULT
    health: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One coming-in. `known`: the person who comes again, None for somebody new. `channels`: which are asked.

    `by`: a coach's name, "" if the person came by themselves. `how` and `proof` go into the consent rows, and
    `wording`, where what was shown to them was not the house's own.
    """

    checked: Checked
    known: Subscriber | None
    channels: tuple[Channel, ...]
    campaign: str
    version: int
    event: ConsentEvent
    by: str
    how: str
    proof: str = ""
    wording: str = ""


def enter(entry: Entry, office: Office, moment: Moment) -> Enrolment:
    """This will store all of it, in your transaction. Raises Taken or AlreadyEnrolled where somebody was faster."""
    person = _person(entry, moment.now)
    by = entry.by or f"subscriber {person.pk}"
    before = enrolments.newest_of(person) if entry.known else None
    for channel in entry.channels:
        consents.record(person, channel, entry.event, _proof(entry, channel, by, office), moment.now)
    enrolment = _run(entry, person, by, moment)
    _screen(entry, enrolment, before, by, office, moment)
    if before is not None:
        _keep_holds(before, enrolment, moment.now)
    audit.record(by, "enrolled", "enrolment", enrolment.pk, moment.now, campaign=entry.campaign, cycle=enrolment.cycle)
    announce.enrolled(enrolment, moment.now)
    return enrolment


def _person(entry: Entry, now: datetime) -> Subscriber:
    read = entry.checked
    new = NewSubscriber(read.first_name, read.phone, read.email, read.zone, read.region, read.language)
    return subscribers.add(new, now) if entry.known is None else subscribers.come_again(entry.known, new)


def _proof(entry: Entry, channel: Channel, by: str, office: Office) -> Proof:
    wording, version = agreed_to(entry.wording, channel, entry.version, office)
    return Proof(how=entry.how, actor=by, wording=wording, wording_version=version, proof=entry.proof)


def agreed_to(shown: str, channel: Channel, version: int, office: Office) -> tuple[str, str]:
    """This will give the wording for a consent row and its version: what was `shown` elsewhere, else the house's."""
    if shown:
        return shown, "shown elsewhere"
    program = library.campaign(version).called_in(languages.DEFAULT)
    return wordings.for_channel(channel, office.house.values["brand"], program), wordings.VERSION


def _run(entry: Entry, person: Subscriber, by: str, moment: Moment) -> Enrolment:
    read, begins = entry.checked, entry.event is not ConsentEvent.ASKED
    enrolment = enrolments.add(
        person,
        entry.version,
        start=read.start,
        status=Status.ACTIVE if begins else Status.WAITING,
        screen=read.track,
        slots=read.slots,
        wake_at=first_look(read.start, read.zone, moment.now) if begins else None,
        by=by,
        at=moment.now,
    )
    named = {Channel.SMS: read.phone, Channel.EMAIL: read.email}
    left_out = [channel for channel in Channel if subscribers.address(person, channel) and not named[channel]]
    if left_out:
        # A yes to one channel is no yes to the other, whatever an earlier run had.
        enrolments.set_only(EnrolmentId(enrolment.pk), entry.channels[0])
    return enrolment


def _screen(
    entry: Entry, enrolment: Enrolment, before: Enrolment | None, by: str, office: Office, moment: Moment
) -> None:
    """A gentle track of an earlier run goes on until a coach has taken a new screen."""
    was_gentle = before is not None and before.screen == Track.GENTLE
    by_coach = bool(entry.by)
    if entry.checked.health or entry.checked.answers:
        person, event = enrolment.subscriber, ConsentEvent.GRANTED if by_coach else ConsentEvent.CONFIRMED
        screening.consent(person, event, entry.how, by, office, moment, proof=entry.proof)
    if entry.checked.answers:
        floor = Track.GENTLE if was_gentle and not by_coach else None
        screening.keep(enrolment, entry.checked.answers, by, moment, before=floor)
    elif was_gentle and entry.checked.track is None:
        enrolments.set_screen(EnrolmentId(enrolment.pk), Track.GENTLE)


def _keep_holds(before: Enrolment, enrolment: Enrolment, now: datetime) -> None:
    """Nothing clears a hold on supplement texts by itself, a new run neither."""
    for hold in holds.of(EnrolmentId(before.pk)):
        if hold.kind == "dose" and hold.cleared_at is None:
            cause = f"open since the run before: {hold.cause}"
            holds.place(EnrolmentId(enrolment.pk), "dose", cause, hold.by, now, reply=hold.reply_id)


def first_look(start: date, zone: str, now: datetime) -> datetime:
    """This will give when to decide for the first time: as the first day begins, or now."""
    begins = schedule.instant(start, time(0), standings.zone(zone))
    return max(begins, now) if begins else now
