"""Campaign versions: what was published, and what a file in git would change."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from coaching.store.models import CampaignVersion


@dataclass(frozen=True, slots=True)
class Stored:
    """A version: `id` is what an enrolment is pinned to, `body` the campaign as JSON."""

    id: int
    key: str
    number: int
    body: dict[str, Any]


def digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def offer(key: str, body: dict[str, Any], at: datetime) -> int | None:
    """This will store a campaign file: the first version is published, a later change becomes a draft.

    Answers the new version's number, or None where this body is known already.
    """
    with transaction.atomic():
        known = CampaignVersion.objects.filter(key=key)
        if known.filter(digest=digest(body)).exists():
            return None
        newest = known.order_by("-number").first()
        number = newest.number + 1 if newest else 0
        CampaignVersion.objects.create(
            key=key, number=number, body=body, digest=digest(body), published_at=None if newest else at
        )
        return number


def publish(key: str, number: int, at: datetime) -> None:
    """This will publish a draft: people enrolled from now on follow it."""
    CampaignVersion.objects.filter(key=key, number=number, published_at=None).update(published_at=at)


def current(key: str) -> Stored | None:
    """This will give the newest published version of a campaign."""
    row = CampaignVersion.objects.filter(key=key, published_at__isnull=False).order_by("-number").first()
    return Stored(row.pk, row.key, row.number, row.body) if row else None


def version(key: str, number: int) -> Stored | None:
    """This will give one version of a campaign by its number, published or not."""
    row = CampaignVersion.objects.filter(key=key, number=number).first()
    return Stored(row.pk, row.key, row.number, row.body) if row else None


def numbers(key: str) -> list[int]:
    """This will list the versions there are of a campaign, the newest first."""
    return list(CampaignVersion.objects.filter(key=key).order_by("-number").values_list("number", flat=True))


def names() -> dict[str, str]:
    """This will give the name of each published programme by its key, as its newest version has it."""
    rows = CampaignVersion.objects.filter(published_at__isnull=False).order_by("key", "number")
    return {row.key: str(row.body.get("name") or row.key) for row in rows}


def drafts(key: str) -> list[int]:
    """This will list unpublished version numbers newer than what is published."""
    live = current(key)
    rows = CampaignVersion.objects.filter(key=key, published_at=None, number__gt=live.number if live else -1)
    return list(rows.order_by("number").values_list("number", flat=True))


@lru_cache(maxsize=64)
def get(version_id: int) -> Stored:
    """This will give a version by id; versions never change, so it is read once per process."""
    row = CampaignVersion.objects.get(pk=version_id)
    return Stored(row.pk, row.key, row.number, row.body)
