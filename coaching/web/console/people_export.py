"""The list of people as a file for a spreadsheet: streamed, and nothing in it is ever taken for a formula."""

import csv
from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from coaching import bootstrap
from coaching.store import audit, campaigns, people
from coaching.web.console import people_query
from coaching.web.console.people import Row, row
from coaching.web.console.people_query import COLUMNS

AT_ONCE = 200
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """This will send everybody whom a filter wants, with the columns that are shown."""
    asked = people_query.read_text(request.POST.get("filter", ""))
    moment = bootstrap.moment()
    keys = people.ids(asked.wanted, moment.now)
    parts = sorted(name for name in asked.given if name != "q")
    audit.record(
        request.user.get_username(), "exported", "people", "list", moment.now,
        people=len(keys), columns=list(asked.columns), filter=parts, searched="q" in asked.given,
    )  # fmt: skip
    programmes = campaigns.names()

    def lines() -> Iterator[str]:
        yield "\ufeff" + _line(["Name", *(COLUMNS[name] for name in asked.columns)])
        for last in range(len(keys), 0, -AT_ONCE):
            for each in people.of(keys[max(0, last - AT_ONCE) : last]):
                shown = row(each, moment.now, programmes)
                yield _line([shown.name, *(_cell(shown, name) for name in asked.columns)])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="people-{moment.now:%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


class _Echo:
    """A file that gives back what is written."""

    def write(self, text: str) -> str:
        return text


def _line(cells: list[str]) -> str:
    return str(csv.writer(_Echo()).writerow([harmless(cell) for cell in cells]))


def harmless(cell: str) -> str:
    """This will keep spreadsheets from taking words for a formula, by an apostrophe in front (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def _cell(shown: Row, column: str) -> str:
    match column:
        case "day":
            return str(shown.place.day) if shown.place else ""
        case "standing":
            return shown.place.word if shown.place else "Cannot be read"
        case "next":
            return shown.next_line
        case "tags":
            return ", ".join(shown.tags)
        case "heard":
            return f"{shown.heard:%Y-%m-%d %H:%M}" if shown.heard else ""
        case "since":
            return f"{shown.since:%Y-%m-%d}" if shown.since else ""
        case _:
            return str(getattr(shown, column))
