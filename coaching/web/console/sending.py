"""The stop switch: whether messages go out at all, and one press to stop them or to let them go on."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from coaching import bootstrap
from coaching.journeys import switch
from coaching.journeys.switch import SwitchRefused
from coaching.store import switches
from coaching.store.models import Switch
from coaching.web import flash, show, spans
from coaching.web.flash import Undo


@dataclass(frozen=True, slots=True)
class Scope:
    """What can be stopped. `off`: the switch that stands, None while messages go out."""

    key: str
    name: str
    off: Switch | None
    ago: str


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """This will show what goes out and what is stopped."""
    return _page(request)


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """This will stop a scope at once; the next page offers to take it back."""
    scope, why = request.POST.get("scope", ""), request.POST.get("why", "")
    if not why.strip():
        return _page(request, {"scope": scope, "problem": "Write one sentence why; everybody sees it."}, status=422)
    try:
        switch.stop(scope, request.user.get_username(), why, bootstrap.moment())
        flash.say(request, "Stopped. Nothing of it goes out from now on.", Undo("Undo: let it go on", _back(scope)))
    except SwitchRefused as refused:
        flash.problem(request, str(refused))
    return redirect("sending")


@require_POST
def resume(request: HttpRequest, scope: str) -> HttpResponse:
    """This will let a scope go on."""
    try:
        switch.resume(scope, request.user.get_username(), bootstrap.moment())
        flash.say(request, "Messages go out again. What waited follows within a minute or two.")
    except SwitchRefused as refused:
        flash.problem(request, str(refused))
    return redirect("sending")


def _back(scope: str) -> str:
    return reverse("sending-resume", args=[scope])


def _page(request: HttpRequest, typed: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    now = bootstrap.moment().now
    off = {each.scope: each for each in switches.off()}
    known = switch.scopes() | {scope: scope for scope in off if scope not in switch.scopes()}
    scopes = [
        Scope(key, name, off.get(key), spans.ago(off[key].at, now) if key in off else "") for key, name in known.items()
    ]
    return show.console(request, "sending.html", status=status, scopes=scopes, typed=typed or {})
