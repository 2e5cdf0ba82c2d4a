"""A coach answers in the inbox: what was kept is put in, letters are counted, words go out, nothing typed is lost."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core import needs
from coaching.core.needs import Said
from coaching.journeys import coach_says
from coaching.journeys.coach_says import AnsweredMeanwhile, NotSaid
from coaching.settings import load
from coaching.store import enrolments, saved_replies, threads
from coaching.web import flash, show
from coaching.web.console import inbox, reply_form
from coaching.web.console.reply_form import Typed

LONGEST = 8000


@require_POST
def send(request: HttpRequest, subscriber: int) -> HttpResponse:
    """This will send the words; if another coach answered meanwhile, show that first and keep what was typed (409)."""
    person, typed, moment = inbox.find(subscriber), _typed(request), bootstrap.moment()
    run = enrolments.newest_of(person)
    if run is None:
        return _again(request, person.pk, typed, f"{person.first_name} is in no programme, so nothing can be sent.")
    who, seen = request.user.get_username(), request.POST.get("seen", "")
    try:
        owed = coach_says.say(
            run,
            typed.words,
            who,
            bootstrap.office(),
            moment,
            channel=typed.channel,
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else -1,
        )
    except NotSaid as why:
        return _again(request, person.pk, typed, str(why))
    except AnsweredMeanwhile:
        return inbox.thread_page(request, person, Typed(typed.words, typed.channel, meanwhile=True), status=409)
    when = "now" if owed.due <= moment.now else "as soon as messages may reach them"
    flash.say(request, f"Your message to {person.first_name} goes out {when}. Lessons wait while you talk.")
    return back(request, person.pk)


@require_POST
def insert(request: HttpRequest, subscriber: int) -> HttpResponse:
    """This will put a saved reply behind what is written, or only count, and show the form again; nothing is sent."""
    person, typed = inbox.find(subscriber), _typed(request)
    number = request.POST.get("saved", "")
    kept = saved_replies.get(int(number)) if number.isdecimal() and len(number) < 19 else None
    words = typed.words
    if kept is not None:
        said = needs.fill(kept.body, Said(person.first_name, load().brand))
        words = f"{words.rstrip()}\n\n{said}" if words.strip() else said
    return inbox.thread_page(request, person, Typed(words, typed.channel))


@require_POST
def count(request: HttpRequest, subscriber: int) -> HttpResponse:
    """This will count the letters while a coach writes, and let the others see that they do."""
    person, typed, moment = inbox.find(subscriber), _typed(request), bootstrap.moment()
    who = request.user.get_username()
    if typed.words.strip():
        threads.writes(person.pk, who, moment.machine_now)
    way = typed.channel or coach_says.way_to(person)
    return show.public(
        request,
        "inbox/count.html",
        length=reply_form.length(typed.words, way) if way else None,
        writer=threads.writer(inbox.thread_of(person), who, moment.machine_now),
        is_fragment=True,
    )


def _typed(request: HttpRequest) -> Typed:
    words = request.POST.get("words", "").replace("\0", "").replace("\r\n", "\n")[:LONGEST]
    return Typed(words, reply_form.channel_of(request.POST.get("channel", "")))


def _again(request: HttpRequest, subscriber: int, typed: Typed, problem: str) -> HttpResponse:
    shown = Typed(typed.words, typed.channel, problem)
    return inbox.thread_page(request, inbox.find(subscriber), shown, status=422)


def back(request: HttpRequest, subscriber: int) -> HttpResponse:
    """This will go back to the thread, with the list that stood beside it."""
    kept = {name: value for name, value in request.GET.items() if name in ("tab", "need", "q", "after")}
    return redirect(reverse("inbox-thread", args=[subscriber]) + (f"?{urlencode(kept)}" if kept else ""))
