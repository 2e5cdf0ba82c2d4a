"""Where a member of the team is signed in: each browser, and how to end it there."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session

from coaching.store.models import SignedIn, User
from coaching.store.transactions import atomic


@dataclass(frozen=True, slots=True)
class Place:
    """One browser. `is_here`: it is the one that asks."""

    pk: int
    device: str
    at: datetime
    is_here: bool


def begin(user: User, key: str, device: str, at: datetime) -> None:
    """This will note that a session began; what has run out of this person is forgotten."""
    SignedIn.objects.filter(user=user).exclude(key__in=Session.objects.values("session_key")).delete()
    SignedIn.objects.update_or_create(key=key, defaults={"user": user, "device": device[:60], "at": at})


def moved(old: str, new: str) -> None:
    """This will follow a session to its new key."""
    SignedIn.objects.filter(key=old).update(key=new)


def places(user: User, here: str, now: datetime) -> list[Place]:
    """This will list where somebody is signed in, this browser first, then the newest."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    rows = SignedIn.objects.filter(user=user, key__in=alive).order_by("-pk")
    return sorted((Place(r.pk, r.device, r.at, r.key == here) for r in rows), key=lambda place: not place.is_here)


def end(user: User, pk: int) -> bool:
    """This will sign somebody out of one of their own browsers; False if it is none of theirs, or over."""
    return _end([row.key for row in SignedIn.objects.filter(user=user, pk=pk)])


def end_others(user: User, here: str = "") -> bool:
    """This will sign somebody out everywhere but here; everywhere with "". False if there was nothing to end."""
    return _end([row.key for row in SignedIn.objects.filter(user=user).exclude(key=here)])


def _end(keys: list[str]) -> bool:
    with atomic():
        Session.objects.filter(session_key__in=keys).delete()
        return bool(SignedIn.objects.filter(key__in=keys).delete()[0])
