"""A new phone number or email address, asked for by its person or corrected by a coach, takes the old one's place."""

import hmac
import re
import secrets
from datetime import timedelta

from coaching.core.consent import ConsentEvent, Permission
from coaching.core.decide import Status
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import countries, owe, wake
from coaching.journeys import typed as typed_in
from coaching.journeys.office import House, Moment, Office
from coaching.journeys.owe import Note
from coaching.journeys.prefer import ChangeRefused
from coaching.journeys.typed import Problems
from coaching.store import address_changes, audit, consents, enrolments, subscribers, suppressions
from coaching.store.consents import Proof
from coaching.store.models import AddressChange, Enrolment, Subscriber
from coaching.store.subscribers import Taken
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic

LASTS = timedelta(hours=24)
MOST_A_DAY = 3
WORDING_VERSION = "2026-11-address"
_NOUNS = {Channel.SMS: "number", Channel.EMAIL: "email address"}


def wording(channel: Channel, house: House) -> str:
    """This will give the wording that is shown beside the confirmation, and stored with the consent."""
    how, rates = ("text", " Msg & data rates may apply.") if channel is Channel.SMS else ("email", "")
    end = "I can reply HELP for help and STOP to end" if channel is Channel.SMS else "I can end them by a link in each"
    return (
        f"I agree to get the messages of the 8-week program from {house.values['brand']} by {how} at this "
        f"{_NOUNS[channel]}, about one a day.{rates} {end} at any time. It is not a condition of any purchase."
    )


def ask(
    enrolment: Enrolment, channel: Channel, typed: str, office: Office, moment: Moment, by: str = ""
) -> AddressChange:
    """This will send a code (SMS) or a link (email) to the new address; nothing changes until it is used.

    `by`: a coach who asks for the person, else the person. Raises ChangeRefused with a sentence for the person.
    """
    person = enrolment.subscriber
    address = _read(channel, typed, office)
    if address == subscribers.address(person, channel):
        raise ChangeRefused(f"That is the {_NOUNS[channel]} we have.")
    if enrolment.status != Status.ACTIVE:
        raise ChangeRefused("Your program is not running just now.")
    if address_changes.asked_since(person, moment.now - LASTS) >= MOST_A_DAY:
        raise ChangeRefused("That was the third time in 24 hours. Please try again tomorrow.")
    if address_changes.is_taken(channel, address) or suppressions.is_suppressed(channel, address):
        address_changes.note_refused(person, channel, moment.now)
        contact = office.house.values["support_contact"]
        raise ChangeRefused(f"We cannot use that {_NOUNS[channel]}. Is it yours? Then write to {contact}.")
    with atomic():
        code = f"{secrets.randbelow(10**6):06}" if channel is Channel.SMS else secrets.token_urlsafe(24)
        change = address_changes.ask(person, channel, address, code, moment.now, moment.now + LASTS)
        owed = owe.say(_note(change, office.house), enrolment, channel, owe.at_once(moment), office, moment)
        actor = by or _by(person)
        audit.record(actor, "asked for a new address", "subscriber", person.pk, moment.now, channel=channel)
    owe.put_all([owed] if owed else [], office)
    return change


def correct(
    enrolment: Enrolment, channel: Channel, typed: str, by: str, office: Office, moment: Moment
) -> AddressChange | None:
    """This will put a new address in the place of one that was wrong, for a person who told a coach so and agreed to
    the wording. Answers the change that still waits for the person's proof; None: it is done.

    The old address loses its consent at once with the change. Where people confirm by themselves, a run under way
    waits for the code or link that goes to the new address, and one that waits for a yes is asked anew there.
    Raises ChangeRefused.
    """
    person = enrolment.subscriber
    if enrolment.status not in (Status.ACTIVE, Status.WAITING):
        raise ChangeRefused("This programme has ended, so there is nothing to correct.")
    if getattr(person, f"{channel}_state") == Permission.REVOKED:
        raise ChangeRefused(
            f"{person.first_name} has stopped this channel; only {person.first_name} can go back on it."
        )
    if office.confirm and enrolment.status == Status.ACTIVE:
        return ask(enrolment, channel, typed, office, moment, by)
    address = _free(person, channel, typed, office)
    asks = enrolment.status == Status.WAITING
    change = address_changes.ask(person, channel, address, secrets.token_urlsafe(24), moment.now, moment.now + LASTS)
    event = ConsentEvent.ASKED if asks else ConsentEvent.GRANTED
    _take_over(change, "recorded by a coach in the console", office, moment, event, by)
    if asks:
        _invite_anew(enrolments.get(EnrolmentId(enrolment.pk)), channel, change, office, moment)
    return None


def _free(person: Subscriber, channel: Channel, typed: str, office: Office) -> str:
    address = _read(channel, typed, office)
    if address == subscribers.address(person, channel):
        raise ChangeRefused(f"That is the {_NOUNS[channel]} we have.")
    if suppressions.is_suppressed(channel, address):
        raise ChangeRefused(f"The owner of that {_NOUNS[channel]} has asked us never to write to it again.")
    if address_changes.is_taken(channel, address):
        raise ChangeRefused(f"Somebody else here has that {_NOUNS[channel]}; one serves one person.")
    return address


def _invite_anew(enrolment: Enrolment, channel: Channel, change: AddressChange, office: Office, moment: Moment) -> None:
    note = Note("invite", f"invite:{enrolment.pk}:{channel}:{change.pk}", "optin-request")
    owed = owe.say(note, enrolment, channel, owe.open_hours(enrolment, moment), office, moment)
    owe.put_all([owed] if owed else [], office)


def _note(change: AddressChange, house: House) -> Note:
    key = f"address:{change.pk}"
    if change.channel == Channel.SMS:
        return Note("address", key, "address-code", {"code": change.code}, change.address)
    # The link names the wish alone: whoever has that address may be a stranger if a letter was mistyped.
    url = f"{house.public_url}/address/{change.code}"
    return Note("address", key, "address-confirm", {"confirm_url": url}, change.address)


def _read(channel: Channel, typed: str, office: Office) -> str:
    """As at the sign-up; a number of a country without emergency numbers of ours is refused, too."""
    problems: Problems = {}
    read = typed_in.phone(typed[:40], problems) if channel is Channel.SMS else typed_in.email(typed[:320], problems)
    if problems or read is None:
        example = "+15551234567" if channel is Channel.SMS else "ana@example.org"
        raise ChangeRefused(f"This is not a full {_NOUNS[channel]}. Write it like {example}.")
    if channel is Channel.SMS and countries.of_phone(read) not in office.open_countries:
        raise ChangeRefused("We cannot text to that country yet. Please use another number, or emails.")
    return read


def confirm_by_code(
    person: Subscriber, channel: Channel, typed: str, office: Office, moment: Moment, by: str = ""
) -> None:
    """This will take over the new address if the code is right; raises ChangeRefused where it is not.

    `by`: a coach to whom the person told the code.
    """
    change = address_changes.waiting(person, channel, moment.now)
    if change is None:
        raise ChangeRefused("That code is over. Please ask for a new one.")
    if not address_changes.count_try(change):
        raise ChangeRefused("That was one try too many. Please ask for a new code.")
    digits = re.sub(r"[^0-9]", "", typed[:20])
    if not hmac.compare_digest(digits, change.code):
        left = address_changes.MOST_TRIES - change.tries - 1
        again = f"You have {left} more {'try' if left == 1 else 'tries'}." if left else "Please ask for a new one."
        raise ChangeRefused(f"That is not the code. {again}")
    how = "code told to a coach" if by else "code sent to the new number"
    _take_over(change, how, office, moment, by=by)


def confirm_by_link(code: str, office: Office, moment: Moment) -> AddressChange:
    """This will take over the address that a link was sent to; raises ChangeRefused where it is over."""
    change = waiting_for(code, moment)
    if change is None:
        raise ChangeRefused("This link is over, or it was used already.")
    _take_over(change, "link sent to the new address", office, moment)
    return change


def waiting_for(code: str, moment: Moment) -> AddressChange | None:
    """This will find what a link would confirm."""
    return address_changes.by_code(code, moment.now) if re.fullmatch(r"[A-Za-z0-9_-]{20,43}", code) else None


def _take_over(
    change: AddressChange,
    how: str,
    office: Office,
    moment: Moment,
    event: ConsentEvent = ConsentEvent.CONFIRMED,
    by: str = "",
) -> None:
    channel, actor = Channel(change.channel), by or _by(change.subscriber)
    try:
        with atomic():
            _end_the_old(change.subscriber, channel, actor, moment)
            person = address_changes.swap(change, _region(change), moment.now)
            if person is None:
                raise ChangeRefused("That was done already, or it is over.")
            proof = Proof(
                how=how,
                actor=actor,
                wording=wording(channel, office.house),
                wording_version=WORDING_VERSION,
                proof=f"address change {change.pk}",
            )
            consents.record(person, channel, event, proof, moment.now)
            audit.record(actor, "changed address", "subscriber", person.pk, moment.now, channel=channel)
            live = enrolments.live_of(person)
            if live is not None:
                enrolments.wake(EnrolmentId(live.pk), moment.now)
    except Taken as taken:
        address_changes.drop(change, moment.now)
        raise ChangeRefused(f"We cannot use that {_NOUNS[channel]} any more.") from taken
    if live is not None:
        wake.soon(office.lessons, [Due(live.pk, to_ms(moment.now))])


def _end_the_old(person: Subscriber, channel: Channel, by: str, moment: Moment) -> None:
    """Whoever has the old address now has agreed to nothing."""
    if subscribers.address(person, channel):
        proof = Proof(how="another address took its place", actor=by)
        consents.record(person, channel, ConsentEvent.REPLACED, proof, moment.now)


def _region(change: AddressChange) -> str | None:
    """A new number brings the emergency numbers of its country with it."""
    return countries.of_phone(change.address) if change.channel == Channel.SMS else None


def _by(person: Subscriber) -> str:
    return f"subscriber {person.pk}"
