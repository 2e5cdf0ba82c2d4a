"""The first messages of a person who is about to be enrolled, as and when they would get them. Writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from coaching.core import schedule, screen
from coaching.core.decide import Standing, Status
from coaching.core.model import Campaign, Channel, EnrolmentId, SubscriberId, Track
from coaching.core.schedule import Calendar
from coaching.core.screen import Excluded
from coaching.core.segments import measure
from coaching.journeys import library, next_lesson
from coaching.journeys.compose import Values, house_values, person_values
from coaching.journeys.entry import Checked
from coaching.journeys.next_lesson import Look
from coaching.journeys.office import Office
from coaching.journeys.preview import SAMPLE_TOKEN
from coaching.store import standings
from coaching.store.standings import Loaded, Person

DAYS = 3
NOBODY = EnrolmentId(0)


@dataclass(frozen=True, slots=True)
class First:
    """What goes out at one time: `at` local, `day` 0 for what comes before the first lesson."""

    at: datetime
    day: int
    topic: str
    looks: tuple[Look, ...]


def of(
    checked: Checked, channels: tuple[Channel, ...], version: int, office: Office, now: datetime
) -> tuple[First, ...]:
    """This will give the invitation or welcome and the lessons of the first days, on the channels that are asked, in
    the form and language of this person. Times are as planned, up to the minutes by which people are spread."""
    campaign = library.campaign_for(version, checked.phone)
    loaded = _loaded(checked, channels, version, now)
    lessons = tuple(_lessons(loaded, campaign, office, now))
    return (_greeting(checked, loaded.person, channels, campaign, office, now), *lessons)


def _loaded(checked: Checked, channels: tuple[Channel, ...], version: int, now: datetime) -> Loaded:
    """The person as they would stand once they have said yes."""
    standing = Standing(
        enrolment=NOBODY,
        status=Status.ACTIVE,
        calendar=Calendar(checked.start, standings.zone(checked.zone)),
        wishes={slot: time.fromisoformat(at) for slot, at in checked.slots.items()},
        screen=_track(checked),
        reachable=frozenset(channels),
    )
    person = Person(
        SubscriberId(0),
        checked.first_name,
        SAMPLE_TOKEN,
        checked.phone,
        checked.email,
        checked.region,
        checked.language,
    )
    return Loaded(standing, version, 1, None, person, now)


def _track(checked: Checked) -> Track | None:
    found = checked.track or (screen.track(checked.answers) if checked.answers else None)
    return None if isinstance(found, Excluded) else found


def _lessons(loaded: Loaded, campaign: Campaign, office: Office, now: datetime) -> Iterator[First]:
    standing = loaded.standing
    zone = standing.calendar.zone
    for step in campaign.steps[:DAYS]:
        on = schedule.date_of_day(standing.calendar, step.day)
        due = schedule.moment(step, on, zone, campaign, standing.wishes, NOBODY) if on else None
        if due is not None:
            looks = next_lesson.look_at(step, due, loaded, campaign, office, is_new=True)
            yield First(max(due, now).astimezone(zone), step.day, step.topic, looks)


def _greeting(
    checked: Checked, person: Person, channels: tuple[Channel, ...], campaign: Campaign, office: Office, now: datetime
) -> First:
    zone = standings.zone(checked.zone)
    at, _ = schedule.next_open(campaign.window, zone, now)
    name, topic = ("optin-request", "The invitation") if office.confirm else ("optin-confirm", "The welcome")
    values = {
        **house_values(office.house),
        **person_values(person, office.house, at),
        "program": campaign.called_in(person.language),
        **office.region_values(person.region),
    }
    looks = tuple(_look(channel, name, person, campaign, values, office) for channel in channels)
    return First(at.astimezone(zone), 0, topic, looks)


def _look(channel: Channel, name: str, person: Person, campaign: Campaign, values: Values, office: Office) -> Look:
    names = library.candidates(campaign.key, channel, name, person.language)
    try:
        words = library.pick(names, library.current(names))
    except LookupError as missing:
        return Look(channel, problem=str(missing))
    if channel is Channel.SMS:
        text = library.sms(words.source, office.house).render(values)
        return Look(channel, text=text, segments=measure(text))
    mail = library.email(words.source, office.house).render(values)
    return Look(channel, mail.subject, mail.text)
