"""An address that was wrong: corrected with a recorded consent, proven by a code, or counted as working again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from coaching import bootstrap
from coaching.core.decide import Status
from coaching.core.model import Channel
from coaching.journeys import address, prefer
from coaching.journeys.prefer import ChangeRefused
from coaching.store import address_changes, subscribers
from coaching.store.models import Enrolment
from coaching.web import flash, show
from coaching.web.console import person
from coaching.web.console.panels.reach import NOUNS

TICK = "Tick this once the person has agreed to the wording. Nothing goes to an address without it."


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, enrolment: int, channel: str) -> HttpResponse:
    """This will show the address and the wording, or take a new address in its place."""
    found, way = person.find(enrolment), _way(channel)
    if request.method != "POST":
        return _form(request, found, way)
    typed = request.POST.get("address", "")
    if request.POST.get("consent") != "yes":
        return _form(request, found, way, typed, TICK)
    try:
        waits = address.correct(found, way, typed, request.user.get_username(), bootstrap.office(), bootstrap.moment())
    except ChangeRefused as refused:
        return _form(request, found, way, typed, str(refused))
    if waits is not None:
        flash.say(request, f"{'A code' if way is Channel.SMS else 'A link'} goes to the new {NOUNS[way]} now.")
        return redirect("person-address", enrolment=found.pk, channel=way)
    flash.say(request, f"Done. {found.subscriber.first_name} is reached at the new {NOUNS[way]} from now on.")
    return redirect("person", enrolment=found.pk)


@require_POST
def code(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will take the new number over with the code that its owner read out."""
    found = person.find(enrolment)
    by, typed = request.user.get_username(), request.POST.get("code", "")
    try:
        address.confirm_by_code(found.subscriber, Channel.SMS, typed, bootstrap.office(), bootstrap.moment(), by)
    except ChangeRefused as refused:
        return _form(request, found, Channel.SMS, problem=str(refused))
    flash.say(request, f"Done. {found.subscriber.first_name} is reached at the new number from now on.")
    return redirect("person", enrolment=found.pk)


@require_POST
def clear_trouble(request: HttpRequest, enrolment: int, channel: str) -> HttpResponse:
    """This will count a channel as working again, with the coach's reason."""
    found, way = person.find(enrolment), _way(channel)
    why, moment = request.POST.get("why", ""), bootstrap.moment()
    try:
        prefer.clear_trouble(found, way, request.user.get_username(), why, bootstrap.office(), moment)
    except ChangeRefused as refused:
        flash.problem(request, str(refused))
    else:
        flash.say(request, f"Messages go to this {NOUNS[way]} again. The programme looks again at once.")
    return redirect("person", enrolment=found.pk)


def _way(channel: str) -> Channel:
    try:
        return Channel(channel)
    except ValueError as unknown:
        raise Http404(f"There is no channel {channel}.") from unknown


def _form(request: HttpRequest, found: Enrolment, way: Channel, typed: str = "", problem: str = "") -> HttpResponse:
    office, moment = bootstrap.office(), bootstrap.moment()
    return show.console(
        request,
        "person/address.html",
        status=422 if problem else 200,
        who=found.subscriber,
        enrolment=found,
        channel=way,
        noun=NOUNS[way],
        address=subscribers.address(found.subscriber, way),
        wording=address.wording(way, office.house),
        waits=address_changes.waiting(found.subscriber, way, moment.now),
        must_prove=office.confirm and found.status == Status.ACTIVE,
        typed=typed,
        problem=problem,
    )
