"""The names behind the numbers of Today: who, which message, when, and why; the newest or longest waiting only."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.model import Channel
from coaching.core.risk import Sign
from coaching.journeys import at_risk
from coaching.journeys.office import Moment
from coaching.store import today
from coaching.store.models import Enrolment, Message
from coaching.web import show
from coaching.web.console import books

WORDS = {
    "sent": ("Sent in 24 hours", "Taken by the provider, the newest first.", "Nothing has been sent in 24 hours"),
    "due": ("Due now", "Whose turn it is, the longest waiting first.", "Nothing is due"),
    "failed": ("Failed in 24 hours", "Refused by the provider, the newest first.", "Nothing has failed in 24 hours"),
}
BOOKS = {"sent": "accepted", "failed": "failed"}
"""Where in the books more of them stand."""
SIGNS = {
    Sign.UNREACHED: "Out of reach",
    Sign.SILENT: "Silent in week 1",
    Sign.WORSE: "Answers get worse",
}
AT_RISK = {
    sign.value: (words, "People at risk, each with the reason.", "Nobody has this sign")
    for sign, words in SIGNS.items()
}


@dataclass(frozen=True, slots=True)
class Line:
    """One message, or one person. `address` "" where there is no run to look at; `at` None: it has no moment."""

    name: str
    address: str
    what: str
    channel: str
    at: datetime | None
    zone: str
    reason: str


@require_safe
def page(request: HttpRequest, what: str) -> HttpResponse:
    """This will name who is behind a number of Today, at most 200."""
    words = WORDS | AT_RISK
    if what not in words:
        raise Http404(f"Today has no {what}.")
    title, hint, nothing = words[what]
    moment = bootstrap.moment()
    lines = _lines(what, moment.now) if what in WORDS else _at_risk(Sign(what), moment)
    return show.console(
        request, "today/names.html", title=title, hint=hint, nothing=nothing, lines=lines[: today.NAMES],
        is_more=len(lines) > today.NAMES, most=today.NAMES,
        all=reverse("names", args=[BOOKS[what]]) if what in BOOKS else "",
    )  # fmt: skip


def _lines(what: str, now: datetime) -> list[Line]:
    match what:
        case "sent":
            taken = [_message(row) for row in today.sent(now)]
            return sorted(taken, key=lambda line: line.at or now, reverse=True)
        case "failed":
            return [_message(row) for row in today.failed(now)]
        case _:
            people, owed = today.due(now)
            turns = [_turn(row, row.wake_at) for row in people if row.wake_at]
            return sorted([*turns, *map(_message, owed)], key=lambda line: line.at or now)


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


def _at_risk(sign: Sign, moment: Moment) -> list[Line]:
    found = at_risk.look(moment, today.NAMES + 1)
    return [
        Line(each.first_name, reverse("person", args=[each.enrolment]), "", "", None, "", each.reason)
        for each in found
        if each.sign is sign
    ]
