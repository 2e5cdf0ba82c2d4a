"""How many calls to our webhooks were refused lately: forged, stale, or to a secret address that is not ours.

A count in Redis and nothing else, so that a stranger who calls can fill nothing.
"""

from functools import cache

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from coaching.settings import load
from coaching.store import keys

DAY_S = 86_400
HOOKS = ("twilio-inbound", "twilio-status", "sendgrid-events", "sendgrid-inbound")


@cache
def _client() -> Redis:
    """Impatient on purpose: a stranger's call must not hold a thread while Redis is away."""
    return Redis.from_url(load().redis_url, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0))


def count(hook: str) -> None:
    """This will count one refused call for a day after the first; without Redis it is not counted."""
    try:
        with _client().pipeline(transaction=True) as pipe:
            pipe.set(keys.refused(hook), 0, ex=DAY_S, nx=True)
            pipe.incr(keys.refused(hook))
            pipe.execute()
    except RedisError:
        pass


def lately() -> dict[str, int]:
    """This will answer the refused calls of about the last day by webhook; raises RedisError."""
    told = _client().mget([keys.refused(hook) for hook in HOOKS])
    return {hook: int(number) for hook, number in zip(HOOKS, told, strict=True) if number}
