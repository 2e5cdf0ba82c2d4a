"""A rehearsal as a calendar: whole weeks of dates, each with what happened on it in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coaching.core.model import Channel
from coaching.journeys.rehearsal.result import Entry, Rehearsal, Sort

LEVELS = ("red", "amber", "task")


@dataclass(frozen=True, slots=True)
class Cell:
    """A date in the calendar. `day` of the programme, 0 outside it; `level` of its gravest alert."""

    on: date
    day: int = 0
    texts: int = 0
    emails: int = 0
    replies: int = 0
    not_sent: int = 0
    level: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.texts or self.emails or self.replies or self.not_sent or self.level)


def days_of(told: Rehearsal) -> dict[date, list[Entry]]:
    """This will group the entries by their local dates, in order."""
    days: dict[date, list[Entry]] = {}
    for entry in told.entries:
        days.setdefault(entry.at.date(), []).append(entry)
    return days


def cells_of(told: Rehearsal) -> list[Cell]:
    """This will lay a rehearsal out in whole weeks, from a Monday to a Sunday."""
    days = days_of(told)
    return [_cell(on, days.get(on, []), told) for on in _whole_weeks(min(days), max(days))] if days else []


def _whole_weeks(first: date, last: date) -> list[date]:
    first -= timedelta(days=first.weekday())
    last += timedelta(days=6 - last.weekday())
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _cell(on: date, entries: Sequence[Entry], told: Rehearsal) -> Cell:
    levels = {entry.level for entry in entries}
    sent = [entry.channel for entry in entries if entry.sort is Sort.MESSAGE]
    return Cell(
        on=on,
        day=max((entry.day for entry in entries), default=0) if on >= told.begins else 0,
        texts=sent.count(Channel.SMS),
        emails=sent.count(Channel.EMAIL),
        replies=sum(entry.sort is Sort.REPLY for entry in entries),
        not_sent=sum(entry.sort is Sort.NOT_SENT for entry in entries),
        level=next((level for level in LEVELS if level in levels), ""),
    )
