"""A wish to hear no more, or to hear from us again: taken at once, kept with its proof, confirmed where it may be."""

from coaching.core.consent import Permission, Word
from coaching.core.decide import Status
from coaching.core.model import Channel
from coaching.core.stopping import OptOut
from coaching.journeys import confirm, owe, prefer
from coaching.journeys.danger import Heard
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed
from coaching.store import enrolments
from coaching.store.consents import Proof
from coaching.store.models import Enrolment, Subscriber

_CHANNELS = {"all": prefer.EVERY_CHANNEL, "sms": (Channel.SMS,), "email": (Channel.EMAIL,)}


def stop(person: Subscriber, wish: OptOut, proof: Proof, moment: Moment) -> None:
    """This will take back consent for the channels that the wish names."""
    prefer.stop(person, _CHANNELS[wish.channels], proof, moment)


def stop_confirmation(enrolment: Enrolment, wish: OptOut, heard: Heard, office: Office, moment: Moment) -> list[Owed]:
    """This will owe the one confirmation of a STOP by text, unless the carrier has answered or emails alone end.

    47 CFR 64.1200(a)(12): one, without marketing.
    """
    if heard.channel is not Channel.SMS or heard.blocked or wish.channels == "email":
        return []
    owed = owe.answer(enrolment, heard.raw, "stop-confirm", {}, Channel.SMS, office, moment)
    return [owed] if owed else []


def let_in(word: Word, enrolment: Enrolment, heard: Heard, proof: Proof, office: Office, moment: Moment) -> str | None:
    """This will confirm an invitation by JOIN or START, or give consent back by START; None if neither makes sense.

    Answers "join" or "opt_in". Only START brings back somebody who stopped; it never clears a hold.
    """
    person = enrolment.subscriber
    state = person.sms_state if heard.channel is Channel.SMS else person.email_state
    if enrolment.status == Status.WAITING and state == Permission.ASKED:
        confirm.confirm(enrolment, heard.channel, proof, office, moment)
        return "join"
    if word is Word.START and state != Permission.ACTIVE:
        prefer.start_again(person, heard.channel, proof, office, moment)
        return "opt_in"
    return None


def start_confirmation(enrolment: Enrolment, heard: Heard, office: Office, moment: Moment) -> list[Owed]:
    """This will owe the text that a START by text calls for: programme, frequency, rates, HELP and STOP."""
    if heard.channel is not Channel.SMS:
        return []
    again = enrolments.newest_of(enrolment.subscriber) or enrolment
    owed = owe.answer(again, heard.raw, "start-confirm", {}, Channel.SMS, office, moment)
    return [owed] if owed else []
