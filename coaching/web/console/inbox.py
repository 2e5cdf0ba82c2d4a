"""The inbox: who waits for a coach, the most pressing first, and one person's conversation with what to do next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core import needs
from coaching.core.model import EnrolmentId
from coaching.core.needs import Need
from coaching.journeys import timeline, timeline_past
from coaching.settings import load
from coaching.store import alerts, enrolments, inbox, standings, subscribers, threads
from coaching.store.models import Enrolment, Reply, Subscriber, Thread
from coaching.store.threads import Listed, Tab, Wanted
from coaching.web import show, spans
from coaching.web.console import inbox_words, reply_form
from coaching.web.console.reply_form import Typed

SPOKEN = frozenset({"sent", "not_sent", "reply", "hold"})
SHOWN, OPEN = 40, 8
"""Lines of a conversation on its page, and how many of them stand open; all others are on the person's page."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `clock`: how long it waits and by when an answer is due, in words."""

    key: int
    name: str
    address: str
    need: str
    look: str
    words: str
    clock: str
    is_late: bool
    with_whom: str


@dataclass(frozen=True, slots=True)
class Side:
    """The list as the address asks for it. `query` brings the same list back; `before`, `behind`: the neighbours."""

    rows: tuple[Row, ...]
    query: str
    tab: Tab
    need: Need | None
    search: str
    tabs: tuple[tuple[str, str, bool, int], ...]
    needs: tuple[tuple[str, str, bool, int], ...]
    further: str
    first: str
    before: str
    behind: str


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """This will list threads; tab, need, search and page stand in the address."""
    return show.console(request, "inbox/list.html", side=side(request), anybody=_anybody(request))


def _anybody(request: HttpRequest) -> bool:
    return bool(threads.page(Wanted(_me(request), Tab.ALL), bootstrap.moment().now, size=1).rows)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """This will answer how many wait, for the menu, or 204 where that is what `seen` shows already."""
    now = threads.waiting(_me(request), bootstrap.moment().now)
    if request.GET.get("seen") == str(now):
        return HttpResponse(status=204)
    return show.public(request, "parts/waiting.html", waiting=now, is_fragment=True)


@require_safe
def page(request: HttpRequest, subscriber: int) -> HttpResponse:
    """This will show one person's conversation and what a coach can do about it."""
    return thread_page(request, find(subscriber), Typed())


def find(subscriber: int) -> Subscriber:
    """This will load a person who is here, or answer 404."""
    found = subscribers.here(subscriber)
    if found is None:
        raise Http404(f"There is no person {subscriber}.")
    return found


def thread_of(person: Subscriber) -> Thread:
    """This will give a person's thread; nobody has written yet: an empty one that is stored nowhere."""
    return threads.get(person.pk) or Thread(subscriber=person, since=person.created_at, last_at=person.created_at)


def thread_page(request: HttpRequest, person: Subscriber, typed: Typed, status: int = 200) -> HttpResponse:
    """This will put the page together; `typed`: what the coach has written so far, and what was wrong with it."""
    moment, thread, run = bootstrap.moment(), thread_of(person), enrolments.newest_of(person)
    to_read = inbox.to_read_of(person)
    chosen = _chosen(request, person, to_read)
    zone = standings.zone(person.zone)
    within = timedelta(hours=load().reply_within_hours)
    open_now = thread.need != Need.NOTHING
    return show.console(
        request,
        "inbox/thread.html",
        status=status,
        who=person,
        enrolment=run,
        thread=thread,
        need=inbox_words.NEEDS[Need(thread.need)] if open_now else None,
        clock=inbox_words.clock(needs.clock(thread.since, within, moment.now), zone, moment.now) if open_now else "",
        side=side(request, person.pk),
        waits={each.pk for each in to_read},
        reading=inbox_words.reading(chosen) if chosen else None,
        alerts=[each for each in alerts.of_person(person.pk) if each.closed_at is None],
        team=threads.team(),
        stops=inbox_words.STOPS,
        dangers=inbox_words.DANGERS,
        is_snoozed=thread.snoozed_until is not None and thread.snoozed_until > moment.now,
        local_now=moment.now.astimezone(zone),
        tomorrow=(moment.now.astimezone(zone) + timedelta(days=1)).date(),
        furthest=(moment.now.astimezone(zone) + needs.LONGEST_SNOOZE).date(),
        writer=threads.writer(thread, request.user.get_username(), moment.machine_now),
        **_conversation(run, person, zone),
        **reply_form.values(person, run, thread, typed),
    )


def _conversation(run: Enrolment | None, person: Subscriber, zone: ZoneInfo) -> dict[str, Any]:
    """Both channels, oldest first; where the run cannot be read, what the person wrote still stands here."""
    trouble = ""
    past: tuple[timeline.Item, ...] = ()
    day = days = 0
    if run is not None:
        try:
            story = timeline.of(EnrolmentId(run.pk), bootstrap.moment())
        except LookupError as unreadable:
            trouble = str(unreadable)
        else:
            past = tuple(each for each in story.past if each.kind in SPOKEN)
            day, days = story.day, story.days
    if run is None or trouble:
        past = tuple(timeline_past.replies_alone(inbox.replies_of(person), zone))
    shown = {"lines": past[-OPEN:], "folded": past[-SHOWN:-OPEN], "earlier": max(0, len(past) - SHOWN)}
    return {**shown, "trouble": trouble, "day": day, "days": days}


def _chosen(request: HttpRequest, person: Subscriber, to_read: list[Reply]) -> Reply | None:
    """The reply to be corrected: the one the address names, if it is theirs, else the oldest that waits."""
    named = request.GET.get("reply", "")
    if named.isdecimal() and len(named) < 19:
        found = inbox.get(int(named))
        if found is not None and found.subscriber_id == person.pk:
            return found
    return inbox.get(to_read[0].pk) if to_read else None


def side(request: HttpRequest, here: int = 0) -> Side:
    """This will read the address and list what it asks for; `here`: the person whose thread is open."""
    wanted, after = _wanted(request)
    now = bootstrap.moment().now
    found = threads.page(wanted, now, after=after)
    counted = threads.counts(wanted.me, now)
    query = _query(wanted, after)
    rows = tuple(_row(each, query, now) for each in found.rows)
    keys = [row.key for row in rows]
    at = keys.index(here) if here in keys else -1
    return Side(
        rows=rows,
        query=query,
        tab=wanted.tab,
        need=wanted.need,
        search=wanted.search,
        tabs=tuple(
            (word, _address(Wanted(wanted.me, tab, None, wanted.search)), tab is wanted.tab, _count(tab, counted))
            for tab, word in inbox_words.TABS.items()
        ),
        needs=tuple(
            (
                inbox_words.NEEDS[need].plural,
                _address(Wanted(wanted.me, Tab.NEEDS, None if need is wanted.need else need, wanted.search)),
                need is wanted.need,
                counted[need],
            )
            for need in needs.OPEN_NEEDS
            if counted.get(need)
        ),
        further=_address(wanted, found.after) if found.after else "",
        first=_address(wanted) if after else "",
        before=rows[at - 1].address if at > 0 else "",
        behind=rows[at + 1].address if here and at + 1 < len(rows) else "",
    )


def _count(tab: Tab, counted: Any) -> int:
    return sum(counted.values()) if tab is Tab.NEEDS else 0


def _wanted(request: HttpRequest) -> tuple[Wanted, str]:
    said = request.GET
    tab = said.get("tab", "")
    need = said.get("need", "")
    chosen = Need(int(need)) if need in {str(each.value) for each in needs.OPEN_NEEDS} else None
    search = said.get("q", "").replace("\0", "").strip()[:100]
    return Wanted(_me(request), Tab(tab) if tab in set(Tab) else Tab.NEEDS, chosen, search), said.get("after", "")


def _query(wanted: Wanted, after: str = "") -> str:
    tab = "" if wanted.tab is Tab.NEEDS else wanted.tab
    need = str(wanted.need.value) if wanted.need else ""
    said = {"tab": tab, "need": need, "q": wanted.search, "after": after}
    shown = urlencode({name: value for name, value in said.items() if value})
    return f"?{shown}" if shown else ""


def _address(wanted: Wanted, after: str = "") -> str:
    return reverse("inbox") + _query(wanted, after)


def _row(listed: Listed, query: str, now: datetime) -> Row:
    thread, person = listed.thread, listed.thread.subscriber
    need = inbox_words.NEEDS[Need(thread.need)]
    waits = thread.need != Need.NOTHING
    clock = needs.clock(thread.since, timedelta(hours=load().reply_within_hours), now)
    return Row(
        key=person.pk,
        name=person.first_name,
        address=reverse("inbox-thread", args=[person.pk]) + query,
        need=need.one if waits else "",
        look=need.look,
        words=listed.words,
        clock=f"waits for {spans.length(clock.waits)}" if waits else f"wrote {spans.ago(thread.last_at, now)}",
        is_late=waits and clock.is_late,
        with_whom=thread.assignee.get_username() if thread.assignee else "",
    )


def _me(request: HttpRequest) -> int:
    return request.user.pk or 0
