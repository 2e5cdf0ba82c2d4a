"""Replies that coaches keep to use again."""

from datetime import datetime

from coaching.store.models import SavedReply

LONGEST_TITLE, LONGEST_BODY, MOST = 80, 4000, 200


def every() -> list[SavedReply]:
    """This will list what is kept, by title."""
    return list(SavedReply.objects.filter(removed_at=None).order_by("title", "pk")[:MOST])


def get(saved: int) -> SavedReply | None:
    return SavedReply.objects.filter(pk=saved, removed_at=None).first()


def put(saved: int | None, title: str, body: str, by: str, at: datetime) -> int | None:
    """This will keep new words, or change kept ones; answers their id, None if those are gone."""
    if saved is None:
        return SavedReply.objects.create(title=title, body=body, by=by, at=at).pk
    changed = SavedReply.objects.filter(pk=saved, removed_at=None).update(title=title, body=body, by=by, at=at)
    return saved if changed else None


def remove(saved: int, at: datetime) -> bool:
    """This will take words away; False if somebody already did."""
    return bool(SavedReply.objects.filter(pk=saved, removed_at=None).update(removed_at=at))


def bring_back(saved: int) -> bool:
    """This will take a removal back; False if it stands there already."""
    return bool(SavedReply.objects.filter(pk=saved).exclude(removed_at=None).update(removed_at=None))
