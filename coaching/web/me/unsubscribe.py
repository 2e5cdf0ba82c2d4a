"""Unsubscribing: one click in a mail program (RFC 8058), or a page that offers emails only or everything."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from coaching import bootstrap
from coaching.core import links
from coaching.core.consent import Permission
from coaching.core.model import Channel
from coaching.journeys import prefer
from coaching.store.consents import Proof
from coaching.store.models import Subscriber
from coaching.web import show
from coaching.web.me import whose

SCOPES = {"email": (Channel.EMAIL,), "all": tuple(Channel)}


# A mail program sends neither cookie nor CSRF token; the token in the address is the proof (RFC 8058 section 3.2).
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """This will unsubscribe by POST only: a link checker that opens the page changes nothing."""
    person = whose.holder(token)
    if person is None:
        return whose.nobody(request)
    if request.method != "POST":
        return _offer(request, person)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        _stop(person, "email", "one-click unsubscribe (RFC 8058)")
        return HttpResponse("You are unsubscribed from our emails.", content_type="text/plain; charset=utf-8")
    scope = request.POST.get("scope", "")
    if scope not in SCOPES:
        return _offer(request, person, status=400)
    _stop(person, scope, "button on the unsubscribe page")
    return show.public(request, "me/unsubscribed.html", who=person, scope=scope, still_sms=_gets(person, Channel.SMS))


def _offer(request: HttpRequest, person: Subscriber, status: int = 200) -> HttpResponse:
    return show.public(
        request, "me/unsubscribe.html", status=status, who=person,
        gets_email=_gets(person, Channel.EMAIL), gets_sms=_gets(person, Channel.SMS),
        handle=links.handle(person.pk, person.token),
    )  # fmt: skip


def _stop(person: Subscriber, scope: str, how: str) -> None:
    prefer.stop(person, SCOPES[scope], Proof(how=how, actor=f"subscriber {person.pk}"), bootstrap.moment())


def _gets(person: Subscriber, channel: Channel) -> bool:
    state = person.email_state if channel is Channel.EMAIL else person.sms_state
    return state in (Permission.ACTIVE, Permission.ASKED)
