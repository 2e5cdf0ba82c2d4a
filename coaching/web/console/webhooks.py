"""Webhooks: which addresses are told what, whether they took it, and a way to try one out."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching import bootstrap
from coaching.core.announcements import OFFERED, SENTENCES, Event
from coaching.journeys import webhooks as journey
from coaching.journeys.webhooks import WebhookRefused
from coaching.store import deliveries, endpoints
from coaching.store.endpoints import EndpointId
from coaching.store.models import Delivery, Endpoint
from coaching.web import flash, show

WORDS = {deliveries.OWED: "On its way", deliveries.SENT: "Taken", deliveries.FAILED: "Given up"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One delivery with its words; `may_go_again`: it has ended, one way or the other."""

    row: Delivery
    what: str
    word: str
    may_go_again: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """This will list the addresses, or add one and show its secret this once."""
    if request.method != "POST":
        return _listed(request)
    url, events = request.POST.get("url", ""), request.POST.getlist("event")
    try:
        made = journey.add(url, events, request.user.get_username(), bootstrap.office(), bootstrap.moment())
    except WebhookRefused as refused:
        return _listed(request, problem=str(refused), url=url, chosen=events)
    return _listed(request, made=made)


def _listed(
    request: HttpRequest,
    *,
    problem: str = "",
    url: str = "",
    chosen: list[str] | None = None,
    made: Endpoint | None = None,
) -> HttpResponse:
    return show.console(
        request,
        "api/webhooks.html",
        status=422 if problem else 200,
        endpoints=endpoints.every(),
        events=[(event, SENTENCES[event]) for event in OFFERED],
        problem=problem,
        url_typed=url,
        chosen=list(OFFERED) if chosen is None else chosen,
        made=made,
    )


@require_safe
def one(request: HttpRequest, endpoint: int) -> HttpResponse:
    """This will show one address and what it was told last."""
    found = _find(endpoint)
    shown = [_shown(each) for each in deliveries.newest(EndpointId(endpoint))]
    wanted = [SENTENCES[Event(event)] for event in found.events]
    return show.console(request, "api/webhook.html", endpoint=found, wanted=wanted, deliveries=shown)


@require_POST
def ping(request: HttpRequest, endpoint: int) -> HttpResponse:
    """This will send a test."""
    found = _find(endpoint)
    if found.active:
        journey.ping(EndpointId(endpoint), bootstrap.moment())
        flash.say(request, "A test is on its way. Reload the page in a few seconds to see whether it was taken.")
    else:
        flash.problem(request, "It is switched off. Switch it on first.")
    return redirect("webhook", endpoint=endpoint)


@require_POST
def switch_on(request: HttpRequest, endpoint: int) -> HttpResponse:
    """This will go on telling an address."""
    _find(endpoint)
    if journey.switch_on(EndpointId(endpoint), request.user.get_username(), bootstrap.moment()):
        flash.say(request, "It is on again. What it is still owed goes out now.")
    else:
        flash.problem(request, "It is on already.")
    return redirect("webhook", endpoint=endpoint)


@require_POST
def again(request: HttpRequest, endpoint: int, delivery: int) -> HttpResponse:
    """This will send one event again."""
    _find(endpoint)
    who = request.user.get_username()
    is_there = delivery < 2**63
    if is_there and journey.send_again(delivery, EndpointId(endpoint), who, bootstrap.moment()):
        flash.say(request, "It goes out again, under its old id.")
    else:
        flash.problem(request, "It is on its way already.")
    return redirect("webhook", endpoint=endpoint)


@require_POST
def remove(request: HttpRequest, endpoint: int) -> HttpResponse:
    """This will tell an address nothing more, ever."""
    _find(endpoint)
    journey.remove(EndpointId(endpoint), request.user.get_username(), bootstrap.moment())
    flash.say(request, "The webhook is removed.")
    return redirect("webhooks")


def _find(endpoint: int) -> Endpoint:
    found = endpoints.get(EndpointId(endpoint)) if endpoint < 2**63 else None
    if found is None:
        raise Http404
    return found


def _shown(row: Delivery) -> Shown:
    return Shown(row, SENTENCES[Event(row.event)], WORDS[row.state], row.state != deliveries.OWED)
