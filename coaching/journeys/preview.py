"""What a template looks like before it is published: rendered by the engine that sends, for sample persons."""

from dataclasses import dataclass
from datetime import UTC, datetime

from coaching.core import languages
from coaching.core.model import Campaign, Channel, Step, SubscriberId
from coaching.core.rendering import RenderFailed, TemplateProblem, TemplateRefused
from coaching.core.segments import Segments, measure
from coaching.core.vocabulary import EMAIL_ONLY, EXAMPLES, HOUSE, PERSON, REPLIES, SAMPLE_NUMBERS, STEP
from coaching.journeys import library
from coaching.journeys.compose import Values, house_values, person_values
from coaching.journeys.office import House, Office
from coaching.store import campaigns
from coaching.store.standings import Person


@dataclass(frozen=True, slots=True)
class Sample:
    """A person that nobody is: `name` stands in the words, `label` in the choice."""

    key: str
    label: str
    name: str


# Sixteen letters is the longest name that still fits a text written for one part (reference: words).
SAMPLES = (
    Sample("usual", "Ana (a usual name)", "Ana"),
    Sample("long", "Wilhelmina-Grace (16 letters)", "Wilhelmina-Grace"),
)
# As long as a real one, so that a text with a link is measured right.
SAMPLE_TOKEN, SAMPLE_DAY = "sample".ljust(32, "-"), datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SmsPreview:
    text: str
    segments: Segments


@dataclass(frozen=True, slots=True)
class EmailPreview:
    subject: str
    preheader: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The words cannot be sent as they are; `problems` in order of lines."""

    problems: tuple[TemplateProblem, ...]


Preview = SmsPreview | EmailPreview | Refused


def sample(key: str) -> Sample:
    """This will find a sample person; an unknown key gives the usual one."""
    return next((each for each in SAMPLES if each.key == key), SAMPLES[0])


def preview(name: str, source: str, who: Sample, office: Office) -> Preview:
    """This will render `source` as template `name` would reach `who`, with the house's own values. Writes nothing."""
    try:
        return _render(name, source, {**house_values(office.house), **_values(name, who, office.house)}, office.house)
    except TemplateRefused as refused:
        return Refused(refused.problems)
    except RenderFailed as failed:
        return Refused((TemplateProblem(1, str(failed)),))


def variables(name: str) -> dict[str, str]:
    """This will list what a template of this channel may use, each with what it stands for."""
    own = EMAIL_ONLY if channel_of(name) is Channel.EMAIL else {}
    return {**PERSON, **STEP, **HOUSE, **REPLIES, **own}


def channel_of(name: str) -> Channel:
    return Channel(name.split("/", 1)[0])


def campaign_of(name: str) -> Campaign | None:
    """This will give the published programme a template belongs to ("sms/magnesium/day-02" -> magnesium).

    A text of the house serves all; the programme of eight weeks stands for them.
    """
    key = name.split("/")[1] if name.count("/") >= 2 else ""
    stored = campaigns.current("magnesium" if key == "_house" else key) if key else None
    return library.campaign(stored.id) if stored else None


def steps_of(name: str, campaign: Campaign | None) -> list[Step]:
    """This will list the days on which this text goes out: often one, many for a shared text, none for an answer."""
    return [step for step in campaign.steps if any(text.template == name for text in step.texts)] if campaign else []


def _render(name: str, source: str, values: Values, house: House) -> Preview:
    if channel_of(name) is Channel.SMS:
        text = library.sms(source, house).render(values)
        return SmsPreview(text, measure(text))
    mail = library.email(source, house).render(values)
    return EmailPreview(mail.subject, mail.preheader, mail.html, mail.text)


def _values(name: str, who: Sample, house: House) -> Values:
    """Sample values for every variable: those of the day where the template has one, else of the first day."""
    campaign = campaign_of(name)
    step = next(iter(steps_of(name, campaign)), campaign.steps[0] if campaign else None)
    return {
        **person_values(Person(SubscriberId(0), who.name, SAMPLE_TOKEN, None, None), house, SAMPLE_DAY),
        "day": step.day if step else 1,
        "days": campaign.days if campaign else 56,
        "topic": step.topic if step else "A good beginning",
        "program": campaign.called_in(languages.of(name)) if campaign else "8-week wellness program",
        "sms_text": "Sit tall. Breathe in for four counts and out for six, ten times. How was it?",
        **EXAMPLES,
        "numbers": SAMPLE_NUMBERS,
    }
