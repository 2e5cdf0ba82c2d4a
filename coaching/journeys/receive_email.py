"""A reply by email: whose it is, what they wrote themselves, and whether a program wrote it; then read as any reply."""

import re
from collections.abc import Iterable
from datetime import timedelta

import structlog

from coaching.core import quoting
from coaching.core.consent import Word, read_word
from coaching.core.labels import Label
from coaching.core.model import Channel, EnrolmentId
from coaching.core.safety import triage
from coaching.journeys import alert, converse, danger, prefer
from coaching.journeys.compose import Composer
from coaching.journeys.danger import Heard
from coaching.journeys.office import Moment, Office
from coaching.providers import inbound_email, inbound_html
from coaching.providers.inbound_email import AutoReply, InboundEmail
from coaching.store import enrolments, inbox, mail, messages, standings
from coaching.store.consents import Proof
from coaching.store.models import Message, Subscriber
from coaching.store.transactions import atomic

log = structlog.get_logger()
SOURCE = "sendgrid-inbound"
LEFT_AFTER = timedelta(minutes=1)
NO_WORDS = "(an email without words)"


def receive_email(raw: int, email: InboundEmail, office: Office, moment: Moment) -> str:
    """This will take in one email, stored before as `raw`, and answer in a word what it was taken for.

    The person is known by the token in the address it was sent to. What a program wrote is kept, never answered, and
    read for a danger alone: it is a guess that a program wrote it.
    """
    person = mail.by_token(email.to_token) if email.to_token else None
    if person is None:
        inbox.handled(raw, moment.now, "to an address that belongs to nobody")
        return "stranger"
    if email.wants_out:
        return _leave(person, raw, moment)
    if email.auto is not None:
        return _automatic(person, raw, email, email.auto, office, moment)
    label = _read(person, raw, email, office, moment)
    if email.from_.lower() != (person.email or "").lower():
        log.info("reply from another address than the person's", raw=raw)
        inbox.handled(raw, moment.now, f"{label}; from another address than the person's")
    return label


def work_off(office: Office, moment: Moment) -> int:
    """This will take in emails that were stored but never worked through; answers how many. See receive.work_off."""
    waiting = inbox.unhandled(SOURCE, moment.now - LEFT_AFTER)
    for raw in waiting:
        try:
            receive_email(raw.pk, inbound_email.from_json(raw.body), office, moment)
        except Exception:  # one person is set aside, the rest goes on (design: ledger)
            log.exception("email not taken in", raw=raw.pk)
    return len(waiting)


def _leave(person: Subscriber, raw: int, moment: Moment) -> str:
    """A mail to the address of List-Unsubscribe (RFC 2369): the wish is in the address, whoever wrote the mail.
    It ends email, as the one click does."""
    proof = Proof(how="unsubscribe by email", actor=f"subscriber {person.pk}", proof=f"raw event {raw}")
    with atomic():
        if person.email:
            prefer.stop(person, (Channel.EMAIL,), proof, moment)
        return _keep(person, raw, Label.OPT_OUT, "unsubscribe", moment, "unsubscribe by email")


def _automatic(
    person: Subscriber, raw: int, email: InboundEmail, auto: AutoReply, office: Office, moment: Moment
) -> str:
    """Fails closed: where a person may have written of a danger behind the mark of a program, a coach reads it at once.
    No text answers it: two programs would answer each other for ever. A bounce only brings back what we wrote."""
    said = email.subject or NO_WORDS
    label = Label.AUTOMATIC
    enrolment = enrolments.newest_of(person)
    if auto is not AutoReply.BOUNCE and enrolment is not None:
        ours = "\n".join(_words_of(mail.sent_lately(person), person, office))
        words = "\n".join(filter(None, (email.subject, quoting.own_words(email.text, ours).everything)))
        reading = triage(words)
        if danger.is_danger(reading) or (reading.unsure and reading.matched):
            said, label = words, Label.UNSURE
    with atomic():
        _keep(person, raw, label, said, moment, f"automatic: {auto}")
        reply = inbox.of_raw(raw)
        if label is Label.UNSURE and enrolment is not None and reply is not None:
            danger.smells(enrolment, Heard(raw, Channel.EMAIL, said), reply, moment)
    if label is Label.UNSURE:
        alert.hurry()
    return label


def _keep(person: Subscriber, raw: int, label: Label, text: str, moment: Moment, remark: str) -> str:
    enrolment = enrolments.newest_of(person)
    key = EnrolmentId(enrolment.pk) if enrolment else None
    with atomic():
        inbox.handled(raw, moment.now, remark)
        inbox.add_reply(person, key, raw, Channel.EMAIL, text, label, moment.now)
    return label


def _read(person: Subscriber, raw: int, email: InboundEmail, office: Office, moment: Moment) -> str:
    sent = mail.sent_lately(person)
    own = quoting.own_words(email.text, "\n".join(_words_of(sent, person, office)))
    subject = _own_subject(email.subject, [row.subject for row in sent])
    said = subject if subject and (not own.words or read_word(subject) is Word.STOP) else own.words
    everything = "\n".join(part for part in (subject, own.everything) if part)
    if _smells_more(said, everything):
        return _hear(person, raw, everything, email, office, moment)
    if said:
        return _hear(person, raw, said, email, office, moment)
    if own.doubtful:
        return _keep(person, raw, Label.UNREAD, own.doubtful, moment, "not sure whose words these are")
    label = Label.MEDIA if email.attachments else Label.UNREAD
    return _keep(person, raw, label, NO_WORDS, moment, "without words")


def _smells_more(said: str, everything: str) -> bool:
    """Whether what may be the person's speaks of a danger that their sure words do not."""
    if said == everything:
        return False
    sure, whole = triage(said), triage(everything)
    return (sure.tier, sure.unsure) != (whole.tier, whole.unsure)


def _own_subject(subject: str, ours: Iterable[str]) -> str:
    """The subject where the person wrote it: no "Re:", nothing of ours. It may be all they say."""
    answers = re.match(r"\s*[^\W\d_]{2,6}(?:\[\d+\])?\s?:", subject) or any(each and each in subject for each in ours)
    return "" if answers else subject.strip()


def _words_of(sent: Iterable[Message], person: Subscriber, office: Office) -> Iterable[str]:
    """The words of our own emails, as they may stand quoted below an answer."""
    known = standings.person_of(person)
    composer = Composer(office.house, {})
    for row in sent:
        try:
            whole = composer.whole(messages.draft_of(row), known)
        except Exception:  # whatever is wrong with an old mail, the answer to it must be read
            log.exception("an email of ours cannot be known again", message=row.pk)
            continue
        yield whole.text
        yield inbound_html.to_text(whole.html)


def _hear(person: Subscriber, raw: int, text: str, email: InboundEmail, office: Office, moment: Moment) -> str:
    """The one reading of all replies, whatever way they came."""
    return converse.take_in(person, Heard(raw, Channel.EMAIL, text, media=email.attachments), office, moment)
