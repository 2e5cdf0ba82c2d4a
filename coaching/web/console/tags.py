"""The tags of one person: put one on, take one off."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core.model import SubscriberId
from coaching.journeys import group
from coaching.store import audit, tags
from coaching.web import flash
from coaching.web.console import person


@require_POST
def change(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will put on the tag in `add`, or take off the one in `remove`."""
    found, moment = person.find(enrolment), bootstrap.moment()
    who, people = request.user.get_username(), [SubscriberId(found.subscriber_id)]
    remove, add = (group.tidy_tag(request.POST.get(name, "")) for name in ("remove", "add"))
    if remove:
        done = tags.take(people, remove)
        said = f"{found.subscriber.first_name} no longer has the tag “{remove}”."
    elif add and len(add) <= group.LONGEST_TAG:
        done = tags.put(people, add, who, moment.now)
        said = f"{found.subscriber.first_name} has the tag “{add}”."
    else:
        flash.problem(request, f"Write a tag of up to {group.LONGEST_TAG} letters.")
        return redirect("person", enrolment=enrolment)
    if done:
        audit.record(who, "untagged" if remove else "tagged", "subscriber", found.subscriber_id, moment.now)
    flash.say(request, said)
    return redirect("person", enrolment=enrolment)
