"""Doing something for many people: a sheet that says what will happen, for how many and when; then one press."""

from datetime import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from coaching import bootstrap
from coaching.core.groups import What
from coaching.core.model import EnrolmentId
from coaching.journeys import group
from coaching.journeys.group import GroupRefused, Plan, Wish
from coaching.journeys.to_many import Written
from coaching.store import chosen, tags
from coaching.store.chosen import Chosen
from coaching.web import flash, show
from coaching.web.console import many, people_query
from coaching.web.console.people import ACTS
from coaching.web.console.people_query import Asked

MOST = 1000
PAUSES = (("3", "3 days"), ("7", "a week"), ("14", "two weeks"), ("28", "four weeks"), ("", "until you resume"))
SLOTS = {"": "Every lesson", "am": "Morning lessons", "pm": "Evening lessons"}
TITLES = {
    What.PAUSE: "Pause",
    What.RESUME: "Resume",
    What.TAG: "Tag",
    What.UNTAG: "Take a tag off",
    What.MESSAGE: "Write to",
    What.MOVE: "Move the time of day of",
}


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """This will show what a change would do, or begin it once the press on the sheet has come."""
    if request.method != "POST":
        return redirect("people")
    asked = people_query.read_text(request.POST.get("filter", ""))
    if request.POST.get("do", "") not in ACTS:
        flash.problem(request, "Choose what to do first.")
        return redirect(asked.address())
    what, everybody = What(request.POST["do"]), request.POST.get("all") == "yes"
    moment = bootstrap.moment()
    whom = Chosen(wanted=asked.wanted) if everybody else Chosen(_chosen(request))
    if not chosen.is_anybody(whom, moment.now):
        flash.problem(request, "Choose at least one person first.")
        return redirect(asked.address())
    try:
        wish = _wish(request, what)
        group.check(wish)
    except GroupRefused as refused:
        is_first = "step" not in request.POST
        return _show(request, asked, what, whom, None, "" if is_first else str(refused), everybody=everybody)
    planned = group.plan(wish, whom, bootstrap.office(), moment)
    problem = _news(request, planned)
    if _is_sure(request, wish, planned):
        try:
            return _begin(request, wish, planned)
        except GroupRefused as refused:
            problem = str(refused)
    return _show(request, asked, what, whom, planned, problem, everybody=everybody)


def _chosen(request: HttpRequest) -> tuple[EnrolmentId, ...]:
    typed = request.POST.getlist("id")[:MOST]
    return tuple(
        sorted({EnrolmentId(int(each)) for each in typed if each.isascii() and each.isdecimal() and len(each) < 19})
    )


def _wish(request: HttpRequest, what: What) -> Wish:
    days, at = request.POST.get("days", "7"), request.POST.get("at", "")
    if days and not (days.isascii() and days.isdecimal() and len(days) < 4):
        raise GroupRefused(f"Pause for 1 to {group.LONGEST_PAUSE} days, or until you resume.")
    slot = request.POST.get("slot", "")
    return Wish(
        what,
        days=int(days) if days else None,
        tag=group.tidy_tag(request.POST.get("tag", "")),
        written=many.written(request) if what is What.MESSAGE else Written(""),
        at=_time(at),
        slot=slot if slot in group.SLOTS else "",
    )


def _time(typed: str) -> time | None:
    try:
        return time.fromisoformat(typed[:5]) if typed else None
    except ValueError as wrong:
        raise GroupRefused("Write the time as hours and minutes, such as 09:30.") from wrong


def _is_sure(request: HttpRequest, wish: Wish, planned: Plan) -> bool:
    """What is pressed must be what was shown: as many people, and the same words."""
    if request.POST.get("step") != "sure" or not planned.count:
        return False
    same = what_was_seen(request) == many.digest(wish.written) if wish.what is What.MESSAGE else True
    return planned.is_as_shown(_shown(request)) and same


def _shown(request: HttpRequest) -> int:
    typed = request.POST.get("count", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1


def what_was_seen(request: HttpRequest) -> str:
    """This will give the mark of the words that stood on the sheet."""
    return request.POST.get("seen", "").strip()


def _news(request: HttpRequest, planned: Plan) -> str:
    if request.POST.get("step") == "sure" and not planned.is_as_shown(_shown(request)):
        return f"Meanwhile it is {planned.count:,}. Please look once more."
    return ""


def _begin(request: HttpRequest, wish: Wish, planned: Plan) -> HttpResponse:
    begun = group.begin(wish, planned, request.user.get_username(), bootstrap.moment())
    return redirect("many-one", change=begun.change) if wish.what is What.MESSAGE else redirect("job", job=begun.job)


def _show(
    request: HttpRequest,
    asked: Asked,
    what: What,
    whom: Chosen,
    planned: Plan | None,
    problem: str,
    *,
    everybody: bool,
) -> HttpResponse:
    now = bootstrap.moment().now
    typed = {name: request.POST.get(name, "") for name in ("tag", "at", "slot")}
    return show.console(
        request,
        "people/group.html",
        status=422 if problem else 200,
        what=what,
        title=TITLES[what],
        asked=asked,
        ids=whom.ids,
        chosen=planned.asked if planned else chosen.count(whom, now),
        everybody=everybody,
        planned=planned,
        problem=problem,
        typed={**typed, "days": request.POST.get("days", "7")},
        pauses=PAUSES,
        slots=SLOTS,
        tags=tags.in_use(),
        message=many.sheet(request, planned, whom, now) if what is What.MESSAGE else None,
    )


@require_POST
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """This will take a change back for exactly those it was made for, in the background too."""
    try:
        job = group.undo(change, request.user.get_username(), bootstrap.moment())
    except GroupRefused as refused:
        flash.problem(request, str(refused))
        return redirect("jobs")
    return redirect("job", job=job)
