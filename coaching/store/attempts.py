"""One row for each request to a provider, written before the request and finished after it (machine time)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coaching.core.model import EnrolmentId, MessageId
from coaching.store import bulk
from coaching.store.models import Attempt, Message


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


def unfinished(enrolment: EnrolmentId) -> dict[int, datetime]:
    """This will give the days of the lessons that were handed over and may have arrived, though we have not noted how
    that ended, each with the time of its hand-over (programme time)."""
    rows = bulk.fetch(
        "SELECT m.id FROM store_message m JOIN store_attempt a ON a.token = m.attempt WHERE m.enrolment_id = %s "
        "AND m.kind = 'step' AND m.state IN ('handed', 'unknown', 'accepted', 'delivered') AND a.finished_at IS NULL",
        [enrolment],
    )
    if not rows:
        return {}
    found = Message.objects.filter(pk__in=[pk for (pk,) in rows], handed_at__isnull=False)
    return {day: at for day, at in found.values_list("day", "handed_at") if at is not None}


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
