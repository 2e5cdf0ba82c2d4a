"""Links that let somebody choose a password: signed, good once and for a while, by Django's token generator.

A link is over once the password has changed or somebody has signed in, as both are part of what is signed.
"""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.crypto import constant_time_compare
from django.utils.http import base36_to_int, int_to_base36

from coaching.store.models import User

INVITED = timedelta(days=7)
FORGOTTEN = timedelta(hours=2)
_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)


class _Links(PasswordResetTokenGenerator):
    """Machine time is handed in, not read, and each purpose has a life of its own."""

    def __init__(self, purpose: str, lasts: timedelta) -> None:
        super().__init__()
        self.key_salt = f"coaching.store.invitations.{purpose}"
        self.lasts = lasts

    def make(self, user: User, now: datetime) -> str:
        return self._make_token_with_timestamp(user, _seconds(now), self.secret)

    def is_good(self, user: User, token: str, now: datetime) -> bool:
        try:
            made = base36_to_int(token.partition("-")[0])
        except ValueError:
            return False
        good = constant_time_compare(self._make_token_with_timestamp(user, made, self.secret), token)
        return good and 0 <= _seconds(now) - made <= self.lasts.total_seconds()


_INVITED = _Links("invited", INVITED)
_FORGOTTEN = _Links("forgotten", FORGOTTEN)


def make(user: User, now: datetime) -> str:
    """This will make the end of a link for somebody: "12-abc...". Longer alive for who has no password yet."""
    links = _FORGOTTEN if user.has_usable_password() else _INVITED
    return f"{int_to_base36(user.pk)}-{links.make(user, now)}"


def whose(code: str, now: datetime) -> User | None:
    """This will find whom a link was made for; None if it was altered, used, is over, or the account is closed."""
    who, _, token = code.partition("-")
    try:
        user = User.objects.filter(pk=base36_to_int(who), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    links = _FORGOTTEN if user and user.has_usable_password() else _INVITED
    return user if user is not None and links.is_good(user, token, now) else None


def lasts(user: User) -> timedelta:
    """This will say how long a link made now for somebody may be used."""
    return FORGOTTEN if user.has_usable_password() else INVITED


def _seconds(now: datetime) -> int:
    return int((now - _EPOCH).total_seconds())
