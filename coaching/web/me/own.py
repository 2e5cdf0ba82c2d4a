"""A person's own page: where they are, what comes next, a week off, their answers."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from coaching import bootstrap
from coaching.core import schedule
from coaching.core.decide import Status
from coaching.core.model import EnrolmentId
from coaching.journeys import prefer, timeline
from coaching.journeys.prefer import ChangeRefused
from coaching.store import enrolments, inbox, standings
from coaching.store.models import Enrolment, Subscriber
from coaching.web import show
from coaching.web.me import whose

PAUSE_DAYS = 7


@login_not_required
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """This will show a person where they are."""
    person = whose.holder(token)
    if person is None:
        return whose.nobody(request)
    return _show(request, person)


@login_not_required
@require_POST
def pause(request: HttpRequest, token: str) -> HttpResponse:
    """This will give a week off."""
    person, enrolment = whose.holder(token), _newest(token)
    if person is None or enrolment is None:
        return whose.nobody(request)
    try:
        prefer.pause(enrolment, PAUSE_DAYS, f"subscriber {person.pk}", bootstrap.moment())
    except ChangeRefused as refused:
        return _show(request, person, problem=str(refused), status=409)
    return redirect("me", token=token)


@login_not_required
@require_POST
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """This will end the break."""
    person, enrolment = whose.holder(token), _newest(token)
    if person is None or enrolment is None:
        return whose.nobody(request)
    try:
        prefer.resume(enrolment, f"subscriber {person.pk}", bootstrap.office(), bootstrap.moment())
    except ChangeRefused as refused:
        return _show(request, person, problem=str(refused), status=409)
    return redirect("me", token=token)


def _newest(token: str) -> Enrolment | None:
    person = whose.holder(token)
    return enrolments.newest_of(person) if person else None


def _show(request: HttpRequest, person: Subscriber, problem: str = "", status: int = 200) -> HttpResponse:
    enrolment = enrolments.newest_of(person)
    if enrolment is None:
        return whose.nobody(request)
    moment = bootstrap.moment()
    story = timeline.of(EnrolmentId(enrolment.pk), moment)
    calendar = standings.load(EnrolmentId(enrolment.pk)).standing.calendar
    today = schedule.local_date(moment.now, story.zone)
    breaks = [each for each in calendar.pauses if each.last is None or each.last >= today]
    answered = [each for each in inbox.questions_of(EnrolmentId(enrolment.pk)) if each.answered_at is not None]
    return show.public(
        request,
        "me/own.html",
        status=status,
        who=person,
        story=story,
        upcoming=story.future[0] if story.future else None,
        pause=breaks[0] if breaks else None,
        is_active=enrolment.status == Status.ACTIVE,
        status_words=_WORDS[Status(enrolment.status)],
        answers=answered,
        problem=problem,
        contact=bootstrap.office().house.values["support_contact"],
    )


_WORDS = {
    Status.WAITING: "We wait for your yes. Reply JOIN to our text, or press the button in our email.",
    Status.ACTIVE: "Your programme is running.",
    Status.STOPPED: "You stopped the programme. To take it up again, text START.",
    Status.COMPLETED: "You finished the programme. Well done.",
    Status.ENDED: "Your programme has ended.",
}
