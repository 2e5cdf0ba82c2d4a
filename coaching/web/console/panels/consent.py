"""The record of what a person agreed to and took back: wording, time and proof of each, readable and printable."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.consent import ConsentEvent
from coaching.store import consents, standings
from coaching.web import show
from coaching.web.console import person

EVENT_WORDS = {
    ConsentEvent.ASKED: "Asked: an invitation",
    ConsentEvent.GRANTED: "Agreed: recorded by a coach",
    ConsentEvent.CONFIRMED: "Agreed: the person said yes",
    ConsentEvent.REVOKED: "Taken back",
    ConsentEvent.BLOCKED: "Blocked by the carrier",
    ConsentEvent.REPLACED: "Ended: another address took its place",
}
ABOUT = {"sms": "SMS", "email": "email"}


@require_safe
def page(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will show the whole record on one sheet, oldest first, as it is printed."""
    found = person.find(enrolment)
    return show.console(
        request,
        "person/consent.html",
        who=found.subscriber,
        enrolment=found,
        rows=[(row, row.at.astimezone(standings.zone(row.zone))) for row in reversed(consents.of(found.subscriber))],
        event_words=EVENT_WORDS,
        about=ABOUT,
        now=bootstrap.moment().now.astimezone(standings.zone(found.subscriber.zone)),
    )
