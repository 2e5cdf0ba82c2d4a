"""What stands beside the words in the editor: one's own draft, those of others, and what one press takes back."""

import secrets
from dataclasses import dataclass

from django.http import HttpRequest

from coaching import bootstrap
from coaching.journeys import guarded
from coaching.store import drafts, proposals, templates
from coaching.store.models import TemplateDraft, TemplateProposal
from coaching.store.templates import Words


@dataclass(frozen=True, slots=True)
class Beside:
    """`page` names this page, `revision` the draft it knows (0: none). `offered`: a draft of one's own that is not
    shown. `others`: who else has one. `undo`: the live version, if one press takes it back. `needs_two`: somebody else
    must approve this text; `proposals` are those that wait.
    """

    page: str
    revision: int
    draft: TemplateDraft | None
    offered: TemplateDraft | None
    others: tuple[str, ...]
    undo: int | None
    needs_two: bool
    proposals: tuple[TemplateProposal, ...]


def look(request: HttpRequest, source: str, live: Words) -> Beside:
    """This will gather it for the page that shows `source`; a draft that says what is live is not worth a word."""
    name, own = live.name, request.user.get_username()
    mine = draft_of(request, name)
    known = revision_of(request) or (mine.revision if mine and mine.source == source else 0)
    draft = mine if mine and mine.source != live.source.rstrip() else None
    return Beside(
        page=page_of(request) or secrets.token_urlsafe(12),
        revision=known,
        draft=draft if known else None,
        offered=None if known else draft,
        others=tuple(each for each in drafts.authors([name]).get(name, []) if each != own),
        undo=_undo(name, live.number),
        needs_two=guarded.needs_two(name),
        proposals=tuple(proposals.waiting_for(name)),
    )


def draft_of(request: HttpRequest, name: str) -> TemplateDraft | None:
    """This will give the draft that whoever is signed in has of a text."""
    return drafts.of(name, request.user.get_username())


def revision_of(request: HttpRequest) -> int:
    """This will read which revision of the draft a page knows; 0 for none."""
    typed = request.POST.get("draft_revision", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def page_of(request: HttpRequest) -> str:
    """This will read how a page names itself."""
    return request.POST.get("draft_page", "")[:40]


def _undo(name: str, live: int) -> int | None:
    row = templates.version(name, live)
    is_fresh = row is not None and row.undo_until is not None and row.undo_until > bootstrap.machine_time()
    return live if is_fresh else None
