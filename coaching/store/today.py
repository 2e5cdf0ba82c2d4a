"""What stands now: sent, due, failed, in doubt, what waits to be read, the coming hour; bounded, for any crowd."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Case, QuerySet, When
from django.db.models.functions import Coalesce

from coaching.core.alerts import Level
from coaching.core.decide import Status
from coaching.core.ledger import State
from coaching.core.model import Channel
from coaching.store import bulk, unsettled
from coaching.store.models import Alert, Enrolment, Message

MOST, MOST_DUE = 100_000, 10_000
"""Nothing is counted further; a page says "100,000+" then. What is due takes longer to count, row by row."""
NAMES = 200
LATELY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Counts:
    """`sent`, `failed`: in the last 24 hours. `due`: should go out now. `unknown`: no answer from the provider."""

    sent: int
    due: int
    failed: int
    unknown: int


def counts(now: datetime) -> Counts:
    """This will count what a coach asks first, each up to MOST, what is due up to MOST_DUE."""
    people, owed = _due_people(now), _due_messages(now)
    return Counts(
        sent=sum(_count(_sent(channel, now)) for channel in Channel),
        due=_count(people, MOST_DUE) + _count(owed, MOST_DUE),
        failed=_count(_failed(now)),
        unknown=_count(unsettled.rows().filter(state=State.UNKNOWN)),
    )


def _count(rows: "QuerySet[Message] | QuerySet[Enrolment]", most: int = MOST) -> int:
    return rows.order_by().values("pk")[: most + 1].count()


def _sent(channel: Channel, now: datetime) -> QuerySet[Message]:
    rows = Message.objects.filter(channel=channel, accepted_at__gt=now - LATELY, accepted_at__lte=now)
    return rows.order_by("-accepted_at", "-pk")


def _failed(now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(state=State.FAILED, changed_at__gt=now - LATELY).order_by("-changed_at", "-pk")


def _due_people(now: datetime) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(status=Status.ACTIVE, wake_at__lte=now).order_by("wake_at", "pk")


def _due_messages(now: datetime) -> QuerySet[Message]:
    """Those beside the programme's steps."""
    rows = unsettled.rows().filter(state__in=(State.OWED, State.RESERVED, State.WAITING)).exclude(kind="step")
    return rows.annotate(at=Coalesce("retry_at", "due_at")).filter(at__lte=now).order_by("at", "pk")


def sent(now: datetime) -> list[Message]:
    """This will name what providers took in the last 24 hours: of each channel the newest, NAMES and one more."""
    return [row for channel in Channel for row in _sent(channel, now).select_related("subscriber")[: NAMES + 1]]


def failed(now: datetime) -> list[Message]:
    """This will name what was refused in the last 24 hours, the newest first, NAMES and one more."""
    return list(_failed(now).select_related("subscriber")[: NAMES + 1])


def due(now: datetime) -> tuple[list[Enrolment], list[Message]]:
    """This will name runs whose turn it is, and messages beside the programme that should go out now, the longest
    waiting first, of each NAMES and one more."""
    people = _due_people(now).select_related("subscriber")[: NAMES + 1]
    return list(people), list(_due_messages(now).select_related("subscriber")[: NAMES + 1])


def last_accepted() -> dict[str, datetime]:
    """This will say for each channel when a provider last took a message."""
    last = {}
    for channel in Channel:
        rows = Message.objects.filter(channel=channel, accepted_at__isnull=False).order_by("-accepted_at")
        if (at := rows.values_list("accepted_at", flat=True).first()) is not None:
            last[str(channel)] = at
    return last


def to_come(now: datetime, buckets: int, width: timedelta) -> list[int]:
    """This will count whose turn comes in each span of time from now on, in one query."""
    edges = [now + width * n for n in range(buckets + 1)]
    one = "(SELECT COUNT(*) FROM store_enrolment WHERE wake_at >= %s AND wake_at < %s)"
    params = [edge for pair in pairwise(edges) for edge in pair]
    [row] = bulk.fetch(f"SELECT {', '.join([one] * buckets)}", params)
    return [int(each) for each in row]


def unheard_alerts(most: int) -> tuple[list[Alert], int]:
    """This will list open alerts that nobody has taken on, the gravest first, then the oldest; and how many there
    are."""
    rows = Alert.objects.filter(closed_at=None, acknowledged_at=None)
    rank = Case(*(When(level=level, then=n) for n, level in enumerate(Level)), default=len(Level))
    return list(rows.order_by(rank, "raised_at", "pk")[:most]), rows.values("pk")[: MOST + 1].count()
