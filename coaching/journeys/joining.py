"""Somebody signs up by themselves on the public page: checked, kept, and asked on each channel whether it was them.

Whatever is known about a number or an address stays unsaid: the page answers everybody alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from coaching.core import screen
from coaching.core.consent import ConsentEvent
from coaching.core.model import Channel
from coaching.journeys import countries, entry, owe, typed
from coaching.journeys.enrol import (
    FIELDS,
    EnrolmentRefused,
    has_stopped,
    holder,
    is_same_name,
    version_of,
)
from coaching.journeys.entry import Checked, Entry
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Note, Owed, Span
from coaching.store import audit, enrolments, limits, suppressions
from coaching.store.enrolments import AlreadyEnrolled
from coaching.store.models import Enrolment, Subscriber
from coaching.store.subscribers import Taken
from coaching.store.transactions import atomic

log = structlog.get_logger()
FORM = "join-1"
"""Stands in the consent rows; a page with other words or fields gets another one."""
HOUR = timedelta(hours=1)
MOST_FROM_ONE_PLACE, MOST_FOR_ONE_ADDRESS = 20, 4
ASKED_LASTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Form:
    """What a visitor typed. `adult`: "yes", "no" or "". `agreed`: the channels whose box they ticked; `health`: that
    box. `proven`: the number that a link of ours was sent to, as it had texted us; `ip`: where the form came from."""

    first_name: str
    phone: str
    email: str
    zone: str
    region: str
    adult: str
    agreed: frozenset[Channel]
    campaign: str
    ip: str
    health: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    proven: str | None = None


class TooOften(Exception):
    """From this place, or for this address, there were too many tries within an hour."""


def join(form: Form, office: Office, moment: Moment) -> None:
    """This will take a form in and ask on each channel for the yes, where that is right; nothing else is sent before.

    Raises EnrolmentRefused for what is wrong in the form itself, and TooOften. Raises RedisError: without the count
    nobody signs up, so that nobody can have us text the whole world. Whoever is under way, has stopped our texts, or
    bears another name than the owner of the number gets nothing, and the page does not say so.
    """
    checked = read(form, office, moment.now)
    _count(checked, form)
    version = version_of(form.campaign)
    plan = _plan(checked, form)
    if plan is None:
        _left_alone(checked, moment.now)
        return
    known, channels, kept = plan
    try:
        with atomic():
            enrolment = entry.enter(
                Entry(
                    checked=kept,
                    known=known,
                    channels=channels,
                    campaign=form.campaign,
                    version=version,
                    event=ConsentEvent.ASKED,
                    by="",
                    how="form on the join page",
                    proof=f"form {FORM}, from {form.ip}",
                ),
                office,
                moment,
            )
            owed = [_request(enrolment, channel, form, office, moment) for channel in channels]
    except (Taken, AlreadyEnrolled):
        log.info("a sign-up was left alone: somebody was faster")
        return
    owe.put_all([each for each in owed if each is not None], office)
    log.info("somebody signed up", enrolment=enrolment.pk, channels=len(channels))


def _count(checked: Checked, form: Form) -> None:
    tries = [("join-from", form.ip, MOST_FROM_ONE_PLACE)]
    tries += [("join-for", given, MOST_FOR_ONE_ADDRESS) for given in (checked.phone, checked.email) if given]
    passed = [limits.take(what, who, most, HOUR) for what, who, most in tries]
    if not all(passed):
        raise TooOften


def read(form: Form, office: Office, now: datetime) -> Checked:
    """This will read a form; raises EnrolmentRefused with one sentence per wrong field."""
    problems: typed.Problems = {}
    phone = typed.phone(form.phone, problems, form.region if form.region in office.open_countries else office.home)
    zone = typed.zone(form.zone, problems)
    checked = Checked(
        first_name=typed.first_name(form.first_name, problems),
        phone=phone,
        email=typed.email(form.email, problems),
        zone=zone,
        region=typed.region(form.region, phone, office, problems, countries.not_open),
        start=typed.start("", zone, now, problems),
        answers=typed.answers(_answers(form), problems, agreed=form.health, tick=TICK_HEALTH),
        health=form.health,
    )
    if not form.region:
        problems["region"] = "Choose the country you live in, so that we name the right emergency numbers."
    _check_ticks(form, problems)
    if problems:
        raise EnrolmentRefused(problems)
    return checked


TICK_HEALTH = "Tick the box above the questions if we may keep your answers, or leave the questions open."
_TICKS = {
    Channel.SMS: ("sms", "Tick this if we may text you, or leave the phone number empty."),
    Channel.EMAIL: ("mail", "Tick this if we may email you, or leave the email address empty."),
}


def _answers(form: Form) -> dict[str, str]:
    return {**form.answers, screen.AGE: {"yes": "no"}.get(form.adult, "")}


def _check_ticks(form: Form, problems: typed.Problems) -> None:
    if form.adult == "no":
        problems["adult"] = typed.UNDER_18
    elif form.adult != "yes":
        problems["adult"] = "Tell us whether you are 18 or older."
    if not form.phone.strip() and not form.email.strip():
        problems["phone"] = "Enter a phone number or an email address."
    for channel, (box, sentence) in _TICKS.items():
        if getattr(form, FIELDS[channel]).strip() and channel not in form.agreed:
            problems[box] = sentence


def _left_alone(checked: Checked, now: datetime) -> None:
    """Nothing is sent, and the page says nothing; whoever looks into it later finds it here."""
    owners = [holder(channel, address) for channel, address in _given(checked).items()]
    for person in {who.pk: who for who in owners if who is not None}.values():
        audit.record("the join page", "left a sign-up alone", "subscriber", person.pk, now)
    log.info("a sign-up was left alone")


def _given(checked: Checked) -> dict[Channel, str]:
    return {channel: getattr(checked, FIELDS[channel]) for channel in Channel if getattr(checked, FIELDS[channel])}


Plan = tuple[Subscriber | None, tuple[Channel, ...], Checked]


def _plan(checked: Checked, form: Form) -> Plan | None:
    """Who it is, which channels are asked, and the addresses that may be kept; None: nothing may be sent.

    An address beside that of a known person is not put to them unless the visitor has proven the number: else anybody
    could have somebody's page sent to themselves.
    """
    given = _given(checked)
    owners = {channel: holder(channel, address) for channel, address in given.items()}
    is_proven = checked.phone is not None and checked.phone == form.proven
    known = next((who for who in owners.values() if who is not None and _comes_again(who, checked)), None)
    if known is not None:
        own = [channel for channel, who in owners.items() if who is not None and who.pk == known.pk]
        free = [channel for channel, who in owners.items() if who is None] if is_proven and Channel.SMS in own else []
        wanted = [*own, *free]
    elif any(who is not None and is_same_name(who.first_name, checked.first_name) for who in owners.values()):
        return None
    else:
        wanted = [channel for channel, who in owners.items() if who is None]
    asked = tuple(channel for channel in wanted if _may_ask(channel, given[channel], known, is_proven=is_proven))
    if not asked:
        return None
    kept = {FIELDS[channel]: given.get(channel) if channel in asked else None for channel in Channel}
    return known, asked, replace(checked, phone=kept["phone"], email=kept["email"])


def _comes_again(person: Subscriber, checked: Checked) -> bool:
    return enrolments.live_of(person) is None and is_same_name(person.first_name, checked.first_name)


def _may_ask(channel: Channel, address: str, known: Subscriber | None, *, is_proven: bool) -> bool:
    """A number that has stopped our texts, or was erased, is asked only after it has texted us itself."""
    if channel is Channel.EMAIL or is_proven:
        return True
    return not suppressions.is_suppressed(channel, address) and not (known and has_stopped(known, channel, address))


def _request(enrolment: Enrolment, channel: Channel, form: Form, office: Office, moment: Moment) -> Owed | None:
    """By email at once; by text at once only to a number that has just texted us, else in the person's open hours:
    anybody can type a number at night."""
    is_proven = form.proven is not None and enrolment.subscriber.phone == form.proven
    at_once = channel is Channel.EMAIL or is_proven
    span = Span(moment.now, moment.now + ASKED_LASTS) if at_once else owe.open_hours(enrolment, moment)
    note = Note("invite", f"invite:{enrolment.pk}:{channel}", "join-request")
    return owe.say(note, enrolment, channel, span, office, moment)
