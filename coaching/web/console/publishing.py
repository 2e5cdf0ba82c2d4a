"""Publishing from the editor: what stands in the way, what another coach did meanwhile, and the next version."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core.linting import Level
from coaching.core.rendering import TemplateRefused
from coaching.journeys import publish as publishing
from coaching.journeys.proofread import TextRefused
from coaching.store.templates import EditConflict
from coaching.web import flash
from coaching.web.console.editor import NOTE_LETTERS, address, editing_of, live_words, page


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """This will publish the edit as the next version, or say what stands in the way; nothing typed is lost."""
    editing = editing_of(request)
    live = live_words(editing.name)
    if len(editing.note) > NOTE_LETTERS:
        return page(request, editing, live, problem=f"Shorten the note to {NOTE_LETTERS} letters.", status=422)
    if editing.source == live.source.rstrip() and editing.based_on == live.number:
        return page(request, editing, live, problem="Nothing was changed, so there is nothing to publish.", status=422)
    office = bootstrap.office()
    try:
        words = publishing.publish(
            editing.name, editing.source, based_on=editing.based_on, author=request.user.get_username(),
            note=editing.note, house=office.house, moment=bootstrap.moment(), seen=editing.seen,
        )  # fmt: skip
    except TemplateRefused:
        problem = "Not published. Correct what is listed beside the text, then publish again."
        return page(request, editing, live, problem=problem, status=422)
    except TextRefused as refused:
        return page(request, editing, live, problem=_in_the_way(refused), status=422)
    except EditConflict:
        current = live_words(editing.name)
        return page(request, replace(editing, based_on=current.number), current, theirs=current, status=409)
    flash.say(request, f"Version {words.number} is published. Messages composed from now on use it.")
    return redirect(address(editing.name))


def _in_the_way(refused: TextRefused) -> str:
    """What a coach does next about a rule that is broken, or a warning without a reason."""
    if any(each.level is Level.ERROR for each in refused.findings):
        return "Not published. This text breaks a rule: change what is listed beside it, then publish again."
    return (
        "Not published yet. Look at the warnings beside the text: change the words, or say in the note why they are "
        "all right. Then publish again."
    )
