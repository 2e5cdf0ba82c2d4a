"""The names behind each number of the books: who, which message, when, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.ledger import BUCKETS
from coaching.core.model import Channel, MessageId
from coaching.journeys import books as journey
from coaching.store import behind, failures
from coaching.store.behind import Wanted
from coaching.store.models import Message
from coaching.web import show
from coaching.web.console import books

CLOSED = "closed:"
NOTHING = {
    "pending": "Nothing is to come",
    "in flight": "Nothing is on its way",
    "accepted": "Nothing has been sent",
    "skipped": "Nothing was left out",
    "held": "Nothing is held",
    "failed": "Nothing has failed",
}
AGAIN = ("failed", "held")


@dataclass(frozen=True, slots=True)
class Filter:
    """One reason to choose, with its number and its address."""

    words: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One message. `extra`: the message that carries its words again, 0 where none does."""

    row: Message
    what: str
    channel: str
    at: datetime
    state: str
    reason: str
    extra: int

    @property
    def may_go_again(self) -> bool:
        return not self.extra and self.row.state in failures.CAN_GO_AGAIN


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `reason` None: every reason."""

    bucket: str
    reason: str | None
    beside: bool
    before: int | None

    def address(self, *, reason: str | None = None, before: int | None = None, beside: bool | None = None) -> str:
        query = {"beside": "1"} if (self.beside if beside is None else beside) else {}
        query |= {} if reason is None else {"reason": reason}
        query |= {"before": str(before)} if before else {}
        return f"/books/{slug(self.bucket)}/" + (f"?{urlencode(query)}" if query else "")

    @property
    def wanted(self) -> Wanted:
        return Wanted(BUCKETS[self.bucket], self.reason, self.beside)


def slug(bucket: str) -> str:
    """This will name a bucket as it stands in an address."""
    return bucket.replace(" ", "-")


def read(request: HttpRequest, bucket: str) -> Asked:
    """This will read the filters from the address, or answer 404 for a bucket that is none."""
    key = next((each for each in journey.ORDER if slug(each) == bucket), None)
    if key is None:
        raise Http404(f"The books have no {bucket}.")
    asked, before = (request.GET if request.method != "POST" else request.POST), request.GET.get("before", "")
    reason = asked.get("reason")
    key_before = int(before) if before.isdecimal() and len(before) < 19 else None
    return Asked(key, reason, asked.get("beside") == "1", key_before)


@require_safe
def page(request: HttpRequest, bucket: str) -> HttpResponse:
    """This will list who is behind a number."""
    asked = read(request, bucket)
    match asked:
        case Asked("pending"):
            return _pending(request, asked)
        case Asked("unknown"):
            return redirect("unknown")
        case Asked("skipped", str() as reason) if reason.startswith(CLOSED):
            return _closed(request, asked, reason.removeprefix(CLOSED))
        case _:
            return _messages(request, asked)


def _messages(request: HttpRequest, asked: Asked) -> HttpResponse:
    found = behind.page(asked.wanted, before=asked.before)
    extras = failures.extras_of(found.rows)
    return show.console(
        request,
        "books/names.html",
        **_frame(asked, found.total, found.before),
        lines=[_line(row, extras.get(MessageId(row.pk), 0)) for row in found.rows],
        can_send_again=asked.bucket in AGAIN,
    )


def _line(row: Message, extra: int) -> Line:
    return Line(
        row,
        books.what(row),
        "SMS" if row.channel == Channel.SMS else "email",
        row.accepted_at or row.handed_at or row.due_at,
        books.OTHER_WORDS[row.state],
        books.reason_words(row.reason) if row.reason else "",
        extra,
    )


def _pending(request: HttpRequest, asked: Asked) -> HttpResponse:
    ids, total, before = behind.under_way(before=asked.before)
    people = journey.to_come(ids, bootstrap.moment())
    return show.console(request, "books/to_come.html", **_frame(asked, total, before), people=people)


def _closed(request: HttpRequest, asked: Asked, reason: str) -> HttpResponse:
    found = behind.closed(reason, before=asked.before)
    sentence = books.reason_words(reason)
    return show.console(
        request, "books/closed.html", **_frame(asked, found.units, found.before), runs=found.rows, sentence=sentence,
        count=found.total,
    )  # fmt: skip


def _frame(asked: Asked, total: int, before: int | None) -> dict[str, Any]:
    word, meaning = books.WORDS[asked.bucket]
    return {
        "bucket": slug(asked.bucket),
        "word": word,
        "meaning": meaning,
        "nothing": NOTHING[asked.bucket],
        "total": total,
        "asked": asked,
        "filters": _filters(asked),
        "inside": asked.address(beside=False),
        "outside": asked.address(beside=True),
        "older": asked.address(reason=asked.reason, before=before) if before else "",
        "newest": asked.address(reason=asked.reason) if asked.before else "",
    }


def _filters(asked: Asked) -> list[Filter]:
    """Every reason that occurs, and all of them; none where there is nothing to choose."""
    if asked.bucket == "pending":
        return []
    counts = behind.reasons(Wanted(asked.wanted.states, beside=asked.beside))
    found = [
        Filter(books.reason_words(reason) if reason else "No reason needed", count, asked.address(reason=reason),
               reason == asked.reason)
        for reason, count in counts.items()
    ]  # fmt: skip
    if asked.bucket == "skipped" and not asked.beside:
        found += [
            Filter(
                books.reason_words(f"closed: {reason}"),
                units,
                asked.address(reason=CLOSED + reason),
                asked.reason == CLOSED + reason,
            )
            for reason, units in behind.closed_reasons().items()
        ]
    if len(found) < 2 and asked.reason is None:
        return []
    return [Filter("All", sum(counts.values()), asked.address(), asked.reason is None), *found]
