"""A rehearsal as JSON."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from coaching.journeys.rehearsal.result import Rates, Rehearsal, Sums


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
