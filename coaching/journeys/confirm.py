"""The person says yes: consent is confirmed for that channel, and a waiting enrolment begins."""

from datetime import time

from coaching.core import schedule
from coaching.core.consent import ConsentEvent
from coaching.core.decide import Status
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import owe, wake
from coaching.journeys.office import Moment, Office
from coaching.store import audit, consents, enrolments, standings, subscribers, suppressions
from coaching.store.consents import Proof
from coaching.store.models import Enrolment
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic


def confirm(enrolment: Enrolment, channel: Channel, proof: Proof, office: Office, moment: Moment) -> None:
    """This will confirm one channel; the first confirmation begins the programme on its planned day,
    or tomorrow if that day has passed. An address that was kept from others is its owner's to give again."""
    person = enrolment.subscriber
    address = subscribers.address(person, channel)
    with atomic():
        consents.record(person, channel, ConsentEvent.CONFIRMED, proof, moment.now)
        if address:
            suppressions.lift(channel, address)
        subscribers.clear_trouble(standings.person_of(person).subscriber, channel)
        begun = enrolment.status == Status.WAITING and _begin(enrolment, moment)
        welcome = owe.welcome(enrolment, channel, owe.at_once(moment), office, moment)
        audit.record(proof.actor, "confirmed", "enrolment", enrolment.pk, moment.now, channel=channel, how=proof.how)
    owe.put_all([welcome] if welcome else [], office)
    if begun:
        wake.soon(office.lessons, [Due(enrolment.pk, to_ms(moment.now))])


def _begin(enrolment: Enrolment, moment: Moment) -> bool:
    zone = standings.zone(enrolment.subscriber.zone)
    tomorrow = schedule.local_date(moment.now, zone) + schedule.ONE_DAY
    start = enrolment.start if enrolment.start >= tomorrow else tomorrow
    if schedule.instant(start, time(12), zone) is None:
        start += schedule.ONE_DAY
    return enrolments.activate(EnrolmentId(enrolment.pk), start=start, wake_at=moment.now)
