"""Addresses of other systems that are told what happens. Machine time."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NewType

from coaching.core.announcements import SECRET_PREFIX, Event
from coaching.store.models import Delivery, Endpoint

EndpointId = NewType("EndpointId", int)


def add(url: str, events: Sequence[Event], by: str, at: datetime) -> Endpoint:
    """This will add an address with a secret of its own (256 bits)."""
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    return Endpoint.objects.create(url=url, secret=secret, events=list(events), made_by=by, made_at=at)


def every() -> list[Endpoint]:
    """This will list the addresses that were not removed, newest first."""
    return list(Endpoint.objects.filter(removed_at=None).order_by("-pk"))


def get(endpoint: EndpointId) -> Endpoint | None:
    return Endpoint.objects.filter(pk=endpoint, removed_at=None).first()


def listening(event: Event) -> list[EndpointId]:
    """This will name the active addresses that want to be told of an event."""
    rows = Endpoint.objects.filter(active=True, removed_at=None).order_by("pk").values_list("pk", "events")
    return [EndpointId(pk) for pk, events in rows if event in events]


def switch_off(endpoint: EndpointId, why: str) -> bool:
    """This will tell an address nothing more until somebody switches it on; False if it was off."""
    rows = Endpoint.objects.filter(pk=endpoint, active=True)
    return bool(rows.update(active=False, off_why=why[:200]))


def switch_on(endpoint: EndpointId) -> bool:
    """This will go on telling an address; False if it was on."""
    rows = Endpoint.objects.filter(pk=endpoint, active=False, removed_at=None)
    return bool(rows.update(active=True, off_why=""))


def remove(endpoint: EndpointId, at: datetime) -> bool:
    """This will forget the secret of an address and what it is still owed; False if it was removed before."""
    rows = Endpoint.objects.filter(pk=endpoint, removed_at=None)
    if not rows.update(removed_at=at, active=False, secret=""):
        return False
    Delivery.objects.filter(endpoint_id=endpoint, state="owed").delete()
    return True
