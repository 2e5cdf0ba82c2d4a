"""Whose link it is, and what it may do; a link that leads nowhere gets a kind answer.

A view behind `page` may look; one behind `change` gets POST requests only, and only by a fresh link.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coaching import bootstrap
from coaching.core import links
from coaching.core.links import Purpose, Seal
from coaching.journeys import compose
from coaching.journeys.office import Moment, Office
from coaching.store import holders
from coaching.store.models import Subscriber
from coaching.web import show


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at their own page. `k`: the signature they came with, kept through the forms."""

    person: Subscriber
    k: str
    seal: Seal
    office: Office
    moment: Moment

    @property
    def may_change(self) -> bool:
        return self.seal is Seal.GOOD

    @property
    def by(self) -> str:
        """Who stands in the audit."""
        return f"subscriber {self.person.pk}"

    def address(self, name: str = "me", *args: object) -> str:
        """This will give the address of one of the person's pages, signature included."""
        return reverse(name, args=[self.person.token, *args]) + (f"?k={self.k}" if self.k else "")


View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """This will open a view to whoever holds a person's link, for looking."""
    return _guarded(require_http_methods(["GET", "HEAD"]), view, lambda visit: visit.seal is not Seal.FALSE)


def change(view: View) -> View:
    """This will open a view to whoever holds a fresh link, by POST."""
    return _guarded(require_POST, view, lambda visit: visit.may_change)


def form(view: View) -> View:
    """This will open a view to whoever holds a fresh link: GET shows its form, POST takes it in."""
    return _guarded(require_http_methods(["GET", "HEAD", "POST"]), view, lambda visit: visit.may_change)


def _guarded(methods: Callable[[View], View], view: View, allows: Callable[[Visit], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: Any, **named: Any) -> HttpResponse:
        person = holders.owner(token)
        if person is None:
            return nobody(request)
        visit = _visit(request, person)
        if not allows(visit):
            return _refuse(request, visit)
        return private(view(request, visit, *args, **named))

    return login_not_required(methods(guarded))


def _visit(request: HttpRequest, person: Subscriber) -> Visit:
    office, moment = bootstrap.office(), bootstrap.moment()
    k = (request.POST if request.method == "POST" else request.GET).get("k", "")
    seal = links.read(office.house.link_key, person.token, Purpose.OWN_PAGE, k, moment.now.date())
    return Visit(person, k if seal is not Seal.FALSE else "", seal, office, moment)


def _refuse(request: HttpRequest, visit: Visit) -> HttpResponse:
    """An altered link shows nothing of the person, an old one leads back to the page; both offer a fresh link."""
    if visit.seal is Seal.FALSE:
        contact = visit.office.house.values["support_contact"]
        token = visit.person.token
        return private(show.public(request, "me/altered.html", status=403, contact=contact, token=token))
    return private(show.public(request, "me/old.html", status=403, visit=visit))


def holder(given: str) -> Subscriber | None:
    """This will find the person a link in a message belongs to."""
    return holders.holder(given)


def own_page(person: Subscriber) -> str:
    """This will give a fresh address of a person's own page, for somebody who has just proven to be them."""
    office = bootstrap.office()
    url = compose.own_page(person.token, office.house, bootstrap.moment().now)
    return url.removeprefix(office.house.public_url)


def back(visit: Visit) -> HttpResponse:
    """This will lead back to the top of the person's page, where it says what was done and how to undo it."""
    return redirect(visit.address())


def private(answer: HttpResponse) -> HttpResponse:
    """This will keep a page out of every cache."""
    answer["Cache-Control"] = "no-store"
    return answer


def nobody(request: HttpRequest) -> HttpResponse:
    """This will say that a link does not work, and what helps."""
    contact = bootstrap.office().house.values["support_contact"]
    return show.public(request, "me/unknown.html", status=404, contact=contact)
