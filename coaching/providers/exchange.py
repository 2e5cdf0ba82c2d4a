"""One HTTP exchange as values: the request, and the three ways it can end."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

DEADLINE_PASSED = "deadline_passed"
NOT_CONNECTED = "not_connected"
LONGEST_WAIT_S = 3600.0
SHORTEST_WAIT_S = 1.0


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One POST. Not a byte of it is written at or after `deadline_s` (boot-time clock, seconds)."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    deadline_s: float


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole answer. `headers` has lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class NotWritten:
    """Proof that the provider got nothing. `code` is DEADLINE_PASSED or NOT_CONNECTED."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """The exchange broke after bytes may have been written: the provider may have acted."""

    detail: str


Carried = HttpAnswer | NotWritten | InDoubt


def wait_s(answer: HttpAnswer, default_s: float) -> float:
    """This will say how many seconds the provider asks to wait, between 1 and 3600.

    Retry-After (RFC 9110 section 10.2.3) is seconds or a date, X-RateLimit-Reset (SendGrid) is epoch
    seconds. Moments are compared with the answer's own Date, so a wrong clock here does no harm.
    Without a readable wish it is `default_s`, and then no bound applies.
    """
    asked = [*_seconds(answer), *_until_date(answer), *_until_reset(answer)]
    return min(max(*asked, SHORTEST_WAIT_S), LONGEST_WAIT_S) if asked else default_s


def _seconds(answer: HttpAnswer) -> list[float]:
    wish = answer.headers.get("retry-after", "").strip()
    return [float(wish)] if re.fullmatch(r"[0-9]{1,9}", wish) else []


def _until_date(answer: HttpAnswer) -> list[float]:
    then, now = _moment(answer, "retry-after"), _moment(answer, "date")
    return [(then - now).total_seconds()] if then and now else []


def _until_reset(answer: HttpAnswer) -> list[float]:
    wish, now = answer.headers.get("x-ratelimit-reset", "").strip(), _moment(answer, "date")
    return [float(wish) - now.timestamp()] if now and re.fullmatch(r"[0-9]{1,12}", wish) else []


def _moment(answer: HttpAnswer, header: str) -> datetime | None:
    """A moment with its zone, or None where the header is absent or says nothing readable."""
    try:
        moment = parsedate_to_datetime(answer.headers.get(header, ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
