"""The names behind the numbers of Today: who, which message, when, and why; the newest or longest waiting only."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.model import Channel
from coaching.store import today
from coaching.store.models import Enrolment, Message
from coaching.web import show
from coaching.web.console import books

WORDS = {
    "sent": ("Sent in 24 hours", "Taken by the provider, the newest first.", "Nothing has been sent in 24 hours"),
    "due": ("Due now", "Whose turn it is, the longest waiting first.", "Nothing is due"),
    "failed": ("Failed in 24 hours", "Refused by the provider, the newest first.", "Nothing has failed in 24 hours"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One message, or one person whose turn it is. `address` "" where there is no run to look at."""

    name: str
    address: str
    what: str
    channel: str
    at: datetime
    zone: str
    reason: str


@require_safe
def page(request: HttpRequest, what: str) -> HttpResponse:
    """This will name who is behind a number of Today, at most 200."""
    if what not in WORDS:
        raise Http404(f"Today has no {what}.")
    title, hint, nothing = WORDS[what]
    lines = _lines(what, bootstrap.moment().now)
    return show.console(
        request, "today/names.html", title=title, hint=hint, nothing=nothing, lines=lines[: today.NAMES],
        is_more=len(lines) > today.NAMES, most=today.NAMES,
        all=reverse("names", args=["failed" if what == "failed" else "accepted"]) if what != "due" else "",
    )  # fmt: skip


def _lines(what: str, now: datetime) -> list[Line]:
    match what:
        case "sent":
            return [_message(row) for row in today.sent(now).select_related("subscriber")[: today.NAMES + 1]]
        case "failed":
            return [_message(row) for row in today.failed(now).select_related("subscriber")[: today.NAMES + 1]]
        case _:
            people = today.due_people(now).select_related("subscriber")[: today.NAMES + 1]
            owed = today.due_messages(now).select_related("subscriber")[: today.NAMES + 1]
            found = [*(_turn(row, row.wake_at) for row in people if row.wake_at), *(_message(row) for row in owed)]
            return sorted(found, key=lambda line: line.at)


def _message(row: Message) -> Line:
    person = row.subscriber
    return Line(
        person.first_name,
        reverse("person", args=[row.enrolment_id]) if row.enrolment_id else "",
        books.what(row),
        "SMS" if row.channel == Channel.SMS else "email",
        row.accepted_at or row.handed_at or row.retry_at or row.due_at,
        person.zone,
        " ".join(part for part in (books.reason_words(row.reason) if row.reason else "", row.detail) if part)
        or books.OTHER_WORDS[row.state].capitalize(),
    )


def _turn(row: Enrolment, at: datetime) -> Line:
    return Line(
        row.subscriber.first_name, reverse("person", args=[row.pk]), f"Day {row.settled_through + 1}", "", at,
        row.subscriber.zone, "Looked at as soon as a worker is free.",
    )  # fmt: skip
