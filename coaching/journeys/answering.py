"""An answer to a check-in: which question it is for, what is recorded, and everything the answer leads to."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from coaching.campaigns.words import TELL_OF_A_COACH
from coaching.core import branches, checkins, leads, matching, numbers, schedule
from coaching.core.alerts import Kind, Level
from coaching.core.checkins import (
    Answered,
    AnsweredText,
    Asked,
    Match,
    NotAnAnswer,
    OutOfRange,
    Several,
    Unreadable,
    WhichOne,
)
from coaching.core.clearance import Clearance
from coaching.core.decide import Status
from coaching.core.labels import Label
from coaching.core.leads import Given, Lead
from coaching.core.model import Branch, Campaign, Effect, EnrolmentId, SubscriberId
from coaching.core.schedule import Calendar
from coaching.journeys import alert, announce, danger, library, owe
from coaching.journeys.danger import Heard
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed, Span
from coaching.store import consents, enrolments, holds, inbox, messages, questions, saved, standings
from coaching.store.alerts import News
from coaching.store.models import Enrolment, Reply

TUMMY = "C-TUMMY"
WHICH = "which"
WHICH_LASTS = timedelta(hours=2)
TALKS_FROM = 8
"""More words than so many are no attempt at a number."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a reply says about the open questions (`asked`), read before anything is changed; `pending`: the choice
    that we had asked for."""

    asked: tuple[Asked, ...]
    match: Match
    text: str
    pending: WhichOne | None = None


def take(enrolment: Enrolment, asked: tuple[Asked, ...], text: str, moment: Moment) -> Told:
    """This will match a reply with the open questions (`open_now`), or with the choice we asked for a moment ago."""
    campaign, key = library.campaign(enrolment.campaign_id), EnrolmentId(enrolment.pk)
    runs = enrolment.status in (Status.ACTIVE, Status.COMPLETED)
    asked = asked if runs else ()
    others = {label for each in campaign.checkins.values() for question in each.questions for label in question.labels}
    pending = _pending(key, moment)
    if pending is not None and (chosen := matching.choose(pending, asked, text)) is not None:
        return Told(asked, chosen, text, pending)
    return Told(asked, _unless_it_is_talk(matching.match(asked, text, moment.now, others), asked, text), text, pending)


def _unless_it_is_talk(found: Match, asked: Sequence[Asked], text: str) -> Match:
    """Nobody who asks or tells something is told to send a number: a person reads it instead."""
    if not isinstance(found, OutOfRange | Unreadable):
        return found
    one = next(each for each in asked if each.id == found.question)
    talks = isinstance(found, Unreadable) and ("?" in text or len(numbers.words_of(text)) > TALKS_FROM)
    return NotAnAnswer() if talks or one.is_free_text or one.lo == one.hi else found


def _pending(key: EnrolmentId, moment: Moment) -> WhichOne | None:
    found = saved.get(key, WHICH)
    if found is None or found.at < moment.now - WHICH_LASTS:
        return None
    first, second = (
        AnsweredText(each["question"], each["text"]) if "text" in each else Answered(each["question"], each["value"])
        for each in json.loads(found.value)
    )
    return WhichOne(first, second)


def label(told: Told) -> Label:
    """This will say what a reply was taken for."""
    match told.match:
        case Answered() | AnsweredText() | Several():
            return Label.ANSWER
        case WhichOne() | OutOfRange() | Unreadable():
            return Label.UNCLEAR
        case NotAnAnswer():
            return Label.UNREAD
        case other:
            assert_never(other)


def carry_out(
    told: Told, enrolment: Enrolment, heard: Heard, reply: Reply, office: Office, moment: Moment
) -> tuple[Owed, ...]:
    """This will do what a reply calls for, in the transaction that stores it; answers the messages owed for it."""
    match told.match:
        case Answered() | AnsweredText() as one:
            return _record((one,), told, enrolment, heard, reply, office, moment)
        case Several(answers):
            return _record(answers, told, enrolment, heard, reply, office, moment)
        case WhichOne() as which:
            return _ask_which(which, told, enrolment, heard, office, moment)
        case OutOfRange(question) | Unreadable(question):
            return _clarify(question, told, enrolment, heard, office, moment)
        case NotAnAnswer():
            return _nothing_open(told, enrolment, heard, office, moment)
        case other:
            assert_never(other)


def _record(
    found: Sequence[Answered | AnsweredText],
    told: Told,
    enrolment: Enrolment,
    heard: Heard,
    reply: Reply,
    office: Office,
    moment: Moment,
) -> tuple[Owed, ...]:
    """Unless somebody answered meanwhile, e.g. on the web."""
    by_id, keeps = {asked.id: asked for asked in told.asked}, consents.has_health(enrolment.subscriber)
    fresh = [each for each in found if questions.answer(each.question, _value(each), reply, moment.now, keeps=keeps)]
    if not fresh:
        return ()
    if told.pending is not None:
        saved.drop(EnrolmentId(enrolment.pk), WHICH)
    inbox.credit(reply, by_id[fresh[0].question].day)
    answered = [(by_id[each.question], _value(each)) for each in fresh]
    done = follow(answered, enrolment, told.text, reply, moment, keeps=keeps)
    return _send(done, enrolment, heard, office, moment)


def _value(each: Answered | AnsweredText) -> int | str:
    return each.value if isinstance(each, Answered) else each.text


@dataclass(frozen=True, slots=True)
class Followed:
    """What answers have led to and is not said yet: leads in order, and the questions that were opened by them."""

    leads: tuple[Lead, ...]
    opened: tuple[questions.Opened, ...]


def follow(
    answered: Sequence[tuple[Asked, int | str]],
    enrolment: Enrolment,
    text: str,
    reply: Reply | None,
    moment: Moment,
    *,
    keeps: bool,
    said_at: datetime | None = None,
) -> Followed:
    """This will carry out what recorded answers lead to: effects, alerts, words to keep, further questions.

    `keeps`: answers about health may be kept. `said_at`: when the person said so, where that is not now; what follows
    from it follows now.
    """
    announce.answered(enrolment, [asked.id for asked, _ in answered], moment.now)
    at = said_at or moment.now
    campaign, key = library.campaign(enrolment.campaign_id), EnrolmentId(enrolment.pk)
    standing = standings.load(key).standing
    givens = [given_by(asked, value, standing.calendar, at) for asked, value in answered]
    past = questions.past(key, at)
    sent = messages.sent_replies(key, {b.reply for b in branches_of(campaign) if b.once})
    histories = {n: leads.history(past, given, sent) for n, given in enumerate(givens)}
    clearance = Clearance(standing.screen, standing.cleared, standing.dose_hold)
    found = branches.lead_all(givens, campaign, histories, clearance)
    opened = []
    if not keeps:
        found = tuple(without_memory(lead) for lead in found)
    for given, lead in zip(givens, found, strict=True):
        _apply(lead, enrolment, given, text, reply, moment)
        if lead.ask is not None and (one := questions.open_one(key, given.for_day, lead.ask, campaign, moment.now)):
            opened.append(one)
        if lead.again is not None:
            questions.plan_again(key, lead.again, campaign, standing.calendar, moment.now)
    return Followed(found, tuple(opened))


def without_memory(lead: Lead) -> Lead:
    """This will give what an answer leads to where answers about health are not kept: it may close texts about
    supplements and alert a coach, but it opens nothing and is not remembered (compliance, G1)."""
    return replace(lead, effects=tuple(each for each in lead.effects if each is not Effect.CLEAR), save=None)


def branches_of(campaign: Campaign) -> Iterator[Branch]:
    """This will walk everything that an answer may lead to."""
    for checkin in campaign.checkins.values():
        for question in checkin.questions:
            yield from question.branches


def given_by(asked: Asked, value: int | str, calendar: Calendar, at: datetime) -> Given:
    """This will say what an answer is that was given at a moment, and whether it comes late."""
    today = schedule.local_date(at, calendar.zone)
    late = checkins.day_name(asked, calendar.zone) if checkins.is_late(asked, at, calendar.zone) else ""
    question = asked.question.key if asked.question else ""
    return Given(asked.checkin, question, value, asked.day, schedule.day_reached(calendar, today), late)


def _apply(lead: Lead, enrolment: Enrolment, given: Given, text: str, reply: Reply | None, moment: Moment) -> None:
    key, person = EnrolmentId(enrolment.pk), enrolment.subscriber
    for effect in lead.effects:
        match effect:
            case Effect.CLEAR:
                enrolments.clear_for_doses(key, moment.now)
            case Effect.UNCLEAR:
                enrolments.unclear(key)
            case Effect.DOSE_HOLD:
                cause = f"answered {given.value} to the question {given.question}"
                holds.place(key, "dose", cause, "the service", moment.now, reply=reply.pk if reply else None)
            case Effect.SAVE:
                pass
            case other:
                assert_never(other)
    if lead.save is not None:
        saved.put(key, *lead.save, moment.now)
    if lead.alert is not None:
        kind = Kind(lead.alert.kind)
        alert.raise_(
            News(
                kind=kind,
                about=f"{person.pk}:{given.question}",
                title=f"{person.first_name}: {lead.alert.title}",
                body=text,
                subscriber=SubscriberId(person.pk),
                enrolment=key,
                reply=reply.pk if reply else None,
                facts=danger.facts(enrolment, ", ".join(each.name for each in lead.replies) or "the next question"),
            ),
            moment.now,
        )


def _send(
    done: Followed,
    enrolment: Enrolment,
    heard: Heard,
    office: Office,
    moment: Moment,
    *,
    head: str = "",
    span: Span | None = None,
) -> tuple[Owed, ...]:
    """`head` begins the keys, `span` says when: by default those of an answer to what has just come in."""
    head, span = head or f"reply:{heard.raw}", span or owe.at_once(moment)
    owed: list[Owed | None] = []
    for lead in done.leads:
        for said in lead.replies:
            note = owe.Note(
                "reply",
                f"{head}:{said.name}",
                said.name,
                said.values,
                sms=honest(said, office),
                dose=said.dose,
            )
            owed.append(owe.say(note, enrolment, heard.channel, span, office, moment))
    asked = [one.row for one in done.opened if not one.is_told]
    owed += [owe.question(enrolment, row, heard.channel, span, office, moment) for row in asked]
    return tuple(each for each in owed if each is not None)


def honest(said: leads.Reply, office: Office) -> str:
    """This will name the text of a reply; with nobody to tell, the form that does not claim that a coach knows."""
    if said.name not in TELL_OF_A_COACH or alert.can_be_told(Level.AMBER, office):
        return said.template
    return said.template.replace(f"/{said.name}", f"/{said.name}-alone")


def _ask_which(
    which: WhichOne, told: Told, enrolment: Enrolment, heard: Heard, office: Office, moment: Moment
) -> tuple[Owed, ...]:
    by_id = {asked.id: asked for asked in told.asked}
    kept = [
        {
            "question": each.question,
            **({"text": each.text[:30]} if isinstance(each, AnsweredText) else {"value": each.value}),
        }
        for each in (which.first, which.second)
    ]
    saved.put(EnrolmentId(enrolment.pk), WHICH, json.dumps(kept), moment.now)
    questions.clarified(which.first.question, moment.now)
    names = {
        "first_question": by_id[which.first.question].name[:30],
        "second_question": by_id[which.second.question].name[:30],
    }
    owed = owe.answer(enrolment, heard.raw, "which-question", names, heard.channel, office, moment)
    return (owed,) if owed else ()


def _clarify(
    question: int, told: Told, enrolment: Enrolment, heard: Heard, office: Office, moment: Moment
) -> tuple[Owed, ...]:
    """Once for each question; after that "thanks", and a person reads it in any case."""
    asked = next(each for each in told.asked if each.id == question)
    first_time = questions.clarified(question, moment.now)
    template = "clarify" if first_time else "thanks"
    values = {"lo": asked.lo, "hi": asked.hi} if first_time else {}
    owed = owe.answer(enrolment, heard.raw, template, values, heard.channel, office, moment)
    return (owed,) if owed else ()


def _nothing_open(told: Told, enrolment: Enrolment, heard: Heard, office: Office, moment: Moment) -> tuple[Owed, ...]:
    """A bare number is thanked for; words are read by a person, without an answer of ours."""
    if enrolment.status != "active" or not isinstance(numbers.read(told.text), numbers.Number):
        return ()
    owed = owe.answer(enrolment, heard.raw, "ask-number", {}, heard.channel, office, moment)
    return (owed,) if owed else ()


def take_as(
    asked: Asked, value: int | str, enrolment: Enrolment, heard: Heard, reply: Reply, office: Office, moment: Moment
) -> tuple[Owed, ...] | None:
    """This will take a reply as this answer, on a coach's word: as if it had been understood when it came.

    The answer counts for that time and its day; what follows from it follows now, in the person's open hours unless
    they wrote within the hour. None: the question was answered meanwhile, or cannot have this answer. Call it in the
    transaction that labels the reply.
    """
    keeps = consents.has_health(enrolment.subscriber)
    fits = asked.holds(value) if isinstance(value, int) else asked.is_free_text
    if not fits or not questions.answer(asked.id, value, reply, reply.at, keeps=keeps):
        return None
    inbox.credit(reply, asked.day)
    done = follow([(asked, value)], enrolment, heard.text, reply, moment, keeps=keeps, said_at=reply.at)
    fresh = reply.at > moment.now - owe.ANSWER_LASTS
    span = owe.at_once(moment) if fresh else owe.open_hours(enrolment, moment)
    head = f"{corrected(reply)}{moment.now:%y%m%d%H%M%S}"
    return _send(done, enrolment, heard, office, moment, head=head, span=span)


def corrected(reply: Reply) -> str:
    """This will give how the keys of messages begin that follow from a correction."""
    return f"right:{reply.pk}:"


def ask_about_tummy(enrolment: Enrolment, heard: Heard, office: Office, moment: Moment) -> tuple[Owed, ...]:
    """This will ask how bad an upset tummy is; () where this person is not asked that, or is being asked already."""
    if enrolment.status != "active":
        return ()
    campaign, key = library.campaign(enrolment.campaign_id), EnrolmentId(enrolment.pk)
    standing = standings.load(key).standing
    track = Clearance(standing.screen, standing.cleared, standing.dose_hold).track
    ask = branches.first_of(campaign, TUMMY, track) if TUMMY in campaign.checkins else None
    if ask is None:
        return ()
    day = schedule.day_reached(standing.calendar, schedule.local_date(moment.now, standing.calendar.zone))
    opened = questions.open_one(key, day, ask, campaign, moment.now)
    owed = owe.question(enrolment, opened.row, heard.channel, owe.at_once(moment), office, moment) if opened else None
    return (owed,) if owed else ()


@dataclass(frozen=True, slots=True)
class OnThePage:
    """What to show after an answer on the web: our words, and whether a further question is open now."""

    texts: tuple[str, ...]
    has_more: bool


def answer_on_page(enrolment: Enrolment, question: int, value: int, office: Office, moment: Moment) -> OnThePage | None:
    """This will take a number from the person's page; None if it was answered meanwhile, is closed or out of range.

    Nothing is sent: what a text would say is shown on the page. Call it in a transaction of its own.
    """
    key, campaign = EnrolmentId(enrolment.pk), library.campaign(enrolment.campaign_id)
    asked = next((each for each in questions.asked(key, campaign, moment.now) if each.id == question), None)
    keeps = consents.has_health(enrolment.subscriber)
    if asked is None or not asked.holds(value) or not questions.answer(question, value, None, moment.now, keeps=keeps):
        return None
    done = follow([(asked, value)], enrolment, str(value), None, moment, keeps=keeps)
    said = [each for lead in done.leads for each in lead.replies]
    texts = tuple(owe.words(honest(each, office), each.values, enrolment, office, moment) for each in said)
    return OnThePage(texts, bool(done.opened))
