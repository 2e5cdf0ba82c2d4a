"""Today: what needs a coach now, what goes out in the next hour, and whether the service is well."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.alerts import Kind, Level
from coaching.core.needs import Need
from coaching.journeys import at_risk
from coaching.journeys.at_risk import AtRisk
from coaching.journeys.office import Moment
from coaching.store import people, threads, today
from coaching.store.models import Alert
from coaching.store.threads import Listed, Wanted
from coaching.web import show, spans
from coaching.web.console import alert_words, drawing, inbox_words, wellness
from coaching.web.console.drawing import Curve
from coaching.web.console.today_names import SIGNS

BUCKET, BUCKETS = timedelta(minutes=5), 12
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """One number. `look`: calm | attention."""

    words: str
    hint: str
    count: str
    address: str
    look: str = "calm"


@dataclass(frozen=True, slots=True)
class AlertLine:
    alert: Alert
    level: str
    label: str
    due: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """A person who waits for a coach, as the inbox has them. `look`: of the pill."""

    key: int
    name: str
    words: str
    need: str
    look: str
    address: str
    ago: str


@dataclass(frozen=True, slots=True)
class Risks:
    """People with one sign, the first few by name. `count` may end in "+"; `address`: all of them."""

    words: str
    count: str
    people: tuple[AtRisk, ...]
    address: str
    is_more: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Five minutes of the coming hour."""

    begins: datetime
    ends: datetime
    count: int


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """This will show the day. Asked by htmx with what the page shows already (`seen`), it answers 204 where nothing
    has changed, so that nobody is disturbed."""
    if not people.anybody():
        return show.console(request, "today/empty.html")
    # What a page has rendered is markup, with everything of a person's escaped in it already.
    parts = mark_safe(render_to_string("today/parts.html", _values(request, bootstrap.moment()), request))
    seen = sha256(parts.encode()).hexdigest()[:16]
    if request.headers.get("HX-Request") != "true":
        return show.console(request, "today/page.html", parts=parts, seen=seen)
    if request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    return show.public(request, "today/live.html", parts=parts, seen=seen)


def _values(request: HttpRequest, moment: Moment) -> dict[str, Any]:
    now, me = moment.now, request.user.pk or 0
    needs = threads.counts(me, now)
    alerts, open_alerts = today.unheard_alerts(SHOWN)
    soon = _soon(now)
    health = wellness.look(moment)
    return {
        "tiles": _tiles(today.counts(now)),
        "alerts": [_alert(each, now) for each in alerts],
        "open_alerts": open_alerts,
        "replies": [_reply(each, now) for each in threads.page(Wanted(me), now, size=SHOWN).rows],
        "needs": [(inbox_words.NEEDS[need], count) for need, count in needs.items()],
        "waiting": sum(needs.values()),
        "risks": _risks(at_risk.look(moment, today.NAMES + 1)),
        "soon": soon,
        "soon_total": sum(each.count for each in soon),
        "curve": _curve(soon),
        "health": health,
        "books": wellness.books(now),
    }


def _tiles(counts: today.Counts) -> list[Tile]:
    return [
        Tile("Sent", "in 24 hours", _capped(counts.sent), reverse("today-names", args=["sent"])),
        Tile("Due", "now", _capped(counts.due, today.MOST_DUE), reverse("today-names", args=["due"])),
        Tile("Failed", "in 24 hours", _capped(counts.failed), reverse("today-names", args=["failed"]),
             "attention" if counts.failed else "calm"),
        Tile("Unclear", "now", _capped(counts.unknown), reverse("unknown"),
             "attention" if counts.unknown else "calm"),
    ]  # fmt: skip


def _capped(count: int, most: int = today.MOST) -> str:
    return f"{most:,}+" if count > most else f"{count:,}"


def _alert(found: Alert, now: datetime) -> AlertLine:
    is_late = found.due_at is not None and found.due_at <= now
    due = "" if found.due_at is None else "overdue" if is_late else f"within {spans.length(found.due_at - now)}"
    return AlertLine(
        found, alert_words.LEVELS[Level(found.level)], alert_words.KINDS[Kind(found.kind)].label, due, is_late
    )


def _reply(found: Listed, now: datetime) -> ReplyLine:
    thread, need = found.thread, inbox_words.NEEDS[Need(found.thread.need)]
    return ReplyLine(
        thread.pk,
        thread.subscriber.first_name,
        found.words,
        need.one,
        need.look,
        reverse("inbox-thread", args=[thread.pk]),
        spans.ago(thread.since, now),
    )


def _risks(found: tuple[AtRisk, ...]) -> list[Risks]:
    told = []
    for sign, words in SIGNS.items():
        if of_sign := tuple(each for each in found if each.sign is sign):
            address = reverse("today-names", args=[sign.value])
            count, is_more = _capped(len(of_sign), today.NAMES), len(of_sign) > SHOWN
            told.append(Risks(words, count, of_sign[:SHOWN], address, is_more))
    return told


def _soon(now: datetime) -> list[Span]:
    """The coming hour in whole five minutes; the first span begins with the one that runs."""
    begins = now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)
    counts = today.to_come(begins, BUCKETS, BUCKET)
    return [Span(begins + BUCKET * n, begins + BUCKET * (n + 1), count) for n, count in enumerate(counts)]


def _curve(soon: list[Span]) -> Curve:
    busiest = max(soon, key=lambda each: each.count)
    said = (
        f"Whose turn comes in the next hour: {sum(each.count for each in soon):,}; the most, {busiest.count:,}, "
        f"from {busiest.begins:%H:%M} UTC"
    )
    return drawing.curve([each.count for each in soon], said)
