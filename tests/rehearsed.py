"""Rehearsals that nobody had to play: small, for tests of what is made of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from coaching.core.model import Channel
from coaching.journeys.rehearsal import kept
from coaching.journeys.rehearsal.result import Entry, Rehearsal, Sort, Totals, Violation
from coaching.journeys.rehearsal.wishes import DEFAULTS
from coaching.store import jobs, rehearsals
from coaching.store.jobs import State
from tests.world import World

BEGINS = date(2026, 3, 2)
BERLIN = ZoneInfo("Europe/Berlin")


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, 1, hour, tzinfo=BERLIN) + timedelta(days=day)


def told(*more: Entry, words: str = "Coach: Walk a little.", violations: Sequence[Violation] = ()) -> Rehearsal:
    """Three days of somebody called <Ana>: a text and a reply, an email, a red alert."""
    page = "<!doctype html><title>Sleep</title><style>p { color: teal }</style><p>Sleep well.</p>"
    entries = (
        Entry(at(1, 10), Sort.MESSAGE, 1, "Walking", "Day 1.", Channel.SMS, "step", words, parts=1),
        Entry(at(1, 20), Sort.REPLY, 1, "Reply", "Not understood.", Channel.SMS, text="<b>why</b> {{ me }}?"),
        Entry(at(2, 10), Sort.MESSAGE, 2, "Sleep", "Day 2.", Channel.EMAIL, "step", "Sleep well.", "Sleep", page),
        Entry(at(3, 9), Sort.ALERT, 3, "Ana may be in danger.", "Somebody must take it on.", level="red"),
        Entry(at(3, 10), Sort.NOT_SENT, 3, "Breathing", "A conversation goes on.", Channel.SMS, "step"),
        *more,
    )
    return Rehearsal(
        name="<Ana>",
        about=(("Track", "full"), ("Channels", "SMS and email")),
        where="Published words: version 0 of the programme, 0 texts edited here.",
        programme="8 weeks",
        zone="Europe/Berlin",
        begins=BEGINS,
        ends=BEGINS + timedelta(days=2),
        days=56,
        line="The programme is complete.",
        told="Maya",
        entries=entries,
        totals=Totals(texts=1, segments=1, emails=1, replies=1, skips={"a conversation goes on": 1}),
        violations=tuple(violations),
        books={"planned": 3},
    )


def keep(world: World, *plays: Rehearsal, subscriber: int | None = None, **wish: str) -> int:
    """Keeps plays as a worker does once they are over; answers the number of the rehearsal."""
    number = rehearsals.begin({**DEFAULTS, **wish}, subscriber, "maya", world.now, 56)  # type: ignore[arg-type]  # a test's id
    claimed = jobs.claim(world.now, timedelta(seconds=60))
    assert claimed is not None
    rehearsals.keep(number, kept.pack(plays or (told(),)))
    jobs.end(claimed, State.DONE, world.now)
    return number


def louder() -> Rehearsal:
    """The same person with other words on day 1."""
    return replace(told(words="Coach: Walk a little more."), where="The same, but sms/day-01 in the words you typed.")
