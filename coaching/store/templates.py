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

    Answers the names of new drafts. A file never replaces published words; one that says what is live is no draft.
    """
    with transaction.atomic():
        live = current(sources)
        known: dict[str, set[str]] = {name: {digest(words.source)} for name, words in live.items()}
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


@dataclass(frozen=True, slots=True)
class Edit:
    """Words to publish. `based_on`: the version that was live when the edit began. `approver`: the second person, if
    one was needed. `undo_until`: until when (machine time) one press takes it back."""

    name: str
    source: str
    based_on: int
    author: str
    note: str = ""
    approver: str = ""
    undo_until: datetime | None = None


def publish(edit: Edit, at: datetime) -> Words:
    """This will publish new words as the next version; raises EditConflict if `based_on` is no longer current."""
    with transaction.atomic():
        # In this order: who publishes between the two is seen as live, who publishes after them meets the unique key.
        number = next_number(edit.name)
        live = current([edit.name]).get(edit.name)
        if live is not None and live.number != edit.based_on:
            raise EditConflict(
                f"{edit.name} was changed to version {live.number} while version {edit.based_on} was edited"
            )
        _insert(edit, number, at)
    return Words(edit.name, number, edit.source)


def _insert(edit: Edit, number: int, at: datetime) -> None:
    row = _version(
        *(edit.name, number, edit.source),
        author=edit.author,
        note=edit.note,
        at=at,
        from_file=False,
        published=True,
    )
    row.approver, row.undo_until = edit.approver, edit.undo_until
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        raise EditConflict(f"{edit.name} was published by somebody else at the same moment") from error


def next_number(name: str) -> int:
    """This will say which number the next version of a text gets."""
    return _newest([name]).get(name, -1) + 1


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


def version(name: str, number: int) -> TemplateVersion | None:
    """This will give one version with who made it and when."""
    return TemplateVersion.objects.filter(name=name, number=number).first()


def before(name: str, number: int) -> Words | None:
    """This will give the words that were live before a version was published."""
    rows = TemplateVersion.objects.filter(name=name, number__lt=number, published_at__isnull=False)
    row = rows.order_by("-number").first()
    return Words(row.name, row.number, row.source) if row else None


def history(name: str) -> list[TemplateVersion]:
    """This will list all versions of a template, newest first."""
    return list(TemplateVersion.objects.filter(name=name).order_by("-number"))


def names(prefix: str = "") -> list[str]:
    rows = TemplateVersion.objects.filter(name__startswith=prefix).values_list("name", flat=True)
    return sorted(set(rows))
