"""The books: whether every planned message is accounted for, drawn and in figures."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.core.alerts import Kind
from coaching.core.ledger import BUCKETS, State
from coaching.core.reasons import Reason, sentence
from coaching.journeys import books as journey
from coaching.journeys.books import ORDER, Books
from coaching.store import alerts, chores
from coaching.store.models import Message
from coaching.store.redis_link import RedisError
from coaching.web import show, spans

WORDS = {
    "pending": ("Still to come", "Their day is not here yet."),
    "in flight": ("On their way", "Being made ready or handed over now."),
    "unknown": ("Unclear", "The provider gave no answer; not sent again by guess."),
    "accepted": ("Sent", "Taken by the provider."),
    "skipped": ("Left out", "Not sent, each for a stated reason."),
    "held": ("Held", "Waiting for a coach."),
    "failed": ("Failed", "Refused by the provider."),
}
OTHER_WORDS = {
    "owed": "due soon",
    "reserved": "being made ready",
    "handed": "handed over",
    "waiting": "to be tried again",
    "unknown": "unclear",
    "accepted": "sent",
    "delivered": "delivered",
    "bounced": "did not arrive",
    "skipped": "left out",
    "held": "held",
    "failed": "failed",
}
KIND_WORDS = {
    "step": "Lesson",
    "repeat": "Repeated lesson",
    "nudge": "Reminder",
    "back": "Welcome back",
    "oneoff": "Extra message",
    "coach": "A coach's message",
    "invite": "Invitation",
    "welcome": "Welcome",
    "ask": "Question",
    "reply": "Answer",
    "safety": "Safety text",
    "address": "Proof of an address",
}
_BUCKET_OF = {state: bucket for bucket, states in BUCKETS.items() for state in states}
# The drawing's own units; a share too thin to see is drawn this wide.
BAR, THINNEST = 1000.0, 4.0


@dataclass(frozen=True, slots=True)
class Share:
    """One bucket. `address`: its names; `x` and `width` in units of the drawing; `reasons`: sentence -> units."""

    key: str
    word: str
    meaning: str
    address: str
    units: int
    percent: str
    x: float
    width: float
    reasons: tuple[tuple[str, int], ...]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """This will draw up the books as of now."""
    moment = bootstrap.moment()
    drawn = journey.draw_up(moment)
    others = [
        (OTHER_WORDS[state], count, f"/books/{_BUCKET_OF[State(state)].replace(' ', '-')}/?beside=1")
        for state, count in sorted(drawn.others.items())
        if count
    ]
    counted = sum(drawn.buckets.values())
    return show.console(
        request, "books.html", books=drawn, shares=shares(drawn), counted=counted, others=others, now=moment.now,
        alarm=next((each for each in alerts.open_ones(about_people=False) if each.kind == Kind.BOOKS), None),
        checked=_checked(),
    )  # fmt: skip


def _checked() -> str:
    every = f"The service checks the books by itself every {chores.BOOKS_EVERY_S // 60} minutes"
    try:
        seconds = chores.books_begun_s_ago()
    except RedisError:
        return f"{every}. Redis does not answer, so it cannot at the moment."
    if seconds is None:
        return f"{every}, but has not of late: no worker is running."
    return f"{every}; the last check began {spans.ago_s(seconds)}."


def what(row: Message) -> str:
    """This will say what a message is: its day, or its kind where it belongs to no day."""
    if row.kind == "step":
        return f"Day {row.day}"
    return KIND_WORDS.get(row.kind, row.kind) + (f", day {row.day}" if row.day else "")


def shares(drawn: Books) -> list[Share]:
    """This will lay the buckets side by side, in the order of a message's life."""
    total = sum(drawn.buckets.values())
    widths = {key: _width(drawn.buckets[key], total) for key in ORDER}
    scale = BAR / (sum(widths.values()) or BAR)
    laid, x = [], 0.0
    for key in ORDER:
        width = widths[key] * scale
        units = drawn.buckets[key]
        percent = f"{100 * units / total:.1f} %" if total else "-"
        reasons = sorted(drawn.reasons[key].items(), key=lambda pair: -pair[1])
        said = tuple((reason_words(reason), count) for reason, count in reasons)
        laid.append(
            Share(
                key, *WORDS[key], f"/books/{key.replace(' ', '-')}/", units, percent, round(x, 1), round(width, 1), said
            )
        )
        x += width
    return laid


def _width(units: int, total: int) -> float:
    return max(THINNEST, BAR * units / total) if units else 0.0


def reason_words(stored: str) -> str:
    """This will say a stored reason, and that it closed the rest of a programme, in a sentence."""
    code = stored.removeprefix("closed: ")
    words = sentence(Reason(code)) if code in list(Reason) else code
    return f"{words} (the rest of the programme)" if code != stored else words
