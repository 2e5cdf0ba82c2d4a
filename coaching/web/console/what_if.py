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
    if request.headers.get("HX-Request") == "true":
        return show.public(request, "person/if.html", asked=asked, level=3)
    return show.console(request, "person/what_if.html", who=found.subscriber, enrolment=found, asked=asked, level=2)
