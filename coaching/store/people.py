"""The list of people: searched, filtered, a page at a time by key."""

import re
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from coaching.core.decide import Status
from coaching.core.model import EnrolmentId
from coaching.store import standings
from coaching.store.models import Enrolment, Reply
from coaching.store.standings import Loaded, Unreadable

PAGE = 50
UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list. `search` matches name, number or email; `to_read` keeps people with a reply to read."""

    search: str = ""
    status: Status | None = None
    to_read: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One person by their newest run. `to_read` counts replies that nothing understood."""

    enrolment: Enrolment
    loaded: Loaded | Unreadable
    to_read: int


@dataclass(frozen=True, slots=True)
class Page:
    """`total` counts everybody wanted; `before` is the key of the next, older page, None on the last."""

    rows: tuple[Listed, ...]
    total: int
    before: int | None


def page(wanted: Wanted, *, before: int | None = None, size: int = PAGE) -> Page:
    """This will list people by their newest run, newest first, in seven queries whatever the size."""
    rows = _wanted(wanted)
    total = rows.count()
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("subscriber").order_by("-pk")[: size + 1])
    shown = found[:size]
    return Page(_listed(shown), total, shown[-1].pk if len(found) > size else None)


def anybody() -> bool:
    """This will say whether somebody has ever been enrolled."""
    return Enrolment.objects.exists()


def _wanted(wanted: Wanted) -> QuerySet[Enrolment]:
    later = Enrolment.objects.filter(subscriber=OuterRef("subscriber"), cycle__gt=OuterRef("cycle"))
    rows = Enrolment.objects.filter(~Exists(later), subscriber__erased_at=None)
    if wanted.status is not None:
        rows = rows.filter(status=wanted.status)
    if wanted.to_read:
        rows = rows.filter(Exists(Reply.objects.filter(subscriber=OuterRef("subscriber"), label=UNREAD)))
    for word in _words(wanted.search):
        rows = rows.filter(
            Q(subscriber__first_name__icontains=word)
            | Q(subscriber__email__icontains=word)
            | Q(subscriber__phone__contains=word)
        )
    return rows


def _words(search: str) -> list[str]:
    """A phone number may be typed with spaces, brackets and dashes; it is one word."""
    digits = re.sub(r"[\s().-]", "", search)
    return [digits] if re.fullmatch(r"\+?\d{3,}", digits) else search.split()


def _listed(rows: list[Enrolment]) -> tuple[Listed, ...]:
    loaded = {_key(each): each for each in standings.load_many([EnrolmentId(row.pk) for row in rows])}
    replies = Reply.objects.filter(label=UNREAD, subscriber__in=[row.subscriber_id for row in rows])
    counts = replies.values("subscriber_id").annotate(n=Count("id")).order_by()
    to_read = {row["subscriber_id"]: row["n"] for row in counts}
    return tuple(Listed(row, loaded[EnrolmentId(row.pk)], to_read.get(row.subscriber_id, 0)) for row in rows)


def _key(loaded: Loaded | Unreadable) -> EnrolmentId:
    return loaded.enrolment if isinstance(loaded, Unreadable) else loaded.standing.enrolment
