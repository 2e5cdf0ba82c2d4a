"""A reply by text: stored before it is read, taken in once, worked off later if something broke in between."""

from datetime import timedelta
from urllib.parse import parse_qsl

import structlog

from coaching.core.model import Channel, SubscriberId
from coaching.journeys import converse, strangers
from coaching.journeys.danger import Heard
from coaching.journeys.office import Moment, Office
from coaching.providers.events import InboundSms
from coaching.providers.webhooks import read_twilio_inbound
from coaching.store import audit, inbox, subscribers
from coaching.store.models import Subscriber
from coaching.store.transactions import atomic

log = structlog.get_logger()
SOURCE = "twilio-inbound"
STRANGER = "stranger"
LEFT_AFTER = timedelta(minutes=1)


def receive_sms(raw: int, sms: InboundSms, office: Office, moment: Moment) -> str:
    """This will take in one text, stored before as `raw`, and answer in a word what it was taken for.

    STRANGER: what may be said to them is in `strangers.answer`, as nothing of ours can be owed to nobody.
    """
    person = subscribers.by_phone(sms.from_)
    if person is None:
        strangers.take_in(raw, sms, moment)
        return STRANGER
    heard = Heard(raw, Channel.SMS, sms.text, blocked=sms.opt_out_type == "STOP", media=len(sms.media))
    return converse.take_in(person, heard, office, moment)


def read_by_coach(person: Subscriber, by: str, moment: Moment) -> int:
    """This will note that a coach has read a person's replies; answers how many were waiting."""
    with atomic():
        count = inbox.mark_read(SubscriberId(person.pk), by, moment.now)
        if count:
            audit.record(by, "read replies", "subscriber", person.pk, moment.now, replies=count)
    return count


def read_one(reply: int, by: str, moment: Moment) -> bool:
    """This will note that somebody has read one reply; False if it had been read, or waits for nobody."""
    with atomic():
        person = inbox.mark_one_read(reply, by, moment.now)
        if person is None:
            return False
        audit.record(by, "read replies", "subscriber", person, moment.now, replies=1)
    return True


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
