"""Publishing: what stands in the way, what another coach did meanwhile, the next version, and taking it back."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core.differences import differences
from coaching.core.linting import Level
from coaching.core.rendering import TemplateRefused
from coaching.journeys import publish as publishing
from coaching.journeys.proofread import TextRefused
from coaching.journeys.publish import TooLate, Waiting
from coaching.store import templates
from coaching.store.templates import EditConflict, Words
from coaching.web import flash
from coaching.web.console.editor import NOTE_LETTERS, Edit, address, editing_of, live_words, page
from coaching.web.flash import Undo


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """This will publish the edit as the next version, or say what stands in the way; nothing typed is lost."""
    editing = editing_of(request)
    live = live_words(editing.name)
    if answer := too_early(request, editing, live):
        return answer
    try:
        done = publishing.publish(
            editing.name, editing.source, based_on=editing.based_on, author=request.user.get_username(),
            note=editing.note, house=bootstrap.office().house, moment=bootstrap.moment(), seen=editing.seen,
        )  # fmt: skip
    except (TemplateRefused, TextRefused) as refused:
        return in_the_way(request, editing, live, refused)
    except EditConflict:
        return conflict(request, editing)
    match done:
        case Waiting(proposal):
            return redirect("approval", proposal=proposal)
        case Words(number=number):
            flash.say(
                request,
                f"Version {number} is published. Messages composed from now on use it.",
                Undo("Undo: publish the words before it", _undo_address(editing.name, number)),
            )
            return redirect(address(editing.name))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """This will publish again what was live before a version, for 24 hours after it."""
    name, number = request.GET.get("name", ""), request.GET.get("number", "")
    live_words(name)
    whole = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1
    house, moment = bootstrap.office().house, bootstrap.moment()
    try:
        words = publishing.take_back(name, whole, request.user.get_username(), house, moment)
    except TooLate as late:
        flash.problem(request, str(late))
    except EditConflict:
        flash.problem(request, "Another version was published since, so nothing was changed. Look at it first.")
    except TemplateRefused:
        flash.problem(request, "The words before it can no longer be sent as they are. Open them and correct them.")
    else:
        text = f"Version {number} is taken back: version {words.number} has the words from before it."
        flash.say(request, text, Undo("Undo this, too", _undo_address(name, words.number)))
    return redirect(address(name))


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


def _undo_address(name: str, number: int) -> str:
    return f"{reverse('publish-undo')}?{urlencode([('name', name), ('number', str(number))])}"


def _what_next(refused: TemplateRefused | TextRefused) -> str:
    if isinstance(refused, TemplateRefused):
        return "Not published. Correct what is listed beside the text, then publish again."
    if any(each.level is Level.ERROR for each in refused.findings):
        return "Not published. This text breaks a rule: change what is listed beside it, then publish again."
    return (
        "Not published yet. Look at the warnings beside the text: change the words, or say in the note why they are "
        "all right. Then publish again."
    )
