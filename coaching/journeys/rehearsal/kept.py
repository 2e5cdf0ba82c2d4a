"""A rehearsal packed for keeping, and read back as it was."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from coaching.core.model import Channel
from coaching.journeys.rehearsal.result import Entry, Rehearsal, Sort, Totals, Violation


def pack(told: Sequence[Rehearsal]) -> bytes:
    """This will pack one rehearsal, or two that are compared: some 50 kB each."""
    return zlib.compress(json.dumps([asdict(each) for each in told], default=_written).encode())


def _written(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not kept with a rehearsal")


def unpack(packed: bytes) -> tuple[Rehearsal, ...]:
    """This will read back what `pack` has made."""
    return tuple(_rehearsal(each) for each in json.loads(zlib.decompress(packed)))


def _rehearsal(known: Mapping[str, Any]) -> Rehearsal:
    changes = {
        "about": tuple((name, value) for name, value in known["about"]),
        "begins": date.fromisoformat(known["begins"]),
        "ends": date.fromisoformat(known["ends"]),
        "entries": tuple(_entry(each) for each in known["entries"]),
        "totals": Totals(**known["totals"]),
        "violations": tuple(Violation(**each) for each in known["violations"]),
    }
    return Rehearsal(**{**known, **changes})


def _entry(known: Mapping[str, Any]) -> Entry:
    return Entry(
        **{
            **known,
            "at": datetime.fromisoformat(known["at"]),
            "sort": Sort(known["sort"]),
            "channel": Channel(known["channel"]) if known["channel"] else None,
        }
    )
