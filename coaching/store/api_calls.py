"""Calls of the API that must count once: who asked under which name, and what became of it. Machine time.

Only keyed hashes and ids are kept, for a day: an answer is written again from what the ids lead to.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from coaching.core.model import SubscriberId
from coaching.store import bulk
from coaching.store.api_keys import ApiKeyId
from coaching.store.models import ApiCall

KEPT = timedelta(hours=24)
LONGEST = timedelta(minutes=2)
"""After so long a call that is still under way has died with its process."""
UNDER_WAY = 0


@dataclass(frozen=True, slots=True)
class Begun:
    """The call is ours to carry out; `token` proves it."""

    pk: int
    token: str


@dataclass(frozen=True, slots=True)
class Answered:
    """It was carried out before, with this `status`, about `subject`."""

    status: int
    subject: int


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Somebody carries it out at this moment."""


@dataclass(frozen=True, slots=True)
class OtherBody:
    """The same name came before with something else to do."""


def begin(key: ApiKeyId, name: str, asked: bytes, at: datetime) -> Begun | Answered | UnderWay | OtherBody:
    """This will take a call, unless the same one was taken before. `asked`: method, address and body.

    Call it outside a transaction: others must see it at once.
    """
    known, body, token = _hash(f"{key}:{name}".encode()), _hash(asked), secrets.token_hex(16)
    row = {"name": known, "body": body, "status": UNDER_WAY, "subject": None, "subscriber": None}
    fresh = bulk.insert_if_new(ApiCall, [{**row, "token": token, "until": at + LONGEST}], "name").get(known)
    if fresh is not None:
        return Begun(fresh, token)
    before = ApiCall.objects.filter(name=known).first()
    if before is None:  # it failed just now, and its name is free again
        return UnderWay()
    if before.until <= at:
        return _take_over(before, body, token, at)
    if not hmac.compare_digest(before.body, body):
        return OtherBody()
    return UnderWay() if before.status == UNDER_WAY else Answered(before.status, before.subject or 0)


def _take_over(before: ApiCall, body: str, token: str, at: datetime) -> Begun | UnderWay:
    mine = ApiCall.objects.filter(pk=before.pk, token=before.token, until=before.until)
    won = mine.update(body=body, status=UNDER_WAY, subject=None, subscriber=None, token=token, until=at + LONGEST)
    return Begun(before.pk, token) if won else UnderWay()


def finish(call: Begun, status: int, subject: int, subscriber: SubscriberId, at: datetime) -> bool:
    """This will store what became of a call; False if it is another's by now, and then nothing may be done.

    Call it in the transaction of what was done.
    """
    mine = ApiCall.objects.filter(pk=call.pk, token=call.token, status=UNDER_WAY)
    return bool(mine.update(status=status, subject=subject, subscriber=subscriber, until=at + KEPT))


def forget(call: Begun) -> None:
    """This will free the name of a call that changed nothing."""
    ApiCall.objects.filter(pk=call.pk, token=call.token, status=UNDER_WAY).delete()


def forget_old(at: datetime) -> int:
    """This will forget calls whose day is over; answers how many."""
    return ApiCall.objects.filter(until__lte=at).delete()[0]


def _hash(told: bytes) -> str:
    key = hmac.digest(settings.SECRET_KEY.encode(), b"calls of the api", "sha256")
    return hmac.new(key, told, "sha256").hexdigest()
