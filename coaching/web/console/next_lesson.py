"""The next lesson of a person, on a sheet of its own: read it, send it now, leave it out, or move it within today."""

from datetime import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from coaching import bootstrap
from coaching.core.controls import Later
from coaching.journeys import next_lesson as journey
from coaching.journeys.prefer import ChangeRefused
from coaching.store import standings
from coaching.web import flash, show
from coaching.web.console import person, steered
from coaching.web.flash import Undo


@require_safe
def page(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will show the next lesson as this person will read it."""
    found, moment = person.find(enrolment), bootstrap.moment()
    coming = journey.of(found, bootstrap.office(), moment)
    now = moment.now.astimezone(coming.due.tzinfo) if coming else moment.now
    return show.console(
        request, "person/next.html", who=found.subscriber, enrolment=found, coming=coming, local_now=now,
        is_today=coming is not None and coming.due.date() == now.date(),
    )  # fmt: skip


@require_POST
def send(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will send today's lesson now, by the rules that send."""
    found, moment = person.find(enrolment), bootstrap.moment()
    try:
        due = journey.send_now(found, request.user.get_username(), bootstrap.office(), moment)
    except ChangeRefused as refused:
        flash.problem(request, str(refused))
        return redirect("person-next", enrolment=found.pk)
    when = (
        "now"
        if due <= moment.now
        else f"at {due.astimezone(standings.zone(found.subscriber.zone)):%H:%M}, as the hours open"
    )
    flash.say(request, f"Today's lesson for {found.subscriber.first_name} goes out {when}.")
    return redirect("person", enrolment=found.pk)


@require_POST
def leave_out(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will leave the next lesson out, with a way back."""
    found, day = person.find(enrolment), request.POST.get("day", "")
    try:
        if not (day.isascii() and day.isdigit() and len(day) < 4):
            raise ChangeRefused("Open the next lesson first, then leave it out.")
        step = journey.leave_out(found, int(day), request.user.get_username(), bootstrap.office(), bootstrap.moment())
    except ChangeRefused as refused:
        flash.problem(request, str(refused))
        return redirect("person-next", enrolment=found.pk)
    back = Undo("Undo: send it after all", reverse("person-next-back", args=[found.pk, step.day]))
    flash.say(request, f"Day {step.day}, {step.topic}, is left out for {found.subscriber.first_name}.", back)
    return redirect("person", enrolment=found.pk)


@require_POST
def take_back(request: HttpRequest, enrolment: int, day: int) -> HttpResponse:
    """This will have a lesson come after all."""
    found = person.find(enrolment)
    try:
        journey.take_back(found, day, request.user.get_username(), bootstrap.office(), bootstrap.moment())
    except ChangeRefused as refused:
        flash.problem(request, str(refused))
    else:
        flash.say(request, f"Day {day} comes after all.")
    return redirect("person", enrolment=found.pk)


@require_POST
def move(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will have today's lesson come at another time today."""
    try:
        at = time.fromisoformat(request.POST.get("at", "").strip()[:8]).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        flash.problem(request, "Choose a time of day first.")
        return redirect("person-next", enrolment=enrolment)
    return steered.carry_out(request, enrolment, Later(at=at), lambda values: f"It comes today at {values['at_time']}.")
