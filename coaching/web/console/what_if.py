"""If they answer 3, then ...: as a page of its own, or folded into the person's page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.journeys import what_if
from coaching.web import show
from coaching.web.console import person


@require_safe
def page(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will tell what each answer to the open and the next questions would lead to."""
    found = person.find(enrolment)
    asked = what_if.of(found, bootstrap.office(), bootstrap.moment())
    draw, name = (
        (show.public, "person/if.html")
        if request.headers.get("HX-Request") == "true"
        else (show.console, "person/what_if.html")
    )
    return draw(request, name, who=found.subscriber, enrolment=found, asked=asked)
