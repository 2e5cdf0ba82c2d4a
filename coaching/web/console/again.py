"""Sending again what failed: first a sheet that says what will happen to each message, then one press."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from coaching import bootstrap
from coaching.core.model import MessageId
from coaching.journeys import again as journey
from coaching.journeys.again import AgainRefused, Extra, GoesOn, No, Plan, Result
from coaching.store import behind, failures
from coaching.web import flash, show
from coaching.web.console import names

MOST = 500


@dataclass(frozen=True, slots=True)
class Line:
    """What happens to one message. `when` None: at once, or never. `look`: goes | stays."""

    plan: Plan
    what: str
    when: datetime | None
    look: str


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, bucket: str) -> HttpResponse:
    """This will show what sending again would do, or do it once `why` and the press on the sheet have come."""
    asked = names.read(request, bucket)
    if request.method != "POST" or asked.bucket not in names.AGAIN:
        return redirect(asked.address(reason=asked.reason))
    everything = request.POST.get("all") == "yes"
    wished = behind.ids(asked.wanted, MOST) if everything else _chosen(request)
    ids = [MessageId(row.pk) for row in failures.load(wished)]
    if not ids:
        flash.problem(request, "Choose at least one message first.")
        return redirect(asked.address(reason=asked.reason))
    if request.POST.get("sure") != "yes":
        return _show(request, asked, ids, beyond=behind.count(asked.wanted) - len(ids) if everything else 0)
    try:
        return _do(request, asked, ids)
    except AgainRefused as refused:
        return _show(request, asked, ids, str(refused))


def _chosen(request: HttpRequest) -> list[MessageId]:
    typed = request.POST.getlist("id")[:MOST]
    return [MessageId(int(each)) for each in typed if each.isdecimal() and len(each) < 19]


def _show(
    request: HttpRequest, asked: names.Asked, ids: list[MessageId], problem: str = "", beyond: int = 0
) -> HttpResponse:
    moment = bootstrap.moment()
    lines = [_line(plan, moment.now) for plan in journey.preview(ids, moment)]
    going = [each for each in lines if each.look == "goes"]
    later = [each for each in going if each.when is not None]
    first = min(later, key=lambda each: each.when or moment.now) if later and len(later) == len(going) else None
    return show.console(
        request,
        "books/again.html",
        status=422 if problem else 200,
        asked=asked,
        bucket=names.slug(asked.bucket),
        back=asked.address(reason=asked.reason),
        going=going,
        staying=[each for each in lines if each.look == "stays"],
        goes_on=sum(isinstance(each.plan.what, GoesOn) for each in going),
        first=first,
        why=request.POST.get("why", ""),
        problem=problem,
        beyond=beyond,
    )


def _line(plan: Plan, now: datetime) -> Line:
    match plan.what:
        case GoesOn(at, note):
            return Line(plan, note or "Goes out again, within its own hours.", at if at > now else None, "goes")
        case Extra(at=at, note=note):
            what = f"Goes as an extra message with the same words. {note}".strip()
            return Line(plan, what, at, "goes")
        case No(why):
            return Line(plan, why, None, "stays")


def _do(request: HttpRequest, asked: names.Asked, ids: list[MessageId]) -> HttpResponse:
    by, why = request.user.get_username(), request.POST.get("why", "")
    result = journey.send_again(ids, by, why, bootstrap.office(), bootstrap.moment())
    flash.say(request, told(result))
    return redirect(asked.address(reason=asked.reason))


def told(result: Result) -> str:
    """This will say in a sentence or two what was done."""
    said = []
    if result.going_on:
        said.append(f"{_count(len(result.going_on))} out again now.")
    if result.extra:
        said.append(f"{_count(len(result.extra))} as an extra message in the next open hours.")
    if result.refused:
        stays = "1 stays as it is." if len(result.refused) == 1 else f"{len(result.refused)} stay as they are."
        said.append(stays)
    return " ".join(said)


def _count(number: int) -> str:
    return "1 message goes" if number == 1 else f"{number} messages go"
