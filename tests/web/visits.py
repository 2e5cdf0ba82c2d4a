"""A person at their own page: their link, fresh or old, and what they press."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client

from coaching import bootstrap
from coaching.core import links
from coaching.core.links import Purpose

if TYPE_CHECKING:
    from django.http import HttpResponse

    from coaching.store.models import Enrolment
    from tests.world import World

FRESH, LAST_DAY, OLD = timedelta(days=14), timedelta(), timedelta(days=-1)


def signature(world: "World", enrolment: "Enrolment", left: timedelta = FRESH) -> str:
    """The signature of a link that may change things for so long."""
    key, last = bootstrap.office().house.link_key, (world.now + left).date()
    return links.sign(key, enrolment.subscriber.token, Purpose.OWN_PAGE, last)


def address(world: "World", enrolment: "Enrolment", part: str = "", left: timedelta = FRESH) -> str:
    """One of the person's pages, signature included."""
    return f"/me/{enrolment.subscriber.token}{part}?k={signature(world, enrolment, left)}"


def look(world: "World", enrolment: "Enrolment", part: str = "", left: timedelta = FRESH) -> str:
    """What the page says."""
    return Client().get(address(world, enrolment, part, left)).content.decode()


def press(world: "World", enrolment: "Enrolment", part: str, **fields: Any) -> "HttpResponse":
    """What comes back after a button, the page behind it included."""
    sent = {"k": signature(world, enrolment), **fields}
    return Client().post(f"/me/{enrolment.subscriber.token}/{part}", sent, follow=True)  # type: ignore[return-value]  # the test client's own kind


def told(answer: "HttpResponse") -> str:
    return answer.content.decode()
