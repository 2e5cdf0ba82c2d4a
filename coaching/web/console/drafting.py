"""Drafts that save themselves as one types; put away and brought back; two pages of one coach lose nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core.differences import differences
from coaching.store import drafts
from coaching.store.drafts import DraftConflict, Writing
from coaching.store.models import TemplateDraft
from coaching.web import flash, show
from coaching.web.console import beside
from coaching.web.console.editor import NOTE_LETTERS, Edit, address, editing_of, live_words
from coaching.web.flash import Undo


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """This will keep what stands in the editor: a line that says so for htmx, else the editor again."""
    editing = editing_of(request)
    live = live_words(editing.name)
    by_htmx = request.headers.get("HX-Request") == "true"
    if len(editing.source) > drafts.MOST_LETTERS:
        return _state(request, None, f"Not saved: shorten it to {drafts.MOST_LETTERS:,} letters.")
    if by_htmx and editing.source == live.source.rstrip() and beside.draft_of(request, editing.name) is None:
        return _state(request, None, "")
    try:
        kept = keep(request, editing)
    except DraftConflict as conflict:
        return _elsewhere(request, conflict.theirs) if by_htmx else both(request, editing, conflict.theirs)
    if by_htmx:
        return _state(request, kept, "")
    flash.say(request, "Your draft is saved.")
    return redirect(address(editing.name) + "&draft=yes")


def keep(request: HttpRequest, editing: Edit) -> TemplateDraft:
    """This will save the draft of whoever is signed in; raises DraftConflict."""
    writing = Writing(
        editing.name,
        request.user.get_username(),
        editing.source,
        editing.note[:NOTE_LETTERS],
        editing.based_on,
        beside.revision_of(request),
        beside.page_of(request),
    )
    return drafts.save(writing, bootstrap.machine_time())


def both(request: HttpRequest, editing: Edit, theirs: TemplateDraft) -> HttpResponse:
    """This will show the two texts that one coach wrote on two pages, to choose or to bring together."""
    return show.console(
        request,
        "messages/draft_conflict.html",
        status=409,
        editing=editing,
        theirs=theirs,
        page=beside.page_of(request),
        shown=differences(theirs.source, editing.source),
    )


@require_POST
def discard(request: HttpRequest, draft: int) -> HttpResponse:
    """This will put one's own draft away, with a way back."""
    found = _own(request, draft)
    revision, shown = beside.revision_of(request), beside.page_of(request)
    if drafts.discard(found.pk, found.author, revision, shown, bootstrap.machine_time()):
        back = Undo("Undo: keep the draft", reverse("draft-restore", args=[found.pk]))
        flash.say(request, "Your draft is put away.", back)
    else:
        flash.problem(request, "It was saved again meanwhile, so it is kept. Look at it, then discard it.")
    return redirect(address(found.name))


@require_POST
def restore(request: HttpRequest, draft: int) -> HttpResponse:
    """This will bring a draft back that was put away."""
    found = _own(request, draft)
    if drafts.bring_back(found.pk, found.author):
        flash.say(request, "Your draft is back.")
    else:
        flash.problem(request, "There is a draft of this text already; it is kept.")
    return redirect(address(found.name) + "&draft=yes")


def _own(request: HttpRequest, draft: int) -> TemplateDraft:
    found = drafts.get(draft, request.user.get_username()) if draft < 2**63 else None
    if found is None:
        raise Http404(f"You have no draft {draft}.")
    return found


def _state(request: HttpRequest, kept: TemplateDraft | None, problem: str) -> HttpResponse:
    revision = kept.revision if kept else beside.revision_of(request)
    page = beside.page_of(request)
    return show.console(
        request, "messages/draft_state.html", revision=revision, page=page, kept=kept, problem=problem, elsewhere=None
    )


def _elsewhere(request: HttpRequest, theirs: TemplateDraft) -> HttpResponse:
    return show.console(
        request,
        "messages/draft_state.html",
        revision=beside.revision_of(request),
        page=beside.page_of(request),
        kept=None,
        problem="",
        elsewhere=theirs,
    )
