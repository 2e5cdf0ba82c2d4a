"""One row for each request to a provider, written before the request and finished after it (machine time)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coaching.core.model import MessageId
from coaching.store import bulk
from coaching.store.models import Attempt


def new_token() -> str:
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Begun:
    """A request about to be made: `members` are the messages it carries."""

    token: str
    provider: str
    members: tuple[MessageId, ...]


def begin_many(begun: Sequence[Begun], machine_now: datetime) -> None:
    Attempt.objects.bulk_create(
        Attempt(token=b.token, provider=b.provider, members=list(b.members), started_at=machine_now) for b in begun
    )


def finish_many(outcomes: Sequence[tuple[str, str]], machine_now: datetime) -> None:
    """This will store how each attempt (token, one sentence) ended."""
    if not outcomes:
        return
    cte, params = bulk.values({"token": "text", "outcome": "text"}, [(t, o[:300]) for t, o in outcomes])
    bulk.fetch(
        f"{cte} UPDATE store_attempt SET outcome = v.outcome, finished_at = %s FROM v "
        "WHERE store_attempt.token = v.token RETURNING store_attempt.token",
        [*params, machine_now],
    )
