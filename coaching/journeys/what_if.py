"""If they answer 3, then ...: what each answer to the open questions, or to the next ones, would do. Writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from coaching.campaigns import asking
from coaching.core import choices, leads, schedule, what_if
from coaching.core.alerts import LEVELS, Kind, Level
from coaching.core.checkins import Asked
from coaching.core.clearance import Clearance
from coaching.core.decide import Status, is_left_out, text_track
from coaching.core.leads import Given, Lead
from coaching.core.model import Campaign, CheckIn, Effect, EnrolmentId, Question, Step
from coaching.core.rendering import RenderFailed
from coaching.core.what_if import Outcome
from coaching.journeys import answering, library, owe
from coaching.journeys.office import Moment, Office
from coaching.store import consents, messages, questions, standings
from coaching.store.models import Enrolment
from coaching.store.standings import Loaded


@dataclass(frozen=True, slots=True)
class Then:
    """One group of answers, e.g. "0 to 3", and what follows, a sentence each."""

    answers: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """One question. `until`: how long it is open (local); `on`: when it will be asked; one of the two is None."""

    words: str
    thens: tuple[Then, ...]
    until: datetime | None = None
    on: datetime | None = None
    day: int = 0


def of(enrolment: Enrolment, office: Office, moment: Moment) -> tuple[Asking, ...]:
    """This will go through the open questions of a run, newest first, then those of its next check-in."""
    if enrolment.status not in (Status.ACTIVE, Status.COMPLETED):
        return ()
    loaded = standings.load(EnrolmentId(enrolment.pk))
    campaign = library.campaign_for(loaded.campaign_version, loaded.person.phone)
    teller = _Teller.of(enrolment, loaded, campaign, office, moment)
    zone = loaded.standing.calendar.zone
    found = [
        Asking(
            choices.read(asked.question.short, asked.lo, asked.hi).words,
            teller.thens(answering.given_by(asked, 0, loaded.standing.calendar, moment.now), asked.question),
            until=asked.until.astimezone(zone),
            day=asked.day,
        )
        for asked in reversed(teller.open)
        if asked.question is not None
    ]
    return (*found, *_next(loaded, campaign, teller, moment))


def _next(loaded: Loaded, campaign: Campaign, teller: "_Teller", moment: Moment) -> Iterator[Asking]:
    found = _next_check_in(loaded, campaign, moment)
    if found is None:
        return
    step, checkin, due = found
    for question in checkin.questions:
        given = Given(checkin.key, question.key, 0, step.day, step.day)
        yield Asking(
            choices.read(question.short, question.lo, question.hi).words,
            teller.thens(given, question),
            on=due.astimezone(loaded.standing.calendar.zone),
            day=step.day,
        )


def _next_check_in(loaded: Loaded, campaign: Campaign, moment: Moment) -> tuple[Step, CheckIn, datetime] | None:
    """The next day that asks this person something, and when it comes."""
    standing = loaded.standing
    if standing.status is not Status.ACTIVE:
        return None
    for step in campaign.steps[standing.settled_through :]:
        checkin = asking.asked(campaign, step, text_track(standing))
        is_done = all((step.key, unit) in standing.settled for unit in step.channels)
        on = schedule.date_of_day(standing.calendar, step.day)
        if checkin is None or is_done or on is None or is_left_out(standing, step):
            continue
        zone = standing.calendar.zone
        due = schedule.moment(step, on, zone, campaign, standing.wishes, standing.enrolment)
        if due is not None and due >= moment.now:
            return step, checkin, due
    return None


@dataclass(frozen=True, slots=True)
class _Teller:
    """What is read once, to tell what follows from any answer."""

    enrolment: Enrolment
    campaign: Campaign
    office: Office
    moment: Moment
    open: tuple[Asked, ...]
    past: tuple[leads.Past, ...]
    sent: frozenset[str]
    clearance: Clearance
    keeps: bool
    said: dict[tuple[str, str], str]

    @classmethod
    def of(cls, enrolment: Enrolment, loaded: Loaded, campaign: Campaign, office: Office, moment: Moment) -> "_Teller":
        key, standing = EnrolmentId(enrolment.pk), loaded.standing
        once = {branch.reply for branch in answering.branches_of(campaign) if branch.once}
        return cls(
            enrolment,
            campaign,
            office,
            moment,
            open=tuple(questions.asked(key, campaign, moment.now)),
            past=tuple(questions.past(key, moment.now)),
            sent=messages.sent_replies(key, once),
            clearance=Clearance(standing.screen, standing.cleared, standing.dose_hold),
            keeps=consents.has_health(enrolment.subscriber),
            said={},
        )

    def thens(self, given: Given, question: Question) -> tuple[Then, ...]:
        history = leads.history(self.past, given, self.sent)
        found = what_if.outcomes(given, question, self.campaign, history, self.clearance)
        labels = {each.value: each.label for each in choices.read(question.short, question.lo, question.hi).choices}
        return tuple(Then(_answers(each, labels), tuple(self._sentences(each.lead))) for each in found)

    def _sentences(self, lead: Lead) -> Iterator[str]:
        lead = lead if self.keeps else answering.without_memory(lead)
        for effect in lead.effects:
            yield _EFFECTS[effect]
        if lead.alert is not None:
            yield f"{_TOLD[LEVELS[Kind(lead.alert.kind)]]}: {lead.alert.title}."
        for reply in lead.replies:
            yield f"We answer: “{self._words(reply)}”"
        if lead.ask is not None:
            short = choices.read(lead.ask.question.short, lead.ask.question.lo, lead.ask.question.hi).words
            yield f"The next question follows: {short}"
        if lead.again is not None:
            yield f"The same check-in comes again on day {lead.again.day}."

    def _words(self, reply: leads.Reply) -> str:
        """Each text once: the next group of answers often gets the same."""
        template = answering.honest(reply, self.office)
        key = (template, repr(sorted(reply.values.items())))
        if key not in self.said:
            try:
                self.said[key] = owe.words(template, reply.values, self.enrolment, self.office, self.moment)
            except (RenderFailed, LookupError):
                self.said[key] = f"the text {reply.name}"
        return self.said[key]


def _answers(outcome: Outcome, labels: dict[int, str]) -> str:
    if outcome.lo is None or outcome.hi is None:
        return "Any words"
    named = [_named(value, labels) for value in (outcome.lo, outcome.hi)]
    return named[0] if outcome.lo == outcome.hi else f"{named[0]} to {named[1]}"


def _named(value: int, labels: dict[int, str]) -> str:
    label = labels.get(value, "")
    return f"{value} ({label})" if label else f"{value}"


_EFFECTS = {
    Effect.CLEAR: "The “all clear” is recorded, which opens the texts about supplements.",
    Effect.UNCLEAR: "The “all clear” is taken back: food-first texts from then on.",
    Effect.DOSE_HOLD: "A hold on supplement texts is placed, until a coach clears it.",
    Effect.SAVE: "The words are kept and used in later texts.",
}
_TOLD = {
    Level.RED: "A red alert, acknowledged within minutes",
    Level.AMBER: "An amber alert, looked at the same working day",
    Level.TASK: "A task for a coach within two working days",
    Level.NOTICE: "A notice for whoever runs the service",
}
