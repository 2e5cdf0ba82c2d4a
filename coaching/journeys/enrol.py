"""A coach brings a person in: checks at the edge, records consent, invites or begins, and puts the first moment."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from coaching.core import languages
from coaching.core.consent import ConsentEvent, Permission
from coaching.core.decide import Status
from coaching.core.model import Channel
from coaching.journeys import entry, library, owe, typed, wake, wordings
from coaching.journeys.entry import Checked, Entry
from coaching.journeys.office import Moment, Office
from coaching.store import campaigns, consents, enrolments, subscribers, suppressions
from coaching.store.enrolments import AlreadyEnrolled
from coaching.store.models import Enrolment, Subscriber
from coaching.store.subscribers import Taken
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic

FIELDS = {Channel.SMS: "phone", Channel.EMAIL: "email"}
NOUNS = {Channel.SMS: "phone number", Channel.EMAIL: "email address"}


class EnrolmentRefused(Exception):
    """What was typed cannot be taken; `problems` maps the field to one sentence that says what to do.

    `named`: fields whose sentence names somebody who was here before; show it only to those who may see people.
    """

    def __init__(self, problems: Mapping[str, str], named: frozenset[str] = frozenset()) -> None:
        self.problems = dict(problems)
        self.named = named
        super().__init__("\n".join(self.problems.values()))


@dataclass(frozen=True, slots=True)
class Request:
    """An enrolment as typed. `consent`: the coach says that the person agreed to the wording shown; `health`: that
    they agreed that answers about their health are kept. `answers`: question -> yes | no | unsure (core.screen);
    `screen`: the result alone, of a screen that is kept elsewhere. `region`: a country, "" as the number says.
    `language`: one in which the programme is written; what is not, comes in English."""

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
    region: str = ""
    health: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    language: str = languages.DEFAULT


def consent_wordings(campaign: str, brand: str) -> list[str]:
    """This will give the wording for both channels of a programme, as a coach reads it to a person.

    Raises EnrolmentRefused for a programme that is not published.
    """
    program = library.campaign(version_of(campaign)).called_in(languages.DEFAULT)
    return [wordings.for_channel(channel, brand, program) for channel in Channel]


def enrol(request: Request, by: str, office: Office, moment: Moment) -> Enrolment:
    """This will enrol a person, all or nothing; somebody who was here before begins a new run.

    The person is asked to confirm first, unless confirmation is switched off (demo). Raises
    EnrolmentRefused with every problem found.
    """
    checked = check(request, office, moment.now)
    known, channels = find(checked, ON_RECORD, office)
    try:
        with atomic():
            enrolment = entry.enter(
                Entry(
                    checked=checked,
                    known=known,
                    channels=channels,
                    campaign=request.campaign,
                    version=version_of(request.campaign),
                    event=ConsentEvent.ASKED if office.confirm else ConsentEvent.GRANTED,
                    by=by,
                    how=request.how or "recorded by a coach",
                ),
                office,
                moment,
            )
            owed = [_greeting(enrolment, channel, office, moment) for channel in channels]
    except Taken as taken:
        raise EnrolmentRefused({str(taken): _live(Channel.SMS if str(taken) == "phone" else Channel.EMAIL)}) from taken
    except AlreadyEnrolled as already:
        raise EnrolmentRefused({FIELDS[channels[0]]: _live(channels[0])}) from already
    owe.put_all([each for each in owed if each is not None], office)
    if enrolment.wake_at is not None:
        wake.soon(office.lessons, [Due(enrolment.pk, to_ms(enrolment.wake_at))])
    return enrolment


def sure(request: Request, office: Office, now: datetime) -> tuple[Checked, tuple[Channel, ...]]:
    """This will check everything that enrolling would check, and say which channels would be asked. Writes nothing.

    Raises EnrolmentRefused with every problem found.
    """
    checked = check(request, office, now)
    _, channels = find(checked, ON_RECORD, office)
    return checked, channels


def version_of(campaign: str) -> int:
    """This will give the published version of a programme; raises EnrolmentRefused naming what to run."""
    version = campaigns.current(campaign)
    if version is None:
        raise EnrolmentRefused(
            {"campaign": f"There is no published programme {campaign!r}. Run: coaching campaign load"}
        )
    return version.id


def check(request: Request, office: Office, now: datetime) -> Checked:
    """This will read what was typed; raises EnrolmentRefused with one sentence per wrong field."""
    problems: typed.Problems = {}
    phone = typed.phone(request.phone, problems)
    zone = typed.zone(request.zone, problems)
    checked = Checked(
        first_name=typed.first_name(request.first_name, problems),
        phone=phone,
        email=typed.email(request.email, problems),
        zone=zone,
        region=typed.region(request.region, phone, office, problems),
        start=typed.start(request.start, zone, now, problems),
        slots=typed.slots(request.slots, problems),
        track=typed.track(request.screen, problems),
        answers=typed.answers(request.answers, problems, agreed=request.health, tick=TICK_HEALTH),
        language=_language(request, problems),
        health=request.health,
    )
    if not request.phone.strip() and not request.email.strip():
        problems["phone"] = NO_ADDRESS
    if not request.consent:
        problems["consent"] = "Tick this once the person has agreed to the wording. Nobody gets a message without it."
    if problems:
        raise EnrolmentRefused(problems)
    version_of(request.campaign)
    return checked


def _language(request: Request, problems: typed.Problems) -> str:
    """A programme that is not published is refused elsewhere."""
    version = campaigns.current(request.campaign)
    spoken = library.campaign(version.id).languages if version else tuple(languages.LANGUAGES)
    if request.language not in spoken:
        names = ", ".join(languages.LANGUAGES[code].name for code in spoken)
        problems["language"] = f"Choose a language in which this programme is written: {names}."
    return request.language


NO_ADDRESS = "Enter a phone number or an email address; without one, nothing can be sent."
TICK_HEALTH = "Tick this once the person has agreed that their answers are kept, or leave the questions open."


class Obstacle(StrEnum):
    """Why an address cannot be enrolled now."""

    ENROLLED = "enrolled"
    TWO_PEOPLE = "two_people"
    OTHER_NAME = "other_name"
    SUPPRESSED = "suppressed"
    STOPPED = "stopped"


class NotFree(EnrolmentRefused):
    """Somebody must act first. `obstacles` maps each field to what is in the way."""

    def __init__(self, obstacles: Mapping[str, tuple[Obstacle, str]]) -> None:
        self.obstacles = {field: obstacle for field, (obstacle, _) in obstacles.items()}
        named = frozenset(field for field, each in self.obstacles.items() if each is Obstacle.OTHER_NAME)
        super().__init__({field: sentence for field, (_, sentence) in obstacles.items()}, named)


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record: who has an address now, whether their run is live, whether an address is suppressed."""

    holder: Callable[[Channel, str], Subscriber | None]
    is_live: Callable[[Subscriber], bool]
    is_suppressed: Callable[[Channel, str], bool]


def find(checked: Checked, known: Known, office: Office) -> tuple[Subscriber | None, tuple[Channel, ...]]:
    """This will say whose run it is and which channels may be asked; raises NotFree where somebody must act first."""
    typed_ones = [channel for channel in Channel if getattr(checked, FIELDS[channel])]
    owners = {channel: known.holder(channel, getattr(checked, FIELDS[channel])) for channel in typed_ones}
    problems = {
        FIELDS[channel]: (Obstacle.ENROLLED, _live(channel))
        for channel, who in owners.items()
        if who and known.is_live(who)
    }
    people = {who.pk: who for who in owners.values() if who is not None}
    if len(people) > 1 and not problems:
        problems["email"] = (Obstacle.TWO_PEOPLE, _TWO_PEOPLE)
    person = next(iter(people.values()), None)
    if person is not None and not problems and not is_same_name(person.first_name, checked.first_name):
        problems["first_name"] = (Obstacle.OTHER_NAME, _other_name(person.first_name))
    may_ask = []
    for channel in typed_ones:
        if known.is_suppressed(channel, getattr(checked, FIELDS[channel])):
            problems.setdefault(FIELDS[channel], (Obstacle.SUPPRESSED, _suppressed(channel, office)))
        elif person is None or not has_stopped(person, channel, getattr(checked, FIELDS[channel])):
            may_ask.append(channel)
    if not problems and not may_ask:
        problems[FIELDS[typed_ones[0]]] = (Obstacle.STOPPED, _stopped(typed_ones[0], checked.first_name))
    if problems:
        raise NotFree(problems)
    return person, tuple(may_ask)


_TWO_PEOPLE = "The number and the address belong to two different people here. Enter one of the two."


def holder(channel: Channel, address: str) -> Subscriber | None:
    """This will find who has an address now."""
    return subscribers.by_phone(address) if channel is Channel.SMS else subscribers.by_email(address)


ON_RECORD = Known(holder, lambda person: enrolments.live_of(person) is not None, suppressions.is_suppressed)


def has_stopped(person: Subscriber, channel: Channel, address: str) -> bool:
    """This will say whether the person took consent for this very address back, or their carrier did."""
    same = (subscribers.address(person, channel) or "").casefold() == address.casefold()
    return same and bool(getattr(person, f"{channel}_state") == Permission.REVOKED)


def is_same_name(one: str, other: str) -> bool:
    """This will say whether two first names may be one person's: "Ana", "ana maria" and "Aña" may."""
    names = [_plain(name) for name in (one, other)]
    return names[0].startswith(names[1]) or names[1].startswith(names[0])


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.split(maxsplit=1)[0] if name.split() else "")
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def _live(channel: Channel) -> str:
    lead = f"Somebody with this {NOUNS[channel]} is in the programme already. Open that person from the list instead. "
    if channel is Channel.SMS:
        return lead + "One number serves one person: a second person who shares this phone can join by email alone."
    return lead + "One address serves one person."


def _other_name(name: str) -> str:
    return (
        f"This number or address belonged to {name}, who was here before. If this is the same person, write the name "
        f"as it was. If it is somebody else, leave that number or address out, or have {name}'s data erased first."
    )


def _stopped(channel: Channel, name: str) -> str:
    if channel is Channel.SMS:
        return f"{name} has stopped our texts. Only {name} can take that back: by texting START to our number."
    return f"{name} has stopped our emails. Only {name} can take that back: on the page where one signs up."


def _suppressed(channel: Channel, office: Office) -> str:
    return (
        f"The owner of this {NOUNS[channel]} has asked us not to write to it any more, so nobody else can enrol it. "
        f"They can join by themselves at {office.house.public_url}/join/ or by texting START to our number."
    )


def _greeting(enrolment: Enrolment, channel: Channel, office: Office, moment: Moment) -> owe.Owed | None:
    if enrolment.status == Status.WAITING:
        return owe.invitation(enrolment, channel, office, moment)
    return owe.welcome(enrolment, channel, owe.open_hours(enrolment, moment), office, moment)


def silent_channels(enrolment: Enrolment) -> list[Channel]:
    """This will list the channels that are not asked, as their owner stopped them before this run."""
    return [channel for channel in Channel if consents.was_revoked(enrolment.subscriber, channel)]
