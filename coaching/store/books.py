"""The queries behind the books: what the ledger holds, and each enrolment's own count."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from coaching.core.decide import Standing
from coaching.core.model import EnrolmentId
from coaching.store import models, standings

PAGE = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """One enrolment: its standing, version, closed units, and ledger rows by day of the programme."""

    standing: Standing
    campaign_version: int
    first_name: str
    closed_units: int
    closed_reason: str
    rows_by_day: dict[int, int]


def by_state(*, steps: bool) -> dict[tuple[str, str], int]:
    """This will count ledger rows by (state, reason): programme steps, or everything else."""
    rows = models.Message.objects.filter(kind="step") if steps else models.Message.objects.exclude(kind="step")
    return {
        (row["state"], row["reason"]): row["n"]
        for row in rows.values("state", "reason").annotate(n=Count("id")).order_by()
    }


def enrolments() -> Iterator[Counted]:
    """This will walk every enrolment by key, a page at a time."""
    after = 0
    while ids := list(models.Enrolment.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PAGE]):
        yield from _page([EnrolmentId(pk) for pk in ids])
        after = ids[-1]


def _page(ids: list[EnrolmentId]) -> Iterator[Counted]:
    rows: dict[int, dict[int, int]] = {pk: {} for pk in ids}
    counts = models.Message.objects.filter(enrolment_id__in=ids, kind="step").values("enrolment_id", "day")
    for row in counts.annotate(n=Count("id")).order_by():
        rows[row["enrolment_id"]][row["day"]] = row["n"]
    ended = models.Enrolment.objects.filter(pk__in=ids).values_list("pk", "closed_units", "closed_reason")
    closed = {pk: (units, reason) for pk, units, reason in ended}
    for loaded in standings.load_many(ids):
        if isinstance(loaded, standings.Unreadable):
            continue
        pk = loaded.standing.enrolment
        yield Counted(loaded.standing, loaded.campaign_version, loaded.person.first_name, *closed[pk], rows[pk])


def names_behind(state: str, reason: str | None = None, limit: int = 200) -> list[models.Message]:
    """This will list the rows behind a number, newest first."""
    rows = models.Message.objects.filter(state=state).select_related("subscriber")
    if reason is not None:
        rows = rows.filter(reason=reason)
    return list(rows.order_by("-id")[:limit])
