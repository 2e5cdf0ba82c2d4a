"""The links in messages: a person's token says whose page it is, a signed last day until when it may change things.

Links for other uses hold a handle instead of the token: whoever forwards an email gives away no page with answers.
"""

import base64
import hashlib
import hmac
import re
from datetime import date, timedelta
from enum import StrEnum

LASTS = timedelta(days=14)
"""How long after its message a link may change something."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,43}\Z")
# Small letters only: a handle is also part of an email address, and mail programs change the case of those.
_HANDLE = re.compile(r"(?P<person>[1-9][0-9]{0,17})-[a-z2-7]{26}\Z")
_EPOCH = date(1970, 1, 1)
# 2 bytes of day and 9 of signature (72 bits, beside a token of 192) are 15 letters: short enough for a text.
_DAY_BYTES, _MARK_BYTES, _LETTERS = 2, 9, 15


class Purpose(StrEnum):
    """What a signature is for; one made for something else is false."""

    OWN_PAGE = "own page"


class Seal(StrEnum):
    """What a link may do. GOOD: look and change. OLD, MISSING: look only. FALSE: nothing, it was altered."""

    GOOD = "good"
    OLD = "old"
    MISSING = "missing"
    FALSE = "false"


def sign(key: bytes, token: str, purpose: Purpose, last: date) -> str:
    """This will sign a token for a purpose until the end of a day (UTC): 15 letters."""
    day = (last - _EPOCH).days.to_bytes(_DAY_BYTES, "big")
    told = b"\0".join((purpose.encode(), token.encode(), day))
    return _letters(day + hmac.digest(key, told, "sha256")[:_MARK_BYTES])


def read(key: bytes, token: str, purpose: Purpose, signed: str, today: date) -> Seal:
    """This will say what a signature allows today; compared in constant time."""
    if not signed:
        return Seal.MISSING
    last = _last_day(signed)
    if last is None or not hmac.compare_digest(sign(key, token, purpose, last), signed):
        return Seal.FALSE
    return Seal.GOOD if today <= last else Seal.OLD


def _last_day(signed: str) -> date | None:
    if len(signed) != _LETTERS or not re.fullmatch(r"[A-Za-z0-9_-]+", signed):
        return None
    days = int.from_bytes(base64.urlsafe_b64decode(signed + "=")[:_DAY_BYTES], "big")
    return _EPOCH + timedelta(days=days)


def handle(person: int, token: str) -> str:
    """This will give what stands for a person in links and addresses that never expire; nobody can make the token
    out of it.

    It needs no key, so that it outlives a change of the key.
    """
    mark = base64.b32encode(hashlib.sha256(b"coaching link" + token.encode()).digest())
    return f"{person}-{mark.decode().lower()[:26]}"


def person_of(given: str) -> int | None:
    """This will give the person a handle claims to be of; None if it is no handle. Check it with `is_handle_of`."""
    match = _HANDLE.match(given.lower())
    return int(match["person"]) if match else None


def is_handle_of(given: str, person: int, token: str) -> bool:
    """This will say whether a handle is that person's; compared in constant time."""
    return hmac.compare_digest(given.lower().encode(), handle(person, token).encode())


def is_token(given: str) -> bool:
    """This will say whether something has the form of a token at all."""
    return _TOKEN.match(given) is not None


def _letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
