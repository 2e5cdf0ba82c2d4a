"""What somebody writes before it is published: one draft for each text and author, saved as they type."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from coaching.store.models import TemplateDraft

MOST_LETTERS = 60_000
"""How long a draft may be; the longest text of a programme has a tenth of it."""


class DraftConflict(Exception):
    """The same author saved another text from another page meanwhile. `theirs` is what is kept."""

    def __init__(self, theirs: TemplateDraft) -> None:
        self.theirs = theirs
        super().__init__(f"the draft of {theirs.name} was saved from another page")


@dataclass(frozen=True, slots=True)
class Writing:
    """What a page wants to keep. `revision`: that of the draft it knows, 0 for none. `page`: a name for the page."""

    name: str
    author: str
    source: str
    note: str
    based_on: int
    revision: int
    page: str


def save(writing: Writing, at: datetime) -> TemplateDraft:
    """This will keep a draft; raises DraftConflict if another page of the same author saved other words meanwhile."""
    mine = TemplateDraft.objects.filter(name=writing.name, author=writing.author)
    known = Q(revision=writing.revision) | Q(discarded_at__isnull=False) | Q(source=writing.source)
    if writing.page:
        known |= Q(page=writing.page)
    changed = mine.filter(known).update(
        source=writing.source,
        note=writing.note,
        based_on=writing.based_on,
        revision=F("revision") + 1,
        page=writing.page,
        began_at=_began(mine, at),
        saved_at=at,
        discarded_at=None,
    )
    if not changed and not _insert(writing, at):
        raise DraftConflict(mine.get())
    return mine.get()


def _began(mine: "QuerySet[TemplateDraft]", at: datetime) -> datetime:
    """A draft that had been put away begins anew."""
    kept = mine.filter(discarded_at=None).values_list("began_at", flat=True).first()
    return kept or at


def _insert(writing: Writing, at: datetime) -> bool:
    try:
        with transaction.atomic():
            TemplateDraft.objects.create(
                name=writing.name,
                author=writing.author,
                source=writing.source,
                note=writing.note,
                based_on=writing.based_on,
                page=writing.page,
                began_at=at,
                saved_at=at,
            )
    except IntegrityError:
        return False
    return True


def of(name: str, author: str) -> TemplateDraft | None:
    """This will give an author's draft of a text, unless it was put away."""
    return TemplateDraft.objects.filter(name=name, author=author, discarded_at=None).first()


def written_by(author: str) -> list[TemplateDraft]:
    """This will list an author's drafts by name, those that were put away excepted."""
    return list(TemplateDraft.objects.filter(author=author, discarded_at=None).order_by("name"))


def get(draft: int, author: str) -> TemplateDraft | None:
    """This will give one draft of an author's own, also one that was put away."""
    return TemplateDraft.objects.filter(pk=draft, author=author).first()


def authors(names: Iterable[str]) -> dict[str, list[str]]:
    """This will say who has a draft of which text."""
    found: dict[str, list[str]] = {}
    rows = TemplateDraft.objects.filter(name__in=list(names), discarded_at=None).order_by("saved_at", "pk")
    for name, author in rows.values_list("name", "author"):
        found.setdefault(name, []).append(author)
    return found


def discard(draft: int, author: str, revision: int, page: str, at: datetime) -> bool:
    """This will put a draft away; False if another page than `page` saved it since that revision, or it is gone."""
    known = Q(revision=revision) | Q(page=page) if page else Q(revision=revision)
    rows = TemplateDraft.objects.filter(known, pk=draft, author=author, discarded_at=None)
    return bool(rows.update(discarded_at=at, revision=F("revision") + 1))


def bring_back(draft: int, author: str) -> bool:
    """This will take back that a draft was put away; False if it stands there, or another was begun since."""
    rows = TemplateDraft.objects.filter(pk=draft, author=author).exclude(discarded_at=None)
    return bool(rows.update(discarded_at=None))


def forget(name: str, author: str, source: str) -> None:
    """This will drop a draft whose words have become a version or wait for approval; another text of it stays."""
    TemplateDraft.objects.filter(name=name, author=author, source=source).delete()


def hand_back(name: str, author: str, source: str, note: str, based_on: int, at: datetime) -> bool:
    """This will make words their author's draft again; False if they have begun another meanwhile, which stays."""
    TemplateDraft.objects.filter(name=name, author=author).exclude(discarded_at=None).delete()
    return _insert(Writing(name, author, source, note, based_on, 0, ""), at)


if TYPE_CHECKING:
    from django.db.models import QuerySet
