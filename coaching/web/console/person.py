"""One person: what comes next and why, everything so far, what they answered and agreed to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.consent import ConsentEvent, Permission
from coaching.core.decide import Status
from coaching.core.model import Channel, EnrolmentId, SubscriberId
from coaching.journeys import coach_says, library, timeline
from coaching.store import alerts, consents, enrolments, holds, inbox, standings, subscribers, tags
from coaching.store.models import Enrolment, Subscriber
from coaching.web import show
from coaching.web.console import standing

COMING = 5
PAUSES = (("3", "3 days"), ("7", "a week"), ("14", "two weeks"), ("", "until I resume"))
TRACK_WORDS = {
    None: "Not recorded: food-first texts",
    "full": "May get supplement texts, once the person is cleared",
    "food_first": "Food first, until a doctor or pharmacist gives the all clear",
    "gentle": "Gentle: kidney diet or fluid limit",
}
EVENT_WORDS = {
    ConsentEvent.ASKED: "Asked: an invitation",
    ConsentEvent.GRANTED: "Agreed: recorded by a coach",
    ConsentEvent.CONFIRMED: "Agreed: the person said yes",
    ConsentEvent.REVOKED: "Taken back",
    ConsentEvent.BLOCKED: "Blocked by the carrier",
}
PERMISSION_WORDS = {
    Permission.NONE: "no consent",
    Permission.ASKED: "waits for a yes",
    Permission.ACTIVE: "agreed",
    Permission.REVOKED: "stopped",
}
HOLD_WORDS = {
    "dose": ("Hold on supplement texts", "Food-first texts go out until you clear it."),
    "conversation": (
        "Lessons wait",
        "A conversation is going on. Lessons wait until you clear this, or nobody has written for a day.",
    ),
    "fault": ("Held by a fault", "Nothing goes out to this person until you clear it."),
}


@dataclass(frozen=True, slots=True)
class Reach:
    """One channel of a person. `trouble` is the provider's reason why it does not reach them."""

    channel: str
    address: str
    permission: str
    trouble: str


def find(enrolment: int) -> Enrolment:
    """This will load an enrolment or answer 404."""
    try:
        return enrolments.get(EnrolmentId(enrolment))
    except (ObjectDoesNotExist, OverflowError) as missing:
        raise Http404(f"There is no enrolment {enrolment}.") from missing


@require_safe
def page(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will show one run of one person."""
    found = find(enrolment)
    now = bootstrap.moment().now
    try:
        story = timeline.of(EnrolmentId(found.pk), bootstrap.moment())
        where = standings.load(EnrolmentId(found.pk)).standing
    except LookupError as unreadable:
        return show.console(
            request, "problem_console.html", title=found.subscriber.first_name, text=f"{unreadable}", back="/people/"
        )
    campaign = library.campaign_for(found.campaign_id, found.subscriber.phone)
    return show.console(
        request,
        "person.html",
        who=found.subscriber,
        enrolment=found,
        story=story,
        place=standing.place(where, campaign, now),
        local_now=now.astimezone(story.zone),
        soon=story.future[:COMING],
        later=story.future[COMING:],
        past=tuple(reversed(story.past)),
        reach=reach(found.subscriber),
        pause=standing.pause_ahead(where, now),
        pauses=PAUSES,
        is_active=found.status == Status.ACTIVE,
        is_live=found.status in (Status.ACTIVE, Status.WAITING),
        track=TRACK_WORDS[where.screen],
        **_records(found, now),
    )


def _records(found: Enrolment, now: datetime) -> dict[str, Any]:
    """What was asked, agreed and held."""
    key = EnrolmentId(found.pk)
    return {
        "questions": inbox.questions_of(key),
        "to_read": inbox.to_read_of(found.subscriber),
        "writes_by": coach_says.way_to(found.subscriber),
        "wrote_lately": coach_says.wrote_lately(found, bootstrap.moment()),
        "words": "",
        "consents": consents.of(found.subscriber),
        "event_words": EVENT_WORDS,
        "holds": [(hold, *HOLD_WORDS.get(hold.kind, (hold.kind, ""))) for hold in holds.of(key) if not hold.cleared_at],
        "alerts": [each for each in alerts.of_person(found.subscriber_id) if each.closed_at is None],
        "tags": tags.of(SubscriberId(found.subscriber_id)),
        "known_tags": tags.in_use(),
        "now": now,
    }


def reach(person: Subscriber) -> list[Reach]:
    """This will list the channels a person has an address for."""
    return [
        Reach(
            "SMS" if channel is Channel.SMS else "Email",
            address,
            PERMISSION_WORDS[Permission(getattr(person, f"{channel}_state"))],
            getattr(person, f"{channel}_trouble"),
        )
        for channel in Channel
        if (address := subscribers.address(person, channel))
    ]
