"""One person: what comes next and why, the days before and after, what they said, answered, wish and agreed to."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.decide import Status
from coaching.core.labels import FOR_A_PERSON
from coaching.core.model import EnrolmentId, SubscriberId
from coaching.journeys import coach_says, own_page, portrait, timeline
from coaching.journeys.office import Moment
from coaching.journeys.portrait import Portrait
from coaching.store import alerts, enrolments, tags
from coaching.store.models import Enrolment
from coaching.web import show
from coaching.web.console import standing
from coaching.web.console.panels import days, reach, talk, wishes
from coaching.web.me import drawing

PAUSES = (("3", "3 days"), ("7", "a week"), ("14", "two weeks"), ("", "until I resume"))
TRACK_WORDS = {
    None: "Not recorded: food-first texts",
    "full": "May get supplement texts, once the person is cleared",
    "food_first": "Food first, until a doctor or pharmacist gives the all clear",
    "gentle": "Gentle: kidney diet or fluid limit",
}
HOLD_WORDS = {
    "dose": ("Hold on supplement texts", "Food-first texts go out until you clear it."),
    "conversation": (
        "Lessons wait",
        "A conversation is going on. Lessons wait until you clear this, or nobody has written for a day.",
    ),
    "fault": ("Held by a fault", "Nothing goes out to this person until you clear it."),
}
VIEWS = {"": "Timeline", "talk": "Conversation"}


def find(enrolment: int) -> Enrolment:
    """This will load an enrolment or answer 404."""
    try:
        return enrolments.get(EnrolmentId(enrolment))
    except (ObjectDoesNotExist, OverflowError) as missing:
        raise Http404(f"There is no enrolment {enrolment}.") from missing


@require_safe
def page(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will show one run of one person."""
    found, moment = find(enrolment), bootstrap.moment()
    try:
        seen = portrait.of(found)
    except LookupError as unreadable:
        return show.console(
            request, "problem_console.html", title=found.subscriber.first_name, text=f"{unreadable}", back="/people/"
        )
    view = request.GET.get("view", "")
    return show.console(
        request,
        "person.html",
        view=view if view in VIEWS else "",
        views=VIEWS,
        **_head(seen, moment),
        **_told(seen, moment),
        **_aside(seen),
    )


def _head(seen: Portrait, moment: Moment) -> dict[str, Any]:
    """Who it is, how far they are, and what needs a coach."""
    found, where = seen.enrolment, seen.standing
    person = found.subscriber
    return {
        "who": person,
        "enrolment": found,
        "place": standing.place(where, seen.campaign, moment.now),
        "local_now": moment.now.astimezone(seen.zone),
        "reach": reach.of(person),
        "pause": standing.pause_ahead(where, moment.now),
        "pauses": PAUSES,
        "is_active": found.status == Status.ACTIVE,
        "is_live": found.status in (Status.ACTIVE, Status.WAITING),
        "alerts": [each for each in alerts.of_person(person.pk) if each.closed_at is None],
        "holds": [(hold, *HOLD_WORDS.get(hold.kind, (hold.kind, ""))) for hold in seen.holds if not hold.cleared_at],
        "to_read": [each for each in seen.replies if each.label in FOR_A_PERSON and each.read_at is None],
        "writes_by": coach_says.way_to(person),
        "wrote_lately": bool(seen.replies) and seen.replies[-1].at > moment.now - coach_says.FRESH,
        "words": "",
        "tags": tags.of(SubscriberId(person.pk)),
        "known_tags": tags.in_use(),
    }


def _told(seen: Portrait, moment: Moment) -> dict[str, Any]:
    """The timeline by days, and the conversation."""
    story = timeline.tell(seen, moment)
    local_now = moment.now.astimezone(story.zone)
    return {
        "story": story,
        "because": days.because(story, local_now),
        "days": days.of(story, local_now),
        "talk": talk.of(seen, moment.now),
        "now": moment.now,
    }


def _aside(seen: Portrait) -> dict[str, Any]:
    """What is known beside the messages."""
    return {
        "notes": seen.notes,
        "wishes": wishes.of(seen.enrolment, seen.standing, seen.campaign),
        "questions": seen.questions,
        "drawings": [drawing.of(each, seen.campaign.days) for each in own_page.numbers_of(seen.questions)],
        "programme_days": seen.campaign.days,
        "consents": seen.consents,
        "track": TRACK_WORDS[seen.standing.screen],
    }
