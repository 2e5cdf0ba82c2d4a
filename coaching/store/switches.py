"""The stop switches: while a row stands, nothing of its scope is handed over."""

from datetime import datetime

from coaching.store.models import Switch

EVERYTHING = "all"


def turn_off(scope: str, by: str, why: str, at: datetime) -> bool:
    """This will stop sending for `scope` ("all" or a campaign's key); False if it was off already."""
    return Switch.objects.get_or_create(scope=scope, defaults={"by": by, "why": why, "at": at})[1]


def turn_on(scope: str) -> bool:
    """This will let sending go on; False if it was not off."""
    return bool(Switch.objects.filter(scope=scope).delete()[0])


def off() -> list[Switch]:
    return list(Switch.objects.order_by("scope"))
