"""One message of a person: its words, an email in a frame that runs nothing, and sending it again where it failed."""

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from coaching import bootstrap
from coaching.core.model import MessageId
from coaching.journeys import again, letters, library, timeline_past
from coaching.journeys.again import AgainRefused, Extra, GoesOn, No
from coaching.store import failures, messages
from coaching.store.models import Enrolment, Message
from coaching.web import flash, show
from coaching.web.console import person
from coaching.web.mail_csp import MAIL_CSP


@require_safe
def page(request: HttpRequest, enrolment: int, message: int) -> HttpResponse:
    """This will show a message with its words and where it stands."""
    found, row = _find(enrolment, message)
    return _shown(request, found, row)


@csp(MAIL_CSP)  # type: ignore[arg-type]  # it is typed for views without parts of the address
@require_safe
def email(request: HttpRequest, enrolment: int, message: int) -> HttpResponse:
    """This will answer with the email itself, for the frame."""
    del request
    _, row = _find(enrolment, message)
    letter = letters.of(row, bootstrap.office().house)
    if not letter.html:
        return HttpResponse(letter.text, content_type="text/plain; charset=utf-8")
    return HttpResponse(letter.html)


@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: HttpRequest, enrolment: int, message: int) -> HttpResponse:
    """This will show what sending a failed message again would do, and with a reason do it."""
    found, row = _find(enrolment, message)
    if request.method != "POST":
        return _shown(request, found, row)
    by, why, moment = request.user.get_username(), request.POST.get("why", ""), bootstrap.moment()
    try:
        done = again.send_again([MessageId(row.pk)], by, why, bootstrap.office(), moment)
    except AgainRefused as refused:
        return _shown(request, found, row, str(refused))
    if done.refused and isinstance(done.refused[0].what, No):
        return _shown(request, found, row, done.refused[0].what.why)
    flash.say(request, "It goes out again, by the rules that send. It stands on the timeline.")
    return redirect("person", enrolment=found.pk)


def _find(enrolment: int, message: int) -> tuple[Enrolment, Message]:
    """A message of somebody else is not there."""
    found = person.find(enrolment)
    row = messages.get(MessageId(message)) if message < 2**63 else None
    if row is None or row.enrolment_id != found.pk:
        raise Http404(f"There is no message {message} of this person.")
    return found, row


def _shown(request: HttpRequest, found: Enrolment, row: Message, problem: str = "") -> HttpResponse:
    moment = bootstrap.moment()
    can_go = row.state in failures.CAN_GO_AGAIN
    return show.console(
        request,
        "person/letter.html",
        status=422 if problem else 200,
        who=found.subscriber,
        enrolment=found,
        row=row,
        title=_title(row, found),
        state=timeline_past.why_of(row),
        letter=letters.of(row, bootstrap.office().house),
        hidden=timeline_past.HIDDEN if row.kind == "address" else "",
        plan=_plan(again.preview([MessageId(row.pk)], moment)[0].what) if can_go else "",
        can_go=can_go,
        problem=problem,
    )


def _title(row: Message, found: Enrolment) -> str:
    """A lesson is called by its topic, anything else by its kind."""
    step = library.campaign(found.campaign_id).step_of_day(row.day) if row.kind == "step" else None
    return f"Day {step.day}: {step.topic}" if step else timeline_past.TITLES.get(row.kind, row.kind)


def _plan(what: Extra | GoesOn | No) -> str:
    match what:
        case GoesOn(_, note):
            return f"It goes out as soon as it may. {note}".strip()
        case Extra(_, _, on, _, note):
            return f"Its words travel as an extra message on {on:%a %-d %b}. {note}".strip()
        case No(why):
            return f"It cannot go again. {why}"
