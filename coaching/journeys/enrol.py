"""Bringing a person in: checks at the edge, records consent, invites or begins, and puts the first moment."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import available_timezones

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from coaching.core import schedule
from coaching.core.consent import ConsentEvent
from coaching.core.decide import Status
from coaching.core.model import Channel, Track
from coaching.journeys import owe, wake
from coaching.journeys.office import Moment, Office
from coaching.store import audit, campaigns, consents, enrolments, standings, subscribers
from coaching.store.consents import Proof
from coaching.store.models import Enrolment, Subscriber
from coaching.store.subscribers import NewSubscriber, Taken
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic

FURTHEST_START = timedelta(days=180)
WORDING_VERSION = "2026-11"


class EnrolmentRefused(Exception):
    """What a coach typed cannot be taken; `problems` maps the field to one sentence that says what to do."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(self.problems.values()))


@dataclass(frozen=True, slots=True)
class Request:
    """An enrolment as typed. `consent`: the coach says that the person agreed to the wording shown."""

    first_name: str
    phone: str
    email: str
    zone: str
    start: str
    campaign: str
    consent: bool
    how: str = ""
    slots: Mapping[str, str] = field(default_factory=dict)
    screen: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    first_name: str
    phone: str | None
    email: str | None
    zone: str
    start: date
    slots: Mapping[str, str]
    screen: Track | None


def consent_wording(brand: str) -> str:
    """This will give the wording that is shown to the coach, read to the person and stored with the consent."""
    return (
        f"I agree to get messages of the 8-week wellness programme from {brand} by SMS and email, about one a day. "
        "Msg & data rates may apply. I can reply HELP for help and STOP to end at any time. "
        "Agreeing is not a condition of any purchase. The programme is for learning; it is not medical care."
    )


def enrol(request: Request, by: str, office: Office, moment: Moment) -> Enrolment:
    """This will enrol a person, all or nothing.

    The person is asked to confirm first, unless confirmation is switched off (demo). Raises
    EnrolmentRefused with every problem found.
    """
    checked = check(request, moment.now)
    version = campaigns.current(request.campaign)
    if version is None:
        raise EnrolmentRefused(
            {"campaign": f"There is no published programme {request.campaign!r}. Run: coaching campaign load"}
        )
    try:
        with atomic():
            enrolment, owed = _store(checked, version.id, request, by, office, moment)
    except Taken as taken:
        raise EnrolmentRefused({str(taken): _taken(str(taken))}) from taken
    owe.put_all(owed, office)
    if enrolment.wake_at is not None:
        wake.soon(office.lessons, [Due(enrolment.pk, to_ms(enrolment.wake_at))])
    return enrolment


def check(request: Request, now: datetime) -> Checked:
    """This will read what was typed; raises EnrolmentRefused with one sentence per wrong field."""
    problems: dict[str, str] = {}
    name = request.first_name.strip()
    if not name or len(name) > 60:
        problems["first_name"] = "Enter the person's first name, at most 60 letters."
    phone = _phone(request.phone.strip(), problems)
    email = _email(request.email.strip(), problems)
    if not request.phone.strip() and not request.email.strip():
        problems["phone"] = "Enter a phone number or an email address; without one, nothing can be sent."
    zone = _zone(request.zone.strip(), problems)
    start = _start(request.start.strip(), zone, now, problems)
    slots = _slots(request.slots, problems)
    if not request.consent:
        problems["consent"] = "Tick this once the person has agreed to the wording. Nobody gets a message without it."
    screen = _screen(request.screen, problems)
    if problems:
        raise EnrolmentRefused(problems)
    return Checked(name, phone, email, zone, start, slots, screen)


def _phone(typed: str, problems: dict[str, str]) -> str | None:
    if not typed:
        return None
    try:
        number = phonenumbers.parse(typed, None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        problems["phone"] = "This is not a full number. Write it with + and the country code, e.g. +15551234567."
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(typed: str, problems: dict[str, str]) -> str | None:
    if not typed:
        return None
    try:
        return validate_email(typed, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        problems["email"] = f"This email address cannot be used: {error}"
        return None


def _zone(typed: str, problems: dict[str, str]) -> str:
    known = available_timezones()
    if typed in known:
        return typed
    folded = {name.casefold(): name for name in known}
    wanted = typed.casefold().replace(" ", "_")
    if wanted in folded:
        return folded[wanted]
    cities = {name.rsplit("/", 1)[-1].casefold(): name for name in sorted(known)}
    near = [cities[city] for city in difflib.get_close_matches(wanted, cities, 3, 0.6)]
    near += [folded[name] for name in difflib.get_close_matches(wanted, folded, 3, 0.6)]
    hint = ", ".join(dict.fromkeys(near)) or "Europe/Paris or America/New_York"
    problems["zone"] = f"There is no time zone {typed!r}. Did you mean {hint}?"
    return "UTC"


def _start(typed: str, zone: str, now: datetime, problems: dict[str, str]) -> date:
    today = schedule.local_date(now, standings.zone(zone))
    if not typed:
        return today + schedule.ONE_DAY
    try:
        start = date.fromisoformat(typed)
    except ValueError:
        problems["start"] = f"Write the first day as year-month-day, e.g. {today + schedule.ONE_DAY}."
        return today
    if start < today:
        problems["start"] = f"The first day has passed. The earliest is today, {today}."
    elif start > today + FURTHEST_START:
        problems["start"] = f"The first day is too far away. The latest is {today + FURTHEST_START}."
    return start


def _slots(slots: Mapping[str, str], problems: dict[str, str]) -> dict[str, str]:
    read = {}
    for slot, typed in slots.items():
        if not typed:
            continue
        try:
            read[slot] = time.fromisoformat(typed.strip().zfill(5)).isoformat("minutes")
        except ValueError:
            problems[f"slot_{slot}"] = "Write a time of day as hours:minutes, e.g. 09:30."
    return read


def _screen(typed: str, problems: dict[str, str]) -> Track | None:
    if not typed:
        return None
    try:
        return Track(typed)
    except ValueError:
        problems["screen"] = f"Unknown track {typed!r}. Choose one of: {', '.join(Track)}; or leave it empty."
        return None


def _taken(field_name: str) -> str:
    noun = "phone number" if field_name == "phone" else "email address"
    return f"Somebody with this {noun} is here already. Open that person from the list instead."


def _store(
    checked: Checked, version: int, request: Request, by: str, office: Office, moment: Moment
) -> tuple[Enrolment, list[owe.Owed]]:
    person = subscribers.add(NewSubscriber(checked.first_name, checked.phone, checked.email, checked.zone), moment.now)
    event = ConsentEvent.ASKED if office.confirm else ConsentEvent.GRANTED
    proof = Proof(
        how=request.how or "recorded by a coach",
        actor=by,
        wording=consent_wording(office.house.values["brand"]),
        wording_version=WORDING_VERSION,
    )
    for channel in _channels(person):
        consents.record(person, channel, event, proof, moment.now)
    enrolment = enrolments.add(
        person,
        version,
        start=checked.start,
        status=Status.WAITING if office.confirm else Status.ACTIVE,
        screen=checked.screen,
        slots=checked.slots,
        wake_at=None if office.confirm else first_look(checked.start, checked.zone, moment.now),
        by=by,
        at=moment.now,
    )
    audit.record(by, "enrolled", "enrolment", enrolment.pk, moment.now, campaign=request.campaign)
    owed = [_greeting(enrolment, channel, office, moment) for channel in _channels(person)]
    return enrolment, [each for each in owed if each is not None]


def _greeting(enrolment: Enrolment, channel: Channel, office: Office, moment: Moment) -> owe.Owed | None:
    if office.confirm:
        return owe.invitation(enrolment, channel, office, moment)
    return owe.welcome(enrolment, channel, owe.open_hours(enrolment, moment), office, moment)


def _channels(person: Subscriber) -> list[Channel]:
    return [channel for channel in Channel if subscribers.address(person, channel)]


def first_look(start: date, zone: str, now: datetime) -> datetime:
    """This will give when to decide for the first time: as the first day begins, or now."""
    begins = schedule.instant(start, time(0), standings.zone(zone))
    return max(begins, now) if begins else now
