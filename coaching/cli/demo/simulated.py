"""The simulator's control calls, as the demo's driver needs them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from coaching.cli.demo.people import Sample

_PAGE = 1000


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

    def of_the_ledger(self) -> Counter[int]:
        """This will count the acceptances of each message of the ledger; alerts and letters to the team have none.

        The simulator keeps the newest sends alone; what it has forgotten is left out.
        """
        found: Counter[int] = Counter()
        after = 0
        while page := self._call("GET", f"/control/sent?after={after}&limit={_PAGE}"):
            found.update(message for each in page if (message := _message(each)))
            after = page[-1]["seq"]
        return found

    def _call(self, method: str, path: str, body: object = None) -> dict:  # type: ignore[type-arg]  # JSON
        payload = orjson.dumps(body) if body is not None else None
        self._connection.request(method, path, payload, {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"the simulator refused {path}: {text[:300]!r}")
        return orjson.loads(text) if text else {}


def _message(send: Mapping[str, Any]) -> int:
    """Our own id as the send carries it back to us; 0 for what is not in the ledger."""
    if send["channel"] == "sms":
        carried = parse_qs(urlsplit(send["status_callback"] or "").query).get("m", ["0"])[0]
    else:
        carried = send["custom_args"].get("coaching_message", "0")
    return int(carried)


def _told(person: Sample, *, hurried: bool) -> dict[str, object]:
    known = {"phone": person.phone, "name": person.name, "zone": person.zone}
    known |= {"email": person.email} if person.email else {}
    rules = [asdict(rule) | ({"after_s": 0} if hurried else {}) for rule in person.rules]
    return {**known, "rules": rules}
