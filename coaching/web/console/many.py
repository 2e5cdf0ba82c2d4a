"""A message to many people: whom, the words in each language, what they come to, how far it is, and the stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from coaching import bootstrap
from coaching.core import languages
from coaching.core.groups import Note
from coaching.core.ledger import State
from coaching.core.model import Channel
from coaching.core.reasons import Reason, sentence
from coaching.core.segments import measure
from coaching.journeys import to_many
from coaching.journeys.group import Plan
from coaching.journeys.rehearsal.result import Rates
from coaching.journeys.to_many import StopRefused, WordsRefused, Written
from coaching.settings import load
from coaching.store import filters, groups, mailings, people
from coaching.store.chosen import Chosen
from coaching.store.mailings import NOT_LEFT, Mailing
from coaching.web import flash, show
from coaching.web.console import people_query, saved_filters

WAYS = {"": "By text; by email to those who get no texts", "sms": "By text only", "email": "By email only"}
SENT = (State.HANDED, State.ACCEPTED, State.DELIVERED, State.UNKNOWN, State.BOUNCED)
MOST_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Sheet:
    """The part of the sheet that is about a message. `others`: language -> its name, how many read it, what is typed.
    `digest` marks the words that are shown; `cost` is "" where no price is set."""

    typed: Written
    ways: Mapping[str, str]
    others: Sequence[tuple[str, str, int, str]]
    names: Mapping[str, str]
    digest: str
    cost: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a message to many is, in numbers. `left_out`: each reason with its number; `reach`: all it is for."""

    mailing: Mailing
    sent: int
    waiting: int
    left_out: Sequence[tuple[str, int]]

    @property
    def is_open(self) -> bool:
        """Something may still leave: what waits, and until it is stopped those whose turn has not been."""
        return bool(self.waiting or (self.mailing.to_come and self.mailing.stopped_at is None))


def written(request: HttpRequest) -> Written:
    """This will read the words, and how they go, from a form."""
    typed, way = request.POST.get, request.POST.get("channel", "")
    return Written(
        words=_tidy(typed("words", "")),
        others={code: _tidy(typed(f"words_{code}", "")) for code in languages.LANGUAGES if code != languages.DEFAULT},
        note=Note(Channel(way) if way in ("sms", "email") else None, typed("dose", "") == "yes"),
        why=_tidy(typed("why", ""))[:200],
        seen=frozenset(request.POST.getlist("mark")),
    )


def _tidy(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\0", "").strip()[:MOST_WORDS]


def digest(words: Written) -> str:
    """This will mark words and the way they go, so that what is pressed is what was shown."""
    told = repr((sorted(words.all.items()), words.note))
    return blake2b(told.encode(), digest_size=8).hexdigest()


def sheet(request: HttpRequest, planned: Plan | None, chosen: Chosen, now: datetime) -> Sheet:
    """This will gather what the sheet of a message shows."""
    typed = written(request)
    readers = groups.readers(chosen, now) if planned is None or planned.crowd is None else planned.languages
    settings, sums = load(), planned.sums if planned else None
    rates = Rates(settings.sms_price, settings.email_price, settings.currency)
    return Sheet(
        typed=typed,
        ways=WAYS,
        others=[
            (code, each.name, readers.get(code, 0), typed.others.get(code, ""))
            for code, each in languages.LANGUAGES.items()
            if code != languages.DEFAULT and (readers.get(code) or typed.others.get(code))
        ],
        names={code: each.name for code, each in languages.LANGUAGES.items()},
        digest=digest(typed),
        cost=rates.said(sums.segments, sums.emails) if sums else "",
    )


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """This will list the newest messages to many."""
    return show.console(request, "many/list.html", shown=[progress(each) for each in mailings.recent()])


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """This will ask whom to write to: everybody who is running, or a filter that the coach keeps."""
    now = bootstrap.moment().now
    offered = [("status=active", "Everybody who is running"), ("status=completed", "Everybody who is complete")]
    offered += [(each.query, each.name) for each in filters.of(saved_filters.owner(request))]
    counted = [(query, name, people.count(people_query.read_text(query).wanted, now)) for query, name in offered]
    return show.console(request, "many/choose.html", counted=counted)


@require_safe
def page(request: HttpRequest, change: int) -> HttpResponse:
    """This will show how far a message to many is, and offer to stop it."""
    return show.console(request, "many/one.html", shown=progress(_find(change)))


@require_POST
def stop(request: HttpRequest, change: int) -> HttpResponse:
    """This will stop at once what has not left; what has left cannot be taken back."""
    found = _find(change)
    try:
        kept = to_many.stop(found.pk, request.user.get_username(), bootstrap.moment())
        told = "1 message was" if kept == 1 else f"{kept:,} messages were"
        flash.say(request, f"Stopped. {told} kept back.")
    except StopRefused as refused:
        flash.problem(request, str(refused))
    return redirect("many-one", change=found.pk)


@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """This will count the parts of the words while a coach writes."""
    code = request.POST.get("language", "")
    words = written(request).all.get(code, "") if code in languages.LANGUAGES else ""
    return show.public(request, "many/count.html", **counted(words))


def counted(words: str) -> dict[str, Any]:
    """This will measure words as somebody with an ordinary name gets them by text."""
    try:
        text = to_many.as_sent(to_many.template(words), "Ana", bootstrap.office()) if words.strip() else ""
    except WordsRefused as refused:
        return {"segments": None, "problem": str(refused)}
    return {"segments": measure(text) if text else None, "problem": ""}


def _find(change: int) -> Mailing:
    found = mailings.get(change) if change < 2**63 else None
    if found is None:
        raise Http404(f"There is no message to many {change}.")
    return found


def progress(mailing: Mailing) -> Progress:
    """This will put the states of a message to many into a few numbers."""
    sent = sum(n for (state, _), n in mailing.states.items() if state in SENT)
    waiting = sum(n for (state, _), n in mailing.states.items() if state in NOT_LEFT)
    left_out = [
        (_reason(state, reason), n)
        for (state, reason), n in sorted(mailing.states.items(), key=lambda each: -each[1])
        if state not in SENT and state not in NOT_LEFT
    ]
    if mailing.refused:
        left_out.append(
            ("Not sent: they had stopped, or could not be reached any more, when it was their turn.", mailing.refused)
        )
    if mailing.stopped_at and mailing.to_come:
        left_out.append(("Not sent: it was stopped before it was their turn.", mailing.to_come))
    return Progress(mailing, sent, waiting, left_out)


def _reason(state: State, reason: str) -> str:
    return sentence(Reason(reason)) if reason in list(Reason) else f"Not sent: {state}."
