"""Tags: words that coaches put on people to find them by."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count

from coaching.core.model import SubscriberId
from coaching.store.models import SubscriberTag

SUGGESTED = 40


def put(people: Collection[SubscriberId], tag: str, by: str, at: datetime) -> set[SubscriberId]:
    """This will tag people (at most some hundreds) and answer who did not have the tag before."""
    had = set(SubscriberTag.objects.filter(subscriber_id__in=people, tag=tag).values_list("subscriber_id", flat=True))
    fresh = [person for person in people if person not in had]
    rows = [SubscriberTag(subscriber_id=person, tag=tag, by=by, at=at) for person in fresh]
    SubscriberTag.objects.bulk_create(rows, ignore_conflicts=True)
    return set(fresh)


def take(people: Collection[SubscriberId], tag: str) -> set[SubscriberId]:
    """This will take a tag off people (at most some hundreds) and answer who had it."""
    rows = SubscriberTag.objects.filter(subscriber_id__in=people, tag=tag)
    had = {SubscriberId(person) for person in rows.values_list("subscriber_id", flat=True)}
    rows.delete()
    return had


def of(person: SubscriberId) -> list[str]:
    """This will list the tags of one person by name."""
    return list(SubscriberTag.objects.filter(subscriber=person).order_by("tag").values_list("tag", flat=True))


def holders(tag: str) -> set[SubscriberId]:
    """This will give everybody who has a tag."""
    return {SubscriberId(pk) for pk in SubscriberTag.objects.filter(tag=tag).values_list("subscriber_id", flat=True)}


def in_use() -> list[str]:
    """This will list the tags that most people have, by name."""
    rows = SubscriberTag.objects.values_list("tag").annotate(n=Count("id")).order_by("-n")[:SUGGESTED]
    return sorted(tag for tag, _ in rows)
