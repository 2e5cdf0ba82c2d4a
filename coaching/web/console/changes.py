"""What a coach changes for a person: pause, resume, stop, end, clear a hold, mark as read. Each says what it did."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coaching import bootstrap
from coaching.core.model import Channel
from coaching.journeys import prefer, receive
from coaching.journeys.prefer import ChangeRefused
from coaching.store.consents import Proof
from coaching.store.models import Enrolment
from coaching.web import flash, show
from coaching.web.console import person
from coaching.web.console.panels import reach
from coaching.web.flash import Undo

STOPS = {
    "all": (tuple(Channel), "texts and emails"),
    "sms": ((Channel.SMS,), "texts"),
    "email": ((Channel.EMAIL,), "emails"),
}
ASKED_BY = {
    "phone": "on the phone",
    "person": "in person",
    "reply": "in a reply",
    "other": "in another way",
}


@require_POST
def pause(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will pause for `days` (empty: without an end)."""
    found = person.find(enrolment)
    typed = request.POST.get("days", "")

    def change() -> None:
        if typed and not (typed.isdecimal() and len(typed) < 4):
            raise ChangeRefused("Pause for 1 to 90 days, or without an end.")
        days = int(typed) if typed else None
        first = prefer.pause(found, days, _coach(request), bootstrap.moment())
        length = f"for {days} day{'s' if days != 1 else ''}" if days else "until you resume"
        flash.say(
            request,
            f"{found.subscriber.first_name} is paused from {first:%a %-d %b}, {length}.",
            Undo("Undo: resume now", reverse("resume", args=[found.pk])),
        )

    return _do(request, found, change)


@require_POST
def resume(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will end a pause."""
    found = person.find(enrolment)

    def change() -> None:
        prefer.resume(found, _coach(request), bootstrap.office(), bootstrap.moment())
        flash.say(request, f"{found.subscriber.first_name} goes on from today.")

    return _do(request, found, change)


@require_POST
def clear_hold(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will clear a hold with the coach's reason."""
    found = person.find(enrolment)
    kind, why = request.POST.get("kind", ""), request.POST.get("why", "")

    def change() -> None:
        prefer.clear_hold(found, kind, _coach(request), why, bootstrap.office(), bootstrap.moment())
        flash.say(request, "The hold is cleared. The programme looks again at once.")

    return _do(request, found, change)


@require_POST
def read(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will note that the coach has read this person's replies."""
    found = person.find(enrolment)

    def change() -> None:
        receive.read_by_coach(found.subscriber, _coach(request), bootstrap.moment())
        flash.say(request, f"The replies of {found.subscriber.first_name} are marked as read.")

    return _do(request, found, change)


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will ask, then take back consent on the person's wish."""
    found = person.find(enrolment)
    scope, asked = request.POST.get("scope", ""), request.POST.get("asked", "")
    if request.method != "POST":
        return _ask_stop(request, found)
    if scope not in STOPS or asked not in ASKED_BY:
        return _ask_stop(request, found, "Choose what stops, and how the person asked.", status=422)
    channels, noun = STOPS[scope]

    def change() -> None:
        proof = Proof(how=f"asked a coach {ASKED_BY[asked]}", actor=_coach(request))
        prefer.stop(found.subscriber, channels, proof, bootstrap.moment())
        flash.say(request, f"Done. {found.subscriber.first_name} gets no more {noun} of this programme.")

    return _do(request, found, change)


def _ask_stop(request: HttpRequest, found: Enrolment, problem: str = "", status: int = 200) -> HttpResponse:
    return show.console(
        request, "stop.html", status=status, who=found.subscriber, enrolment=found, problem=problem,
        reach=reach.of(found.subscriber), stops=STOPS, asked_by=ASKED_BY,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will ask for the person's name, then end the programme for good; it cannot be undone."""
    found = person.find(enrolment)
    name = found.subscriber.first_name
    if request.method != "POST":
        return show.console(request, "end.html", who=found.subscriber, enrolment=found, problem="")
    if request.POST.get("name", "").strip().casefold() != name.casefold():
        problem = f"To end the programme, write {name} exactly as it stands here."
        return show.console(request, "end.html", status=422, who=found.subscriber, enrolment=found, problem=problem)

    def change() -> None:
        prefer.end(found, _coach(request), bootstrap.moment())
        flash.say(request, f"The programme has ended for {name}.")

    return _do(request, found, change)


def _do(request: HttpRequest, found: Enrolment, change: Callable[[], None]) -> HttpResponse:
    """This will try the change and go back to the person, where its sentence is shown."""
    try:
        change()
    except ChangeRefused as refused:
        flash.problem(request, str(refused))
    return redirect("person", enrolment=found.pk)


def _coach(request: HttpRequest) -> str:
    return request.user.get_username()
