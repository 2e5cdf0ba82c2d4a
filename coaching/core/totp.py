"""Codes of an authenticator app: time-based one-time passwords (RFC 6238) by SHA-1, 30 seconds, six digits."""

import base64
import hmac
import re
from datetime import datetime
from urllib.parse import quote

STEP_S = 30
SECRET_BYTES = 20
"""What RFC 4226, section 4, R6 recommends: 160 bits."""
_DRIFT = 1
"""A phone's clock may be off, and typing takes time: the code before and the one after count, too (section 5.2)."""


def step_at(now: datetime) -> int:
    """This will number the span of 30 seconds in which `now` (machine time) lies."""
    return int(now.timestamp()) // STEP_S


def code(secret: bytes, step: int) -> str:
    """This will make the code of one span (RFC 4226, section 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 0x0F
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFF_FFFF) % 1_000_000:06}"


def matching(secret: bytes, typed: str, now: datetime) -> int | None:
    """This will find the span whose code was typed, None if there is none near `now`. Spaces do not matter."""
    digits = re.sub(r"\s", "", typed)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    here = step_at(now)
    near = [step for step in range(here - _DRIFT, here + _DRIFT + 1) if hmac.compare_digest(code(secret, step), digits)]
    return near[-1] if near else None


def as_text(secret: bytes) -> str:
    """This will write a secret in letters for typing, in groups of four."""
    letters = base64.b32encode(secret).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def address(secret: bytes, who: str, brand: str) -> str:
    """This will make the address that an authenticator app reads from the QR code (the otpauth scheme)."""
    issuer, name = quote(brand, safe=""), quote(who, safe="")
    key = base64.b32encode(secret).decode()
    return f"otpauth://totp/{issuer}:{name}?secret={key}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP_S}"
