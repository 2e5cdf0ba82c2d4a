"""Before a calendar is published: what stands in its way, whom it reaches. Then one press, and a day to go back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from coaching import bootstrap
from coaching.core.model import Campaign, Channel
from coaching.journeys.calendar import checks, draft, publishing, reach
from coaching.journeys.calendar.draft import DraftConflict, Working
from coaching.journeys.calendar.publishing import NOTE_LETTERS, CalendarRefused
from coaching.web import flash, show
from coaching.web.console.calendar import address
from coaching.web.flash import Undo


@require_safe
def review(request: HttpRequest, campaign: str) -> HttpResponse:
    """This will show what the draft would change, for whom and from when, and what has to be mended first."""
    working = _working(campaign)
    if not working.changes:
        return redirect(address(campaign))
    return _page(request, working)


@require_POST
def publish(request: HttpRequest, campaign: str) -> HttpResponse:
    """This will publish the draft as it was reviewed, for newcomers or for everyone."""
    working = _working(campaign)
    typed = request.POST.get("revision", "")
    note = request.POST.get("note", "").replace("\0", "").strip()
    everyone = request.POST.get("whom") == "everyone"
    try:
        made = publishing.publish(
            working, seen=int(typed) if typed.isdecimal() and len(typed) < 10 else 0, note=note, everyone=everyone,
            by=request.user.get_username(), house=bootstrap.office().house, moment=bootstrap.moment(),
        )  # fmt: skip
    except DraftConflict as conflict:
        return _page(request, working, str(conflict), note, everyone=everyone, status=409)
    except CalendarRefused as refused:
        if not working.changes:
            flash.problem(request, str(refused))
            return redirect(address(campaign))
        return _page(request, working, str(refused), note, everyone=everyone, status=422)
    undo = Undo("Take it back", reverse("programme-back", args=[made.change]))
    whom = "Everyone under way is moved to it now." if everyone else "Whoever begins from now on follows it."
    flash.say(request, f"Version {made.version.number} of the calendar is published. {whom}", undo)
    return redirect("job", job=made.job) if made.job else redirect(address(campaign))


@require_POST
def back(request: HttpRequest, change: int) -> HttpResponse:
    """This will take a published calendar back, within its day."""
    try:
        job = publishing.take_back(change, request.user.get_username(), bootstrap.moment())
    except CalendarRefused as refused:
        flash.problem(request, str(refused))
        return redirect("programme")
    flash.say(request, "The calendar before is published again. What was sent stays sent.")
    return redirect("job", job=job) if job else redirect("programme")


def _page(
    request: HttpRequest,
    working: Working,
    problem: str = "",
    note: str = "",
    *,
    everyone: bool = False,
    status: int = 200,
) -> HttpResponse:
    moment = bootstrap.moment()
    found = checks.in_the_way(working.after, working.before, bootstrap.office().house)
    return show.console(
        request,
        "programme/review.html",
        status=status,
        key=working.live.key,
        working=working,
        blocking=checks.blocking(found),
        warnings=[each for each in found if not each.blocks],
        reach=reach.of(working.live.key, working.after, moment),
        before=_load(working.before),
        after=_load(working.after),
        problem=problem,
        note=note,
        everyone=everyone,
        note_letters=NOTE_LETTERS,
    )


def _load(campaign: Campaign) -> dict[str, int]:
    """What one person gets in the whole programme."""
    texts, mails = (
        sum(channel in step.channels for step in campaign.steps) for channel in (Channel.SMS, Channel.EMAIL)
    )
    asks = sum(step.checkin is not None for step in campaign.steps)
    return {"days": campaign.days, "texts": texts, "emails": mails, "check-ins": asks}


def _working(key: str) -> Working:
    working = draft.read(key)
    if working is None:
        raise Http404(f"There is no published programme {key}.")
    return working
