"""Notes of coaches about a person: written, pinned, taken away and brought back."""

from datetime import datetime

from coaching.core.model import SubscriberId
from coaching.store.models import Note


def add(subscriber: SubscriberId, author: str, text: str, at: datetime, *, pinned: bool) -> int:
    """This will keep a note; answers its id."""
    return Note.objects.create(subscriber_id=subscriber, author=author, at=at, text=text, pinned=pinned).pk


def of(subscriber: SubscriberId) -> list[Note]:
    """This will list the notes that stand, pinned ones first, then the newest."""
    rows = Note.objects.filter(subscriber_id=subscriber, removed_at=None)
    return list(rows.order_by("-pinned", "-at", "-pk"))


def pin(subscriber: SubscriberId, note: int, *, pinned: bool) -> bool:
    """This will pin a note or let it go; False if it is so already, or no note of this person."""
    rows = Note.objects.filter(pk=note, subscriber_id=subscriber, removed_at=None, pinned=not pinned)
    return bool(rows.update(pinned=pinned))


def remove(subscriber: SubscriberId, note: int, at: datetime) -> bool:
    """This will take a note away; False if it is away already, or no note of this person."""
    return bool(Note.objects.filter(pk=note, subscriber_id=subscriber, removed_at=None).update(removed_at=at))


def bring_back(subscriber: SubscriberId, note: int) -> bool:
    """This will bring a note back that was taken away; False if it stands, or is no note of this person."""
    rows = Note.objects.filter(pk=note, subscriber_id=subscriber, removed_at__isnull=False)
    return bool(rows.update(removed_at=None))
