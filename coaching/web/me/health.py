"""The health questions on a person's own page: answered at any time, with a tick of their own, deleted by one press."""

from django.http import HttpRequest, HttpResponse

from coaching.core import screen
from coaching.core.model import EnrolmentId
from coaching.core.screen import Answer
from coaching.journeys import screening, wordings
from coaching.journeys.screening import ScreenRefused
from coaching.store import consents, enrolments, screens
from coaching.web import flash, show
from coaching.web.me import whose
from coaching.web.me.whose import Visit

HOW = "form on the person's own page"
TICK = "Tick the box if we may keep your answers. Without it, nothing is kept."


@whose.form
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will show the questions with what was answered, or take the answers in."""
    enrolment = enrolments.live_of(visit.person)
    if enrolment is None:
        return whose.back(visit)
    if request.method != "POST":
        return _form(request, visit, screens.answers_of(EnrolmentId(enrolment.pk)))
    given = _given(request)
    if request.POST.get("health") != "yes":
        return _form(request, visit, given, TICK)
    # Whoever has agreed to the wording has said to be an adult.
    answers = {**given, screen.AGE: Answer.NO} if given else {}
    try:
        screening.answer(enrolment, answers, HOW, visit.by, visit.office, visit.moment)
    except ScreenRefused as refused:
        return _form(request, visit, given, str(refused))
    flash.say(request, "Thank you. Your messages follow your answers from now on.")
    return whose.back(visit)


def _given(request: HttpRequest) -> dict[str, Answer]:
    """The answers of the form; a value that no form of ours sends is none."""
    said = {question.key: request.POST.get(f"q_{question.key}", "") for question in screen.HEALTH}
    return {key: Answer(value) for key, value in said.items() if value in list(Answer)}


@whose.change
def withdraw(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will delete the answers and take back the consent to keep them."""
    screening.withdraw(visit.person, HOW, visit.by, visit.office, visit.moment)
    flash.say(request, "Your health answers are deleted.")
    return whose.back(visit)


def _form(request: HttpRequest, visit: Visit, answers: dict[str, Answer], problem: str = "") -> HttpResponse:
    return show.public(
        request,
        "me/health.html",
        status=422 if problem else 200,
        visit=visit,
        who=visit.person,
        questions=screen.HEALTH,
        answers=answers,
        problem=problem,
        wording=wordings.for_health(visit.office.house.values["brand"]),
        has_agreed=consents.has_health(visit.person),
    )
