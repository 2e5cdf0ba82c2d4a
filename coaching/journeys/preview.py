"""What a template looks like before it is published: rendered by the engine that sends, for sample persons."""

from dataclasses import dataclass
from datetime import UTC, datetime

from coaching.core import languages
from coaching.core.model import Campaign, Channel, Step, SubscriberId
from coaching.core.rendering import RenderFailed, TemplateProblem, TemplateRefused
from coaching.core.segments import Segments, measure
from coaching.core.vocabulary import EMAIL_ONLY, EXAMPLES, HOUSE, PERSON, REPLIES, SAMPLE_NUMBERS, STEP
from coaching.journeys import library, samples
from coaching.journeys.compose import Values, house_values, person_values
from coaching.journeys.office import House, Office
from coaching.journeys.samples import Sample
from coaching.store import campaigns, templates
from coaching.store.standings import Person

SAMPLES = samples.SAMPLES
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


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody would read. `instead`: the template with the words that are theirs, where it is another one.

    `note`: what is to be known about it, "" where nothing is.
    """

    preview: Preview
    instead: str = ""
    note: str = ""


def sample(key: str) -> Sample:
    """This will find a sample person that every text has; an unknown key gives the usual one."""
    return samples.find(key)


def offered(name: str, office: Office) -> tuple[Sample, ...]:
    """This will list the sample persons for a template: those of every text, then its tracks, languages, countries."""
    return samples.offered(campaign_of(name), {office.home: {}, **office.regions} if office.regions else {})


def look(name: str, source: str, who: Sample, office: Office) -> Look:
    """This will show what `who` reads where others get template `name`, if that read `source`. Writes nothing."""
    wanted = samples.form_for(name, who, campaign_of(name))
    words = {} if wanted[0] == name else templates.current(wanted)
    theirs = next((each for each in wanted if each == name or each in words), name)
    if theirs != name:
        return Look(preview(theirs, words[theirs].source, who, office), instead=theirs)
    is_missing = bool(who.language) and wanted[0] != name
    said = f"Nobody has written this in {languages.name_of(who.language)} yet, so they get these words."
    return Look(preview(name, source, who, office), note=said if is_missing else "")


def preview(name: str, source: str, who: Sample, office: Office) -> Preview:
    """This will render `source` as template `name` would reach `who`, with the house's own values. Writes nothing."""
    return render(name, source, {**house_values(office.house), **sample_values(name, who, office.house)}, office.house)


def render(name: str, source: str, values: Values, house: House) -> Preview:
    """This will fill `source` with values by the engine that sends; what stands in the way is an answer, too."""
    try:
        if channel_of(name) is Channel.SMS:
            text = library.sms(source, house).render(values)
            return SmsPreview(text, measure(text))
        mail = library.email(source, house).render(values)
        return EmailPreview(mail.subject, mail.preheader, mail.html, mail.text)
    except TemplateRefused as refused:
        return Refused(refused.problems)
    except RenderFailed as failed:
        return Refused((TemplateProblem(1, str(failed)),))


def in_light(html: str) -> str:
    """This will have an email look as on a light screen, whatever the screen is that shows the preview."""
    return html.replace(_ASKS, "@media not all")


def in_dark(html: str) -> str:
    """This will have an email look as in a mail program in dark mode, by the rules which the email itself brings."""
    return html.replace(_ASKS, "@media all").replace("color-scheme: light dark", "color-scheme: dark")


_ASKS = "@media (prefers-color-scheme: dark)"


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


def sample_values(name: str, who: Sample, house: House) -> Values:
    """This will give a value for every variable: those of the day where the template has one, else of the first day."""
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
        **who.values,
    }
