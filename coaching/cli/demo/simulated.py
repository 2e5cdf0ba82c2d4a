"""The simulator's control calls, as the demo's driver needs them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit

import orjson

from coaching.cli.demo.people import Sample


@dataclass(frozen=True, slots=True)
class State:
    """`next_event_ms`: programme time of the next reply of a sample person; `pending`: callbacks not yet answered."""

    next_event_ms: int | None
    pending: int
    sms: int
    emails: int
    duplicates: int


class Simulator:
    """One kept-open connection to the simulator."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=10)

    def set_clock(self, offset: timedelta) -> None:
        self._call("POST", "/control/clock", {"offset_ms": round(offset.total_seconds() * 1000)})

    def add_people(self, people: Iterable[Sample], *, hurried: bool) -> None:
        """This will tell the simulator how each phone answers; `hurried` people answer at once."""
        self._call("POST", "/control/people", [_told(each, hurried=hurried) for each in people if each.phone])

    def state(self) -> State:
        told = self._call("GET", "/control/state")
        accepted = told["accepted"]
        return State(
            told["next_event_ms"], told["callbacks_pending"], accepted["sms"], accepted["email"], told["duplicates"]
        )

    def _call(self, method: str, path: str, body: object = None) -> dict:  # type: ignore[type-arg]  # JSON
        payload = orjson.dumps(body) if body is not None else None
        self._connection.request(method, path, payload, {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"the simulator refused {path}: {text[:300]!r}")
        return orjson.loads(text) if text else {}


def _told(person: Sample, *, hurried: bool) -> dict[str, object]:
    known = {"phone": person.phone, "name": person.name, "zone": person.zone}
    known |= {"email": person.email} if person.email else {}
    rules = [asdict(rule) | ({"after_s": 0} if hurried else {}) for rule in person.rules]
    return {**known, "rules": rules}
