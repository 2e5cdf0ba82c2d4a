"""A new number or email address: asked for on the own page, proven by the code of a text or the link of an email."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from coaching import bootstrap
from coaching.core.model import Channel
from coaching.journeys import address
from coaching.journeys.prefer import ChangeRefused
from coaching.store import address_changes, enrolments
from coaching.web import flash, show
from coaching.web.me import masked, own, whose
from coaching.web.me.whose import Visit

_CHANNELS = {"phone": Channel.SMS, "email": Channel.EMAIL}


@whose.change
def ask(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will send a code or a link to the new address."""
    kind = request.POST.get("kind", "")
    channel, enrolment = _CHANNELS.get(kind), enrolments.newest_of(visit.person)
    if channel is None or enrolment is None:
        return own.shown(request, visit, problem="Please choose what to change.", part="phone", status=422)
    try:
        change = address.ask(enrolment, channel, request.POST.get("address", ""), visit.office, visit.moment)
    except ChangeRefused as refused:
        return own.shown(request, visit, problem=str(refused), part=kind, status=409)
    if channel is Channel.SMS:
        return redirect(visit.address("me-code"))
    flash.say(request, f"We have sent a link to {masked.email(change.address)}. Open it within a day to confirm.")
    return whose.back(visit)


@whose.form
def code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will ask for the code that was sent to the new number, and take the number over with it."""
    if request.method != "POST":
        return _ask_code(request, visit)
    try:
        typed = request.POST.get("code", "")
        address.confirm_by_code(visit.person, Channel.SMS, typed, visit.office, visit.moment)
    except ChangeRefused as refused:
        return _ask_code(request, visit, str(refused), 422)
    flash.say(request, "Done. Our texts come to your new number from now on.")
    return whose.back(visit)


def _ask_code(request: HttpRequest, visit: Visit, problem: str = "", status: int = 200) -> HttpResponse:
    waiting = address_changes.waiting(visit.person, Channel.SMS, visit.moment.now)
    return show.public(
        request, "me/code.html", status=status, visit=visit, problem=problem,
        number=masked.phone(waiting.address) if waiting else "",
        wording=address.wording(Channel.SMS, visit.office.house),
    )  # fmt: skip


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """This will show what the link in an email confirms, and by POST take the address over.

    It shows nothing of the person: whoever opens it may be a stranger with a similar address.
    """
    office, moment = bootstrap.office(), bootstrap.moment()
    change = address.waiting_for(code, moment)
    if change is None:
        return whose.nobody(request)
    done, problem, status = False, "", 200
    if request.method == "POST":
        try:
            address.confirm_by_link(code, office, moment)
            done = True
        except ChangeRefused as refused:
            problem, status = str(refused), 409
    answer = show.public(
        request, "me/confirm_email.html", status=status, done=done, problem=problem,
        email=masked.email(change.address), wording=address.wording(Channel.EMAIL, office.house),
    )  # fmt: skip
    return whose.private(answer)
