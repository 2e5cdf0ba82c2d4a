"""A reply: what the person wrote becomes STOP, START, JOIN, an answer, or something a person reads."""

from datetime import timedelta
from urllib.parse import parse_qsl

import structlog

from coaching.core import checkins
from coaching.core.checkins import Answered, Effect, NotAnAnswer
from coaching.core.consent import Permission, Word, read_word
from coaching.core.decide import Status
from coaching.core.model import Channel, EnrolmentId, SubscriberId
from coaching.journeys import confirm, library, owe, prefer
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed
from coaching.providers.events import InboundSms
from coaching.providers.webhooks import read_twilio_inbound
from coaching.store import audit, enrolments, holds, inbox, subscribers
from coaching.store.consents import Proof
from coaching.store.inbox import Value
from coaching.store.models import Enrolment, Reply, Subscriber
from coaching.store.transactions import atomic

log = structlog.get_logger()
PAUSE_DAYS = 7
SOURCE = "twilio-inbound"
LEFT_AFTER = timedelta(minutes=1)


def receive_sms(raw: int, sms: InboundSms, office: Office, moment: Moment) -> str:
    """This will take in one text, stored before as `raw`, and answer in a word what it was taken for."""
    person = subscribers.by_phone(sms.from_)
    if person is None:
        inbox.handled(raw, moment.now, "from a number nobody is enrolled with")
        return "stranger"
    label, owed = _take_in(person, raw, sms, office, moment)
    owe.put_all(owed, office)
    return label


def read_by_coach(person: Subscriber, by: str, moment: Moment) -> int:
    """This will note that a coach has read a person's replies; answers how many were waiting."""
    with atomic():
        count = inbox.mark_read(SubscriberId(person.pk))
        if count:
            audit.record(by, "read replies", "subscriber", person.pk, moment.now, replies=count)
    return count


def work_off(office: Office, moment: Moment) -> int:
    """This will take in texts that were stored but never worked through, e.g. because the web process died.

    Answers how many. One that fails again stays for the next time; the others go on.
    """
    waiting = inbox.unhandled(SOURCE, moment.now - LEFT_AFTER)
    for raw in waiting:
        sms = read_twilio_inbound(parse_qsl(raw.body, keep_blank_values=True))
        try:
            if isinstance(sms, InboundSms):
                receive_sms(raw.pk, sms, office, moment)
        except Exception:  # one person is set aside, the rest goes on (design: ledger)
            log.exception("text not taken in", raw=raw.pk)
    return len(waiting)


def _take_in(person: Subscriber, raw: int, sms: InboundSms, office: Office, moment: Moment) -> tuple[str, list[Owed]]:
    enrolment = enrolments.newest_of(person)
    key = EnrolmentId(enrolment.pk) if enrolment else None
    proof = Proof(how="text message", actor=f"subscriber {person.pk}", proof=f"raw event {raw}: {sms.text[:160]}")
    match read_word(sms.text):
        case Word.STOP:
            prefer.stop(person, prefer.EVERY_CHANNEL, proof, moment)
            return _note(person, key, raw, sms, "opt_out", moment), []
        case Word.START | Word.JOIN as word:
            return _note(person, key, raw, sms, _let_in(word, person, enrolment, proof, office, moment), moment), []
        case Word.HELP:
            return _note(person, key, raw, sms, "help", moment), []
        case Word.PAUSE | Word.RESUME as word:
            return _steer(word, person, enrolment, raw, sms, office, moment)
        case None:
            return _answer(person, enrolment, raw, sms, office, moment)


def _let_in(
    word: Word, person: Subscriber, enrolment: Enrolment | None, proof: Proof, office: Office, moment: Moment
) -> str:
    """JOIN confirms an invitation; START does that too, and alone brings back somebody who stopped."""
    if enrolment is not None and enrolment.status == Status.WAITING and person.sms_state == Permission.ASKED:
        confirm.confirm(enrolment, Channel.SMS, proof, office, moment)
        return "join"
    if word is Word.START and person.sms_state != Permission.ACTIVE:
        prefer.start_again(person, Channel.SMS, proof, office, moment)
        return "opt_in"
    return "unread"


def _steer(
    word: Word,
    person: Subscriber,
    enrolment: Enrolment | None,
    raw: int,
    sms: InboundSms,
    office: Office,
    moment: Moment,
) -> tuple[str, list[Owed]]:
    """PAUSE and RESUME, each confirmed by one text; where they make no sense now, a person reads them."""
    if enrolment is None:
        return _note(person, None, raw, sms, "unread", moment), []
    by = f"subscriber {person.pk}"
    try:
        if word is Word.PAUSE:
            prefer.pause(enrolment, PAUSE_DAYS, by, moment)
        else:
            prefer.resume(enrolment, by, office, moment)
    except prefer.ChangeRefused:
        return _note(person, EnrolmentId(enrolment.pk), raw, sms, "unread", moment), []
    with atomic():
        label = _note(person, EnrolmentId(enrolment.pk), raw, sms, word.value, moment)
        template = "pause-ok" if word is Word.PAUSE else "resume-ok"
        own = {"resume_day": prefer.resume_day(enrolment)}
        owed = owe.answer(enrolment, raw, template, own, Channel.SMS, office, moment)
    return label, [owed] if owed else []


def _answer(
    person: Subscriber, enrolment: Enrolment | None, raw: int, sms: InboundSms, office: Office, moment: Moment
) -> tuple[str, list[Owed]]:
    if enrolment is None:
        return _note(person, None, raw, sms, "unread", moment), []
    key = EnrolmentId(enrolment.pk)
    match checkins.match(inbox.open_questions(key, moment.now), sms.text, moment.now):
        case NotAnAnswer():
            return _note(person, key, raw, sms, "unread", moment), []
        case Answered(question, value):
            with atomic():
                reply = _keep(person, key, raw, sms, "answer", moment)
                owed = _record(enrolment, question, value, reply, office, moment)
            return "answer", owed


def _record(
    enrolment: Enrolment, question: int, value: int, reply: Reply, office: Office, moment: Moment
) -> list[Owed]:
    key = EnrolmentId(enrolment.pk)
    answered = inbox.answer(question, Value(value), reply, moment.now)
    if answered is None:
        return []
    for effect in checkins.effects(answered.question, value):
        _apply(effect, key, answered.question, value, moment)
    checkin = library.campaign(enrolment.campaign_id).checkins.get(answered.checkin)
    following = inbox.ask_next(answered, checkin, moment.now) if checkin else None
    if following is None or enrolment.subscriber.sms_state != Permission.ACTIVE:
        return []
    owed = owe.question(enrolment, following, Channel.SMS, office, moment)
    return [owed] if owed else []


def _apply(effect: Effect, enrolment: EnrolmentId, question: str, value: int, moment: Moment) -> None:
    match effect:
        case Effect.CLEAR:
            enrolments.clear_for_doses(enrolment, moment.now)
        case Effect.UNCLEAR:
            enrolments.unclear(enrolment)
        case Effect.DOSE_HOLD:
            holds.place(enrolment, "dose", f"answered {value} to {question}", "the service", moment.now)


def _note(person: Subscriber, key: EnrolmentId | None, raw: int, sms: InboundSms, label: str, moment: Moment) -> str:
    with atomic():
        _keep(person, key, raw, sms, label, moment)
    return label


def _keep(person: Subscriber, key: EnrolmentId | None, raw: int, sms: InboundSms, label: str, moment: Moment) -> Reply:
    inbox.handled(raw, moment.now, label)
    return inbox.add_reply(person, key, raw, Channel.SMS, sms.text, label, moment.now)
