"""The router of a conversation: what one message of an enrolled person is taken for, and all that follows from it.

The order is that of the safety rules of the programme, section 5: danger and opt-out before anything else; then words
that steer; then answers; the rest goes to a person.
"""

from dataclasses import dataclass, replace

from coaching.core import controls, schedule
from coaching.core.checkins import Asked
from coaching.core.consent import Permission, Word, normal, read_word
from coaching.core.labels import Label
from coaching.core.model import Channel, EnrolmentId
from coaching.core.safety import Reading, Tier, triage
from coaching.core.stopping import OptOut, read_opt_out
from coaching.journeys import afterwards, alert, answering, danger, open_questions, owe, steer, wake, wishes
from coaching.journeys.danger import Heard
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed
from coaching.store import enrolments, holds, inbox, standings
from coaching.store.consents import Proof
from coaching.store.models import Enrolment, Reply, Subscriber
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic

# Whole messages to which Twilio answers by itself and after which it blocks ("Advanced Opt-Out", default words).
BLOCKING = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})


@dataclass(frozen=True, slots=True)
class Turn:
    """What a message was taken for, and what is owed for it once the transaction has committed."""

    label: Label
    owed: tuple[Owed, ...] = ()


def take_in(person: Subscriber, heard: Heard, office: Office, moment: Moment) -> Label:
    """This will take in one message, in one transaction with all its effects, then have the answers sent.

    Safe to call again for the same stored call: what it owes has keys of its own.
    """
    enrolment = enrolments.newest_of(person)
    with wake.held_back(), atomic():
        turn = _turn(person, enrolment, heard, office, moment) if enrolment else _nobody(person, heard, moment)
        inbox.handled(heard.raw, moment.now, turn.label)
    owe.put_all(turn.owed, office)
    if turn.label in _TOLD:
        alert.hurry()
    return turn.label


_TOLD = (Label.DANGER, Label.DANGER_AND_STOP, Label.UNSURE, Label.ANSWER, Label.MAYBE_STOP)


def _nobody(person: Subscriber, heard: Heard, moment: Moment) -> Turn:
    """A person without a run: kept for a coach."""
    _keep(person, None, heard, Label.UNREAD, moment)
    return Turn(Label.UNREAD)


def _turn(person: Subscriber, enrolment: Enrolment, heard: Heard, office: Office, moment: Moment) -> Turn:
    asked = open_questions.open_now(enrolment, moment)
    reading = triage(heard.text, open_range=open_questions.open_range(asked))
    wish = read_opt_out(heard.text)
    if danger.is_danger(reading) or (wish is not None and wish.confident):
        return _danger_or_stop(person, enrolment, heard, reading, wish, office, moment)
    control = _control(person, heard, moment)
    if wish is not None and control is None:
        _keep(person, enrolment, heard, Label.MAYBE_STOP, moment)
        return Turn(Label.MAYBE_STOP)
    turn = _understood(person, enrolment, asked, heard, reading, control, office, moment)
    if reading.unsure and turn.label is not Label.GUT:
        return _smells(enrolment, heard, turn, moment)
    return turn


def _control(person: Subscriber, heard: Heard, moment: Moment) -> controls.Found:
    """What the whole message asks of the programme; "EMAIL ONLY" is such a wish, not a revocation."""
    today = schedule.local_date(moment.now, standings.zone(person.zone))
    return controls.read_control(heard.text, today, steer.places())


def _danger_or_stop(
    person: Subscriber,
    enrolment: Enrolment,
    heard: Heard,
    reading: Reading,
    wish: OptOut | None,
    office: Office,
    moment: Moment,
) -> Turn:
    """Both may be said in one message: the wish is carried out and the safety text is its one confirmation."""
    stops = wish is not None and wish.confident
    endangered = danger.is_danger(reading)
    label = Label.DANGER_AND_STOP if stops and endangered else Label.OPT_OUT if stops else Label.DANGER
    reply = _keep(person, enrolment, heard, label, moment, reading.tier if endangered else None)
    blocked = replace(heard, blocked=heard.blocked or normal(heard.text) in BLOCKING)
    owed: list[Owed] = []
    if wish is not None and stops:
        wishes.stop(person, wish, _proof(person, heard), moment)
        if not endangered:
            owed += wishes.stop_confirmation(enrolment, wish, blocked, office, moment)
    if endangered:
        owed += danger.act(enrolment, blocked, reading, reply, office, moment)
    return Turn(label, tuple(owed))


def _smells(enrolment: Enrolment, heard: Heard, turn: Turn, moment: Moment) -> Turn:
    """Fails closed: what may speak of a danger is read by a person at once, whatever else it was taken for."""
    reply = inbox.of_raw(heard.raw)
    if reply is not None:
        danger.smells(enrolment, heard, reply, moment)
        if turn.label is Label.UNREAD:
            inbox.relabel(reply, Label.UNSURE)
    return Turn(Label.UNSURE if turn.label is Label.UNREAD else turn.label, turn.owed)


def _understood(
    person: Subscriber,
    enrolment: Enrolment,
    open_now: tuple[Asked, ...],
    heard: Heard,
    reading: Reading,
    control: controls.Found,
    office: Office,
    moment: Moment,
) -> Turn:
    match read_word(heard.text):
        case Word.START | Word.JOIN if enrolment.status in afterwards.FINISHED:
            _keep(person, enrolment, heard, Label.JOIN_AGAIN, moment)
            return Turn(Label.JOIN_AGAIN, tuple(afterwards.answer_for_finished(enrolment, heard, office, moment)))
        case Word.START | Word.JOIN as word:
            return _let_in(word, person, enrolment, heard, office, moment)
        case Word.HELP:
            _keep(person, enrolment, heard, Label.HELP, moment)
            return Turn(Label.HELP, _help(enrolment, heard, office, moment))
        case _:
            pass
    if _has_left(person, heard):
        _keep(person, enrolment, heard, Label.MEDIA if heard.media else Label.UNREAD, moment)
        return Turn(Label.UNREAD)
    if reading.tier is Tier.GUT and (asked := answering.ask_about_tummy(enrolment, heard, office, moment)):
        _keep(person, enrolment, heard, Label.GUT, moment, Tier.GUT)
        return Turn(Label.GUT, asked)
    match control:
        case None:
            return _answered(person, enrolment, open_now, heard, office, moment)
        case controls.Help():
            _keep(person, enrolment, heard, Label.HELP, moment)
            return Turn(Label.HELP, _help(enrolment, heard, office, moment))
        case controls.Unclear(_, why):
            return _not_steered(person, enrolment, heard, why, office, moment)
        case wanted:
            return _steered(person, enrolment, heard, wanted, office, moment)


def _has_left(person: Subscriber, heard: Heard) -> bool:
    """Who took consent back for this way of writing gets no answer of a machine; a person reads it."""
    state = person.sms_state if heard.channel is Channel.SMS else person.email_state
    return bool(state == Permission.REVOKED)


def _let_in(word: Word, person: Subscriber, enrolment: Enrolment, heard: Heard, office: Office, moment: Moment) -> Turn:
    taken = wishes.let_in(word, enrolment, heard, _proof(person, heard), office, moment)
    label = {"join": Label.JOIN, "opt_in": Label.OPT_IN, None: Label.UNREAD}[taken]
    _keep(person, enrolment, heard, label, moment)
    owed = wishes.start_confirmation(enrolment, heard, office, moment) if label is Label.OPT_IN else []
    return Turn(label, tuple(owed))


def _help(enrolment: Enrolment, heard: Heard, office: Office, moment: Moment) -> tuple[Owed, ...]:
    """Twilio answers HELP and INFO itself; any other wording, and an email, is answered by us."""
    from_carrier = heard.channel is Channel.SMS and normal(heard.text) in ("help", "info")
    owed = None if from_carrier else owe.answer(enrolment, heard.raw, "help", {}, heard.channel, office, moment)
    return (owed,) if owed else ()


def _steered(
    person: Subscriber, enrolment: Enrolment, heard: Heard, control: controls.Control, office: Office, moment: Moment
) -> Turn:
    match steer.steer(enrolment, control, f"subscriber {person.pk}", office, moment):
        case steer.Done(template, values):
            _keep(person, enrolment, heard, Label.STEERED, moment)
            owed = owe.answer(enrolment, heard.raw, template, values, heard.channel, office, moment)
            return Turn(Label.STEERED, (owed,) if owed else ())
        case steer.Refused(why):
            return _not_steered(person, enrolment, heard, why, office, moment)


def _not_steered(
    person: Subscriber, enrolment: Enrolment, heard: Heard, why: str, office: Office, moment: Moment
) -> Turn:
    _keep(person, enrolment, heard, Label.NOT_STEERED, moment)
    values = {"why_not": why}
    owed = owe.answer(enrolment, heard.raw, "control-refused", values, heard.channel, office, moment)
    return Turn(Label.NOT_STEERED, (owed,) if owed else ())


def _answered(
    person: Subscriber,
    enrolment: Enrolment,
    open_now: tuple[Asked, ...],
    heard: Heard,
    office: Office,
    moment: Moment,
) -> Turn:
    told = answering.take(enrolment, open_now, heard.text, moment)
    label = answering.label(told)
    if label is Label.UNREAD and heard.media:
        label = Label.MEDIA
    reply = _keep(person, enrolment, heard, label, moment)
    if label is Label.UNREAD and enrolment.status in afterwards.FINISHED:
        return Turn(label, tuple(afterwards.answer_for_finished(enrolment, heard, office, moment)))
    return Turn(label, answering.carry_out(told, enrolment, heard, reply, office, moment))


def _keep(
    person: Subscriber,
    enrolment: Enrolment | None,
    heard: Heard,
    label: Label,
    moment: Moment,
    tier: Tier | None = None,
) -> Reply:
    key = EnrolmentId(enrolment.pk) if enrolment else None
    return inbox.add_reply(person, key, heard.raw, heard.channel, heard.text, label, moment.now, tier=tier or "")


def _proof(person: Subscriber, heard: Heard) -> Proof:
    how = "text message" if heard.channel is Channel.SMS else "email"
    return Proof(how=how, actor=f"subscriber {person.pk}", proof=f"raw event {heard.raw}: {heard.text[:160]}")


def end_quiet_talks(office: Office, moment: Moment) -> int:
    """This will let lessons go on where nobody has written for a day; answers for how many."""
    with atomic():
        ended = holds.end_conversations(moment.now)
        for enrolment in ended:
            enrolments.wake(EnrolmentId(enrolment), moment.now)
    wake.soon(office.lessons, [Due(enrolment, to_ms(moment.now)) for enrolment in ended])
    return len(ended)
