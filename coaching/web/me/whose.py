"""Whose link it is; a link that leads nowhere gets a kind answer."""

from django.http import HttpRequest, HttpResponse

from coaching import bootstrap
from coaching.store import subscribers
from coaching.store.models import Subscriber
from coaching.web import show


def holder(token: str) -> Subscriber | None:
    """This will find the person a link belongs to."""
    return subscribers.by_token(token)


def nobody(request: HttpRequest) -> HttpResponse:
    """This will say that a link does not work, and what helps."""
    contact = bootstrap.office().house.values["support_contact"]
    return show.public(request, "me/unknown.html", status=404, contact=contact)
