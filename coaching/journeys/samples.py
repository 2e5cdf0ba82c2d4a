"""The people that nobody is, for whom a text is looked at: long names, other tracks, languages and countries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from coaching.core import languages
from coaching.core.model import Campaign, Channel, Step, SystemText, Track
from coaching.journeys import countries


@dataclass(frozen=True, slots=True)
class Sample:
    """`name` stands in the words, `label` in the choice, under the heading `group`. `values`: what differs for them.

    `track` and `language` are asked only of somebody who has one of their own: then other words may be theirs.
    """

    key: str
    label: str
    name: str = "Ana"
    group: str = "People"
    values: Mapping[str, object] = field(default_factory=dict)
    track: Track | None = None
    language: str = ""


_APART = [{"topic": "A quiet minute", "text": "Sit tall. Breathe in for four counts and out for six."}]
# Sixteen letters is the longest name that still fits a text written for one part (reference: words).
SAMPLES = (
    Sample("usual", "Ana (a usual name)"),
    Sample("long", "Wilhelmina-Grace (16 letters)", "Wilhelmina-Grace"),
    Sample("letter", "Łucja (a letter that texts do not have)", "Łucja"),
    Sample("back", "Ana, back after missed days", values={"folded": _APART}),
    Sample("bare", "Ana, who never answered with a number", values={"numbers": []}),
)
TRACKS = {
    Track.FULL: "Full (cleared for supplements)",
    Track.FOOD_FIRST: "Food first (not cleared yet)",
    Track.GENTLE: "Gentle (kidney diet, fluid limit)",
}


def offered(campaign: Campaign | None, regions: Mapping[str, Mapping[str, str]]) -> tuple[Sample, ...]:
    """This will list everybody for whom a text of this programme can be looked at; `regions`: what differs there."""
    return (*SAMPLES, *_others(campaign, regions))


def _others(campaign: Campaign | None, regions: Mapping[str, Mapping[str, str]]) -> Iterator[Sample]:
    for track, label in TRACKS.items() if campaign else ():
        yield Sample(f"track-{track}", label, group="Tracks", track=track)
    for code in campaign.languages if campaign else ():
        yield Sample(f"language-{code}", languages.name_of(code), group="Languages", language=code)
    for country, values in sorted(regions.items()):
        yield Sample(f"country-{country}", countries.name(country), group="Countries", values=values)


def find(key: str, among: tuple[Sample, ...] = SAMPLES) -> Sample:
    """This will find a sample person; an unknown key gives the usual one."""
    return next((each for each in among if each.key == key), SAMPLES[0])


def form_for(name: str, who: Sample, campaign: Campaign | None) -> tuple[str, ...]:
    """This will name what `who` gets where others get template `name`, the best first."""
    base = languages.base(name)
    of_track = _of_track(base, who.track, campaign) if who.track else base
    return languages.forms(of_track, who.language or languages.of(name))


def _of_track(base: str, track: Track, campaign: Campaign | None) -> str:
    """The form of a track on the same day and channel; the text itself where it has none."""
    channel = Channel(base.partition("/")[0])
    forms: list[Step | SystemText] = [*campaign.steps, *campaign.system_texts.values()] if campaign else []
    whole = next((each for each in forms if any(text.template == base for text in each.texts)), None)
    return (whole.template(channel, track) if whole else None) or base
