"""Messages owed beside the steps: composed when they come up, kept in the ledger until they are due."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from coaching.core import languages, schedule
from coaching.core.decide import text_track
from coaching.core.model import Channel, EnrolmentId, MessageId, Track
from coaching.core.rendering import RenderFailed
from coaching.journeys import library, wake
from coaching.journeys.compose import Composer
from coaching.journeys.office import Moment, Office
from coaching.store import messages, standings
from coaching.store.messages import Draft
from coaching.store.models import Enrolment, OpenQuestion
from coaching.store.standings import Person
from coaching.store.templates import Words
from coaching.store.timetable import Due, to_ms

log = structlog.get_logger()
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
    person = enrolment.subscriber
    return hours_of(enrolment.campaign_id, person.phone, person.zone, moment.now)


def hours_of(version: int, phone: str | None, zone: str, at: datetime) -> Span:
    """This will give the next open hours of somebody with this number in this zone, from an instant on."""
    there = standings.zone(zone)
    due, until = schedule.next_open(library.campaign_for(version, phone).window, there, at)
    return Span(due, until, schedule.local_date(due, there))


@dataclass(frozen=True, slots=True)
class Run:
    """Whose message it is. `campaign` is the programme's key; `track` is asked only where a text has forms."""

    enrolment: EnrolmentId
    person: Person
    campaign: str
    version: int
    track: Callable[[], Track]


def run_of(enrolment: Enrolment) -> Run:
    """This will gather what a message needs of a stored run."""
    return Run(
        EnrolmentId(enrolment.pk),
        standings.person_of(enrolment.subscriber),
        enrolment.campaign.key,
        enrolment.campaign_id,
        lambda: text_track(standings.load(EnrolmentId(enrolment.pk)).standing),
    )


Live = Callable[[Iterable[str]], Mapping[str, Words]]
"""Reads the newest published words of several templates; one for a batch may remember them."""


def say(note: Note, enrolment: Enrolment, channel: Channel, span: Span, office: Office, moment: Moment) -> Owed | None:
    """This will put a message into the ledger; None if its key is there already.

    A text for which no email is written travels inside one. Raises WordsMissing where nothing is published.
    """
    draft = compose(note, run_of(enrolment), channel, span, office, Composer(office.house, {}))
    message = messages.owe(draft, moment.lease("", timedelta()))
    return None if message is None else Owed(message, span.due)


def compose(
    note: Note,
    run: Run,
    channel: Channel,
    span: Span,
    office: Office,
    composer: Composer,
    live: Live = library.current,
) -> Draft:
    """This will write a message without storing it. Raises WordsMissing where nothing is published."""
    own = {**knows(run, office), **note.values}
    sms = _spoken(note.sms, run.person) if note.sms else _form(run, Channel.SMS, note.template, live)
    name = sms if channel is Channel.SMS else _form(run, Channel.EMAIL, note.template, live)
    if name is None and sms is not None:
        name = _form(run, Channel.EMAIL, BY_EMAIL, live)
        own["sms_text"] = composer.plain(live([sms])[sms], own, run.person, span.due)
    if name is None:
        raise library.WordsMissing(
            f"{channel}/{run.campaign}/{note.template} has no published version; run: coaching migrate"
        )
    return write(note, run, channel, live([name])[name], span, composer, own)


def write(
    note: Note,
    run: Run,
    channel: Channel,
    words: Words,
    span: Span,
    composer: Composer,
    own: dict[str, Any],
    *,
    ahead: bool = False,
) -> Draft:
    """This will write a message in the words that were found for it; `own`: what it knows of its person; `ahead`: see
    Composer.fill."""
    draft = Draft(
        dedupe_key=note.key[:80],
        kind=note.kind,
        subscriber=run.person.subscriber,
        enrolment=run.enrolment,
        channel=channel,
        template=words.name,
        version=words.number,
        due_at=span.due,
        until=span.until,
        on=span.on,
        address=note.address,
        dose=note.dose,
    )
    return composer.fill(draft, own, run.person, ahead=ahead)


def words(sms: str, values: Mapping[str, Any], enrolment: Enrolment, office: Office, moment: Moment) -> str:
    """This will give the words of a text as a page shows them: without the sender's name in front."""
    person = standings.person_of(enrolment.subscriber)
    own = {**knows(run_of(enrolment), office), **values}
    name = _spoken(sms, person)
    return Composer(office.house, {}).plain(library.current([name])[name], own, person, moment.now)


def knows(run: Run, office: Office) -> dict[str, Any]:
    """This will give what a text beside the steps knows of its person."""
    program = library.campaign(run.version).called_in(run.person.language)
    return {"first_name": run.person.first_name, "program": program, **office.region_values(run.person.region)}


def _spoken(name: str, person: Person) -> str:
    """The form of a chosen text in the person's language, where one is written."""
    own = languages.form(name, person.language)
    return own if own == name or own in library.current([own]) else name


def _form(run: Run, channel: Channel, template: str, live: Live) -> str | None:
    """The published form of a text: the programme's own, else that of the house; for the person's track where it has
    one, else the default; in their language where that is written, else in the default one."""
    language = run.person.language
    families = [_family(name) for name in library.defaults(run.campaign, channel, template)]
    every = [form for family in families for name in family.values() for form in languages.forms(name, language)]
    found = live(every)
    for family in families:
        if family[Track.FULL] in found:
            track = run.track() if any(family[own] in found for own in OWN_FORMS) else Track.FULL
            name = family[track] if family[track] in found else family[Track.FULL]
            return next(form for form in languages.forms(name, language) if form in found)
    return None


OWN_FORMS = (Track.FOOD_FIRST, Track.GENTLE)


def _family(default: str) -> dict[Track, str]:
    return {Track.FULL: default, **{track: f"{default}.{track}" for track in OWN_FORMS}}


def asking(enrolment: EnrolmentId, channel: Channel) -> Note:
    return Note("invite", f"invite:{enrolment}:{channel}", "optin-request")


def welcoming(enrolment: EnrolmentId, channel: Channel) -> Note:
    return Note("welcome", f"welcome:{enrolment}:{channel}", "optin-confirm")


def invitation(enrolment: Enrolment, channel: Channel, office: Office, moment: Moment) -> Owed | None:
    """This will owe the request to confirm, once for each run and channel."""
    return say(
        asking(EnrolmentId(enrolment.pk), channel), enrolment, channel, open_hours(enrolment, moment), office, moment
    )


def welcome(enrolment: Enrolment, channel: Channel, span: Span, office: Office, moment: Moment) -> Owed | None:
    """This will owe the welcome that confirms an opt-in, once for each run and channel."""
    return say(welcoming(EnrolmentId(enrolment.pk), channel), enrolment, channel, span, office, moment)


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
    note = Note(kind, f"{answers_to(raw, kind)}{template}", template, values)
    return say(note, enrolment, channel, at_once(moment), office, moment)


def answers_to(raw: int, kind: str = "reply") -> str:
    """This will give how the keys of the answers to one message that came in begin."""
    return f"{kind}:{raw}:"


def once(
    enrolment: Enrolment, kind: str, key: str, template: str, channel: Channel, office: Office, moment: Moment
) -> Owed | None:
    """This will owe a message of the programme beside its steps, in the person's open hours, once per `key`."""
    note = Note(kind, key, template)
    return say(note, enrolment, channel, open_hours(enrolment, moment), office, moment)


def beside_a_lesson(
    enrolment: Enrolment, kind: str, key: str, template: str, channel: Channel, office: Office, moment: Moment
) -> Owed | None:
    """This will do what `once` does; words that cannot be made for this person are left out, as the lessons of a whole
    batch go out in the same transaction."""
    try:
        return once(enrolment, kind, key, template, channel, office, moment)
    except (RenderFailed, LookupError):
        log.exception("a word beside a lesson cannot be made", enrolment=enrolment.pk, template=template)
        return None


def put_all(owed: Iterable[Owed], office: Office) -> None:
    """This will have owed messages sent when they are due."""
    wake.soon(office.owed, [Due(each.message, to_ms(each.due)) for each in owed])
