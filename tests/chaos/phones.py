"""The simulator's control calls, insisted on: its port may be refusing connections just then."""

import json
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from coaching.cli.demo.people import Sample

_TRIES = 40
_PAGE = 1000
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Phones:
    """What the providers and the people behind them know. Any thread may use it."""

    url: str

    def set_clock(self, offset: timedelta) -> None:
        self._call("POST", "/control/clock", {"offset_ms": round(offset.total_seconds() * 1000)})

    def add_people(self, people: Iterable[Sample]) -> None:
        told = [
            {
                **{"phone": each.phone, "name": each.name, "zone": each.zone},
                **({"email": each.email} if each.email else {}),
                "rules": [asdict(rule) for rule in each.rules],
            }
            for each in people
            if each.phone
        ]
        self._call("POST", "/control/people", told)

    def arm(self, fault: Mapping[str, Any]) -> None:
        self._call("POST", "/control/faults", dict(fault))

    def struck(self) -> Counter[str]:
        """How often each armed fault has struck, by provider and kind. Ports refused are not among them."""
        counts: Counter[str] = Counter()
        for fault in self._call("GET", "/control/faults"):
            counts[f"{fault['provider']}: {fault['kind']}"] += fault["struck"]
        return counts

    def disarm(self) -> None:
        self._call("DELETE", "/control/faults")

    def state(self) -> Any:
        return self._call("GET", "/control/state")

    def accepted(self) -> Counter[int]:
        """Our own message ids, each with how often a provider accepted it."""
        counts: Counter[int] = Counter()
        after = 0
        while page := self._call("GET", f"/control/sent?after={after}&limit={_PAGE}"):
            counts.update(_message(send) for send in page)
            after = page[-1]["seq"]
        return counts

    def _call(self, method: str, path: str, body: object = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        beat = threading.Event()
        for last in (*[False] * (_TRIES - 1), True):
            try:
                with _OPENER.open(request, timeout=10) as answer:
                    text = answer.read()
                    return json.loads(text) if text else None
            except urllib.error.HTTPError:
                raise
            except OSError:
                if last:
                    raise
                beat.wait(0.1)
        raise AssertionError("the last try returns or raises")


def _message(send: Mapping[str, Any]) -> int:
    if send["channel"] == "sms":
        return int(parse_qs(urlsplit(send["status_callback"]).query)["m"][0])
    return int(send["custom_args"]["coaching_message"])
