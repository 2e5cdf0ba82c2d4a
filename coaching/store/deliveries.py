"""What addresses of other systems are owed: one row for each event and address. Machine time, but for `at`."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from coaching.core.announcements import Event, Ids
from coaching.store import bulk
from coaching.store.endpoints import EndpointId
from coaching.store.models import Delivery

OWED, SENT, FAILED = "owed", "sent", "failed"


def owe_many(endpoints: Sequence[EndpointId], event: Event, facts: Sequence[Ids], at: datetime) -> None:
    """This will owe each of these facts to each endpoint, due at once. Call it in the transaction of the facts."""
    Delivery.objects.bulk_create(
        Delivery(endpoint_id=endpoint, name=f"msg_{secrets.token_hex(16)}", event=event, ids=dict(ids), at=at)
        for endpoint in endpoints
        for ids in facts
    )


def _due(now: datetime) -> Q:
    return Q(state=OWED, endpoint__active=True) & (Q(next_at=None) | Q(next_at__lte=now))


def with_due(now: datetime, most: int = 50) -> list[EndpointId]:
    """This will name the endpoints that something is due for."""
    rows = Delivery.objects.filter(_due(now)).order_by("endpoint").values_list("endpoint", flat=True).distinct()
    return [EndpointId(pk) for pk in rows[:most]]


def claim(endpoint: EndpointId, now: datetime, lease: timedelta, most: int) -> list[Delivery]:
    """This will take what is due for one endpoint, oldest first. Whoever dies with it leaves it due after `lease`."""
    rows = Delivery.objects.filter(_due(now), endpoint=endpoint)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    if not ids:
        return []
    slots = ", ".join(["%s"] * len(ids))
    won = bulk.fetch(
        "UPDATE store_delivery SET next_at = %s, tries = tries + 1, first_at = COALESCE(first_at, %s) "
        f"WHERE id IN ({slots}) AND state = 'owed' AND (next_at IS NULL OR next_at <= %s) RETURNING id",
        [now + lease, now, *ids, now],
    )
    return list(Delivery.objects.filter(pk__in=[pk for (pk,) in won]).select_related("endpoint").order_by("pk"))


def sent(delivery: Delivery, status: int, at: datetime) -> None:
    """This will note that the other side has it."""
    _mine(delivery).update(state=SENT, ended_at=at, next_at=None, status=status, detail="")


def put_off(delivery: Delivery, status: int | None, detail: str, next_at: datetime) -> None:
    """This will keep it for its next try."""
    _mine(delivery).update(next_at=next_at, status=status, detail=detail[:200])


def give_up(delivery: Delivery, status: int | None, detail: str, at: datetime) -> None:
    """This will end it without success; a person may send it again."""
    _mine(delivery).update(state=FAILED, ended_at=at, next_at=None, status=status, detail=detail[:200])


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    """Whose lease ended meanwhile changes nothing: the try count has gone on."""
    return Delivery.objects.filter(pk=delivery.pk, state=OWED, tries=delivery.tries)


def again(delivery: int, endpoint: EndpointId) -> bool:
    """This will owe once more what was sent or given up; False if it is under way, or not this endpoint's."""
    rows = Delivery.objects.filter(pk=delivery, endpoint=endpoint).exclude(state=OWED)
    return bool(rows.update(state=OWED, tries=0, next_at=None, first_at=None, ended_at=None, detail=""))


def newest(endpoint: EndpointId, most: int = 20) -> list[Delivery]:
    """This will list what an endpoint was told of last, newest first."""
    return list(Delivery.objects.filter(endpoint=endpoint).order_by("-pk")[:most])


def forget_old(before: datetime) -> int:
    """This will forget what ended before an instant; answers how many."""
    return Delivery.objects.filter(ended_at__lt=before).delete()[0]
