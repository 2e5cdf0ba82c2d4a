"""After the last day: what a later message of a person gets, and how they begin again."""

from datetime import timedelta

from coaching.core import languages
from coaching.core.consent import Word, read_word
from coaching.core.decide import Status
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import owe, strangers
from coaching.journeys.danger import Heard
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed
from coaching.store import messages
from coaching.store.models import Enrolment

FINISHED = (Status.COMPLETED, Status.ENDED)
THANKED_FOR = timedelta(days=7)
THANKS = "done-thanks"


def answer_for_finished(enrolment: Enrolment, heard: Heard, office: Office, moment: Moment) -> list[Owed]:
    """This will owe the answer to a message that came after the end of a run and that nothing else has answered.

    JOIN and START get the page on which one begins again; nothing begins by a word alone, as it is a new programme
    with a new screen. Anything else gets thanks and a way to reach a person, once in seven days, if the run was
    completed. The message itself belongs into the inbox. Call it in the transaction that keeps the reply.
    """
    if enrolment.status not in FINISHED:
        return []
    if read_word(heard.text) in (Word.JOIN, Word.START):
        owed = _how_to_begin(enrolment, heard, office, moment)
    elif enrolment.status == Status.COMPLETED and not _was_thanked(enrolment, moment):
        owed = owe.answer(enrolment, heard.raw, THANKS, {}, heard.channel, office, moment)
    else:
        owed = None
    return [owed] if owed else []


def _how_to_begin(enrolment: Enrolment, heard: Heard, office: Office, moment: Moment) -> Owed | None:
    number = enrolment.subscriber.phone if heard.channel is Channel.SMS else None
    url = strangers.join_url(number, office) if number else f"{office.house.public_url}/join/"
    return owe.answer(enrolment, heard.raw, "join-link", {"join_url": url}, heard.channel, office, moment)


def _was_thanked(enrolment: Enrolment, moment: Moment) -> bool:
    since = moment.now - THANKED_FOR
    rows = [row for row in messages.of_enrolment(EnrolmentId(enrolment.pk)) if row.due_at > since]
    return any(languages.base(row.template).endswith(f"/{THANKS}") for row in rows)
