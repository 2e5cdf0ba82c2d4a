"""The figures: one at a time, for a programme and the people who began in a month; two such groups side by side."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from coaching import bootstrap
from coaching.journeys import export, library
from coaching.store import campaigns, figures
from coaching.store.figures import Cohort
from coaching.web import show
from coaching.web.console import figure_panels
from coaching.web.console.figure_panels import FIGURES, Figure, Panel

FIRST = "funnel"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `other`: a second group to compare with, None for none."""

    figure: str
    cohort: Cohort
    other: Cohort | None

    def address(self, figure: str) -> str:
        return reverse("figure", args=[figure]) + _query(self.cohort, self.other)


@dataclass(frozen=True, slots=True)
class Shown:
    """One group: its name, how many people it has, its figure and where that stands as a table to download."""

    name: str
    people: int
    panel: Panel
    download: str


@require_safe
def page(request: HttpRequest, figure: str = FIRST) -> HttpResponse:
    """This will draw a figure; programme and months stand in the address."""
    programmes = figures.programmes()
    asked = _read(request, figure, programmes)
    months = figures.months(asked.cohort.programme)
    days = _days(asked.cohort.programme)
    groups = [asked.cohort, *([asked.other] if asked.other else [])]
    drawn = FIGURES[figure]
    data = [drawn.load(each, days) for each in groups]
    shown = [
        Shown(_name(cohort), figures.people(cohort), drawn.draw(found, data, days), _download(figure, cohort))
        for cohort, found in zip(groups, data, strict=True)
    ]
    return show.console(
        request,
        "figures/page.html",
        asked=asked,
        figure=drawn,
        tabs=[(key, each.word, asked.address(key)) for key, each in FIGURES.items()],
        shown=shown,
        programmes=programmes,
        months=[(f"{month:%Y-%m}", f"{month:%B %Y}") for month in months],
        chosen=_month(asked.cohort),
        other=_month(asked.other) if asked.other else "",
        anybody=bool(months),
    )


@require_safe
def table(request: HttpRequest, figure: str) -> HttpResponse:
    """This will give a figure's numbers as CSV, safe to open in a spreadsheet."""
    asked = _read(request, figure, figures.programmes())
    drawn: Figure[object] = FIGURES[figure]
    days = _days(asked.cohort.programme)
    found = drawn.load(asked.cohort, days)
    answer = HttpResponse(_csv(drawn.draw(found, [found], days).table), content_type="text/csv; charset=utf-8")
    name = "-".join(part for part in (figure, asked.cohort.programme, _month(asked.cohort)) if part)
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _csv(found: figure_panels.Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(found.head)
    writer.writerows([export.cell(cell) for cell in row] for row in found.rows)
    return out.getvalue()


def _read(request: HttpRequest, figure: str, programmes: list[str]) -> Asked:
    """What makes no sense in an address is left out; a figure that is none answers 404."""
    if figure not in FIGURES:
        raise Http404(f"There is no figure {figure}.")
    wanted = request.GET.get("programme", "")
    home = bootstrap.HOME_CAMPAIGN
    programme = wanted if wanted in programmes else home if home in programmes else next(iter(programmes), "")
    month, other = (_parse(request.GET.get(name, "")) for name in ("month", "with"))
    return Asked(figure, Cohort(programme, month), Cohort(programme, other) if other else None)


def _parse(written: str) -> date | None:
    try:
        return date.fromisoformat(f"{written}-01") if len(written) == len("2026-03") else None
    except ValueError:
        return None


def _days(programme: str) -> int:
    """How long a programme is; the shipped length of a week where it has no version yet."""
    version = campaigns.current(programme) if programme else None
    return library.campaign(version.id).days if version else 7


def _month(cohort: Cohort) -> str:
    return f"{cohort.month:%Y-%m}" if cohort.month else ""


def _name(cohort: Cohort) -> str:
    return f"Began in {cohort.month:%B %Y}" if cohort.month else "Everybody"


def _query(cohort: Cohort, other: Cohort | None = None) -> str:
    query = {"programme": cohort.programme, "month": _month(cohort), "with": _month(other) if other else ""}
    kept = {name: value for name, value in query.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def _download(figure: str, cohort: Cohort) -> str:
    return reverse("figure-table", args=[figure]) + _query(cohort)
