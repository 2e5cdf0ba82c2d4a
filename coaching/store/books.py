"""The queries behind the books: what the ledger holds, and each enrolment's own count."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count

from coaching.core.decide import Standing
from coaching.core.model import EnrolmentId
from coaching.store import models, standings

PAGE = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """One enrolment: its standing, version, closed units, its ledger rows by day of the programme and by
    (state, reason). Both counts come from one read, so that a busy ledger does not look wrong."""

    standing: Standing
    campaign_version: int
    first_name: str
    closed_units: int
    closed_reason: str
    rows_by_day: dict[int, int]
    rows_by_state: dict[tuple[str, str], int]


def others_by_state() -> dict[str, int]:
    """This will count the messages beside the programme's steps by state."""
    rows = models.Message.objects.exclude(kind="step").values("state").annotate(n=Count("id")).order_by()
    return {row["state"]: row["n"] for row in rows}


def enrolments() -> Iterator[Counted]:
    """This will walk every enrolment by key, a page at a time."""
    after = 0
    while ids := list(models.Enrolment.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PAGE]):
        yield from some([EnrolmentId(pk) for pk in ids])
        after = ids[-1]


def some(ids: Sequence[EnrolmentId]) -> Iterator[Counted]:
    """This will count some enrolments (at most some hundreds)."""
    days: dict[int, Counter[int]] = {pk: Counter() for pk in ids}
    states: dict[int, Counter[tuple[str, str]]] = {pk: Counter() for pk in ids}
    counts = models.Message.objects.filter(enrolment_id__in=ids, kind="step")
    grouped = counts.values_list("enrolment_id", "day", "state", "reason").annotate(n=Count("id")).order_by()
    for pk, day, state, reason, n in grouped:
        days[pk][day] += n
        states[pk][(state, reason)] += n
    ended = models.Enrolment.objects.filter(pk__in=ids).values_list("pk", "closed_units", "closed_reason")
    closed = {pk: (units, reason) for pk, units, reason in ended}
    for loaded in standings.load_many(ids):
        if isinstance(loaded, standings.Unreadable):
            continue
        pk = loaded.standing.enrolment
        units, why = closed[pk]
        name = loaded.person.first_name
        yield Counted(loaded.standing, loaded.campaign_version, name, units, why, days[pk], states[pk])
