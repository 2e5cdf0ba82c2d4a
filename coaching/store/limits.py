"""How often somebody may do something that anybody can do: counted in Redis under a keyed hash, so it names nobody."""

import hmac
from datetime import timedelta

from django.conf import settings

from coaching.store import keys, redis_link


def take(what: str, who: str, most: int, within: timedelta) -> bool:
    """This will count one try; False if `who` has had `most` of them within the time (at most an hour) of the first.

    Raises RedisError: without a count, the caller decides what is safe.
    """
    name = keys.tries(f"{what}:{_digest(f'{what}:{who.strip().casefold()}')}")
    with redis_link.client().pipeline(transaction=True) as pipe:
        pipe.set(name, 0, ex=round(within.total_seconds()), nx=True)
        pipe.incr(name)
        return bool(pipe.execute()[1] <= most)


def wait_s(what: str, who: str, most: int, within: timedelta) -> int:
    """This will count one try as `take` does, and say how many seconds to wait for the next where it is one too many.

    0: it may be done. Raises RedisError.
    """
    name = keys.tries(f"{what}:{_digest(f'{what}:{who}')}")
    with redis_link.client().pipeline(transaction=True) as pipe:
        pipe.set(name, 0, ex=round(within.total_seconds()), nx=True)
        pipe.incr(name)
        pipe.pttl(name)
        _, count, left_ms = pipe.execute()
    return max(1, -(-left_ms // 1000)) if count > most else 0


def _digest(told: str) -> str:
    key = hmac.digest(settings.SECRET_KEY.encode(), b"tries", "sha256")
    return hmac.new(key, told.encode(), "sha256").hexdigest()[:32]
