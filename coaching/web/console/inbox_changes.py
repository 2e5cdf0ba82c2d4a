"""What a coach does with a thread, and what they take one reply for: each says what it did, with a way back if any."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core.safety import Tier
from coaching.core.stopping import Channels
from coaching.journeys import correct as journey
from coaching.journeys import threads as thread_journey
from coaching.journeys.correct import NotCorrected
from coaching.journeys.threads import NotNow
from coaching.store import inbox as replies
from coaching.store.models import Reply, Subscriber, Thread
from coaching.web import flash
from coaching.web.console import inbox, inbox_reply
from coaching.web.flash import Undo

SNOOZES = {"tomorrow": 1, "three-days": 3}


@require_POST
def assign(request: HttpRequest, subscriber: int) -> HttpResponse:
    """This will give the thread to somebody of the team, or back to everybody."""
    person, thread = _thread(subscriber)
    chosen = request.POST.get("coach", "")
    coach = int(chosen) if chosen.isdecimal() and len(chosen) < 10 else None

    def change() -> None:
        to = thread_journey.assign(thread, coach, _coach(request), bootstrap.moment())
        flash.say(request, f"{person.first_name} is with {to or 'everybody'} now.")

    return _do(request, person, change)


@require_POST
def snooze(request: HttpRequest, subscriber: int) -> HttpResponse:
    """This will put the thread off until tomorrow morning, in three days, or a date."""
    person, thread = _thread(subscriber)
    until, moment = request.POST.get("until", ""), bootstrap.moment()

    def change() -> None:
        days = SNOOZES.get(until) or thread_journey.days_to(request.POST.get("date", ""), thread, moment)
        at = thread_journey.snooze(thread, days, _coach(request), moment)
        flash.say(
            request,
            f"{person.first_name} comes back on {at:%a %-d %b}, or as soon as they write.",
            Undo("Undo: not now", reverse("inbox-wake", args=[person.pk])),
        )

    return _do(request, person, change, to_list=True)


@require_POST
def wake(request: HttpRequest, subscriber: int) -> HttpResponse:
    """This will end a snooze."""
    person, thread = _thread(subscriber)

    def change() -> None:
        thread_journey.wake(thread, _coach(request), bootstrap.moment())
        flash.say(request, f"{person.first_name} is back in the inbox.")

    return _do(request, person, change)


@require_POST
def done(request: HttpRequest, subscriber: int) -> HttpResponse:
    """This will mark the thread as done and its replies as read."""
    person, thread = _thread(subscriber)

    def change() -> None:
        thread_journey.done(thread, _coach(request), bootstrap.moment())
        undo = Undo("Undo: open it again", reverse("inbox-reopen", args=[person.pk]))
        flash.say(request, f"Done with {person.first_name}.", undo)

    return _do(request, person, change, to_list=True)


@require_POST
def reopen(request: HttpRequest, subscriber: int) -> HttpResponse:
    """This will take "done" back."""
    person, thread = _thread(subscriber)

    def change() -> None:
        thread_journey.undo_done(thread, _coach(request), bootstrap.moment())
        flash.say(request, f"{person.first_name} waits again.")

    return _do(request, person, change)


@require_POST
def correct(request: HttpRequest, subscriber: int, reply: int) -> HttpResponse:
    """This will take a reply for what the coach says: an answer, a stop, a danger, just talk; or take that back."""
    person = inbox.find(subscriber)
    found = _reply(person, reply)

    def change() -> None:
        said = _corrected(request, found)
        fresh = replies.get(found.pk)
        undo = fresh is not None and journey.may_undo(fresh)
        address = f"{reverse('inbox-correct', args=[person.pk, found.pk])}?as=undo"
        flash.say(request, said, Undo("Undo", address) if undo else None)

    return _do(request, person, change)


def _corrected(request: HttpRequest, reply: Reply) -> str:
    said, by = request.POST, _coach(request)
    office, moment = bootstrap.office(), bootstrap.moment()
    match request.GET.get("as") or said.get("as", ""):
        case "answer":
            question = said.get("question", "")
            number = int(question) if question.isdecimal() and len(question) < 19 else 0
            return journey.as_answer(reply, number, said.get("value", ""), by, office, moment)
        case "stop" if said.get("channels") in set(Channels):
            return journey.as_stop(reply, Channels(said["channels"]), by, office, moment)
        case "danger" if said.get("tier") in journey.DANGERS:
            return journey.as_danger(reply, Tier(said["tier"]), by, office, moment)
        case "talk":
            return journey.as_talk(reply, by, moment)
        case "undo":
            return journey.undo(reply, by, moment)
        case _:
            raise NotCorrected("Choose what this reply is.")


def _reply(person: Subscriber, reply: int) -> Reply:
    """This person's reply and nobody else's, or 404."""
    try:
        found = replies.get(reply)
    except OverflowError:
        found = None
    if found is None or found.subscriber_id != person.pk:
        raise Http404(f"This person has no reply {reply}.")
    return found


def _thread(subscriber: int) -> tuple[Subscriber, Thread]:
    person = inbox.find(subscriber)
    return person, inbox.thread_of(person)


def _do(request: HttpRequest, person: Subscriber, change: Callable[[], None], *, to_list: bool = False) -> HttpResponse:
    """This will try the change, then go back to the thread, or to the list it stood in."""
    try:
        change()
    except (NotNow, NotCorrected) as refused:
        flash.problem(request, str(refused))
        to_list = False
    if not to_list:
        return inbox_reply.back(request, person.pk)
    kept = {name: value for name, value in request.GET.items() if name in ("tab", "need", "q", "after")}
    return redirect(reverse("inbox") + (f"?{urlencode(kept)}" if kept else ""))


def _coach(request: HttpRequest) -> str:
    return request.user.get_username()
