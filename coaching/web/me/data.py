"""A person's data: all of it to take along, or erased for good."""

from django.http import HttpRequest, HttpResponse

from coaching.journeys import erase as erasure
from coaching.journeys import export as journey
from coaching.web import show
from coaching.web.me import whose
from coaching.web.me.whose import Visit


@whose.change
def export(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will give everything stored about the person: one JSON file and a table for each part, in a zip file."""
    del request
    packed = journey.as_zip(visit.person, visit.by, visit.moment)
    answer = HttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{journey.FILE_NAME}"'
    return answer


@whose.form
def erase(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will say what an erasure does and ask for the first name, then erase."""
    person = visit.person
    if request.method != "POST":
        return show.public(request, "me/erase.html", visit=visit, who=person, problem="")
    if request.POST.get("name", "").strip().casefold() != person.first_name.strip().casefold():
        problem = f"To erase everything, type {person.first_name} as it stands here."
        return show.public(request, "me/erase.html", status=422, visit=visit, who=person, problem=problem)
    erasure.erase(person, visit.by, visit.office, visit.moment)
    return show.public(request, "me/erased.html")
