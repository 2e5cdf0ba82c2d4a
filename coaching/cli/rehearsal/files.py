"""A rehearsal as JSON and as a page of its own."""

import json
from dataclasses import asdict
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


def as_page(told: Rehearsal, rates: Rates) -> str:
    """This will write a page that needs nothing else: no script, no picture, no network. Everything is escaped."""
    days: dict[date, list[Entry]] = {}
    for entry in told.entries:
        days.setdefault(entry.at.date(), []).append(entry)
    numbers = {on: max(entry.day for entry in entries) for on, entries in days.items() if on >= told.begins}
    cost = f"{rates.cost(told.totals.segments, told.totals.emails):,.2f} {rates.currency}" if rates.are_set else ""
    return _template().render(
        told=told, days=days, numbers=numbers, calendar=_calendar(min(days), max(days)), cost=cost, Sort=Sort,
        Channel=Channel,
    )  # fmt: skip


def _calendar(first: date, last: date) -> list[date]:
    """Whole weeks, from a Monday to a Sunday."""
    first -= timedelta(days=first.weekday())
    last += timedelta(days=6 - last.weekday())
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@cache
def _template() -> Template:
    here = FileSystemLoader(Path(__file__).parent)
    return Environment(
        loader=here, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).get_template("page.html")
