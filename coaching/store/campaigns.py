"""Campaign versions: what was published, and what a file in git would change."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min, QuerySet

from coaching.store.models import CampaignVersion


class VersionConflict(Exception):
    """Somebody published another version of this programme meanwhile; nothing was stored."""


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


def publish_next(key: str, body: dict[str, Any], *, based_on: int, at: datetime) -> Stored:
    """This will publish a body as the next version; raises VersionConflict if `based_on` is no longer current."""
    try:
        with transaction.atomic():
            live = current(key)
            if live is None or live.id != based_on:
                raise VersionConflict(f"{key} has another version by now")
            newest = CampaignVersion.objects.filter(key=key).order_by("-number").values_list("number", flat=True)[0]
            row = CampaignVersion.objects.create(
                key=key, number=newest + 1, body=body, digest=digest(body), published_at=at
            )
    except IntegrityError as error:
        raise VersionConflict(f"{key} was published by somebody else at the same moment") from error
    return Stored(row.pk, row.key, row.number, row.body)


def with_digest(version: int, mark: str) -> int | None:
    """This will give the id of a version of the same programme that holds a body of this digest; None: none does."""
    rows = CampaignVersion.objects.filter(key=get(version).key, digest=mark).order_by("-number")
    return rows.values_list("pk", flat=True).first()


def add_way(version: int, body: dict[str, Any]) -> int:
    """This will store what people follow who come to `version` in the middle of the programme; answers its id."""
    key = get(version).key
    lowest = CampaignVersion.objects.filter(key=key).aggregate(n=Min("number"))["n"] or 0
    row = CampaignVersion.objects.create(
        key=key, number=min(lowest, 0) - 1, body=body, digest=digest(body), leads_to_id=version
    )
    return row.pk


def numbers(ids: Collection[int]) -> dict[int, int]:
    """This will give, for ids of versions, the number that people know each by: a way has that of where it leads."""
    rows = CampaignVersion.objects.filter(pk__in=ids).values_list("pk", "number", "leads_to__number")
    return {pk: number if leads_to is None else leads_to for pk, number, leads_to in rows}


def current(key: str) -> Stored | None:
    """This will give the newest published version of a campaign."""
    return _first(CampaignVersion.objects.filter(key=key, published_at__isnull=False).order_by("-number"))


def version(key: str, number: int) -> Stored | None:
    """This will give one version of a campaign by its number, published or not."""
    return _first(CampaignVersion.objects.filter(key=key, number=number).order_by("pk"))


def versions_of(key: str) -> list[int]:
    """This will list the versions there are of a campaign, the newest first; the ways between them left out."""
    return list(
        CampaignVersion.objects.filter(key=key, leads_to=None).order_by("-number").values_list("number", flat=True)
    )


def names() -> dict[str, str]:
    """This will give the name of each published programme by its key, as its newest version has it."""
    rows = CampaignVersion.objects.filter(published_at__isnull=False).order_by("key", "number")
    return {key: str(name or key) for key, name in rows.values_list("key", "body__name")}


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


def _first(rows: QuerySet[CampaignVersion]) -> Stored | None:
    """The first of these; its body, some 100 kB of JSON, is read and parsed once per process."""
    found = rows.values_list("pk", "key", "number", "digest").first()
    return _whole(*found) if found else None


@lru_cache(maxsize=64)
def _whole(version_id: int, key: str, number: int, _digest: str) -> Stored:
    """The digest tells a version from one that had its id in another database, as in a rehearsal."""
    body = CampaignVersion.objects.values_list("body", flat=True).get(pk=version_id)
    return Stored(version_id, key, number, body)
