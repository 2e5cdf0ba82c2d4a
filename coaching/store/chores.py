"""Whose turn it is to tidy up, draw up the books, look for background work or tell other systems: one hint for all
workers in a span of machine time."""

from coaching.store import keys, redis_link

EVERY_S = 30
BOOKS_EVERY_S = 900
WORK_EVERY_S = 2
ANNOUNCE_EVERY_S = 2


def is_due() -> bool:
    """This will say whether to queue the chores now; true for one caller in EVERY_S seconds."""
    return bool(redis_link.client().set(keys.CHORES.pattern, 1, nx=True, ex=EVERY_S))


def are_books_due() -> bool:
    """This will say whether to check the books now; true for one caller in BOOKS_EVERY_S seconds."""
    return bool(redis_link.client().set(keys.BOOKS.pattern, 1, nx=True, ex=BOOKS_EVERY_S))


def is_work_due() -> bool:
    """This will say whether to look for background work now; true for one caller in WORK_EVERY_S seconds."""
    return bool(redis_link.client().set(keys.WORK.pattern, 1, nx=True, ex=WORK_EVERY_S))


def are_announcements_due() -> bool:
    """This will say whether to look for webhooks to send now; true for one caller in ANNOUNCE_EVERY_S seconds."""
    return bool(redis_link.client().set(keys.ANNOUNCE.pattern, 1, nx=True, ex=ANNOUNCE_EVERY_S))


def books_begun_s_ago() -> float | None:
    """This will say how many seconds ago the books were last taken up by themselves; None: not within BOOKS_EVERY_S."""
    left_ms = redis_link.client().pttl(keys.BOOKS.pattern)
    return BOOKS_EVERY_S - left_ms / 1000 if left_ms > 0 else None
