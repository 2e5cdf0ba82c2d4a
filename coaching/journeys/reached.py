"""Who is still to get a text, on which day and by which message: the steps that carry it, and people ahead of one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from coaching.campaigns.sources import HOUSE
from coaching.core import languages, schedule
from coaching.core.decide import NEEDED, Leg, is_left_out, legs_of
from coaching.core.model import Campaign, Channel, EnrolmentId, Step, Track
from coaching.journeys import library, preview
from coaching.journeys.office import Moment
from coaching.store import readers, standings, templates
from coaching.store.readers import Place, Spoken
from coaching.store.standings import Loaded
from coaching.store.templates import Words


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to whom a step with the text is still to come, next at `due`."""

    loaded: Loaded
    campaign: Campaign
    step: Step
    leg: Leg
    due: datetime


def places_of(name: str) -> list[Place]:
    """This will list the steps that carry a text, in every version of the programme that somebody follows."""
    return [
        place
        for version in readers.versions_in_use(programme_of(name))
        for place in _places_in(languages.base(name), version, library.campaign(version))
    ]


def programme_of(name: str) -> str:
    """This will name the programme a text belongs to; "" for a text of the house, which serves them all."""
    key = name.split("/")[1] if name.count("/") >= 2 else ""
    return "" if key == HOUSE else key


def _places_in(base: str, version: int, campaign: Campaign) -> Iterator[Place]:
    channel = preview.channel_of(base)
    for step in campaign.steps:
        tracks = frozenset(text.track for text in step.texts if text.template == base and text.channel is channel)
        if not tracks:
            continue
        ways = [(channel, tracks)]
        wrapped = frozenset(track for track in tracks if step.template(Channel.EMAIL, track) is None)
        if channel is Channel.SMS and wrapped:  # an email that is not written carries the words of the SMS
            ways.append((Channel.EMAIL, wrapped))
        is_needed = not NEEDED.isdisjoint(step.kinds)
        yield Place(version, step.key, step.day, step.channels, tuple(ways), is_needed)


def after_clearance(places: list[Place]) -> list[Place]:
    """This will give the same steps with those, too, who get the full track's form once a doctor clears them."""
    return [
        replace(place, ways=tuple((channel, _cleared(tracks)) for channel, tracks in place.ways)) for place in places
    ]


def _cleared(tracks: frozenset[Track]) -> frozenset[Track]:
    return tracks | {Track.FOOD_FIRST} if Track.FULL in tracks else tracks


def spoken_by(name: str) -> Spoken:
    """This will say who reads this form: those of its language, or everybody whose language has no form of its own."""
    own, base = languages.of(name), languages.base(name)
    if own != languages.DEFAULT:
        return Spoken(only=own)
    forms = {languages.form(base, code): code for code in languages.LANGUAGES if code != languages.DEFAULT}
    return Spoken(never=tuple(forms[each] for each in templates.current(forms)))


def next_of(name: str, ids: list[EnrolmentId], moment: Moment) -> Iterator[Reader]:
    """This will give, for each of some people (at most some hundreds), when they get a text next, if they do."""
    live = templates.current([languages.base(name), name])
    for loaded in standings.load_many(ids):
        if isinstance(loaded, Loaded):
            campaign = library.campaign_for(loaded.campaign_version, loaded.person.phone)
            reader = next(_of(name, loaded, campaign, live, moment), None)
            if reader is not None:
                yield reader


def _of(name: str, loaded: Loaded, campaign: Campaign, live: Mapping[str, Words], moment: Moment) -> Iterator[Reader]:
    standing = loaded.standing
    for step in campaign.steps[standing.settled_through :]:
        if not any(text.template == languages.base(name) for text in step.texts) or is_left_out(standing, step):
            continue
        on = schedule.date_of_day(standing.calendar, step.day)
        if on is None:
            return
        units = tuple(unit for unit in step.channels if (step.key, unit) not in standing.settled)
        due = schedule.moment(step, on, standing.calendar.zone, campaign, standing.wishes, standing.enrolment)
        for leg in legs_of(standing, step, units):
            if due is not None and _carries(name, leg, loaded, campaign, live):
                yield Reader(loaded, campaign, step, leg, max(due, moment.now))


def _carries(name: str, leg: Leg, loaded: Loaded, campaign: Campaign, live: Mapping[str, Words]) -> bool:
    channel, text = (Channel.SMS, leg.wraps) if leg.wraps else (leg.channel, leg.template)
    forms = library.candidates(campaign.key, channel, text, loaded.person.language)
    return next((form for form in forms if form in live), "") == name
