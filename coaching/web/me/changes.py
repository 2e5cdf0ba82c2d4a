"""What a person changes on their own page, each by one press: pause, time of day, channel, cadence, zone, answers."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from django.http import HttpRequest, HttpResponse

from coaching.core import languages
from coaching.core.controls import BothChannels, Control, Less, More, OnlyEmail, OnlySms, Pause, Resume, Time, Undo
from coaching.journeys import settle, steer, web_answers
from coaching.journeys.prefer import ChangeRefused
from coaching.store import enrolments
from coaching.store.models import Enrolment
from coaching.web import flash
from coaching.web.me import own, whose
from coaching.web.me.whose import Visit

Said = Callable[[Mapping[str, Any]], str]
CHANNELS: dict[str, tuple[Control, str]] = {
    "both": (BothChannels(), "You get texts and emails again."),
    "email": (OnlyEmail(), "You get emails only from now on."),
    "sms": (OnlySms(), "You get texts only from now on."),
}
CADENCES: dict[str, tuple[Control, str]] = {
    "daily": (More(), "You get a message a day."),
    "light": (Less(), "You get fewer messages: check-ins and safety notes only."),
}


@whose.change
def pause(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will give a break: a week, or through a date."""
    typed = request.POST.get("until", "").strip()
    if request.POST.get("how") == "week":
        return _steer(request, visit, Pause(days=7), "break", _paused)
    try:
        until = date.fromisoformat(typed[:10])
    except ValueError:
        return own.shown(request, visit, problem="Please choose the last day of your break.", part="break", status=422)
    return _steer(request, visit, Pause(until=until), "break", _paused)


def _paused(values: Mapping[str, Any]) -> str:
    days = values["pause_days"]
    length = f"{days} {'day' if days == 1 else 'days'}"
    return f"You have a break of {length}. After it we go on with day {values['resume_day']}."


@whose.change
def resume(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will end the break."""
    return _steer(
        request, visit, Resume(), "break", lambda values: f"Welcome back. We go on with day {values['resume_day']}."
    )


@whose.change
def at_time(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will have lessons of one slot come at another time of day."""
    enrolment = enrolments.newest_of(visit.person)
    slot, typed = request.POST.get("slot", ""), request.POST.get("at", "")
    try:
        at = time.fromisoformat(typed.strip()[:8]).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return own.shown(request, visit, problem="Please choose a time of day.", part="time", status=422)
    names = {"am": "Morning", "pm": "Evening"}
    if enrolment is None or slot not in names:
        return own.shown(request, visit, problem="Please choose which lessons.", part="time", status=422)

    def said(values: Mapping[str, Any]) -> str:
        return f"{names[slot]} lessons come at {values['at_time']} from now on."

    return _steer(request, visit, Time(at, slot), "time", said)


@whose.change
def channel(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will have messages come by text, by email, or by both."""
    return _choose(request, visit, CHANNELS, "channel")


@whose.change
def cadence(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will have a message come each day, or fewer."""
    return _choose(request, visit, CADENCES, "cadence")


def _choose(request: HttpRequest, visit: Visit, choices: Mapping[str, tuple[Control, str]], name: str) -> HttpResponse:
    chosen = choices.get(request.POST.get(name, ""))
    if chosen is None:
        return own.shown(request, visit, problem="Please choose one.", part=name, status=422)
    control, sentence = chosen
    return _steer(request, visit, control, name, lambda _: sentence)


@whose.change
def zone(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will have lessons come by the time of another place."""
    wanted = request.POST.get("zone", "")
    return _settle(
        request, visit, "zone", lambda run: settle.live_in(run, wanted, visit.by, visit.office, visit.moment),
        f"Lessons come by the time of {wanted.rsplit('/', 1)[-1].replace('_', ' ')} from now on.",
    )  # fmt: skip


@whose.change
def language(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will have messages come in another language."""
    wanted = request.POST.get("language", "")
    return _settle(
        request, visit, "language", lambda run: settle.speak(run, wanted, visit.by, visit.moment),
        f"What we have written in {languages.name_of(wanted)} comes in it from now on, the rest in English.",
    )  # fmt: skip


@whose.change
def undo(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will take the last change back."""
    return _steer(
        request, visit, Undo(), "",
        lambda values: f"Done. We took this back: {values['undone']}." if values else "There is nothing to take back.",
    )  # fmt: skip


@whose.change
def answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will take an answer to an open question."""
    typed, given = request.POST.get("question", ""), request.POST.get("answer", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        return own.shown(request, visit, problem="That question is not open any more.", part="today", status=422)
    enrolment = enrolments.newest_of(visit.person)
    if enrolment is None:
        return whose.nobody(request)
    try:
        for sentence in web_answers.answer_by_web(enrolment, int(typed), given, visit.office, visit.moment):
            flash.say(request, sentence)
    except ChangeRefused as refused:
        return own.shown(request, visit, problem=str(refused), part="today", status=409)
    return whose.back(visit)


def _steer(request: HttpRequest, visit: Visit, control: Control, part: str, said: Said) -> HttpResponse:
    """This will carry a wish out by the journey that texts use, and say what it did."""
    enrolment = enrolments.newest_of(visit.person)
    if enrolment is None:
        return whose.nobody(request)
    match steer.steer(enrolment, control, visit.by, visit.office, visit.moment):
        case steer.Done(_, values):
            flash.say(request, said(values))
            return whose.back(visit)
        case steer.Refused(why):
            return own.shown(request, visit, problem=why, part=part, status=409)


def _settle(
    request: HttpRequest, visit: Visit, part: str, change: Callable[[Enrolment], None], sentence: str
) -> HttpResponse:
    enrolment = enrolments.newest_of(visit.person)
    if enrolment is None:
        return whose.nobody(request)
    try:
        change(enrolment)
    except ChangeRefused as refused:
        return own.shown(request, visit, problem=str(refused), part=part, status=409)
    flash.say(request, sentence)
    return whose.back(visit)
