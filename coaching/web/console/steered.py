"""What a coach changes of a person's wishes, by the very verbs that the person's own texts and page use."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any, assert_never

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core.controls import BothChannels, Control, Less, More, OnlyEmail, OnlySms, Time
from coaching.core.model import EnrolmentId
from coaching.journeys import settle, steer
from coaching.journeys.prefer import ChangeRefused
from coaching.store import changes
from coaching.web import flash
from coaching.web.console import person
from coaching.web.flash import Undo

Said = Callable[[Mapping[str, Any]], str]
CHANNELS: dict[str, tuple[Control, str]] = {
    "": (BothChannels(), "Texts and emails come again."),
    "sms": (OnlySms(), "Only texts come from now on."),
    "email": (OnlyEmail(), "Only emails come from now on."),
}
RHYTHMS: dict[str, tuple[Control, str]] = {
    "daily": (More(), "A lesson comes each day."),
    "light": (Less(), "Only check-ins and safety notes come from now on."),
}
SLOTS = {"am": "Morning", "pm": "Evening"}


def carry_out(request: HttpRequest, enrolment: int, control: Control, said: Said) -> HttpResponse:
    """This will carry a control out for a person, say what it did, and offer to take it back."""
    found, moment = person.find(enrolment), bootstrap.moment()
    key, by = EnrolmentId(found.pk), request.user.get_username()
    before = changes.newest_reversible(key, moment.now)
    match steer.steer(found, control, by, bootstrap.office(), moment):
        case steer.Done(_, values):
            made = changes.newest_reversible(key, moment.now)
            is_new = made is not None and (before is None or made.pk != before.pk)
            flash.say(request, said(values), _way_back(found.pk, made.pk) if made and is_new else None)
        case steer.Refused(why):
            flash.problem(request, f"Nothing was changed. {found.subscriber.first_name} would be told: “{why}”")
        case other:
            assert_never(other)
    return redirect("person", enrolment=found.pk)


def _way_back(enrolment: int, change: int) -> Undo:
    return Undo("Undo", reverse("person-undo", args=[enrolment, change]))


@require_POST
def undo(request: HttpRequest, enrolment: int, change: int) -> HttpResponse:
    """This will take one change back while it is the newest."""
    found, moment = person.find(enrolment), bootstrap.moment()
    newest = changes.newest_reversible(EnrolmentId(found.pk), moment.now)
    if newest is None or newest.pk != change:
        flash.problem(request, "Something newer was changed since, or a day has passed. Look at the timeline first.")
        return redirect("person", enrolment=found.pk)
    match steer.undo(found, request.user.get_username(), bootstrap.office(), moment):
        case steer.Done(_, values):
            flash.say(request, f"Taken back: {values.get('undone', 'the last change')}.")
        case steer.Refused(why):
            flash.problem(request, why)
        case other:
            assert_never(other)
    return redirect("person", enrolment=found.pk)


@require_POST
def at_time(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will have the lessons of one slot come at another time of day."""
    slot, typed = request.POST.get("slot", ""), request.POST.get("at", "")
    try:
        at = time.fromisoformat(typed.strip()[:8]).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return _choose_first(request, enrolment, "Choose a time of day first.")
    if slot not in SLOTS:
        return _choose_first(request, enrolment, "Choose which lessons first.")
    return carry_out(
        request, enrolment, Time(at, slot), lambda values: f"{SLOTS[slot]} lessons come at {values['at_time']}."
    )


@require_POST
def channel(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will have messages come by text, by email, or by both."""
    return _chosen(request, enrolment, CHANNELS, "channel")


@require_POST
def rhythm(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will have a lesson come each day, or fewer."""
    return _chosen(request, enrolment, RHYTHMS, "rhythm")


def _chosen(
    request: HttpRequest, enrolment: int, choices: Mapping[str, tuple[Control, str]], name: str
) -> HttpResponse:
    chosen = choices.get(request.POST.get(name, "none"))
    if chosen is None:
        return _choose_first(request, enrolment, "Choose one first.")
    control, sentence = chosen
    return carry_out(request, enrolment, control, lambda _: sentence)


@require_POST
def language(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will have messages come in another language; the way back names the one before."""
    found, wanted = person.find(enrolment), request.POST.get("language") or request.GET.get("language", "")
    before = found.subscriber.language
    try:
        settle.speak(found, wanted, request.user.get_username(), bootstrap.moment())
    except ChangeRefused as refused:
        flash.problem(request, str(refused))
        return redirect("person", enrolment=found.pk)
    back = Undo("Undo", f"{reverse('person-language', args=[found.pk])}?language={before}")
    name = settle.languages(found)[wanted]
    flash.say(request, f"What is written in {name} comes in it from now on.", back if before != wanted else None)
    return redirect("person", enrolment=found.pk)


@require_POST
def zone(request: HttpRequest, enrolment: int) -> HttpResponse:
    """This will have lessons come by the time of another place."""
    found, moment, wanted = person.find(enrolment), bootstrap.moment(), request.POST.get("zone", "").strip()
    try:
        settle.live_in(found, wanted, request.user.get_username(), bootstrap.office(), moment)
    except ChangeRefused as refused:
        flash.problem(request, str(refused))
        return redirect("person", enrolment=found.pk)
    made = changes.newest_reversible(EnrolmentId(found.pk), moment.now)
    flash.say(request, f"Lessons come by the time of {wanted}.", _way_back(found.pk, made.pk) if made else None)
    return redirect("person", enrolment=found.pk)


def _choose_first(request: HttpRequest, enrolment: int, sentence: str) -> HttpResponse:
    flash.problem(request, sentence)
    return redirect("person", enrolment=enrolment)
