"""Which answers wait for one before them: two that are owed to one person at once leave in the order of the ledger."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from coaching.core.ledger import State
from coaching.core.model import MessageId
from coaching.store.models import Message

WAIT = ("reply", "ask")
"""An answer, and the next question of a check-in. An answer to a danger waits for nothing."""
GO_FIRST = (*WAIT, "safety")
NOT_LEFT = (State.OWED, State.RESERVED, State.HANDED, State.WAITING)
AT_MOST = timedelta(seconds=30)
"""So long after it is due it waits no more: the one before it may be kept back for much longer."""


def behind(ids: Collection[MessageId], now: datetime) -> dict[MessageId, MessageId]:
    """This will say which of these wait, each with the first one that must leave before it, by person and channel."""
    earlier = Message.objects.filter(
        subscriber=OuterRef("subscriber"),
        channel=OuterRef("channel"),
        pk__lt=OuterRef("pk"),
        due_at__lte=OuterRef("due_at"),
        kind__in=GO_FIRST,
        state__in=NOT_LEFT,
    ).order_by("pk")
    rows = Message.objects.filter(pk__in=ids, kind__in=WAIT, due_at__gt=now - AT_MOST)
    found = rows.annotate(first=Subquery(earlier.values("pk")[:1])).filter(first__isnull=False)
    return {MessageId(pk): MessageId(first) for pk, first in found.values_list("pk", "first")}
