"""Erasing a person for good: first everything stops, then every table forgets, then Redis does."""

from collections.abc import Sequence

import structlog

from coaching.core.consent import ConsentEvent
from coaching.core.ledger import Event
from coaching.core.model import Channel
from coaching.core.reasons import Reason
from coaching.journeys import prefer
from coaching.journeys.office import Moment, Office
from coaching.store import audit, consents, doubts, erasure, messages, proven, redis_link
from coaching.store.consents import Proof
from coaching.store.models import Subscriber
from coaching.store.transactions import atomic

log = structlog.get_logger()


def erase(person: Subscriber, by: str, office: Office, moment: Moment) -> None:
    """This will erase everything personal about a person; it cannot be undone, and twice is harmless.

    Whatever breaks on the way, nothing is sent any more: stopping is committed first. What stays: a keyed hash of
    number and address, so that nobody enrols them by mistake, and the proof of consent by the same hash.
    """
    proof = Proof(how="erasure", actor=by)
    prefer.stop(person, prefer.EVERY_CHANNEL, proof, moment)
    addresses = erasure.addresses_of(person)
    with atomic():
        if consents.has_health(person):
            consents.record_health(person, ConsentEvent.REVOKED, proof, moment.now)
        for run in erasure.entries(person).enrolments:
            messages.give_up(run, Reason.STOPPED, moment.now)
        for row in erasure.in_doubt(person):  # without its words nobody could look for it
            doubts.give_up(row, Event.REJECTED, Reason.UNCLEAR, moment.now)
        erasure.blank(person, moment.now)
        audit.record(by, "erased", "subscriber", person.pk, moment.now)
    _leave_redis(person, addresses, office)
    log.info("person erased", subscriber=person.pk)


def _leave_redis(person: Subscriber, addresses: Sequence[tuple[Channel, str]], office: Office) -> None:
    """Entries are ids alone and would drop out by themselves, links to the join page end within a day; they go now."""
    entries = erasure.entries(person)
    try:
        office.lessons.drop_many(entries.enrolments)
        office.owed.drop_many(entries.messages)
        for channel, address in addresses:
            if channel is Channel.SMS:
                proven.forget_number(address)
    except redis_link.RedisError as error:
        log.warning("timetable out of reach; its entries drop out by themselves", error=type(error).__name__)
