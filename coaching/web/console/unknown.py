"""Messages in doubt: what was tried, what was to be sent, and the word of somebody who knows more."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from coaching import bootstrap
from coaching.core.ledger import State
from coaching.core.model import Channel, MessageId
from coaching.journeys import doubt
from coaching.journeys.doubt import Choice, ChoiceRefused
from coaching.store import doubts, messages
from coaching.store.models import Doubt, Message
from coaching.web import flash, show, spans
from coaching.web.console import books

PAGE = 25
CHOICES = {
    Choice.SENT: ("It arrived", "It counts as sent and does not go out again."),
    Choice.AGAIN: ("Send it again", "The same words go out once more within a minute."),
    Choice.DROP: ("Leave it", "It counts as failed and does not go out again."),
}
DONE = {
    Choice.SENT: "counts as sent.",
    Choice.AGAIN: "goes out once more within a minute.",
    Choice.DROP: "is left; it does not go out again.",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One message. `looks`: how long ago, and what each told; `may_go_again`: its hours are not over."""

    row: Message
    what: str
    channel: str
    since: datetime
    looks: tuple[tuple[str, str], ...]
    following: str
    may_go_again: bool


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """This will list messages in doubt, the oldest first."""
    return _page(request)


@require_POST
def decide(request: HttpRequest, message: int) -> HttpResponse:
    """This will settle one message by a coach's word; nothing typed is lost where something is missing."""
    choice, why = request.POST.get("choice", ""), request.POST.get("why", "")
    typed = {"message": message, "choice": choice, "why": why}
    if choice not in list(Choice):
        return _page(request, {**typed, "problem": "Choose one of the three."})
    if not why.strip():
        return _page(request, {**typed, "problem": "Say in a sentence what you know; it is kept with the message."})
    try:
        doubt.decide(
            MessageId(message), Choice(choice), request.user.get_username(), why, bootstrap.office(), bootstrap.moment()
        )
    except ChoiceRefused as refused:
        row = messages.get(MessageId(message))
        if row is not None and row.state == State.UNKNOWN:
            return _page(request, {**typed, "problem": str(refused)})
        flash.problem(request, f"Message {message} is not in doubt any more: something settled it meanwhile.")
    else:
        flash.say(request, f"Message {message} {DONE[Choice(choice)]}")
    return redirect("unknown")


def _page(request: HttpRequest, typed: dict[str, object] | None = None) -> HttpResponse:
    moment = bootstrap.moment()
    rows = doubts.unknown()
    after = request.GET.get("after", "")
    keys = [str(row.pk) for row in rows]
    first = keys.index(after) + 1 if after in keys else 0
    shown = rows[first : first + PAGE]
    if typed and typed["message"] not in [row.pk for row in shown]:
        shown = [row for row in rows if row.pk == typed["message"]] + shown
    return show.console(
        request,
        "unknown.html",
        status=422 if typed else 200,
        cases=[_case(row, moment.now, moment.machine_now) for row in shown],
        total=len(rows),
        later=keys[first + PAGE - 1] if len(rows) > first + PAGE else "",
        is_first=first == 0,
        choices=CHOICES,
        typed=typed or {},
    )


def _case(row: Message, now: datetime, machine_now: datetime) -> Case:
    own = next((each for each in row.doubts.all() if each.attempt == row.attempt), None)
    looks = own.tried if own else []
    return Case(
        row,
        books.what(row),
        "SMS" if row.channel == Channel.SMS else "email",
        row.handed_at or row.due_at,
        tuple((spans.ago(datetime.fromisoformat(at), machine_now), told) for at, told in looks),
        _following(own, machine_now),
        row.until > now,
    )


def _following(own: Doubt | None, machine_now: datetime) -> str:
    if own is None:
        return "The first look at the provider comes two minutes after the sending."
    if own.look_at is None:
        return "No more looks come by themselves: please decide."
    return f"The next look comes {spans.ahead(own.look_at, machine_now)}."
