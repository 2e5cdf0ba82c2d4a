"""Alerts and who was told: raised, merged, told, acknowledged, closed; each step with its line in the log."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from coaching.core.alerts import DEADLINES, LEVELS, MERGE_WITHIN, Kind, Level
from coaching.core.model import Channel, EnrolmentId, SubscriberId
from coaching.store import bulk, threads
from coaching.store.models import Alert, AlertLog, AlertNotice, Message, Reply

HOUSE = "the service"
NOT_NEEDED = "not needed any more"
SEEN = "seen"


@dataclass(frozen=True, slots=True)
class News:
    """Something somebody must know. `about`: what one alert is about, beside its kind ("12", "sms").

    `title` is one sentence without a person's words; `body` may hold them.
    """

    kind: Kind
    about: str
    title: str
    body: str = ""
    subscriber: SubscriberId | None = None
    enrolment: EnrolmentId | None = None
    reply: int | None = None
    level: Level | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.about}"[:80]


def raise_(news: News, now: datetime) -> Alert:
    """This will raise an alert, to be told at once, or add to the open one of the same thing.

    What concerns a person is merged within 30 minutes; what concerns the service while it is open.
    """
    level = news.level or LEVELS[news.kind]
    known = _open_one(news, level, now)
    if known is not None:
        Alert.objects.filter(pk=known.pk).update(
            count=F("count") + 1, last_at=now, body=_joined(known.body, news.body), title=news.title[:200]
        )
        if level is not Level.NOTICE:
            note(known.pk, now, HOUSE, "happened again")
        known.count += 1
        return known
    alert = Alert.objects.create(
        key=news.key,
        kind=news.kind,
        level=level,
        subscriber_id=news.subscriber,
        enrolment_id=news.enrolment,
        reply_id=news.reply,
        title=news.title[:200],
        body=news.body,
        facts=news.facts,
        raised_at=now,
        last_at=now,
        due_at=now + DEADLINES[level],
        next_at=now,
    )
    note(alert.pk, now, HOUSE, "raised")
    threads.refresh(alert.subscriber_id)
    return alert


def _open_one(news: News, level: Level, now: datetime) -> Alert | None:
    newest = Alert.objects.filter(key=news.key, closed_at=None).order_by("-pk").first()
    if newest is None or level is Level.NOTICE:
        return newest
    return newest if newest.last_at > now - MERGE_WITHIN else None


def _joined(before: str, more: str, most: int = 8000) -> str:
    if not more or before.endswith(more):
        return before
    return f"{before}\n\n{more}"[-most:] if before else more


def note(alert: int, at: datetime, actor: str, what: str) -> None:
    """This will add a line to an alert's log."""
    AlertLog.objects.create(alert_id=alert, at=at, actor=actor, what=what[:200])


def due(now: datetime, most: int = 50) -> list[Alert]:
    """This will list alerts of which somebody is to be told, oldest first."""
    rows = Alert.objects.filter(next_at__lte=now, acknowledged_at=None, closed_at=None).select_related("subscriber")
    return list(rows.order_by("next_at", "pk")[:most])


def take_turn(alert: Alert, next_at: datetime | None) -> bool:
    """This will claim the telling of one stage; False if another process did, or somebody acknowledged."""
    mine = Alert.objects.filter(pk=alert.pk, next_at=alert.next_at, stage=alert.stage, acknowledged_at=None)
    return bool(mine.update(stage=F("stage") + 1, next_at=next_at))


def wait_for_duty(alert: Alert, next_at: datetime | None) -> bool:
    """This will have an alert looked at again at `next_at` without using up a stage."""
    return bool(Alert.objects.filter(pk=alert.pk, next_at=alert.next_at).update(next_at=next_at))


def owe_notices(alert: int, stage: int, contact: str, paths: Sequence[tuple[Channel, str]], now: datetime) -> None:
    """This will owe one notice on each path of a contact, once per stage."""
    AlertNotice.objects.bulk_create(
        (
            AlertNotice(
                alert_id=alert, stage=stage, contact=contact[:60], channel=channel, address=address, next_at=now, at=now
            )
            for channel, address in paths
        ),
        ignore_conflicts=True,
    )


def claim_notices(now: datetime, lease: timedelta, most: int = 50) -> list[AlertNotice]:
    """This will take owed notices whose time has come. Whoever dies with one leaves it due again after `lease`."""
    ids = list(
        AlertNotice.objects.filter(state="owed", next_at__lte=now)
        .order_by("next_at", "pk")
        .values_list("pk", flat=True)[:most]
    )
    if not ids:
        return []
    slots = ", ".join(["%s"] * len(ids))
    won = bulk.fetch(
        f"UPDATE store_alertnotice SET next_at = %s, tries = tries + 1 WHERE id IN ({slots}) AND state = 'owed' "
        "AND next_at <= %s RETURNING id",
        [now + lease, *ids, now],
    )
    taken = AlertNotice.objects.filter(pk__in=[pk for (pk,) in won]).order_by("pk")
    return list(taken.select_related("alert__subscriber"))


def notice_sent(notice: AlertNotice, at: datetime) -> None:
    AlertNotice.objects.filter(pk=notice.pk).update(state="sent", next_at=None, at=at, detail="")
    note(notice.alert_id, at, notice.contact, f"told by {notice.channel}")


def notice_failed(notice: AlertNotice, detail: str, next_at: datetime | None, at: datetime) -> None:
    """This will keep a notice for its next try, or give it up where `next_at` is None; the page shows it as failed."""
    state = "owed" if next_at else "failed"
    AlertNotice.objects.filter(pk=notice.pk).update(state=state, next_at=next_at, detail=detail[:200], at=at)
    note(notice.alert_id, at, notice.contact, f"not reached by {notice.channel}: {detail}")


def acknowledge(alert: int, by: str, at: datetime) -> bool:
    """This will note that somebody has taken an alert on; nobody else is told any more. False if somebody had."""
    mine = Alert.objects.filter(pk=alert, acknowledged_at=None)
    won = bool(mine.update(acknowledged_at=at, acknowledged_by=by, next_at=None))
    if won:
        owed = AlertNotice.objects.filter(alert_id=alert, state="owed")
        owed.update(state="failed", next_at=None, detail=NOT_NEEDED)
        note(alert, at, by, "acknowledged")
    return won


def close(alert: int, by: str, why: str, at: datetime) -> bool:
    """This will end an alert with what was done; False if it was closed. It counts as acknowledged."""
    acknowledge(alert, by, at)
    won = bool(Alert.objects.filter(pk=alert, closed_at=None).update(closed_at=at, closed_by=by, closed_why=why[:200]))
    if won:
        note(alert, at, by, f"closed: {why}" if why else "closed")
        _refresh(alert)
    return won


def _refresh(alert: int) -> None:
    threads.refresh(Alert.objects.filter(pk=alert).values_list("subscriber_id", flat=True).first())


def reopen(alert: int, by: str, at: datetime) -> bool:
    """This will take the closing of an alert back (Undo)."""
    won = bool(
        Alert.objects.filter(pk=alert).exclude(closed_at=None).update(closed_at=None, closed_by="", closed_why="")
    )
    if won:
        note(alert, at, by, "opened again")
        _refresh(alert)
    return won


def settle(key: str, why: str, at: datetime) -> int:
    """This will close what has mended itself (a circuit that closed, books that balance); answers how many."""
    rows = list(Alert.objects.filter(key=key[:80], closed_at=None).values_list("pk", flat=True))
    return sum(close(pk, HOUSE, why, at) for pk in rows)


def get(alert: int) -> Alert | None:
    return Alert.objects.filter(pk=alert).select_related("subscriber", "enrolment").first()


def open_ones(*, about_people: bool | None = None) -> list[Alert]:
    """This will list open alerts, the most pressing first: unacknowledged before acknowledged, red before amber."""
    rows = Alert.objects.filter(closed_at=None).select_related("subscriber", "enrolment")
    if about_people is not None:
        rows = rows.exclude(level=Level.NOTICE) if about_people else rows.filter(level=Level.NOTICE)
    rank = {level: n for n, level in enumerate(Level)}
    found = list(rows.order_by("raised_at", "pk")[:500])
    return sorted(found, key=lambda each: (each.acknowledged_at is not None, rank[Level(each.level)], each.raised_at))


def recent(limit: int = 50) -> list[Alert]:
    """This will list alerts that were closed, newest first."""
    return list(
        Alert.objects.exclude(closed_at=None).select_related("subscriber").order_by("-closed_at", "-pk")[:limit]
    )


def of_person(subscriber: int) -> list[Alert]:
    return list(Alert.objects.filter(subscriber_id=subscriber).order_by("-raised_at", "-pk")[:50])


def log_of(alert: int) -> list[AlertLog]:
    return list(AlertLog.objects.filter(alert_id=alert).order_by("pk"))


def notices_of(alert: int) -> list[AlertNotice]:
    return list(AlertNotice.objects.filter(alert_id=alert).order_by("stage", "pk"))


def notices_of_many(ids: Sequence[int]) -> dict[int, list[AlertNotice]]:
    """This will give the notices of several alerts, in the order in which people were told."""
    found: defaultdict[int, list[AlertNotice]] = defaultdict(list)
    for notice in AlertNotice.objects.filter(alert_id__in=ids).order_by("stage", "pk"):
        found[notice.alert_id].append(notice)
    return found


def answers_to(alert: Alert) -> list[Message]:
    """This will list what we sent in answer to the replies that an alert is about."""
    if alert.subscriber_id is None or alert.reply_id is None:
        return []
    raw = Reply.objects.filter(pk=alert.reply_id).values_list("raw_id", flat=True).first()
    answering = Q(kind="safety", due_at__range=(alert.raised_at, alert.last_at))
    if raw is not None:
        answering |= Q(dedupe_key__startswith=f"safety:{raw}:") | Q(dedupe_key__startswith=f"reply:{raw}:")
    return list(Message.objects.filter(answering, subscriber_id=alert.subscriber_id).order_by("pk"))


def see(alert: int, by: str, at: datetime) -> bool:
    """This will note that somebody has looked at an alert, once for each person; False if they had."""
    if AlertLog.objects.filter(alert_id=alert, actor=by, what=SEEN).exists():
        return False
    note(alert, at, by, SEEN)
    return True


@dataclass(frozen=True, slots=True)
class Pressing:
    """What every page shows: open `red` and `amber` alerts, how many red ones nobody has taken on, and the oldest."""

    red: int
    amber: int
    unheard: int
    oldest: Alert | None

    @property
    def open(self) -> int:
        return self.red + self.amber


def pressing() -> Pressing:
    """This will count what presses, in one query."""
    rows = list(Alert.objects.filter(closed_at=None, level__in=[Level.RED, Level.AMBER]).order_by("raised_at", "pk"))
    reds = [each for each in rows if each.level == Level.RED]
    unheard = [each for each in reds if each.acknowledged_at is None]
    return Pressing(len(reds), len(rows) - len(reds), len(unheard), unheard[0] if unheard else None)
