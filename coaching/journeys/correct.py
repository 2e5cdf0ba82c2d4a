"""A coach says what a reply really was: an answer, a STOP, a danger, or just talk. The branch runs by the code that
reads replies, and the correction can be taken back where that is possible."""

from dataclasses import dataclass

from coaching.core import guessing
from coaching.core.alerts import Kind
from coaching.core.checkins import Asked
from coaching.core.guessing import Guess
from coaching.core.labels import Label
from coaching.core.model import Channel, Effect, EnrolmentId, SubscriberId
from coaching.core.purposes import ANSWER_WITHIN
from coaching.core.safety import Reading, Tier
from coaching.core.stopping import Channels, OptOut, read_opt_out
from coaching.journeys import alert, answering, danger, library, open_questions, owe, wishes
from coaching.journeys.danger import Heard
from coaching.journeys.office import Moment, Office
from coaching.store import alerts, audit, enrolments, inbox, messages, questions
from coaching.store.consents import Proof
from coaching.store.models import Enrolment, OpenQuestion, Reply
from coaching.store.transactions import atomic

DANGERS = tuple(tier for tier in Tier if tier is not Tier.GUT)
MEANWHILE = "Somebody has corrected this reply meanwhile. Look at it again."
FINAL = (Label.OPT_OUT, Label.DANGER_AND_STOP)
"""Only the person can give consent back, so these stay what they are."""


class NotCorrected(Exception):
    """The correction makes no sense now; the sentence says why and what would."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a reply can be taken for. `asked`: the questions that were open when it came, the newest first."""

    asked: tuple[Asked, ...]
    guess: Guess | None
    stop: OptOut | None


def choices(reply: Reply) -> Choices:
    """This will list what a coach may take a reply for, with what we think it is."""
    run = reply.enrolment
    asked = open_questions.open_then(run, reply) if run else ()
    newest_first = tuple(sorted(asked, key=lambda each: (each.put_at, each.id), reverse=True))
    return Choices(newest_first, guessing.guess(newest_first, reply.text, reply.at), read_opt_out(reply.text))


def as_answer(reply: Reply, question: int, given: str, by: str, office: Office, moment: Moment) -> str:
    """This will take a reply as an answer, credited to the day and the hour at which it came; says what it did.

    An answer that was made of it before is taken back. Raises NotCorrected.
    """
    run = _run(reply)
    if question in questions.answers_of(reply.pk):
        raise NotCorrected("It is an answer to that question already. For another number, take that back first.")
    with atomic():
        before = _take_back(reply, moment)
        asked = next((each for each in open_questions.open_then(run, reply) if each.id == question), None)
        if asked is None:
            raise NotCorrected("That question is answered already, or was not open when this reply came.")
        value = _value(asked, given, reply)
        _relabel(reply, Label.ANSWER, by, moment)
        owed = answering.take_as(asked, value, run, _heard(reply), reply, office, moment)
        if owed is None:
            raise NotCorrected("That question has been answered meanwhile.")
        audit.record(
            by, "took as an answer", "subscriber", reply.subscriber_id, moment.now,
            reply=reply.pk, question=asked.id, day=asked.day,
        )  # fmt: skip
    owe.put_all(owed, office)
    alert.hurry()
    return f"Taken as an answer to {asked.name or 'the question'}, credited to day {asked.day}.{before}"


def _value(asked: Asked, given: str, reply: Reply) -> int | str:
    if asked.is_free_text:
        return reply.text.strip()
    typed = given.strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 4 and asked.holds(int(typed))):
        raise NotCorrected(f"The answer to {asked.name or 'this'} is a whole number from {asked.lo} to {asked.hi}.")
    return int(typed)


def _take_back(reply: Reply, moment: Moment) -> str:
    """What an earlier reading of this reply recorded, and what it owed and has not left yet.

    A hold stays, an "all clear" does not: both close, not open.
    """
    run = reply.enrolment
    if run is None:
        return ""
    taken = questions.take_back(reply.pk)
    whose = SubscriberId(reply.subscriber_id)
    for head in (answering.corrected(reply), owe.answers_to(_heard(reply).raw)):
        messages.take_back(whose, head, moment.now)
    if reply.corrected_by and reply.read_at:
        for row in questions.close_asked_at(EnrolmentId(run.pk), reply.read_at, moment.now):
            messages.take_back(whose, owe.question_key(row), moment.now)
    if not any(_cleared(run, row) for row in taken):
        return " What it was taken for before is taken back." if taken else ""
    enrolments.unclear(EnrolmentId(run.pk))
    return " The “all clear” that it was taken for is taken back, too."


def _cleared(run: Enrolment, row: OpenQuestion) -> bool:
    """Whether that answer opened the texts about supplements; one that was not kept counts as if it had."""
    form, value = library.campaign(run.campaign_id).checkins.get(row.checkin), row.answer.value
    found = form.question(row.question) if form else None
    clearing = [branch for branch in found.branches if Effect.CLEAR in branch.effects] if found else []
    return any(value is None or branch.holds(value) for branch in clearing)


def as_stop(reply: Reply, channels: Channels, by: str, office: Office, moment: Moment) -> str:
    """This will take consent back as the reply asks; only the person can give it again. Says what it did."""
    person, wish = reply.subscriber, OptOut(channels, confident=True)
    proof = Proof(how="a reply, read by a coach", actor=by, proof=f"reply {reply.pk}: {reply.text[:160]}")
    fresh = reply.at > moment.now - ANSWER_WITHIN
    with atomic():
        _take_back(reply, moment)
        _relabel(reply, Label.OPT_OUT, by, moment)
        wishes.stop(person, wish, proof, moment)
        run = reply.enrolment
        owed = wishes.stop_confirmation(run, wish, _heard(reply), office, moment) if run and fresh else []
        audit.record(by, "took as a stop", "subscriber", person.pk, moment.now, reply=reply.pk, channels=channels)
    owe.put_all(owed, office)
    told = "One confirmation goes out." if owed else "No confirmation goes out: their words are too old for one."
    return f"Taken as STOP. {told}"


def as_danger(reply: Reply, tier: Tier, by: str, office: Office, moment: Moment) -> str:
    """This will do all that such a danger calls for: the safety text, the holds, the alert. Says what it did."""
    run = _run(reply)
    with atomic():
        _take_back(reply, moment)
        _relabel(reply, Label.DANGER, by, moment, tier)
        reading = Reading(tier, ("a coach",))
        owed = danger.act(run, _heard(reply), reading, reply, office, moment)
        audit.record(by, "took as a danger", "subscriber", reply.subscriber_id, moment.now, reply=reply.pk, tier=tier)
    owe.put_all(owed, office)
    alert.hurry()
    return "Taken as a danger: a safety text goes out, an alert is raised, lessons and supplement texts wait."


def as_talk(reply: Reply, by: str, moment: Moment) -> str:
    """This will note that there is nothing to do; an alert that only asked to read this reply is closed."""
    with atomic():
        before = _take_back(reply, moment)
        _relabel(reply, Label.TALK, by, moment)
        for each in alerts.of_person(reply.subscriber_id):
            if each.kind == Kind.UNSURE and each.reply_id == reply.pk and each.count == 1 and not each.closed_at:
                alerts.close(each.pk, by, "Read in the inbox: nothing to do.", moment.now)
        audit.record(by, "took as talk", "subscriber", reply.subscriber_id, moment.now, reply=reply.pk)
    return f"Noted: nothing to do about this one.{before}"


def may_undo(reply: Reply) -> bool:
    """This will say whether a correction can be taken back: not a stop, not a danger, not one that forgot an answer."""
    final = reply.label in (*FINAL, Label.DANGER) or reply.first_label == Label.ANSWER
    return bool(reply.first_label) and not final


def undo(reply: Reply, by: str, moment: Moment) -> str:
    """This will take a correction back: the reply waits again, an answer is forgotten, what has not left stays here."""
    if not may_undo(reply):
        raise NotCorrected("This cannot be taken back.")
    with atomic():
        before = _take_back(reply, moment)
        if not inbox.uncorrect(reply):
            raise NotCorrected(MEANWHILE)
        audit.record(by, "took a correction back", "subscriber", reply.subscriber_id, moment.now, reply=reply.pk)
    stays = " A hold or an alert that came of it stays until you clear it." if before else ""
    return f"Taken back: the reply waits again.{stays}"


def _relabel(reply: Reply, label: Label, by: str, moment: Moment, tier: Tier | None = None) -> None:
    if reply.label in FINAL:
        raise NotCorrected("This reply was taken as a stop. Only the person can take that back, by texting START.")
    if not inbox.correct(reply, label, by, moment.now, tier=tier or ""):
        raise NotCorrected(MEANWHILE)


def _run(reply: Reply) -> Enrolment:
    if reply.enrolment is None:
        raise NotCorrected("This person is in no programme, so nothing was asked.")
    return reply.enrolment


def _heard(reply: Reply) -> Heard:
    """A reply without a stored call gets a number of its own, so that keys stay apart."""
    return Heard(reply.raw_id or -reply.pk, Channel(reply.channel), reply.text)
