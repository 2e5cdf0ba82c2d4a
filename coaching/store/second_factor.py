"""The second factor of a member of the team: an authenticator app, and ten codes for the day it is lost."""

import hmac
import re
import secrets
from datetime import datetime

from coaching.core import totp
from coaching.store import seal
from coaching.store.models import RecoveryCode, User
from coaching.store.transactions import atomic

CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1, which people mistake for one another."""


def is_on(user: User) -> bool:
    """This will say whether a sign-in of that person takes a code."""
    return bool(user.totp_secret)


def offered(user: User, session: str) -> bytes:
    """This will make the secret that is offered to somebody in one session: the same until it is taken or they leave.

    It follows from the server's key, so that looking at the page stores nothing.
    """
    told = f"{user.pk}:{user.password}:{user.totp_since}:{session}"
    return hmac.digest(seal.key("offer of a second factor"), told.encode(), "sha256")[: totp.SECRET_BYTES]


def turn_on(user: User, secret: bytes, typed: str, now: datetime) -> tuple[str, ...] | None:
    """This will keep the secret once its code proves that the app has it; answers the recovery codes, None if wrong."""
    step = totp.matching(secret, typed, now)
    if step is None:
        return None
    with atomic():
        # A code that was used a moment ago opens nothing twice, not even after the factor was set up anew.
        User.objects.filter(pk=user.pk).update(totp_secret=seal.close(secret), totp_step=step, totp_since=now)
        return fresh_codes(user)


def turn_off(user: User) -> bool:
    """This will take the second factor away; False if there was none."""
    with atomic():
        RecoveryCode.objects.filter(user=user).delete()
        rows = User.objects.filter(pk=user.pk).exclude(totp_secret="")
        return bool(rows.update(totp_secret="", totp_since=None))


def fresh_codes(user: User) -> tuple[str, ...]:
    """This will make ten recovery codes in place of the old ones; they can never be read again."""
    codes = tuple(_code() for _ in range(CODES))
    with atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=_digest(code)) for code in codes])
    return codes


def codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def takes_code(user: User, typed: str, now: datetime) -> bool:
    """This will accept a code of the app once: not again, and none from before it.

    Raises SealBroken.
    """
    step = totp.matching(seal.open_(user.totp_secret), typed, now)
    return step is not None and bool(
        User.objects.filter(pk=user.pk, totp_step__lt=step, is_active=True).update(totp_step=step)
    )


def takes_recovery_code(user: User, typed: str, now: datetime) -> bool:
    """This will accept one of the recovery codes, unless it was used before."""
    rows = RecoveryCode.objects.filter(user=user, digest=_digest(typed), used_at=None)
    return bool(rows.update(used_at=now))


def _code() -> str:
    """50 bits: too many to guess within the tries that the lock-out leaves."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _digest(code: str) -> str:
    return seal.digest("recovery code", re.sub(r"[^a-z0-9]", "", code.casefold()))
