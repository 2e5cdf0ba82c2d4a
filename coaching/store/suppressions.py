"""Addresses that nobody may be enrolled with by others: kept as keyed hashes, so that the list names nobody."""

import hmac
from collections.abc import Collection
from datetime import datetime

from django.conf import settings

from coaching.core.model import Channel
from coaching.store import bulk
from coaching.store.models import Suppressed

ERASED = "erased"


def digest(channel: Channel, address: str) -> str:
    """This will give the keyed hash that stands for an address: HMAC-SHA256 in hex, the same for any writing of it.

    The key comes from COACHING_SECRET_KEY: another key knows none of the old hashes.
    """
    key = hmac.digest(settings.SECRET_KEY.encode(), b"suppressed addresses", "sha256")
    return hmac.new(key, f"{channel}:{address.strip().casefold()}".encode(), "sha256").hexdigest()


def is_suppressed(channel: Channel, address: str) -> bool:
    """This will say whether somebody else may not enrol this address any more."""
    return Suppressed.objects.filter(digest=digest(channel, address)).exists()


def among(addresses: Collection[tuple[Channel, str]]) -> set[tuple[Channel, str]]:
    """This will give those of many addresses that somebody else may not enrol, in one or two queries."""
    if not Suppressed.objects.exists():
        return set()
    by_digest = {digest(*each): each for each in addresses}
    found = bulk.among("digest", "store_suppressed", "digest", by_digest)
    return {by_digest[each] for (each,) in found}


def suppress(channel: Channel, address: str, why: str, at: datetime) -> None:
    """This will keep an address from being enrolled by others; harmless if it is kept already."""
    Suppressed.objects.get_or_create(
        digest=digest(channel, address), defaults={"channel": channel, "why": why[:40], "at": at}
    )


def lift(channel: Channel, address: str) -> bool:
    """This will let an address be enrolled again, because its holder has joined by themselves; False if it could."""
    return bool(Suppressed.objects.filter(digest=digest(channel, address)).delete()[0])
