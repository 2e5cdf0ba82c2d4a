"""The list of people: a page at a time by key, in both directions, and how many there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet

from coaching.core.labels import FOR_A_PERSON
from coaching.core.model import EnrolmentId
from coaching.store import people_filter, standings
from coaching.store.models import Enrolment, Reply, SubscriberTag
from coaching.store.people_filter import FEW, Wanted
from coaching.store.standings import Loaded, Unreadable

PAGE = 50
COUNTED = 10_000
"""Up to here everybody is counted; more are shown as "10,000+"."""
NARROWED = 2_000
"""As many keys are read at once where a filter narrows the list, in a search FEW; beyond that it is "2,000+"."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One person by their newest run. `to_read` counts replies that a person has to read."""

    enrolment: Enrolment
    loaded: Loaded | Unreadable
    to_read: int
    tags: tuple[str, ...]
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """`total` counts everybody wanted, as far as it counts; `more` says that there are more than that.

    `before` is the key of the next, older page, `after` of the newer one; None where there is none.
    """

    rows: tuple[Listed, ...]
    total: int
    more: bool
    before: int | None
    after: int | None


def page(
    wanted: Wanted, now: datetime, *, before: int | None = None, after: int | None = None, size: int = PAGE
) -> Page:
    """This will list people by their newest run, newest first, in some ten queries whatever the size.

    `before`: older than this key; `after`: newer than it.
    """
    keys = people_filter.rows(wanted, now).values_list("pk", flat=True)
    if wanted.is_everybody:
        most, total = COUNTED, keys.order_by()[: COUNTED + 1].count()
        found = _looked_up(keys, before, after, size)
    else:
        most = FEW if wanted.search else NARROWED
        few = sorted(keys.order_by()[: most + 1], reverse=True)
        total = len(few)
        found = _cut(few, before, after, size) if total <= most else _looked_up(keys, before, after, size)
    shown, older, newer = found
    return Page(
        of([EnrolmentId(pk) for pk in shown]),
        min(total, most),
        total > most,
        shown[-1] if older and shown else None,
        shown[0] if newer and shown else None,
    )


def _cut(few: list[int], before: int | None, after: int | None, size: int) -> tuple[list[int], bool, bool]:
    """A page of keys that are all known, newest first; and whether there are older and newer ones."""
    if after is not None:
        up = [key for key in few if key > after]
        return up[-size:], len(up) < len(few), len(up) > size
    down = few if before is None else [key for key in few if key < before]
    return down[:size], len(down) > size, before is not None


def _looked_up(
    keys: QuerySet[Enrolment, int], before: int | None, after: int | None, size: int
) -> tuple[list[int], bool, bool]:
    """The same, where many are wanted. Keys alone: a sort of whole rows took longer than all else."""
    if after is not None:
        up = list(keys.filter(pk__gt=after).order_by("pk")[: size + 1])
        return up[:size][::-1], True, len(up) > size
    down = list((keys if before is None else keys.filter(pk__lt=before)).order_by("-pk")[: size + 1])
    return down[:size], len(down) > size, before is not None


def count(wanted: Wanted, now: datetime) -> int:
    """This will count everybody wanted, however many; it takes longer than a page."""
    return people_filter.rows(wanted, now).count()


def ids(wanted: Wanted, now: datetime) -> list[EnrolmentId]:
    """This will give the newest run of everybody wanted, oldest first."""
    rows = people_filter.rows(wanted, now).order_by("pk").values_list("pk", flat=True)
    return [EnrolmentId(pk) for pk in rows]


def of(keys: list[EnrolmentId]) -> tuple[Listed, ...]:
    """This will list people by their keys (at most some hundreds), newest first."""
    rows = Enrolment.objects.filter(pk__in=keys, subscriber__erased_at=None).order_by("-pk")
    return _listed(list(rows.select_related("subscriber", "campaign").defer("campaign__body")))


def anybody() -> bool:
    """This will say whether somebody has ever been enrolled."""
    return Enrolment.objects.exists()


def _listed(rows: list[Enrolment]) -> tuple[Listed, ...]:
    people = [row.subscriber_id for row in rows]
    loaded = {_key(each): each for each in standings.load_many([EnrolmentId(row.pk) for row in rows])}
    replies = Reply.objects.filter(subscriber__in=people).order_by()
    waiting = replies.filter(label__in=FOR_A_PERSON, read_at=None).values("subscriber_id").annotate(n=Count("id"))
    to_read = {row["subscriber_id"]: row["n"] for row in waiting}
    heard = dict(replies.values_list("subscriber_id").annotate(at=Max("at")))
    tags = defaultdict(list)
    for person, tag in (
        SubscriberTag.objects.filter(subscriber__in=people).order_by("tag").values_list("subscriber_id", "tag")
    ):
        tags[person].append(tag)
    return tuple(
        Listed(
            row,
            loaded[EnrolmentId(row.pk)],
            to_read.get(row.subscriber_id, 0),
            tuple(tags[row.subscriber_id]),
            heard.get(row.subscriber_id),
        )
        for row in rows
    )


def _key(loaded: Loaded | Unreadable) -> EnrolmentId:
    return loaded.enrolment if isinstance(loaded, Unreadable) else loaded.standing.enrolment
