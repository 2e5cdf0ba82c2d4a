"""The alerts: what needs somebody, the most pressing first, and one alert with all that was said and done about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from coaching import bootstrap
from coaching.core.alerts import Kind, Level
from coaching.core.model import Channel
from coaching.journeys import alert as journey
from coaching.journeys.alert import AlertRefused
from coaching.store import alerts, enrolments
from coaching.store.models import Alert, AlertNotice
from coaching.web import flash, show, spans
from coaching.web.console import alert_words, books, person
from coaching.web.flash import Undo

CLOSED = 30
TRACK_WORDS = {
    "full": "May get supplement texts",
    "food_first": "Gets food-first texts",
    "gentle": "Gets gentle texts (kidney diet or fluid limit)",
}
BY = {Channel.SMS: "SMS", Channel.EMAIL: "email"}


@dataclass(frozen=True, slots=True)
class Told:
    """Whom we told, or tried to, on which path. `look`: done | trying | failed."""

    words: str
    look: str


@dataclass(frozen=True, slots=True)
class Line:
    """An alert as a list shows it. `raised` is in `zone`, the person's; `deadline` says by when, or who has it."""

    alert: Alert
    label: str
    level: str
    raised: datetime
    zone: str
    ago: str
    deadline: str
    is_late: bool
    times: str
    told: tuple[Told, ...]


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """This will list what is open, then what was closed lately."""
    now = bootstrap.moment().now
    people, service = (alerts.open_ones(about_people=about) for about in (True, False))
    closed = alerts.recent(CLOSED)
    notices = alerts.notices_of_many([each.pk for each in (*people, *service)])
    return show.console(
        request,
        "alerts/list.html",
        people=[line(each, notices.get(each.pk, []), now) for each in people],
        service=[line(each, notices.get(each.pk, []), now) for each in service],
        closed=[line(each, [], now) for each in closed],
        nobody_told=not bootstrap.office().contacts,
    )


@require_safe
def page(request: HttpRequest, alert: int) -> HttpResponse:
    """This will show one alert; the page then says by itself, with a POST, who has seen it."""
    return _page(request, _find(alert))


@require_safe
def pressing(request: HttpRequest) -> HttpResponse:
    """This will answer what the header shows of alerts, or 204 where that is what `seen` shows already."""
    now = alerts.pressing()
    if request.GET.get("seen") == show.mark(now):
        return HttpResponse(status=204)
    return show.public(request, "parts/pressing.html", pressing=now, mark=show.mark(now), is_fragment=True)


@require_POST
def see(request: HttpRequest, alert: int) -> HttpResponse:
    """This will keep that this coach has looked at an alert."""
    journey.see(_find(alert).pk, _coach(request), bootstrap.moment())
    return HttpResponse(status=204) if request.headers.get("HX-Request") == "true" else redirect("alert", alert=alert)


@require_POST
def acknowledge(request: HttpRequest, alert: int) -> HttpResponse:
    """This will take an alert on."""
    found = _find(alert)

    def change() -> None:
        journey.acknowledge(found.pk, _coach(request), bootstrap.moment())
        flash.say(request, "You have taken this on. Nobody else is told any more.")

    return _do(request, found, change)


@require_POST
def close(request: HttpRequest, alert: int) -> HttpResponse:
    """This will end an alert with what was done."""
    found, why = _find(alert), request.POST.get("why", "")
    if not why.strip():
        return _page(request, found, "Write one sentence about what you did; it is kept with the alert.", status=422)

    def change() -> None:
        journey.close(found.pk, _coach(request), why, bootstrap.moment())
        flash.say(request, "Closed.", Undo("Undo: open it again", reverse("alert-reopen", args=[found.pk])))

    return _do(request, found, change, to="alerts")


@require_POST
def reopen(request: HttpRequest, alert: int) -> HttpResponse:
    """This will take a closing back."""
    found = _find(alert)

    def change() -> None:
        journey.reopen(found.pk, _coach(request), bootstrap.moment())
        flash.say(request, "This alert is open again.")

    return _do(request, found, change)


def _do(request: HttpRequest, found: Alert, change: Callable[[], None], to: str = "") -> HttpResponse:
    try:
        change()
    except AlertRefused as refused:
        flash.problem(request, str(refused))
        to = ""
    return redirect(to) if to else redirect("alert", alert=found.pk)


def _find(alert: int) -> Alert:
    try:
        found = alerts.get(alert)
    except OverflowError:
        found = None
    if found is None:
        raise Http404(f"There is no alert {alert}.")
    return found


def _page(request: HttpRequest, found: Alert, problem: str = "", status: int = 200) -> HttpResponse:
    now = bootstrap.moment().now
    said = line(found, alerts.notices_of(found.pk), now)
    log = alerts.log_of(found.pk)
    coach = _coach(request)
    return show.console(
        request,
        "alerts/one.html",
        status=status,
        found=found,
        line=said,
        words=alert_words.KINDS.get(Kind(found.kind)),
        log=log,
        seen=any(each.actor == coach and each.what == alerts.SEEN for each in log),
        run=_run(found),
        facts=_facts(found),
        answers=[
            (row.text or row.subject, BY[Channel(row.channel)], books.OTHER_WORDS[row.state])
            for row in alerts.answers_to(found)
        ],
        problem=problem,
    )


def line(found: Alert, notices: list[AlertNotice], now: datetime) -> Line:
    """This will put an alert into the words of a list."""
    kind, level = Kind(found.kind), Level(found.level)
    zone = found.subscriber.zone if found.subscriber else "UTC"
    return Line(
        found,
        alert_words.KINDS[kind].label,
        alert_words.LEVELS[level],
        found.raised_at,
        zone,
        spans.ago(found.raised_at, now),
        *_deadline(found, now),
        f"{found.count} times, the last {spans.ago(found.last_at, now)}" if found.count > 1 else "",
        tuple(_told(each) for each in notices),
    )


def _deadline(found: Alert, now: datetime) -> tuple[str, bool]:
    if found.closed_at:
        return f"Closed by {found.closed_by}, {spans.ago(found.closed_at, now)}", False
    if found.acknowledged_at:
        return f"{found.acknowledged_by} has taken it on, {spans.ago(found.acknowledged_at, now)}", False
    if found.due_at is None:
        return "", False
    if found.due_at > now:
        return f"Acknowledge within {spans.length(found.due_at - now)}", False
    return f"Overdue for {spans.length(now - found.due_at)}", True


def _told(notice: AlertNotice) -> Told:
    way = BY[Channel(notice.channel)]
    match notice.state:
        case "sent":
            return Told(f"{notice.contact} told by {way}", "done")
        case "owed" if not notice.tries:
            return Told(f"{notice.contact} is being told by {way}", "trying")
        case "owed":
            return Told(f"{notice.contact} not reached by {way} yet, tried again: {notice.detail}", "failed")
        case _ if notice.detail == alerts.NOT_NEEDED:
            return Told(f"{notice.contact} not told by {way}: no longer needed", "done")
        case _:
            return Told(f"{notice.contact} not reached by {way}: {notice.detail}", "failed")


def _run(found: Alert) -> int | None:
    """The run whose page is linked: the alert's own, else the person's newest."""
    if found.enrolment_id or not found.subscriber:
        return found.enrolment_id
    newest = enrolments.newest_of(found.subscriber)
    return newest.pk if newest else None


def _facts(found: Alert) -> list[tuple[str, str]]:
    """What was true when it was raised, in words; what is unknown here is left out."""
    facts: dict[str, Any] = found.facts
    told = []
    if track := TRACK_WORDS.get(facts.get("track", "")):
        told.append(("Texts", track))
    if "holds" in facts:
        held = [person.HOLD_WORDS.get(kind, (kind, ""))[0] for kind in facts["holds"]]
        told.append(("Holds", ", ".join(held) or "None"))
    return told


def _coach(request: HttpRequest) -> str:
    return request.user.get_username()
