"""An alert: raised with a person's words, told along contact paths until somebody acknowledges it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from coaching.core.alerts import Level, turn
from coaching.core.model import Channel, MessageId
from coaching.journeys import announce
from coaching.journeys.office import Moment, Office
from coaching.providers.base import Accepted, Email, Outcome, Outgoing, Rejected, RetryLater, Scope, Shell, Sms, Unknown
from coaching.store import alerts, audit, redis_link
from coaching.store.alerts import News
from coaching.store.models import Alert, AlertNotice
from coaching.store.redis_link import RedisError
from coaching.store.transactions import atomic

log = structlog.get_logger()
NOTICE_LEASE = timedelta(minutes=1)
MOST_TRIES = 30
VALID_FOR_S = 3600


@dataclass(frozen=True, slots=True)
class Told:
    """What one round did: stages taken, notices sent, notices that failed and are tried again."""

    turns: int = 0
    sent: int = 0
    failed: int = 0


def raise_(news: News, now: datetime) -> Alert:
    """This will raise or merge an alert. Call it in the transaction of what caused it, and `hurry` after that."""
    alert = alerts.raise_(news, now)
    if alert.count == 1:
        announce.alerted(alert, now)
    log.warning("alert", alert=alert.pk, kind=news.kind, level=alert.level)
    return alert


def hurry() -> None:
    """This will have a worker tell about new alerts at once; without Redis the chores do it within half a minute."""
    try:
        redis_link.want_telling()
    except RedisError as error:
        log.warning("nobody could be hurried; the chores tell within half a minute", error=type(error).__name__)


def can_be_told(level: Level, office: Office) -> bool:
    """This will say whether an alert of that level reaches anybody: only then may a text claim that it does."""
    return level is not Level.NOTICE and any(
        channel in office.ready for contact in office.contacts for channel, _ in contact.paths
    )


def tell_due(office: Office, moment: Moment) -> Told:
    """This will tell the next contacts of every alert that nobody has acknowledged, and send what is owed."""
    turns = sum(_take_turn(alert, office, moment) for alert in alerts.due(moment.now))
    notices = alerts.claim_notices(moment.now, NOTICE_LEASE)
    reached = [_settle(notice, outcome, moment) for notice, outcome in _send(notices, office, moment)]
    return Told(turns, reached.count(True), reached.count(False))


def _take_turn(alert: Alert, office: Office, moment: Moment) -> bool:
    now = moment.now
    told = turn(Level(alert.level), office.contacts, alert.stage, now)
    if not told.contacts:
        alerts.wait_for_duty(alert, told.again)
        return False
    with atomic():
        if not alerts.take_turn(alert, told.again):
            return False
        for contact in told.contacts:
            paths = [path for path in contact.paths if path[0] in office.ready]
            alerts.owe_notices(alert.pk, alert.stage, contact.name, paths, now)
            if not paths:
                alerts.note(alert.pk, now, contact.name, "has no path that is set up")
        if alert.stage:
            alerts.note(alert.pk, now, alerts.HOUSE, "nobody acknowledged it in time; the next contact is told")
    return True


def _send(notices: list[AlertNotice], office: Office, moment: Moment) -> list[tuple[AlertNotice, Outcome]]:
    found: list[tuple[AlertNotice, Outcome]] = []
    for channel in Channel:
        own = [each for each in notices if each.channel == channel]
        if own:
            outcomes = office.providers[channel].send([_outgoing(each, office, moment) for each in own])
            found += zip(own, outcomes, strict=True)
    return found


def _outgoing(notice: AlertNotice, office: Office, moment: Moment) -> Outgoing:
    """Names the kind, the first name and where to look; never what the person wrote."""
    alert, house = notice.alert, office.house
    brand, link = house.values["brand"], f"{house.public_url}/alerts/{alert.pk}/"
    head = f"{brand} {alert.level.upper()}: {alert.title}"
    deadline_s = moment.boot_s + NOTICE_LEASE.total_seconds() / 2
    if notice.channel == Channel.SMS:
        body = f"{head[:300]} {link}"
        callback = f"{house.public_url}/hooks/twilio/status?n={notice.pk}"
        return Sms(MessageId(0), notice.address, body, callback, VALID_FOR_S, deadline_s)
    text = f"{alert.title}\n\nOpen and acknowledge it: {link}\n\nUntil somebody does, the next person is told."
    html = "".join(f"<p>{line}</p>" for line in (_escaped(alert.title), f'<a href="{link}">Open and acknowledge</a>'))
    return Email(
        message=MessageId(0),
        attempt=f"alert{notice.pk}t{notice.tries}",
        to=notice.address,
        shell=Shell(head[:150], html, text),
        unsubscribe_url=f"{house.public_url}/alerts/",
        deadline_s=deadline_s,
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _settle(notice: AlertNotice, outcome: Outcome, moment: Moment) -> bool:
    """An outcome in doubt is tried again: two alerts are better than none."""
    match outcome:
        case Accepted():
            alerts.notice_sent(notice, moment.now)
            return True
        case Rejected(code, scope, detail):
            final = scope in (Scope.RECIPIENT, Scope.CONTENT)
            _failed(notice, f"{code}: {detail}", moment, final=final)
        case RetryLater(_, code, detail):
            _failed(notice, f"{code}: {detail}", moment)
        case Unknown(detail):
            _failed(notice, detail, moment)
    return False


def _failed(notice: AlertNotice, detail: str, moment: Moment, *, final: bool = False) -> None:
    """Tried again after 1, 2, 4, ... minutes, at most a quarter of an hour apart."""
    wait = min(timedelta(minutes=2 ** max(0, notice.tries - 1)), timedelta(minutes=15))
    next_at = None if final or notice.tries >= MOST_TRIES else moment.now + wait
    alerts.notice_failed(notice, detail, next_at, moment.now)
    log.error("an alert did not reach its contact", alert=notice.alert_id, channel=notice.channel, tries=notice.tries)


class AlertRefused(Exception):
    """The alert cannot be changed so; the message says why."""


def see(alert: int, by: str, moment: Moment) -> None:
    """This will keep in an alert's log that somebody has looked at it, once for each person."""
    alerts.see(alert, by, moment.now)


def acknowledge(alert: int, by: str, moment: Moment) -> None:
    """This will take an alert on, by name: nobody else is told any more."""
    with atomic():
        if not alerts.acknowledge(alert, by, moment.now):
            raise AlertRefused("Somebody has acknowledged this alert already.")
        audit.record(by, "acknowledged", "alert", alert, moment.now)


def close(alert: int, by: str, why: str, moment: Moment) -> None:
    """This will end an alert with what was done. Raises AlertRefused without a word about it."""
    if not why.strip():
        raise AlertRefused("Write one sentence about what you did; it is kept with the alert.")
    with atomic():
        if not alerts.close(alert, by, why.strip(), moment.now):
            raise AlertRefused("This alert is closed already.")
        audit.record(by, "closed", "alert", alert, moment.now)


def reopen(alert: int, by: str, moment: Moment) -> None:
    """This will take a closing back."""
    with atomic():
        if not alerts.reopen(alert, by, moment.now):
            raise AlertRefused("This alert is open already.")
        audit.record(by, "reopened", "alert", alert, moment.now)
