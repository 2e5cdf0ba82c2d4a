"""What stands in the way of publishing an edit, and what another coach did meanwhile: the editor says it."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from coaching.core.differences import differences
from coaching.core.linting import Level
from coaching.core.rendering import TemplateRefused
from coaching.journeys.proofread import TextRefused
from coaching.store import templates
from coaching.store.templates import Words
from coaching.web.console.editor import NOTE_LETTERS, Edit, live_words, page


def too_early(request: HttpRequest, editing: Edit, live: Words) -> HttpResponse | None:
    """This will answer for an edit that is not one yet; None where there is something to publish."""
    if len(editing.note) > NOTE_LETTERS:
        return page(request, editing, live, problem=f"Shorten the note to {NOTE_LETTERS} letters.", status=422)
    if editing.source == live.source.rstrip() and editing.based_on == live.number:
        return page(request, editing, live, problem="Nothing was changed, so there is nothing to publish.", status=422)
    return None


def in_the_way(
    request: HttpRequest, editing: Edit, live: Words, refused: TemplateRefused | TextRefused
) -> HttpResponse:
    """This will show the editor with what a coach does next about words that cannot be published."""
    return page(request, editing, live, problem=_what_next(refused), status=422)


def conflict(request: HttpRequest, editing: Edit) -> HttpResponse:
    """This will show both texts, and what each of the two changed since the version they began with."""
    theirs = live_words(editing.name)
    base = templates.version(editing.name, editing.based_on)
    began = base.source.rstrip() if base else ""
    return page(
        request,
        replace(editing, based_on=theirs.number),
        theirs,
        theirs=theirs,
        status=409,
        base=editing.based_on,
        mine_since=differences(began, editing.source) if base else (),
        theirs_since=differences(began, theirs.source.rstrip()) if base else (),
    )


def _what_next(refused: TemplateRefused | TextRefused) -> str:
    if isinstance(refused, TemplateRefused):
        return "Not published. Correct what is listed beside the text, then publish again."
    if any(each.level is Level.ERROR for each in refused.findings):
        return "Not published. This text breaks a rule: change what is listed beside it, then publish again."
    return (
        "Not published yet. Look at the warnings beside the text: change the words, or say in the note why they are "
        "all right. Then publish again."
    )
