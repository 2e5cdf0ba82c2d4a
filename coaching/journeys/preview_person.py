"""What a text would say to somebody real: their values, their day, their numbers, the words of their track."""

from coaching.core import languages
from coaching.core.decide import Leg, Send, legs_of
from coaching.core.model import Campaign, Channel, EnrolmentId, Step
from coaching.core.rendering import RenderFailed, TemplateProblem, TemplateRefused
from coaching.core.segments import measure
from coaching.journeys import compose, library, preview, samples
from coaching.journeys.compose import Composer
from coaching.journeys.office import Moment, Office
from coaching.journeys.preview import EmailPreview, Look, Preview, Refused, SmsPreview
from coaching.store import standings
from coaching.store.messages import Draft
from coaching.store.standings import Loaded
from coaching.store.templates import Words


def look(name: str, source: str, number: int, enrolment: EnrolmentId, office: Office, moment: Moment) -> Look:
    """This will show what a person would read if template `name`, at version `number` now, read `source`.

    Raises LookupError for an enrolment that does not exist. Writes nothing.
    """
    loaded = standings.load(enrolment)
    campaign = library.campaign_for(loaded.campaign_version, loaded.person.phone)
    steps = preview.steps_of(languages.base(name), campaign)
    if not steps:
        return Look(_said(name, source, loaded, office, moment))
    step = _nearest(steps, loaded)
    leg = _leg(step, name, loaded)
    if leg is None:
        note = f"{loaded.person.first_name} gets no {_NOUNS[preview.channel_of(name)]} on day {step.day}."
        return Look(_said(name, source, loaded, office, moment), note=note)
    return _composed(Words(name, number, source), step, leg, loaded, campaign, office, moment)


_NOUNS = {Channel.SMS: "text", Channel.EMAIL: "email"}


def _nearest(steps: list[Step], loaded: Loaded) -> Step:
    """Of a text that many days share, the first that is still to come."""
    return next((step for step in steps if step.day > loaded.standing.settled_through), steps[-1])


def _leg(step: Step, name: str, loaded: Loaded) -> Leg | None:
    legs = legs_of(loaded.standing, step, step.channels)
    return next((leg for leg in legs if leg.channel is preview.channel_of(name)), None)


def _composed(
    words: Words, step: Step, leg: Leg, loaded: Loaded, campaign: Campaign, office: Office, moment: Moment
) -> Look:
    """By the code that composes what is sent, with the words of the editor in place of the published ones."""
    send = Send(step, (leg,), moment.now, moment.now, loaded.standing.folded)
    live = library.current(compose.names_for(send, campaign, loaded.person.language))
    composer = Composer(office.house, {**live, words.name: words}, office.regions)
    try:
        draft = composer.step(loaded, send, leg, campaign)
        shown = _shown(draft, composer, loaded)
    except TemplateRefused as refused:
        return Look(Refused(refused.problems))
    except (RenderFailed, LookupError) as broken:
        return Look(Refused((TemplateProblem(1, str(broken)),)))
    return Look(shown, instead="" if draft.template == words.name else draft.template)


def _shown(draft: Draft, composer: Composer, loaded: Loaded) -> Preview:
    if draft.channel is Channel.SMS:
        return SmsPreview(draft.text, measure(draft.text))
    mail = composer.whole(draft, loaded.person)
    return EmailPreview(mail.subject, mail.preheader, mail.html, mail.text)


def _said(name: str, source: str, loaded: Loaded, office: Office, moment: Moment) -> Preview:
    """A text outside the days, or a day that is not theirs: sample values, but what is known of the person is true."""
    person = loaded.person
    values = {
        **compose.house_values(office.house),
        **preview.sample_values(name, samples.SAMPLES[0], office.house),
        **compose.person_values(person, office.house, moment.now),
        **office.region_values(person.region),
    }
    return preview.render(name, source, values, office.house)
