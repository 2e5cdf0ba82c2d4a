"""A person's data to take along: everything stored about them, as JSON and as tables."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from coaching.core.model import SubscriberId
from coaching.journeys.office import Moment
from coaching.store import audit, dossier
from coaching.store.models import Subscriber

FILE_NAME = "my-coaching-data.zip"
_README = """\
Everything that is stored about you, made on {on}.

data.json   all of it in one file
*.csv       the same, one table in each file, for a spreadsheet

Times are in UTC. Emails are stored by the name of their template and the values that filled it.
"""


def of(person: Subscriber, by: str, moment: Moment) -> dict[str, Any]:
    """This will gather everything stored about a person; the audit keeps that it was done, and by whom."""
    audit.record(by, "exported", "subscriber", person.pk, moment.now)
    return {"made_at": moment.now.isoformat(timespec="seconds"), **dossier.of(SubscriberId(person.pk))}


def as_json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False, default=str)


def as_zip(person: Subscriber, by: str, moment: Moment) -> bytes:
    """This will pack the same as one JSON file and one CSV file for each table."""
    data = of(person, by, moment)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _README.format(on=f"{moment.now:%-d %b %Y}"))
        archive.writestr("data.json", as_json(data))
        for name, rows in data.items():
            if isinstance(rows, list) and rows:
                archive.writestr(f"{name}.csv", _csv(rows))
    return packed.getvalue()


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(rows[0])
    table.writerows([cell(each) for each in row.values()] for row in rows)
    return out.getvalue()


def cell(value: Any) -> str:
    """This will write one cell. A spreadsheet runs what begins like a formula; a quote in front keeps it words."""
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    is_number = text[1:].replace(" ", "").replace(".", "").isdigit()
    is_formula = text.startswith(("=", "@", "\t", "\r")) or (text.startswith(("+", "-")) and not is_number)
    return f"'{text}" if is_formula else text
