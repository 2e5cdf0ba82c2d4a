"""Template versions: the words as published, every one kept."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from coaching.store import bulk
from coaching.store.models import TemplateVersion


class EditConflict(Exception):
    """Somebody published another version since this edit began; both texts are kept, nothing is lost."""


@dataclass(frozen=True, slots=True)
class Words:
    """A version of a template. Number 0 is the file in git."""

    name: str
    number: int
    source: str


def digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def offer_files(sources: Mapping[str, str], at: datetime) -> list[str]:
    """This will store template files: unknown ones as published version 0, changed ones as drafts.

    Answers the names of new drafts. A file never replaces published words.
    """
    with transaction.atomic():
        known: dict[str, set[str]] = {}
        for name, mark in TemplateVersion.objects.filter(from_file=True).values_list("name", "digest"):
            known.setdefault(name, set()).add(mark)
        fresh = sorted(name for name, source in sources.items() if digest(source) not in known.get(name, ()))
        numbers = _newest(fresh)
        TemplateVersion.objects.bulk_create(
            _version(
                *(name, numbers.get(name, -1) + 1, sources[name]),
                author="git",
                note="from the file",
                at=at,
                from_file=True,
                published=name not in known,
            )
            for name in fresh
        )
    return [name for name in fresh if name in known]


def publish(name: str, source: str, *, based_on: int, author: str, note: str, at: datetime) -> Words:
    """This will publish new words as the next version; raises EditConflict if `based_on` is no longer current."""
    try:
        with transaction.atomic():
            live = current([name]).get(name)
            if live is not None and live.number != based_on:
                raise EditConflict(f"{name} was changed to version {live.number} while version {based_on} was edited")
            number = _newest([name]).get(name, -1) + 1
            _version(name, number, source, author=author, note=note, at=at, from_file=False, published=True).save(
                force_insert=True
            )
    except IntegrityError as error:
        raise EditConflict(f"{name} was published by somebody else at the same moment") from error
    return Words(name, number, source)


def _newest(names: Iterable[str]) -> dict[str, int]:
    """The highest number of each name that has a version."""
    rows = TemplateVersion.objects.filter(name__in=list(names)).values("name").annotate(newest=Max("number"))
    return {row["name"]: row["newest"] for row in rows.order_by()}


def _version(
    name: str, number: int, source: str, *, author: str, note: str, at: datetime, from_file: bool, published: bool
) -> TemplateVersion:
    return TemplateVersion(
        name=name,
        number=number,
        source=source,
        digest=digest(source),
        from_file=from_file,
        author=author,
        note=note,
        created_at=at,
        published_at=at if published else None,
    )


def current(names: Iterable[str]) -> dict[str, Words]:
    """This will give the newest published version of each name that has one."""
    rows = bulk.among(
        "name, number, source",
        "store_templateversion",
        "name",
        set(names),
        " AND published_at IS NOT NULL ORDER BY number",
    )
    return {name: Words(name, number, source) for name, number, source in rows}


def get(name: str, number: int) -> Words:
    """This will give one version, e.g. to compose a stored message again."""
    row = TemplateVersion.objects.get(name=name, number=number)
    return Words(row.name, row.number, row.source)


def history(name: str) -> list[TemplateVersion]:
    """This will list all versions of a template, newest first."""
    return list(TemplateVersion.objects.filter(name=name).order_by("-number"))


def names(prefix: str = "") -> list[str]:
    rows = TemplateVersion.objects.filter(name__startswith=prefix).values_list("name", flat=True)
    return sorted(set(rows))
