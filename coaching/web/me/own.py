"""A person's own page: today, what comes next and why, their numbers, past lessons, everything they can change."""

from django.http import HttpRequest, HttpResponse

from coaching.core import languages, links
from coaching.core.consent import Permission
from coaching.core.decide import Status
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import address, lessons, library, own_page, settle
from coaching.store import address_changes, enrolments, standings
from coaching.store.models import Enrolment, Subscriber
from coaching.web import flash, show
from coaching.web.me import blocks, drawing, masked, whose, zones
from coaching.web.me.whose import Visit

MOST_ASKED = 3
LONGEST_PAUSE = 90
_STATUS = {
    Status.WAITING: "We wait for your yes. Reply JOIN to our text, or press the button in our email.",
    Status.ACTIVE: "",
    Status.STOPPED: "You stopped the program.",
    Status.COMPLETED: "You have finished the program. Well done.",
    Status.ENDED: "Your program has ended.",
}


@whose.page
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will show a person where they are."""
    return shown(request, visit)


@whose.page
def lesson(request: HttpRequest, visit: Visit, day: int) -> HttpResponse:
    """This will show the words of a lesson that has gone out."""
    enrolment = enrolments.newest_of(visit.person)
    if enrolment is None:
        return whose.nobody(request)
    campaign, loaded = (
        library.campaign_for(enrolment.campaign_id, enrolment.subscriber.phone),
        standings.load(EnrolmentId(enrolment.pk)),
    )
    step = campaign.step_of_day(day)
    words = lessons.of_day(loaded, day, visit.office.house) if step else ()
    if step is None or not words:
        return show.public(request, "me/no_lesson.html", status=404, visit=visit)
    return show.public(
        request, "me/lesson.html", visit=visit, step=step, days=campaign.days, lesson_words=words, read=blocks.read
    )


def shown(request: HttpRequest, visit: Visit, *, problem: str = "", part: str = "", status: int = 200) -> HttpResponse:
    """This will show the page; with a `problem`, the part to which it belongs is open."""
    enrolment = enrolments.newest_of(visit.person)
    if enrolment is None:
        return show.public(request, "me/empty.html", status=status, visit=visit)
    own = own_page.of(enrolment, visit.office.house, visit.moment)
    past, more = lessons.before(EnrolmentId(enrolment.pk), own.campaign, _before(request, own.days + 1))
    person = enrolment.subscriber
    return show.public(
        request,
        "me/own.html",
        status=status,
        visit=visit,
        who=person,
        own=own,
        read=blocks.read,
        asked=own.asked[:MOST_ASKED],
        drawings=[drawing.of(each, own.days) for each in own.numbers],
        past=[each for each in past if each.day != own.today_day],
        more=more,
        status_words=_STATUS[Status(enrolment.status)],
        settings=_settings(enrolment),
        reach=_reach(person, visit),
        handle=links.handle(person.pk, person.token),
        toasts=flash.take(request),
        problem=problem,
        part=part,
        contact=visit.office.house.values["support_contact"],
        begin_wording=address.wording(Channel.EMAIL, visit.office.house),
    )


def _before(request: HttpRequest, usual: int) -> int:
    typed = request.GET.get("before", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else usual


def _settings(enrolment: Enrolment) -> dict[str, object]:
    person = enrolment.subscriber
    return {
        "both": bool(person.phone and person.email),
        "only": enrolment.only,
        "light": enrolment.cadence == "light",
        "zones": zones.by_area(),
        "languages": settle.languages(enrolment),
        "language": languages.name_of(person.language),
        "longest_pause": LONGEST_PAUSE,
    }


def _reach(person: Subscriber, visit: Visit) -> dict[str, object]:
    """The ways to reach somebody, masked, and a number that waits for its code."""
    waiting = address_changes.waiting(person, Channel.SMS, visit.moment.now)
    return {
        "phone": masked.phone(person.phone),
        "email": masked.email(person.email),
        "waiting": masked.phone(waiting.address) if waiting else "",
        "gets_sms": bool(person.phone) and person.sms_state in (Permission.ACTIVE, Permission.ASKED),
        "gets_email": bool(person.email) and person.email_state in (Permission.ACTIVE, Permission.ASKED),
        "may_begin_email": bool(person.email) and person.email_state == Permission.REVOKED,
        "sms_trouble": person.sms_trouble,
        "email_trouble": person.email_trouble,
    }
