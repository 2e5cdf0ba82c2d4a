"""A fresh link to one's own page: asked for on an old page, sent to the person and to nobody else."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.journeys import fresh_link
from coaching.web import show
from coaching.web.me import whose


@login_not_required
@require_POST
def send(request: HttpRequest, token: str) -> HttpResponse:
    """This will send the link by the person's own channel; any link of theirs may ask for it."""
    person, office = whose.holder(token), bootstrap.office()
    if person is None:
        return whose.nobody(request)
    channel = fresh_link.send(person, office, bootstrap.moment())
    contact = office.house.values["support_contact"]
    status = 200 if channel else 409
    return whose.private(show.public(request, "me/link_sent.html", status=status, channel=channel, contact=contact))
