"""What a rehearsal has shown: a calendar, a phone and a mailbox; two plays beside each other; and all as one file."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.model import Channel
from coaching.core.segments import measure
from coaching.journeys import rehearsing
from coaching.journeys.rehearsal import calendar, comparing, file
from coaching.journeys.rehearsal.result import Entry, Rates, Rehearsal, Sort
from coaching.settings import load
from coaching.store import jobs
from coaching.store.rehearsals import Kept
from coaching.web import show
from coaching.web.console.jobs import shown as job_shown
from coaching.web.console.rehearsing import find, title
from coaching.web.mail_csp import MAIL_CSP

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BESIDE = (Sort.NOT_SENT, Sort.HOLD, Sort.ALERT, Sort.EVENT)


@dataclass(frozen=True, slots=True)
class Numbered:
    """An entry with its place among all of its play. `size`: segments, alphabet and price of a text."""

    number: int
    entry: Entry
    size: str


@dataclass(frozen=True, slots=True)
class Day:
    """One date of a play: what the phone shows, what the mailbox, and what happened beside. `before` and `after`: the
    dates on which something else happens."""

    on: date
    day: int
    phone: tuple[Numbered, ...]
    mailbox: tuple[Numbered, ...]
    beside: tuple[Numbered, ...]
    before: date | None
    after: date | None


@require_safe
def page(request: HttpRequest, rehearsal: int) -> HttpResponse:
    """This will show how far a rehearsal is; then one day of it, or where the two plays of a comparison differ."""
    kept = find(rehearsal)
    job = jobs.show(kept.job, bootstrap.machine_time()) if kept.job else None
    told = rehearsing.told(kept)
    known: dict[str, Any] = {"kept": kept, "title": title(kept.wish, kept.name), "again": urlencode(kept.wish)}
    if not told:
        return show.console(request, "rehearsal/under_way.html", shown=job_shown(job) if job else None, **known)
    sides = [str(n) for n in range(1, len(told) + 1)]
    side = request.GET.get("side", "")
    if len(told) == 1 or side in sides:
        number = int(side) if side in sides else 1
        return _play(request, told[number - 1], number, len(told), known)
    rates = _rates()
    costs = [rates.said(each.totals.segments, each.totals.emails) for each in told]
    days = comparing.differences(*told)
    return show.console(request, "rehearsal/compare.html", told=told, days=days, costs=costs, Sort=Sort, **known)


def _play(request: HttpRequest, told: Rehearsal, side: int, sides: int, known: dict[str, Any]) -> HttpResponse:
    rates = _rates()
    shown = _day(told, request.GET.get("on", ""), rates)
    return show.console(
        request,
        "rehearsal/one.html",
        told=told,
        side=side,
        sides=sides,
        cells=calendar.cells_of(told),
        shown=shown,
        is_drafted=bool(known["kept"].wish.get("drafts")) and side == sides,
        week=WEEK,
        cost=rates.said(told.totals.segments, told.totals.emails),
        Sort=Sort,
        **known,
    )


def _day(told: Rehearsal, asked: str, rates: Rates) -> Day | None:
    """The date that was asked for if something happens on it, else the first day of the programme."""
    days = calendar.days_of(told)
    if not days:
        return None
    dates = list(days)
    at = next((n for n, on in enumerate(dates) if on.isoformat() == asked), None)
    if at is None:
        at = next((n for n, on in enumerate(dates) if on >= told.begins), 0)
    numbered = {id(entry): number for number, entry in enumerate(told.entries)}
    entries = [Numbered(numbered[id(each)], each, _size(each, rates)) for each in days[dates[at]]]
    spoken = [each for each in entries if each.entry.sort not in BESIDE]
    cell = next(each for each in calendar.cells_of(told) if each.on == dates[at])
    return Day(
        on=dates[at],
        day=cell.day,
        phone=tuple(each for each in spoken if each.entry.channel is not Channel.EMAIL),
        mailbox=tuple(each for each in spoken if each.entry.channel is Channel.EMAIL),
        beside=tuple(each for each in entries if each.entry.sort in BESIDE),
        before=dates[at - 1] if at else None,
        after=dates[at + 1] if at + 1 < len(dates) else None,
    )


def _size(entry: Entry, rates: Rates) -> str:
    if entry.sort is not Sort.MESSAGE or entry.channel is not Channel.SMS:
        return ""
    segments = measure(entry.text)
    noun = "segment" if segments.count == 1 else "segments"
    return ", ".join(filter(None, (f"{segments.count} {noun}", segments.encoding, rates.said(segments.count, 0))))


def _rates() -> Rates:
    settings = load()
    return Rates(settings.sms_price, settings.email_price, settings.currency)


@csp(MAIL_CSP)  # type: ignore[arg-type]  # it is typed for views without parts of the address
@require_safe
def email(request: HttpRequest, rehearsal: int, side: int, entry: int) -> HttpResponse:
    """This will answer with an email of a rehearsal, for the frame."""
    del request
    told = _side(find(rehearsal), side)
    if entry >= len(told.entries) or not told.entries[entry].html:
        raise Http404("There is no such email in this rehearsal.")
    return HttpResponse(told.entries[entry].html)


@require_safe
def download(request: HttpRequest, rehearsal: int, side: int) -> HttpResponse:
    """This will give one play as a file that needs nothing else."""
    del request
    told = _side(find(rehearsal), side)
    answer = HttpResponse(file.as_page(told, _rates()))
    answer["Content-Disposition"] = f'attachment; filename="rehearsal-{rehearsal}-{side}.html"'
    return answer


def _side(kept: Kept, side: int) -> Rehearsal:
    told = rehearsing.told(kept)
    if not 1 <= side <= len(told):
        raise Http404("This rehearsal has not been played.")
    return told[side - 1]
