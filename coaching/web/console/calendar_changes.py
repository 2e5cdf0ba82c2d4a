"""Changing the draft of a calendar: one press, one change, and a way back."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.core.model import Channel, LatePolicy, Step
from coaching.core.revising import (
    Add,
    CannotRevise,
    Change,
    Channels,
    Copy,
    Late,
    Move,
    Remove,
    Slot,
    Swap,
    Topic,
    free_key,
    step_of,
)
from coaching.journeys.calendar import draft
from coaching.journeys.calendar.draft import DraftConflict, Working
from coaching.web import flash
from coaching.web.console.calendar import address
from coaching.web.flash import Undo


@require_POST
def change(request: HttpRequest, campaign: str) -> HttpResponse:
    """This will make one change: `do` names it, and for the buttons of the calendar the step, too ("later day-12")."""
    working = _working(campaign)
    do, _, key = request.POST.get("do", "").partition(" ")
    key = key or request.POST.get("key", "")
    try:
        wanted = _wanted(do, key, request, working)
        after = draft.change(working, wanted, _number(request.POST.get("revision", "")), _coach(request), _moment())
    except (CannotRevise, DraftConflict) as refused:
        flash.problem(request, str(refused))
        return _back(request, campaign, step_of(working.after, key))
    flash.say(request, f"{after.lines[-1]}. It is in the draft.", _undo(campaign, "undo", after.revision))
    new = wanted.as_key if isinstance(wanted, Copy) else wanted.key
    return _back(request, campaign, step_of(after.after, new))


def _back(request: HttpRequest, campaign: str, step: Step | None) -> HttpResponse:
    """To where the change was asked for: the page of the day, or the calendar, with the day beside it if it was."""
    if step is None:
        return redirect(address(campaign))
    if request.POST.get("page") == "day":
        return redirect("programme-day", campaign=campaign, day=step.day)
    return redirect(address(campaign, step.day if request.POST.get("day") else None, step.key))


def _wanted(do: str, key: str, request: HttpRequest, working: Working) -> Change:
    """What was asked for; raises CannotRevise where it names a step that is gone, or nothing that can be done."""
    if do == "add":
        return _added(request, working)
    step = step_of(working.after, key)
    if step is None:
        raise CannotRevise("That step is not in the draft any more. Somebody may have taken it out; look again.")
    if do not in _MAKERS:
        raise CannotRevise("Choose what to change first.")
    return _MAKERS[do](step, request, working)


def _moved_to(step: Step, request: HttpRequest, _: Working) -> Change:
    return Move(step.key, _number(request.POST.get("to", "")))


def _swapped(step: Step, request: HttpRequest, working: Working) -> Change:
    other = working.after.step_of_day(_number(request.POST.get("to", "")))
    if other is None:
        raise CannotRevise(f"Choose a day from 1 to {working.after.days} to swap with.")
    return Swap(step.key, other.key)


def _copied(step: Step, request: HttpRequest, working: Working) -> Change:
    return Copy(step.key, free_key(working.after, step.key), _number(request.POST.get("to", "")))


def _channels(step: Step, request: HttpRequest, _: Working) -> Change:
    sent = request.POST.getlist("channel")
    return Channels(step.key, tuple(channel for channel in Channel if channel in sent))


def _late(step: Step, request: HttpRequest, _: Working) -> Change:
    typed = request.POST.get("late", "")
    if typed not in list(LatePolicy):
        raise CannotRevise("Choose what becomes of the day if it is late.")
    return Late(step.key, LatePolicy(typed))


_MAKERS: dict[str, Callable[[Step, HttpRequest, Working], Change]] = {
    "earlier": lambda step, _, __: Move(step.key, step.day - 1),
    "later": lambda step, _, __: Move(step.key, step.day + 1),
    "move": _moved_to,
    "swap": _swapped,
    "copy": _copied,
    "remove": lambda step, _, __: Remove(step.key),
    "slot": lambda step, request, _: Slot(step.key, request.POST.get("slot", "")),
    "channels": _channels,
    "late": _late,
    "topic": lambda step, request, _: Topic(step.key, request.POST.get("topic", "").replace("\0", "")),
}


def _added(request: HttpRequest, working: Working) -> Change:
    field = request.POST.get
    topic = " ".join(field("topic", "").replace("\0", "").split())
    key = free_key(working.after, "added-1")
    day = _number(field("to", ""))
    return Add(key, day, topic, field("slot", ""), field("sms", ""), field("email", ""))


@require_POST
def steer(request: HttpRequest, campaign: str) -> HttpResponse:
    """This will take the last change back, bring it back in, empty the draft, restore it, or bring it upon a newer
    version: `do` says which."""
    working = _working(campaign)
    asked = {**request.GET.dict(), **request.POST.dict()}
    seen = _number(str(asked.get("revision", "")))
    try:
        _steer(request, str(asked.get("do", "")), working, seen)
    except (CannotRevise, DraftConflict) as refused:
        flash.problem(request, str(refused))
    return redirect(address(campaign))


def _steer(request: HttpRequest, do: str, working: Working, seen: int) -> None:
    coach, moment, key = _coach(request), _moment(), working.live.key
    match do:
        case "undo":
            line = draft.undo(working, seen, coach, moment)
            flash.say(request, f"Taken back: {line}.", _undo(key, "redo", seen + 1, "Bring it back"))
        case "redo":
            draft.redo(working, seen, coach, moment)
            flash.say(request, "The change is in the draft again.", _undo(key, "undo", seen + 1))
        case "discard":
            count = draft.discard(working, seen, coach, moment)
            said = "The draft with 1 change is" if count == 1 else f"The draft with {count} changes is"
            flash.say(request, f"{said} gone.", _undo(key, "restore", seen + 1, "Undo: bring it back"))
        case "restore":
            draft.redo(working, seen, coach, moment, every=True)
            flash.say(request, "The draft is back.")
        case "rebase":
            lost = draft.rebase(working, seen, coach, moment)
            left = f" These do not fit any more and are left out: {'; '.join(lost)}." if lost else ""
            flash.say(request, f"The draft now changes version {working.live.number}.{left}")
        case _:
            raise CannotRevise("Choose what to do with the draft first.")


def _undo(key: str, do: str, revision: int, label: str = "Undo") -> Undo:
    return Undo(label, f"{reverse('programme-draft', args=[key])}?do={do}&revision={revision}")


def _working(key: str) -> Working:
    working = draft.read(key)
    if working is None:
        raise Http404(f"There is no published programme {key}.")
    return working


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _coach(request: HttpRequest) -> str:
    return request.user.get_username()


_moment = bootstrap.moment
