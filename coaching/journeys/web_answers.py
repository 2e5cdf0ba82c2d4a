"""An answer given on a person's own page, as good as one by text."""

import hashlib

from coaching.core.decide import Status
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import alert, answering, converse
from coaching.journeys.danger import Heard
from coaching.journeys.office import Moment, Office
from coaching.journeys.prefer import ChangeRefused
from coaching.store import audit, inbox, said
from coaching.store.models import Enrolment, OpenQuestion
from coaching.store.transactions import atomic

LONGEST = 400
SOURCE = "own-page"
OVER = "That question is not open any more."


def answer_by_web(enrolment: Enrolment, question: int, given: str, office: Office, moment: Moment) -> tuple[str, ...]:
    """This will take an answer to an open question, and give the sentences to show: what a text would have said.

    Raises ChangeRefused with a sentence for the person.
    """
    asked = next((each for each in inbox.questions_of(EnrolmentId(enrolment.pk)) if each.pk == question), None)
    if asked is None or enrolment.status != Status.ACTIVE:
        raise ChangeRefused(OVER)
    if asked.answered_at is not None:
        raise ChangeRefused("You have answered that one already.")
    if asked.lo is None or asked.hi is None:
        return _in_words(enrolment, asked, given, office, moment)
    value = _number(given, asked.lo, asked.hi)
    with atomic():
        done = answering.answer_on_page(enrolment, question, value, office, moment)
        if done is None:
            raise ChangeRefused(OVER)
        audit.record(
            f"subscriber {enrolment.subscriber_id}", "answered on the page", "enrolment", enrolment.pk, moment.now
        )
    alert.hurry()
    return (f"Saved: {value}.", *done.texts)


def _number(given: str, lo: int, hi: int) -> int:
    read = given.strip()
    if not (read.isascii() and read.isdecimal() and len(read) <= 2 and lo <= int(read) <= hi):
        raise ChangeRefused(f"Please choose a number from {lo} to {hi}.")
    return int(read)


def _in_words(enrolment: Enrolment, asked: OpenQuestion, given: str, office: Office, moment: Moment) -> tuple[str, ...]:
    """Free words take the way of every reply: what may speak of a danger, or asks to stop, is seen before anything."""
    words = given.strip().replace("\0", "")
    if not 1 <= len(words) <= LONGEST:
        raise ChangeRefused(f"Please write 1 to {LONGEST} letters.")
    if asked.closed_at is not None or asked.until <= moment.now:
        raise ChangeRefused(OVER)
    mark = hashlib.sha256(words.encode()).hexdigest()[:32]
    raw = inbox.keep_raw(SOURCE, f"{SOURCE}:{asked.pk}:{mark}", words, moment.now)
    if raw is None:
        raise ChangeRefused("You have sent that already.")
    channel = Channel.SMS if enrolment.subscriber.phone else Channel.EMAIL
    converse.take_in(enrolment.subscriber, Heard(raw, channel, words), office, moment)
    return _shown(raw, office)


def _shown(raw: int, office: Office) -> tuple[str, ...]:
    """The answers that went out as messages, for the page as well: a safety text must not wait for a phone."""
    brand = f"{office.house.values['brand']}: "
    told = [str(row.words.get("sms_text") or row.text.removeprefix(brand)) for row in said.in_answer_to(raw)]
    return tuple(told) or ("Thank you. Your coach will read it.",)
