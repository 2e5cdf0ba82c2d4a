"""A rehearsal as one HTML file that needs nothing else: no script, no picture, no network."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from coaching.core.model import Channel
from coaching.journeys.rehearsal import calendar
from coaching.journeys.rehearsal.result import Rates, Rehearsal, Sort


def as_page(told: Rehearsal, rates: Rates) -> str:
    """This will write the page. Everything is escaped, and emails stand in frames that run and load nothing."""
    cells = calendar.cells_of(told)
    return _template().render(
        told=told,
        days=calendar.days_of(told),
        cells=cells,
        numbers={cell.on: cell.day for cell in cells},
        cost=rates.said(told.totals.segments, told.totals.emails),
        Sort=Sort,
        Channel=Channel,
    )


@cache
def _template() -> Template:
    here = FileSystemLoader(Path(__file__).parent)
    return Environment(
        loader=here, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).get_template("file.html")
