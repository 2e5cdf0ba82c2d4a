"""Notes about a person: written, pinned, taken away and brought back, each with its Undo."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.journeys import notes
from coaching.journeys.prefer import ChangeRefused
from coaching.web import flash
from coaching.web.console import person
from coaching.web.flash import Undo


@require_POST
def add(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will keep a note; `pinned` keeps it on top."""
    found = person.find(enrolment)
    pinned = request.POST.get("pinned") == "yes"
    try:
        note = notes.write(
            found.subscriber, request.POST.get("text", ""), _coach(request), bootstrap.moment(), pinned=pinned
        )
    except ChangeRefused as refused:
        flash.problem(request, str(refused))
    else:
        flash.say(request, "The note is kept.", Undo("Undo", reverse("note-remove", args=[found.pk, note])))
    return redirect("person", enrolment=found.pk)


@require_POST
def pin(request: HttpRequest, enrolment: int, note: int) -> HttpResponse:
    """This will keep a note on top."""
    return _do(request, enrolment, note, "note-unpin", "The note stays on top.", partial(notes.pin, pinned=True))


@require_POST
def unpin(request: HttpRequest, enrolment: int, note: int) -> HttpResponse:
    """This will let a note take its place by date."""
    return _do(
        request, enrolment, note, "note-pin", "The note is not pinned any more.", partial(notes.pin, pinned=False)
    )


@require_POST
def remove(request: HttpRequest, enrolment: int, note: int) -> HttpResponse:
    """This will take a note away."""
    return _do(request, enrolment, note, "note-back", "The note is taken away.", notes.remove)


@require_POST
def bring_back(request: HttpRequest, enrolment: int, note: int) -> HttpResponse:
    """This will bring a note back."""
    return _do(request, enrolment, note, "note-remove", "The note is back.", notes.bring_back)


def _do(
    request: HttpRequest, enrolment: int, note: int, back: str, sentence: str, change: Callable[..., None]
) -> HttpResponse:
    found = person.find(enrolment)
    try:
        change(found.subscriber, note, _coach(request), bootstrap.moment())
    except ChangeRefused as refused:
        flash.problem(request, str(refused))
    else:
        flash.say(request, sentence, Undo("Undo", reverse(back, args=[found.pk, note])))
    return redirect("person", enrolment=found.pk)


def _coach(request: HttpRequest) -> str:
    return request.user.get_username()
