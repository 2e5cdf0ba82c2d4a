"""A new health screen that a coach takes with a person: the only way to lift the gentle track."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from coaching import bootstrap
from coaching.core import screen
from coaching.core.model import EnrolmentId
from coaching.core.screen import Answer
from coaching.journeys import screening, wordings
from coaching.journeys.screening import ScreenRefused
from coaching.store import consents, screens
from coaching.store.models import Enrolment
from coaching.web import flash, show
from coaching.web.console import person

HOW = "taken by a coach in the console"
TICK = "Tick this once the person has agreed that their answers are kept. Without it, nothing is kept."


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will show the eight questions with what is on record, or take new answers in."""
    found = person.find(enrolment)
    if request.method != "POST":
        return _form(request, found, screens.answers_of(EnrolmentId(found.pk)))
    given = _given(request)
    if request.POST.get("health") != "yes":
        return _form(request, found, given, TICK)
    office, moment = bootstrap.office(), bootstrap.moment()
    try:
        track = screening.answer(found, given, HOW, request.user.get_username(), office, moment)
    except ScreenRefused as refused:
        return _form(request, found, given, str(refused))
    flash.say(request, f"The screen is kept. {person.TRACK_WORDS[track]}.")
    return redirect("person", enrolment=found.pk)


def _given(request: HttpRequest) -> dict[str, Answer]:
    """The answers of the form; a value that no form of ours sends is none."""
    said = {key: request.POST.get(f"q_{key}", "") for key in screen.KEYS}
    return {key: Answer(value) for key, value in said.items() if value in list(Answer)}


def _form(request: HttpRequest, found: Enrolment, answers: dict[str, Answer], problem: str = "") -> HttpResponse:
    brand = bootstrap.office().house.values["brand"]
    return show.console(
        request,
        "screen.html",
        status=422 if problem else 200,
        enrolment=found,
        who=found.subscriber,
        questions=screen.QUESTIONS,
        answers=answers,
        problem=problem,
        wording=wordings.for_health(brand),
        has_agreed=consents.has_health(found.subscriber),
    )
