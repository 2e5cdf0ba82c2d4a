"""The first messages of a person who is about to be enrolled, as they would read them. Writes nothing."""

from dataclasses import dataclass

from coaching.core import screen
from coaching.core.decide import leg_for
from coaching.core.model import Campaign, Channel, Track
from coaching.core.screen import Excluded
from coaching.journeys import library, preview
from coaching.journeys.entry import Checked
from coaching.journeys.office import Office
from coaching.journeys.preview import EmailPreview, Refused, Sample, SmsPreview

DAYS = 3


@dataclass(frozen=True, slots=True)
class First:
    """One message: its day, its channel, and its words; of an email, the subject and what stands below it."""

    day: int
    channel: Channel
    title: str
    text: str


def of(checked: Checked, campaign: Campaign, office: Office) -> list[First]:
    """This will give the messages of the first days on the channels that were typed, in the form of their track.

    Before an "all clear" everybody who is not on the gentle track gets the food-first form.
    """
    named = {Channel.SMS: checked.phone, Channel.EMAIL: checked.email}
    who = Sample("typed", "", checked.first_name or "Ana")
    track, found = _track(checked), []
    for step in campaign.steps[:DAYS]:
        for channel in (channel for channel in step.channels if named[channel]):
            leg = leg_for(step, channel, channel, track)
            shown = _shown(leg.wraps or leg.template, who, office)
            found.append(First(step.day, channel, *shown))
    return found


def _track(checked: Checked) -> Track:
    result = checked.track or (screen.track(checked.answers) if checked.answers else None)
    return Track.GENTLE if result is Track.GENTLE and not isinstance(result, Excluded) else Track.FOOD_FIRST


def _shown(name: str, who: Sample, office: Office) -> tuple[str, str]:
    words = library.current([name]).get(name)
    if words is None:
        return name, "These words are not published yet."
    match preview.preview(name, words.source, who, office):
        case SmsPreview(text, _):
            return "", text
        case EmailPreview(subject, preheader, _, _):
            return subject, preheader
        case Refused(problems):
            return name, problems[0].message if problems else "These words cannot be shown."
