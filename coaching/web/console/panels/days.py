"""One timeline of past and future, a group for each local date: today in the middle, far days folded away."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from coaching.journeys import letters
from coaching.journeys.items import Item
from coaching.journeys.timeline import Timeline

RECENT, SOON = 3, 5
"""So many days with something in them stand open before and after today."""


@dataclass(frozen=True, slots=True)
class Day:
    """Everything of one local date. `number`: the day of the programme that came or comes on it, 0 for none."""

    on: date
    name: str
    number: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day to the last; `earlier` and `later` are folded."""

    earlier: tuple[Day, ...]
    recent: tuple[Day, ...]
    today: Day
    soon: tuple[Day, ...]
    later: tuple[Day, ...]


def of(story: Timeline, now: datetime) -> Days:
    """This will group a timeline by days; `now` in the person's zone."""
    found = _grouped([*story.past, *story.future], now.date())
    before = tuple(day for on, day in sorted(found.items()) if on < now.date())
    after = tuple(day for on, day in sorted(found.items()) if on > now.date())
    return Days(
        earlier=before[:-RECENT],
        recent=before[-RECENT:],
        today=found.get(now.date()) or Day(now.date(), "Today", 0, ()),
        soon=after[:SOON],
        later=after[SOON:],
    )


def _grouped(items: Iterable[Item], today: date) -> dict[date, Day]:
    groups: dict[date, list[Item]] = {}
    for item in sorted(items, key=lambda each: (each.at, each.kind != "reply")):
        groups.setdefault(item.at.date(), []).append(replace(item, text=letters.masked(item.text)))
    return {
        on: Day(
            on, _name(on, today), max((item.day for item in found if item.kind in _LESSONS), default=0), tuple(found)
        )
        for on, found in groups.items()
    }


_LESSONS = ("sent", "not_sent", "planned", "left_out")
_NEAR = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}


def _name(on: date, today: date) -> str:
    return _NEAR.get((on - today) // timedelta(days=1), "")


def because(story: Timeline, now: datetime) -> str:
    """This will say when the next lesson comes and why then, "" where the sentence above says it all."""
    coming = next((item for item in story.future if item.kind in ("planned", "pause")), None)
    if coming is None or coming.kind == "pause":
        return coming.why if coming else ""
    day = _name(coming.at.date(), now.date()).lower() or f"on {coming.at:%A, %-d %b}"
    return f"{coming.at:%H:%M} {day}, because {coming.why[:1].lower()}{coming.why[1:]}"
