"""A rehearsal as JSON and as a page of its own."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from coaching.core.model import Channel
from coaching.journeys.rehearsal.result import Entry, Rates, Rehearsal, Sort, Sums


def as_json(told: Rehearsal | Sums, rates: Rates) -> str:
    """This will write everything that is known; moments in ISO 8601 with their offset."""
    known = {**_plain(asdict(told)), "rates": asdict(rates)}
    return json.dumps(known, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {_key(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case datetime() | date():
            return value.isoformat()
        case _:
            return value


def _key(key: object) -> str:
    return key.isoformat() if isinstance(key, datetime | date) else str(key)


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


def as_page(told: Rehearsal, rates: Rates) -> str:
    """This will write a page that needs nothing else: no script, no picture, no network. Everything is escaped."""
    days: dict[date, list[Entry]] = {}
    for entry in told.entries:
        days.setdefault(entry.at.date(), []).append(entry)
    cells = [_cell(on, days.get(on, []), told) for on in _whole_weeks(min(days), max(days))]
    cost = f"{rates.cost(told.totals.segments, told.totals.emails):,.2f} {rates.currency}" if rates.are_set else ""
    numbers = {cell.on: cell.day for cell in cells}
    return _template().render(told=told, days=days, cells=cells, numbers=numbers, cost=cost, Sort=Sort, Channel=Channel)


def _whole_weeks(first: date, last: date) -> list[date]:
    """From a Monday to a Sunday."""
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
        level=next((level for level in ("red", "amber", "task") if level in levels), ""),
    )


@cache
def _template() -> Template:
    here = FileSystemLoader(Path(__file__).parent)
    return Environment(
        loader=here, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).get_template("page.html")
