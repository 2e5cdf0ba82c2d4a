"""Whose a link is: by the token of their own page, or by the handle in links that never expire."""

from coaching.core import links
from coaching.store.models import Subscriber


def owner(given: str) -> Subscriber | None:
    """This will find the person whose own page a token opens."""
    return Subscriber.objects.filter(token=given, erased_at=None).first() if links.is_token(given) else None


def holder(given: str) -> Subscriber | None:
    """This will find the person a link in a message belongs to: by handle, or by token as older messages have it."""
    claimed = links.person_of(given)
    person = Subscriber.objects.filter(pk=claimed, erased_at=None).first() if claimed else None
    return person if person and links.is_handle_of(given, person.pk, person.token) else owner(given)
