"""The inbox's threads: one for each person who has written, kept in line with replies and alerts, listed by need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left

from coaching.core import needs
from coaching.core.alerts import Level
from coaching.core.labels import FOR_A_PERSON
from coaching.core.model import SubscriberId
from coaching.core.needs import Need, Waiting
from coaching.store.models import Alert, Reply, Subscriber, Thread, User

PAGE = 30
SNIPPET = 240
WRITES_FOR = timedelta(minutes=2)
"""How long somebody counts as writing after the last key (machine time)."""


class Tab(StrEnum):
    NEEDS = "needs"
    MINE = "mine"
    SNOOZED = "snoozed"
    DONE = "done"
    ALL = "all"


# What each tab is ordered by, before the person's key; "-" is newest first.
_ORDER = {
    Tab.NEEDS: "since",
    Tab.MINE: "since",
    Tab.SNOOZED: "snoozed_until",
    Tab.DONE: "-done_at",
    Tab.ALL: "-last_at",
}
_BY_NEED = (Tab.NEEDS, Tab.MINE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list, for whom. `search` matches a name, a number, an address or what was written."""

    me: int
    tab: Tab = Tab.NEEDS
    need: Need | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A thread with the words that wait, or else the newest ones."""

    thread: Thread
    words: str


@dataclass(frozen=True, slots=True)
class Page:
    """`after` is the key of the next page, "" on the last."""

    rows: tuple[Listed, ...]
    after: str


def heard(subscriber: SubscriberId, at: datetime) -> None:
    """This will take note of a new reply: it ends a snooze, and opens what was done if it waits for a coach."""
    thread = Thread.objects.filter(pk=subscriber)
    if not thread.update(last_at=at, snoozed_until=None):
        _begin(subscriber, at)
        thread.update(last_at=at, snoozed_until=None)
    refresh(subscriber)


def _begin(subscriber: int, at: datetime) -> None:
    if not Thread.objects.filter(pk=subscriber).exists() and _is_here(subscriber):
        row = Thread(subscriber_id=subscriber, since=at, last_at=at)
        Thread.objects.bulk_create([row], ignore_conflicts=True)


def _is_here(subscriber: int) -> bool:
    return Subscriber.objects.filter(pk=subscriber, erased_at=None).exists()


def refresh(subscriber: int | None) -> None:
    """This will bring a person's need in line with their unread replies and open alerts, so that nothing that waits
    counts as done; call it in the transaction that changed one of them."""
    if subscriber is None:
        return  # an alert about the service itself
    unread = Reply.objects.filter(subscriber=subscriber, read_at=None, label__in=FOR_A_PERSON)
    replies = [Waiting(*cells) for cells in unread.values_list("label", "tier", "text", "at")]
    open_alerts = Alert.objects.filter(subscriber=subscriber, closed_at=None, level__in=[Level.RED, Level.AMBER])
    found = needs.of_person(replies, open_alerts.values_list("raised_at", flat=True))
    if found is None:
        Thread.objects.filter(pk=subscriber).update(need=Need.NOTHING, since=F("last_at"))
        return
    _begin(subscriber, found.since)
    Thread.objects.filter(pk=subscriber).update(need=found.need, since=found.since, done_at=None, done_by="")


def get(subscriber: int) -> Thread | None:
    """This will give the thread of a person who is still here; None where there is nobody or nothing."""
    return Thread.objects.filter(pk=subscriber).select_related("subscriber", "assignee").first()


def page(wanted: Wanted, now: datetime, *, after: str = "", size: int = PAGE) -> Page:
    """This will list threads, a page at a time by key, in one query."""
    order = _ORDER[wanted.tab]
    rows = _after(_wanted(wanted, now), wanted.tab, after)
    keys = [*(["need"] if wanted.tab in _BY_NEED else []), order, "-pk" if order.startswith("-") else "pk"]
    words = Reply.objects.filter(subscriber=OuterRef("pk"))
    unread = words.filter(read_at=None, label__in=FOR_A_PERSON)
    shown = rows.select_related("subscriber", "assignee").annotate(
        waiting=_words(unread.order_by("at", "pk")), newest=_words(words.order_by("-at", "-pk"))
    )
    found = list(shown.order_by(*keys)[: size + 1])
    listed = tuple(Listed(each, each.waiting or each.newest or "") for each in found[:size])
    return Page(listed, _key(found[size - 1], wanted.tab) if len(found) > size else "")


def _words(replies: QuerySet[Reply]) -> Subquery:
    return Subquery(replies.annotate(head=Left("text", SNIPPET)).values("head")[:1])


def _key(thread: Thread, tab: Tab) -> str:
    at: datetime = getattr(thread, _ORDER[tab].lstrip("-"))
    return f"{int(thread.need)}.{round(at.timestamp() * 1_000_000)}.{thread.pk}"


def _after(rows: QuerySet[Thread], tab: Tab, after: str) -> QuerySet[Thread]:
    """What comes behind a key; a key that makes no sense is the beginning."""
    parts = after.split(".")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 18 for part in parts):
        return rows
    need, micros, pk = (int(part) for part in parts)
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=min(micros, 4_000_000_000_000_000))
    column = _ORDER[tab].lstrip("-")
    way = "lt" if _ORDER[tab].startswith("-") else "gt"
    behind = Q(**{f"{column}__{way}": at}) | Q(**{column: at, f"pk__{way}": pk})
    return rows.filter(Q(need__gt=need) | Q(need=need) & behind if tab in _BY_NEED else behind)


def _wanted(wanted: Wanted, now: datetime) -> QuerySet[Thread]:
    rows = _of_tab(wanted.tab, wanted.me, now)
    if wanted.need is not None:
        rows = rows.filter(need=wanted.need)
    for word in wanted.search.split()[:6]:
        said = Reply.objects.filter(subscriber=OuterRef("pk"), text__icontains=word)
        rows = rows.filter(
            Q(subscriber__first_name__icontains=word)
            | Q(subscriber__email__icontains=word)
            | Q(subscriber__phone__contains=word)
            | Exists(said)
        )
    return rows


def _of_tab(tab: Tab, me: int, now: datetime) -> QuerySet[Thread]:
    rows = Thread.objects.all()
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    match tab:
        case Tab.NEEDS:
            mine = Q(assignee=None) | Q(assignee=me) | Q(assignee__is_active=False) | Q(need=Need.RED_FLAG)
            return rows.filter(mine, awake | Q(need=Need.RED_FLAG), need__lt=Need.NOTHING)
        case Tab.MINE:
            return rows.filter(awake, assignee=me, done_at=None)
        case Tab.SNOOZED:
            return rows.filter(snoozed_until__gt=now)
        case Tab.DONE:
            return rows.filter(done_at__isnull=False)
        case Tab.ALL:
            return rows


def counts(me: int, now: datetime) -> Mapping[Need, int]:
    """This will count, need by need, the threads that wait for one coach."""
    rows: QuerySet[Any] = _of_tab(Tab.NEEDS, me, now).values("need").annotate(n=Count("pk")).order_by("need")
    return {Need(row["need"]): row["n"] for row in rows}


def waiting(me: int, now: datetime) -> int:
    """This will count the threads that wait for one coach."""
    return _of_tab(Tab.NEEDS, me, now).count()


def assign(subscriber: int, coach: int | None) -> bool:
    """This will give a thread to a coach, or back to everybody; False where there is none."""
    return bool(Thread.objects.filter(pk=subscriber).update(assignee=coach))


def snooze(subscriber: int, until: datetime | None) -> bool:
    """This will put a thread off until an instant (None: take it back); False where there is none."""
    return bool(Thread.objects.filter(pk=subscriber).update(snoozed_until=until))


def done(subscriber: int, by: str, at: datetime) -> bool:
    """This will mark a thread as done, unless somebody already did."""
    rows = Thread.objects.filter(pk=subscriber, done_at=None)
    return bool(rows.update(done_at=at, done_by=by, snoozed_until=None))


def undo_done(subscriber: int) -> datetime | None:
    """This will open a thread that was done; answers when that was, None if it is open already."""
    at = Thread.objects.filter(pk=subscriber).values_list("done_at", flat=True).first()
    won = at is not None and Thread.objects.filter(pk=subscriber, done_at=at).update(done_at=None, done_by="")
    return at if won else None


def answered(subscriber: int, by: str, at: datetime, *, seen: int | None) -> bool:
    """This will count a coach's answer, unless another came in since they saw `seen` of them (None: they saw none of
    the inbox, so it is counted in any case)."""
    _begin(subscriber, at)
    rows = Thread.objects.filter(pk=subscriber)
    if seen is not None:
        rows = rows.filter(answers=seen)
    return bool(rows.update(answers=F("answers") + 1, answered_by=by, answered_at=at, writing_by="", writing_at=None))


def writes(subscriber: int, by: str, machine_now: datetime) -> None:
    """This will note that a coach is writing; who began first stays shown until they rest."""
    free = Q(writing_by__in=["", by]) | Q(writing_at=None) | Q(writing_at__lt=machine_now - WRITES_FOR)
    Thread.objects.filter(free, pk=subscriber).update(writing_by=by, writing_at=machine_now)


def writer(thread: Thread, me: str, machine_now: datetime) -> str:
    """This will name who else is writing an answer now, "" for nobody."""
    is_fresh = thread.writing_at is not None and thread.writing_at > machine_now - WRITES_FOR
    return thread.writing_by if is_fresh and thread.writing_by != me else ""


def team() -> list[User]:
    """This will list everybody who signs in, by name."""
    return list(User.objects.filter(is_active=True).order_by("username"))
