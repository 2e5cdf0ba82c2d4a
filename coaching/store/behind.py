"""The names behind each number of the books: by state and reason, a page at a time by key."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from coaching.core.decide import Status
from coaching.core.ledger import State
from coaching.core.model import EnrolmentId, MessageId
from coaching.store.models import Enrolment, Message

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages. `reason` None: whatever it is. `beside`: those beside the programme's steps."""

    states: tuple[State, ...]
    reason: str | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` with their person, newest first; `before` is the key of the next, older page, None on the last."""

    rows: tuple[Message, ...]
    total: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Closed:
    """Runs that ended with steps still open, newest first. `units`: how many all of them closed."""

    rows: tuple[Enrolment, ...]
    total: int
    units: int
    before: int | None


def page(wanted: Wanted, *, before: int | None = None, size: int = PAGE) -> Page:
    """This will list messages."""
    rows = _wanted(wanted)
    total = rows.count()
    older = rows if before is None else rows.filter(pk__lt=before)
    found = list(older.select_related("subscriber").order_by("-pk")[: size + 1])
    shown = tuple(found[:size])
    return Page(shown, total, shown[-1].pk if len(found) > size else None)


def count(wanted: Wanted) -> int:
    return _wanted(wanted).count()


def ids(wanted: Wanted, most: int) -> list[MessageId]:
    """This will name the oldest messages wanted."""
    return [MessageId(pk) for pk in _wanted(wanted).order_by("pk").values_list("pk", flat=True)[:most]]


def reasons(wanted: Wanted) -> dict[str, int]:
    """This will count the messages wanted by reason ("" where none is stored), most first."""
    counted = _wanted(wanted).values("reason").annotate(n=Count("id")).order_by("-n", "reason")
    return {row["reason"]: row["n"] for row in counted}


def _wanted(wanted: Wanted) -> QuerySet[Message]:
    rows = Message.objects.filter(state__in=wanted.states)
    rows = rows.exclude(kind="step") if wanted.beside else rows.filter(kind="step")
    return rows if wanted.reason is None else rows.filter(reason=wanted.reason)


def closed(reason: str, *, before: int | None = None, size: int = PAGE) -> Closed:
    """This will list the runs whose open steps were closed with a reason."""
    rows = Enrolment.objects.filter(closed_reason=reason, closed_units__gt=0)
    sums = rows.aggregate(runs=Count("id"), units=Sum("closed_units"))
    older = rows if before is None else rows.filter(pk__lt=before)
    found = list(older.select_related("subscriber").order_by("-pk")[: size + 1])
    shown = tuple(found[:size])
    return Closed(shown, sums["runs"], sums["units"] or 0, shown[-1].pk if len(found) > size else None)


def closed_reasons() -> dict[str, int]:
    """This will count the closed steps by the reason of their run."""
    rows = Enrolment.objects.filter(closed_units__gt=0).values("closed_reason")
    return {
        row["closed_reason"]: row["n"] for row in rows.annotate(n=Sum("closed_units")).order_by("-n", "closed_reason")
    }


def under_way(*, before: int | None = None, size: int = PAGE) -> tuple[list[EnrolmentId], int, int | None]:
    """This will name runs that still have something to come, newest first; how many there are; the next key."""
    rows = Enrolment.objects.filter(status__in=[Status.WAITING, Status.ACTIVE])
    total = rows.count()
    older = rows if before is None else rows.filter(pk__lt=before)
    found = [EnrolmentId(pk) for pk in older.order_by("-pk").values_list("pk", flat=True)[: size + 1]]
    shown = found[:size]
    return shown, total, shown[-1] if len(found) > size else None
