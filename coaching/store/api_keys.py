"""Keys of the API. The secret is shown once and never stored; a key is found by its prefix."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from coaching.core.scopes import Scope
from coaching.store.models import ApiKey

ApiKeyId = NewType("ApiKeyId", int)
HEAD = "coach"
USED_WITHIN = timedelta(hours=1)
_NOBODYS = "0" * 64


@dataclass(frozen=True, slots=True)
class Known:
    """A key that counts."""

    pk: ApiKeyId
    name: str
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class Made:
    """A new key; `token` is what its holder sends, and cannot be had again."""

    pk: ApiKeyId
    token: str


def make(name: str, scopes: Sequence[Scope], by: str, at: datetime) -> Made:
    """This will make a key."""
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        name=name, prefix=prefix, digest=_digest(secret), scopes=list(scopes), made_by=by, made_at=at
    )
    return Made(ApiKeyId(row.pk), f"{HEAD}_{prefix}_{secret}")


def _digest(secret: str) -> str:
    """Plain SHA-256: the secret has 256 random bits, so nobody can try them out."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(token: str, at: datetime) -> Known | None:
    """This will find the key that a token belongs to, in a time that tells nothing; None if there is none.

    That it was used is noted once an hour.
    """
    head, _, rest = token.partition("_")
    prefix, _, secret = rest.partition("_")
    storable = head == HEAD and len(prefix) == 8 and prefix.isascii() and prefix.isalnum()
    row = ApiKey.objects.filter(prefix=prefix, revoked_at=None).first() if storable else None
    is_it = hmac.compare_digest(_digest(secret), row.digest if row else _NOBODYS)
    if row is None or not is_it:
        return None
    if row.used_at is None or row.used_at <= at - USED_WITHIN:
        ApiKey.objects.filter(pk=row.pk).update(used_at=at.replace(minute=0, second=0, microsecond=0))
    known = set(Scope)
    return Known(ApiKeyId(row.pk), row.name, frozenset(Scope(each) for each in row.scopes if each in known))


def every() -> list[ApiKey]:
    """This will list keys, those that count first, then the newest."""
    return sorted(ApiKey.objects.order_by("-pk"), key=lambda row: row.revoked_at is not None)


def get(key: ApiKeyId) -> ApiKey | None:
    return ApiKey.objects.filter(pk=key).first()


def by_prefix(prefix: str) -> ApiKey | None:
    return ApiKey.objects.filter(prefix=prefix).first()


def revoke(key: ApiKeyId, by: str, at: datetime) -> bool:
    """This will end a key; False if it was ended already."""
    return bool(ApiKey.objects.filter(pk=key, revoked_at=None).update(revoked_at=at, revoked_by=by))


def restore(key: ApiKeyId) -> bool:
    """This will have a key count again (Undo); False if it does."""
    return bool(ApiKey.objects.filter(pk=key).exclude(revoked_at=None).update(revoked_at=None, revoked_by=""))
