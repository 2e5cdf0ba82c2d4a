"""Messages owed beside the steps: composed when they come up, kept in the ledger until they are due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from coaching.core import languages, schedule
from coaching.core.decide import text_track
from coaching.core.model import Channel, EnrolmentId, MessageId, SubscriberId, Track
from coaching.journeys import library, wake
from coaching.journeys.compose import Composer
from coaching.journeys.office import Moment, Office
from coaching.store import messages, standings
from coaching.store.messages import Draft
from coaching.store.models import Enrolment, OpenQuestion
from coaching.store.standings import Person
from coaching.store.timetable import Due, to_ms

# An answer later than this would puzzle its reader.
ANSWER_LASTS = timedelta(hours=1)
BY_EMAIL = "reply-by-email"


@dataclass(frozen=True, slots=True)
class Owed:
    """A message in the ledger that is to be put into the timetable once its transaction has committed."""

    message: MessageId
    due: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say. `key` makes it at most one; `template` is the name of a system text, whose form follows
    the person's track, unless `sms` names the text of a form; `address` goes before the person's own. `dose`: it
    speaks of taking a supplement, so a hold refuses it."""

    kind: str
    key: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""
    sms: str = ""
    dose: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when a message may go out (programme time), and the local date it counts for."""

    due: datetime
    until: datetime
    on: date | None = None


def at_once(moment: Moment) -> Span:
    """The span of an answer to what the person has just done, at any hour."""
    return Span(moment.now, moment.now + ANSWER_LASTS)


def open_hours(enrolment: Enrolment, moment: Moment) -> Span:
    """The span of a message that nobody has just asked for: the next open hours of the person."""
    window = library.campaign_for(enrolment.campaign_id, enrolment.subscriber.phone).window
    zone = standings.zone(enrolment.subscriber.zone)
    due, until = schedule.next_open(window, zone, moment.now)
    return Span(due, until, schedule.local_date(due, zone))


def say(note: Note, enrolment: Enrolment, channel: Channel, span: Span, office: Office, moment: Moment) -> Owed | None:
    """This will put a message into the ledger; None if its key is there already.

    A text for which no email is written travels inside one. Raises WordsMissing where nothing is published.
    """
    person, campaign = standings.person_of(enrolment.subscriber), enrolment.campaign.key
    own = {**_own(enrolment, person, office), **note.values}
    composer = Composer(office.house, {})
    sms = _spoken(note.sms, person) if note.sms else _form(enrolment, Channel.SMS, note.template)
    name = sms if channel is Channel.SMS else _form(enrolment, Channel.EMAIL, note.template)
    if name is None and sms is not None:
        name = _form(enrolment, Channel.EMAIL, BY_EMAIL)
        own["sms_text"] = composer.plain(library.current([sms])[sms], own, person, span.due)
    if name is None:
        raise library.WordsMissing(
            f"{channel}/{campaign}/{note.template} has no published version; run: coaching migrate"
        )
    draft = Draft(
        dedupe_key=note.key[:80],
        kind=note.kind,
        subscriber=SubscriberId(enrolment.subscriber_id),
        enrolment=EnrolmentId(enrolment.pk),
        channel=channel,
        template=name,
        version=library.current([name])[name].number,
        due_at=span.due,
        until=span.until,
        on=span.on,
        address=note.address,
        dose=note.dose,
    )
    message = messages.owe(composer.fill(draft, own, person), moment.lease("", timedelta()))
    return None if message is None else Owed(message, span.due)


def words(sms: str, values: Mapping[str, Any], enrolment: Enrolment, office: Office, moment: Moment) -> str:
    """This will give the words of a text as a page shows them: without the sender's name in front."""
    person = standings.person_of(enrolment.subscriber)
    own = {**_own(enrolment, person, office), **values}
    name = _spoken(sms, person)
    return Composer(office.house, {}).plain(library.current([name])[name], own, person, moment.now)


def _own(enrolment: Enrolment, person: Person, office: Office) -> dict[str, Any]:
    """What a text beside the steps knows of its person."""
    program = library.campaign(enrolment.campaign_id).called_in(person.language)
    return {"first_name": person.first_name, "program": program, **office.region_values(person.region)}


def _spoken(name: str, person: Person) -> str:
    """The form of a chosen text in the person's language, where one is written."""
    own = languages.form(name, person.language)
    return own if own == name or own in library.current([own]) else name


def _form(enrolment: Enrolment, channel: Channel, template: str) -> str | None:
    """The published form of a text: the programme's own, else that of the house; for the person's track where it has
    one, else the default; in their language where that is written, else in the default one."""
    language = enrolment.subscriber.language
    families = [_family(name) for name in library.defaults(enrolment.campaign.key, channel, template)]
    every = [form for family in families for name in family.values() for form in languages.forms(name, language)]
    found = library.current(every)
    for family in families:
        if family[Track.FULL] in found:
            track = _track(enrolment) if any(family[own] in found for own in OWN_FORMS) else Track.FULL
            name = family[track] if family[track] in found else family[Track.FULL]
            return next(form for form in languages.forms(name, language) if form in found)
    return None


OWN_FORMS = (Track.FOOD_FIRST, Track.GENTLE)


def _family(default: str) -> dict[Track, str]:
    return {Track.FULL: default, **{track: f"{default}.{track}" for track in OWN_FORMS}}


def _track(enrolment: Enrolment) -> Track:
    return text_track(standings.load(EnrolmentId(enrolment.pk)).standing)


def invitation(enrolment: Enrolment, channel: Channel, office: Office, moment: Moment) -> Owed | None:
    """This will owe the request to confirm, once for each run and channel."""
    note = Note("invite", f"invite:{enrolment.pk}:{channel}", "optin-request")
    return say(note, enrolment, channel, open_hours(enrolment, moment), office, moment)


def welcome(enrolment: Enrolment, channel: Channel, span: Span, office: Office, moment: Moment) -> Owed | None:
    """This will owe the welcome that confirms an opt-in, once for each run and channel."""
    note = Note("welcome", f"welcome:{enrolment.pk}:{channel}", "optin-confirm")
    return say(note, enrolment, channel, span, office, moment)


def question(
    enrolment: Enrolment, asked: OpenQuestion, channel: Channel, span: Span, office: Office, moment: Moment
) -> Owed | None:
    """This will owe the next question of a check-in, in answer to the one before."""
    note = Note("ask", question_key(asked), "question", {"question_short": asked.short})
    return say(note, enrolment, channel, span, office, moment)


def question_key(asked: OpenQuestion) -> str:
    """This will give the key of the message that puts a question."""
    return f"ask:{asked.enrolment_id}:{asked.day}:{asked.question}:{asked.round}"


def answer(
    enrolment: Enrolment,
    raw: int,
    template: str,
    values: Mapping[str, Any],
    channel: Channel,
    office: Office,
    moment: Moment,
    kind: str = "reply",
) -> Owed | None:
    """This will owe the answer to one message that came in; a repeated call owes nothing more."""
    note = Note(kind, f"{kind}:{raw}:{template}", template, values)
    return say(note, enrolment, channel, at_once(moment), office, moment)


def once(
    enrolment: Enrolment, kind: str, key: str, template: str, channel: Channel, office: Office, moment: Moment
) -> Owed | None:
    """This will owe a message of the programme beside its steps, in the person's open hours, once per `key`."""
    note = Note(kind, key, template)
    return say(note, enrolment, channel, open_hours(enrolment, moment), office, moment)


def put_all(owed: Iterable[Owed], office: Office) -> None:
    """This will have owed messages sent when they are due."""
    wake.soon(office.owed, [Due(each.message, to_ms(each.due)) for each in owed])
