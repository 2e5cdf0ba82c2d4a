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
from coaching.web import flash, jinja, show
from coaching.web.console import books, names

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
    staying = [each for each in lines if each.look == "stays"]
    return show.console(
        request,
        "books/again.html",
        status=422 if problem else 200,
        asked=asked,
        bucket=names.slug(asked.bucket),
        word=books.WORDS[asked.bucket][0],
        back=asked.address(reason=asked.reason),
        going=going,
        staying=staying,
        summary=summary(going, len(staying)),
        why=request.POST.get("why", ""),
        problem=problem,
        beyond=beyond,
    )


def summary(going: list[Line], staying: int) -> str:
    """This will say in a few sentences what the sheet holds: how many go out in which way, and when the first."""
    today = sum(isinstance(each.plan.what, GoesOn) for each in going)
    said = []
    if today:
        said.append(f"{_go(today)} out as today’s message.")
    if extra := len(going) - today:
        said.append(f"{_go(extra)} as an extra message in the person’s next open hours.")
    if going:
        said.append(f"The first goes out {_first(going)}.")
    if staying:
        said.append(_stays(staying))
    return " ".join(said)


def _first(going: list[Line]) -> str:
    times = [(each.when, each.plan.row.subscriber.zone) for each in going]
    if any(when is None for when, _ in times):
        return "at once"
    when, zone = min((when, zone) for when, zone in times if when is not None)
    return f"on {jinja.local(when, zone)} in {zone}"


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
        said.append(_stays(len(result.refused)))
    return " ".join(said)


def _go(number: int) -> str:
    return "1 goes" if number == 1 else f"{number} go"


def _stays(number: int) -> str:
    return "1 stays as it is." if number == 1 else f"{number} stay as they are."


def _count(number: int) -> str:
    return "1 message goes" if number == 1 else f"{number} messages go"
