"""Many people come in at once: the rules and the rows of journeys/enrol.py, in a few statements for all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from coaching.campaigns import quiet_hours
from coaching.core.consent import STATE_AFTER, ConsentEvent, Permission
from coaching.core.decide import Status
from coaching.core.model import Channel, EnrolmentId, SubscriberId, Track
from coaching.journeys import announce, enrol, entry, library, owe, wake
from coaching.journeys.compose import Composer
from coaching.journeys.enrol import EnrolmentRefused, Known, NotFree
from coaching.journeys.entry import Checked, Entry
from coaching.journeys.import_people import reader
from coaching.journeys.import_people.checking import Bad, Good, Trouble
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed, Run, Span
from coaching.store import audit, consents, enrolments, messages, subscribers, suppressions, uploads
from coaching.store.consents import Proof
from coaching.store.enrolments import AlreadyEnrolled
from coaching.store.models import Subscriber
from coaching.store.standings import Person
from coaching.store.subscribers import NewSubscriber, Taken
from coaching.store.templates import Words
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic

FIELDS = {Channel.SMS: "phone", Channel.EMAIL: "email"}
HOW = "import"


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for everybody in a file. `proof`: who got their consent, when and how; `wording`: what they saw,
    "" the house's own. `portion` people are asked in each `every`; 0: all as soon as they may be.
    """

    upload: int
    campaign: str
    version: int
    by: str
    proof: str
    wording: str
    begun: datetime
    portion: int = 0
    every: timedelta = timedelta(days=1)

    def turn(self, place: int) -> timedelta:
        """This will say how long after the first the person at this place (from 0) is asked."""
        return self.every * (place // self.portion) if self.portion else timedelta()


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who may come in. `known`: who was here before. `channels`: which are asked."""

    good: Good
    known: Subscriber | None
    channels: tuple[Channel, ...]


@dataclass(slots=True)
class Came:
    """Who came in, as (enrolment, subscriber, whether they are new here), and who could not after all."""

    made: list[tuple[int, int, bool]] = field(default_factory=list)
    refused: list[Bad] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    wakes: list[Due] = field(default_factory=list)

    def put(self, office: Office) -> None:
        """This will tell the timetables; call it once it is stored."""
        owe.put_all(self.owed, office)
        wake.soon(office.lessons, self.wakes)


def sort(upload: int, rows: Sequence[Good], office: Office) -> tuple[list[Coming], list[Bad]]:
    """This will tell who of many rows of a checked file may come in, in a few queries."""
    own, twice = reader.apart(rows, uploads.first_rows(upload, {key for good in rows for key in good.keys}))
    coming, bad = known(own, office)
    return coming, twice + bad


def known(rows: Sequence[Good], office: Office) -> tuple[list[Coming], list[Bad]]:
    """This will tell who of many may come in by what is on record about them."""
    record = _record(rows)
    if record is None:
        return [_free(good) for good in rows], []
    coming: list[Coming] = []
    bad: list[Bad] = []
    for good in rows:
        try:
            coming.append(Coming(good, *enrol.find(good.checked, record, office)))
        except NotFree as no:
            bad.append(Bad(good.row, tuple((Trouble(no.obstacles[name]), why) for name, why in no.problems.items())))
    return coming, bad


def _free(good: Good) -> Coming:
    """What enrol.find says of addresses that are not on record."""
    named = ((Channel.SMS, good.checked.phone), (Channel.EMAIL, good.checked.email))
    return Coming(good, None, tuple([channel for channel, address in named if address]))


def _record(rows: Sequence[Good]) -> Known | None:
    """What is on record about many, asked for at once; None: nothing."""
    phones = {good.checked.phone for good in rows if good.checked.phone}
    emails = {good.checked.email.casefold() for good in rows if good.checked.email}
    people = subscribers.holders(phones, emails)
    by_phone = {person.phone: person for person in people}
    by_email = {(person.email or "").casefold(): person for person in people}
    live = enrolments.live_among([person.pk for person in people]) if people else set()
    kept = suppressions.among(
        [*((Channel.SMS, phone) for phone in phones), *((Channel.EMAIL, email) for email in emails)]
    )

    if not people and not kept:
        return None

    def holder(channel: Channel, address: str) -> Subscriber | None:
        return by_phone.get(address) if channel is Channel.SMS else by_email.get(address.casefold())

    def is_suppressed(channel: Channel, address: str) -> bool:
        return bool(kept) and (channel, address.casefold()) in kept

    return Known(holder, lambda person: person.pk in live, is_suppressed)


def bring_in(coming: Sequence[Coming], before: int, terms: Terms, office: Office, moment: Moment) -> Came:
    """This will enrol people, in your transaction. `before`: how many of the file came before these."""
    came = Came()
    pairs = [(each, terms.turn(before + place)) for place, each in enumerate(coming)]
    _new([pair for pair in pairs if pair[0].known is None], came, terms, office, moment)
    for each, turn in pairs:
        if each.known is not None:
            _again(each, turn, came, terms, office, moment)
    return came


def event(office: Office) -> ConsentEvent:
    return ConsentEvent.ASKED if office.confirm else ConsentEvent.GRANTED


def _new(pairs: Sequence[tuple[Coming, timedelta]], came: Came, terms: Terms, office: Office, moment: Moment) -> None:
    """People whom nobody knows yet: the rows that entry.enter makes, one statement for each table."""
    begins = not office.confirm
    people = [_person(each.good.checked) for each, _ in pairs]
    asked = {channel: STATE_AFTER[event(office)] for channel in Channel}
    states = [{c: asked[c] if c in each.channels else Permission.NONE for c in Channel} for each, _ in pairs]
    stored = subscribers.add_many(people, states, moment.now)
    inside = [(each, turn, own) for (each, turn), own in zip(pairs, stored, strict=True) if own is not None]
    came.refused += [_taken(each) for (each, _), own in zip(pairs, stored, strict=True) if own is None]
    for channel in Channel:
        rows = [
            (pk, str(getattr(each.good.checked, FIELDS[channel])), each.good.checked.zone, _proof(terms, each.good.row))
            for each, _, (pk, _) in inside
            if channel in each.channels
        ]
        wording, version = entry.agreed_to(terms.wording, channel, terms.version, office)
        shared = Proof(how=HOW, actor=terms.by, wording=wording, wording_version=version)
        consents.add_many(channel, event(office), shared, rows, moment.now)
    runs = []
    for each, turn, (pk, _) in inside:
        read, start = each.good.checked, each.good.checked.start + timedelta(days=turn.days)
        wake_at = entry.first_look(start, read.zone, moment.now) if begins else None
        runs.append((pk, start, read.slots, wake_at))
    ids = enrolments.add_many(terms.version, Status.ACTIVE if begins else Status.WAITING, runs, terms.by, moment.now)
    audit.record_many(
        terms.by,
        "enrolled",
        "enrolment",
        ids.values(),
        moment.now,
        campaign=terms.campaign,
        cycle=1,
        upload=terms.upload,
    )
    announce.enrolled_many([(ids[pk], pk) for _, _, (pk, _) in inside], moment.now)
    came.made += [(ids[pk], pk, True) for _, _, (pk, _) in inside]
    came.wakes += [Due(ids[pk], to_ms(at)) for pk, _, _, at in runs if at is not None]
    greeter = Greeter(terms, office, moment)
    drafts = [
        greeter.draft(ids[pk], pk, token, each.good.checked, channel, turn)
        for each, turn, (pk, token) in inside
        for channel in each.channels
    ]
    owed = messages.owe_many(drafts, moment.lease("", timedelta()))
    came.owed += [Owed(owed[draft.dedupe_key], draft.due_at) for draft in drafts if draft.dedupe_key in owed]


def _person(read: Checked) -> NewSubscriber:
    return NewSubscriber(read.first_name, read.phone, read.email, read.zone, read.region, read.language)


def _proof(terms: Terms, row: int) -> str:
    return f"{terms.proof} Row {row} of import {terms.upload}."


def _taken(each: Coming) -> Bad:
    return Bad(each.good.row, ((Trouble.ENROLLED, "Somebody with this number or address came in a moment ago."),))


def _again(each: Coming, turn: timedelta, came: Came, terms: Terms, office: Office, moment: Moment) -> None:
    """Somebody who was here before: few in any file, so one by one, by the journey itself."""
    checked = replace(each.good.checked, start=each.good.checked.start + timedelta(days=turn.days))
    later = Moment(max(moment.now, terms.begun + turn), moment.machine_now, moment.boot_s)
    try:
        with atomic():
            run = entry.enter(
                Entry(
                    checked=checked,
                    known=each.known,
                    channels=each.channels,
                    campaign=terms.campaign,
                    version=terms.version,
                    event=event(office),
                    by=terms.by,
                    how=HOW,
                    proof=_proof(terms, each.good.row),
                    wording=terms.wording,
                ),
                office,
                moment,
            )
            span = owe.open_hours(run, later)
            notes = [_note(EnrolmentId(run.pk), channel, office) for channel in each.channels]
            owed = [
                owe.say(note, run, channel, span, office, moment)
                for note, channel in zip(notes, each.channels, strict=True)
            ]
    except (Taken, AlreadyEnrolled, EnrolmentRefused):
        came.refused.append(_taken(each))
        return
    came.owed += [one for one in owed if one is not None]
    came.made.append((run.pk, run.subscriber_id, False))
    if run.wake_at is not None:
        came.wakes.append(Due(run.pk, to_ms(run.wake_at)))


def _note(run: EnrolmentId, channel: Channel, office: Office) -> owe.Note:
    return owe.asking(run, channel) if office.confirm else owe.welcoming(run, channel)


class Greeter:
    """Writes the first message of many: what they share is read once."""

    def __init__(self, terms: Terms, office: Office, moment: Moment) -> None:
        self._terms, self._office, self._moment = terms, office, moment
        self._composer = Composer(office.house, {})
        self._found: dict[tuple[Channel, str], Words] = {}
        self._live: dict[tuple[str, ...], Mapping[str, Words]] = {}
        self._spans: dict[tuple[str, str, timedelta], Span] = {}

    def draft(
        self, run: EnrolmentId, subscriber: int, token: str, read: Checked, channel: Channel, turn: timedelta
    ) -> messages.Draft:
        """This will write the invitation of one person, or the welcome where nobody has to confirm."""
        person = Person(
            SubscriberId(subscriber), read.first_name, token, read.phone, read.email, read.region, read.language
        )
        whose = Run(run, person, self._terms.campaign, self._terms.version, lambda: Track.FOOD_FIRST)
        span = self.span(read, turn)
        note = _note(run, channel, self._office)
        found = self._found.get((channel, read.language))
        if found is not None:
            own, is_plain = owe.knows(whose, self._office), read.first_name.isprintable()
            return owe.write(note, whose, channel, found, span, self._composer, own, ahead=is_plain)
        draft = owe.compose(note, whose, channel, span, self._office, self._composer, self._words)
        if "sms_text" not in draft.words:  # a text inside an email holds words of its person
            self._found[channel, read.language] = library.version(draft.template, draft.version)
        return draft

    def span(self, read: Checked, turn: timedelta) -> Span:
        """This will say when somebody may first be written to, at their turn; their state may have hours of its own."""
        key = (read.zone, quiet_hours.state_of(read.phone), turn)
        if key not in self._spans:
            at = max(self._moment.now, self._terms.begun + turn)
            self._spans[key] = owe.hours_of(self._terms.version, read.phone, read.zone, at)
        return self._spans[key]

    def _words(self, names: Iterable[str]) -> Mapping[str, Words]:
        wanted = tuple(names)
        if wanted not in self._live:
            self._live[wanted] = library.current(wanted)
        return self._live[wanted]
