"""Whose turn it is to tidy up: one hint for all workers in half a minute."""

from coaching.store import keys, redis_link

EVERY_S = 30


def is_due() -> bool:
    """This will say whether to queue the chores now; true for one caller in EVERY_S seconds of machine time."""
    return bool(redis_link.client().set(keys.CHORES.pattern, 1, nx=True, ex=EVERY_S))
