"""Publishing an edit once it has been looked at, and taking it back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core.rendering import TemplateRefused
from coaching.journeys import publish as publishing
from coaching.journeys.proofread import TextRefused
from coaching.journeys.publish import TooLate, Waiting
from coaching.store.templates import EditConflict, Words
from coaching.web import flash
from coaching.web.console import looked, reviewing
from coaching.web.console.editor import address, editing_of, live_words
from coaching.web.console.hindrances import conflict, in_the_way, too_early
from coaching.web.flash import Undo


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """This will publish the edit as the next version, or say what stands in the way; nothing typed is lost.

    Who comes without having looked at it gets the look.
    """
    editing = editing_of(request)
    if not looked.has_seen(request, editing):
        return reviewing.review(request)
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


def _undo_address(name: str, number: int) -> str:
    return f"{reverse('publish-undo')}?{urlencode([('name', name), ('number', str(number))])}"
