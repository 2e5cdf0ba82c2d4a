"""The simulator's control calls, insisted on: its port may be refusing connections just then."""

import json
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from coaching.cli.demo.people import Sample

_TRIES = 40
_PAGE = 1000
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Send:
    """One acceptance: which of our messages, when (programme time, epoch ms) and to whom."""

    message: int
    to: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same words to the same person again within 20 hours: our two messages, as far as they can be told."""

    before: int | None
    again: int


@dataclass(slots=True)
class Phones:
    """What the providers and the people behind them know. Any thread may use it, but one alone collects."""

    url: str
    sends: dict[int, Send] = field(default_factory=dict)
    _seen: int = 0

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
        """The armed faults that have struck, by kind and provider; one that strikes many calls counts once.

        Ports refused are not among them, nor the reports that are slow all the time."""
        faults = self._call("GET", "/control/faults")
        return Counter(
            f"{fault['kind'].replace('_', ' ')} ({fault['provider']})"
            for fault in faults
            if fault["struck"] and fault["times"] is not None
        )

    def waiting(self, provider: str) -> int:
        """How many armed faults of a provider still wait for their call; those of searches, which are rare, and those
        that strike for ever left aside."""
        faults = [each for each in self._call("GET", "/control/faults") if each["provider"] == provider]
        return sum(each["times"] is not None and not each["struck"] and "search" not in each["kind"] for each in faults)

    def disarm(self) -> None:
        self._call("DELETE", "/control/faults")

    def state(self) -> Any:
        return self._call("GET", "/control/state")

    def collect(self) -> int:
        """This will take in what was accepted since the last time; answers how many acceptances there are in all.

        The simulator forgets the oldest ones, so this is to be asked now and then."""
        while page := self._call("GET", f"/control/sent?after={self._seen}&limit={_PAGE}"):
            self.sends |= {each["seq"]: Send(_message(each), each["to"], each["at_programme_ms"]) for each in page}
            self._seen = page[-1]["seq"]
        return len(self.sends)

    def accepted(self) -> Counter[int]:
        """Our own message ids, each with how often a provider accepted it."""
        self.collect()
        return Counter(send.message for send in self.sends.values())

    def repeats(self) -> list[Repeat]:
        """The simulator's own list of words that came twice."""
        self.collect()
        by_moment = {(send.to, send.at_ms): send.message for send in self.sends.values()}
        return [
            Repeat(by_moment.get((each["to"], each["before_programme_ms"])), self.sends[each["seq"]].message)
            for each in self._call("GET", "/control/duplicates")
        ]

    def _call(self, method: str, path: str, body: object = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        beat = threading.Event()
        for last in (*[False] * (_TRIES - 1), True):
            try:
                with _OPENER.open(request, timeout=60) as answer:
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
