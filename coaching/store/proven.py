"""Links to the join page for whoever texted us: a random name for the number they wrote from, good for a day.

The link proves the number, shows it to nobody, and fits into a text; a signed number would do none of the last two.
"""

import secrets

from coaching.store import keys, redis_link

DAY_S = 86_400


def link_to(number: str) -> str:
    """This will give the name of a link for a number. Raises RedisError."""
    name = secrets.token_urlsafe(8)
    redis_link.client().set(keys.joining(name), number, ex=DAY_S)
    return name


def number_of(name: str) -> str | None:
    """This will give the number that a link was sent to; None if it is no link of ours, or too old."""
    if not name or len(name) > 20:
        return None
    told = redis_link.client().get(keys.joining(name))
    return told.decode() if isinstance(told, bytes) else None


def forget_number(number: str) -> None:
    """This will end every link that was sent to a number, because its holder is erased. Raises RedisError."""
    client = redis_link.client()
    for key in client.scan_iter(match=keys.joining("*"), count=1000):
        if client.get(key) == number.encode():
            client.delete(key)


def forget(name: str) -> None:
    """This will end a link that has been used."""
    redis_link.client().delete(keys.joining(name))
