"""Addresses of other systems: added, tried out, told what is owed to them, switched off when they never take it."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

import structlog

from coaching.core import announcements
from coaching.core.alerts import Kind
from coaching.core.announcements import GIVE_UP_AFTER, Again, Event, Gone, Taken
from coaching.journeys import alert
from coaching.journeys.office import Moment, Office
from coaching.providers.exchange import Carried, HttpAnswer, HttpRequest, InDoubt, NotWritten, wait_s
from coaching.store import alerts, audit, deliveries, endpoints
from coaching.store.alerts import News
from coaching.store.endpoints import EndpointId
from coaching.store.models import Delivery, Endpoint
from coaching.store.transactions import atomic

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
AT_ONCE = 8
"""Most requests to one address at a time."""
MOST_ENDPOINTS = 20
KEPT = timedelta(days=30)


class WebhookRefused(Exception):
    """It cannot be done; the message says why and what would help."""


def add(url: str, events: Sequence[str], by: str, office: Office, moment: Moment) -> Endpoint:
    """This will add an address that is told of these events; raises WebhookRefused."""
    wanted = [event for event in announcements.OFFERED if event in events]
    why = office.announcer.refusal(url.strip())
    if why:
        raise WebhookRefused(why)
    if not wanted:
        raise WebhookRefused("Choose at least one event.")
    if len(endpoints.every()) >= MOST_ENDPOINTS:
        raise WebhookRefused(f"There are {MOST_ENDPOINTS} addresses already. Remove one first.")
    with atomic():
        made = endpoints.add(url.strip(), wanted, by, moment.machine_now)
        audit.record(by, "added", "webhook", made.pk, moment.now, events=wanted)
    return made


def remove(endpoint: EndpointId, by: str, moment: Moment) -> bool:
    """This will tell an address nothing more, ever; False if it was removed before."""
    with atomic():
        if not endpoints.remove(endpoint, moment.machine_now):
            return False
        alerts.settle(_news_key(endpoint), "the webhook was removed", moment.now)
        audit.record(by, "removed", "webhook", endpoint, moment.now)
    return True


def switch_on(endpoint: EndpointId, by: str, moment: Moment) -> bool:
    """This will go on telling an address, with what it is owed first; False if it is on."""
    with atomic():
        if not endpoints.switch_on(endpoint):
            return False
        alerts.settle(_news_key(endpoint), "the webhook was switched on again", moment.now)
        audit.record(by, "switched on", "webhook", endpoint, moment.now)
    return True


def ping(endpoint: EndpointId, moment: Moment) -> None:
    """This will owe an address a test; it goes out within seconds, also while nothing else happens."""
    deliveries.owe_many([endpoint], Event.PING, [{"ping": secrets.randbelow(1_000_000)}], moment.now)


def send_again(delivery: int, endpoint: EndpointId, by: str, moment: Moment) -> bool:
    """This will owe once more what was sent or given up, under its old id; False if it is under way."""
    with atomic():
        if not deliveries.again(delivery, endpoint):
            return False
        audit.record(by, "sent again", "webhook", endpoint, moment.now, delivery=delivery)
    return True


def deliver_due(office: Office, moment: Moment) -> int:
    """This will send what is due, at most AT_ONCE to one address at a time; answers how many were tried."""
    claimed = [
        each
        for endpoint in deliveries.with_due(moment.machine_now)
        for each in deliveries.claim(endpoint, moment.machine_now, LEASE, AT_ONCE)
    ]
    open_ones = [each for each in claimed if not office.announcer.refusal(each.endpoint.url)]
    for each in claimed:
        if each not in open_ones:
            _settle(each, NotWritten("refused", office.announcer.refusal(each.endpoint.url)), moment)
    carried = office.announcer.post([_request(each, moment) for each in open_ones])
    for each, outcome in zip(open_ones, carried, strict=True):
        _settle(each, outcome, moment)
    return len(claimed)


def _request(delivery: Delivery, moment: Moment) -> HttpRequest:
    """The id is the same at every try, so that the other side can count it once; time and signature are new."""
    sent = announcements.body(delivery.event, delivery.at, delivery.ids)
    at_s = int(moment.machine_now.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "coaching-webhooks/1",
        "webhook-id": delivery.name,
        "webhook-timestamp": str(at_s),
        "webhook-signature": announcements.signature(delivery.endpoint.secret, delivery.name, at_s, sent),
    }
    return HttpRequest(delivery.endpoint.url, headers, sent, moment.boot_s + LEASE.total_seconds() / 2)


def _settle(delivery: Delivery, outcome: Carried, moment: Moment) -> None:
    match outcome:
        case HttpAnswer(status):
            _settle_answer(delivery, outcome, status, moment)
        case NotWritten(_, detail) | InDoubt(detail):
            _not_taken(delivery, None, _short(detail), timedelta(), moment)


def _settle_answer(delivery: Delivery, answer: HttpAnswer, status: int, moment: Moment) -> None:
    match announcements.judge(status):
        case Taken():
            deliveries.sent(delivery, status, moment.machine_now)
        case Gone():
            deliveries.give_up(delivery, status, "answered 410: wants no more", moment.machine_now)
            _switch_off(delivery.endpoint, "It answered 410, which means that it wants no more.", moment)
        case Again(why):
            _not_taken(delivery, status, why, timedelta(seconds=wait_s(answer, 0)), moment)


def _not_taken(delivery: Delivery, status: int | None, why: str, asked: timedelta, moment: Moment) -> None:
    """Tried again later and later for a day; then the address is switched off and whoever runs the service is told."""
    now = moment.machine_now
    if delivery.first_at is not None and now - delivery.first_at >= GIVE_UP_AFTER:
        deliveries.give_up(delivery, status, why, now)
        _switch_off(delivery.endpoint, f"It has not taken an event for a day. The last try: {why}.", moment)
        return
    deliveries.put_off(delivery, status, why, now + max(announcements.wait(delivery.tries), asked))
    log.info("webhook not taken", endpoint=delivery.endpoint_id, delivery=delivery.pk, tries=delivery.tries)


def _switch_off(endpoint: Endpoint, why: str, moment: Moment) -> None:
    with atomic():
        if not endpoints.switch_off(EndpointId(endpoint.pk), why):
            return
        audit.record(alerts.HOUSE, "switched off", "webhook", endpoint.pk, moment.now)
        news = News(Kind.WEBHOOK, str(endpoint.pk), f"Webhook {endpoint.pk} is switched off.", body=why)
        alert.raise_(news, moment.now)


def _news_key(endpoint: EndpointId) -> str:
    return News(Kind.WEBHOOK, str(endpoint), "").key


def _short(detail: str) -> str:
    """What a transport says, in one short line."""
    return " ".join(detail.split())[:180]


def tidy(moment: Moment) -> int:
    """This will forget what ended a month ago; answers how many."""
    return deliveries.forget_old(moment.machine_now - KEPT)
