"""A coach writes to a person, in their own words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.journeys import coach_says
from coaching.journeys.coach_says import NotSaid
from coaching.web import flash
from coaching.web.console import person


@require_POST
def write(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will send the words, and say when they go."""
    found, moment = person.find(enrolment), bootstrap.moment()
    name = found.subscriber.first_name
    try:
        owed = coach_says.say(
            found, request.POST.get("words", ""), request.user.get_username(), bootstrap.office(), moment
        )
    except NotSaid as why:
        flash.problem(request, str(why))
    else:
        when = "now" if owed.due <= moment.now else "as soon as messages may reach them"
        flash.say(request, f"Your message to {name} goes out {when}. Lessons wait while you talk.")
    return redirect("person", enrolment=found.pk)
