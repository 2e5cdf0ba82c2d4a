"""What people changed about their own programme, kept for a day so that UNDO can take it back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from coaching.core.model import EnrolmentId
from coaching.store.models import Change

KEPT = timedelta(hours=24)


def record(enrolment: EnrolmentId, what: str, before: Mapping[str, Any], by: str, at: datetime) -> int:
    """This will note a change and what it needs to go back (JSON values); answers its id."""
    row = Change.objects.create(enrolment_id=enrolment, what=what, before=dict(before), by=by, at=at)
    return row.pk


def of(enrolment: EnrolmentId) -> list[Change]:
    """This will list every change of a run, oldest first."""
    return list(Change.objects.filter(enrolment_id=enrolment).order_by("pk"))


def newest_reversible(enrolment: EnrolmentId, now: datetime) -> Change | None:
    """This will give the newest change of the last 24 hours that stands."""
    rows = Change.objects.filter(enrolment_id=enrolment, undone_at=None, at__gt=now - KEPT)
    return rows.order_by("-pk").first()


def mark_undone(change: int, at: datetime) -> bool:
    """This will mark a change as taken back; False if somebody already did."""
    return bool(Change.objects.filter(pk=change, undone_at=None).update(undone_at=at))


def add_to(change: int, **more: Any) -> None:
    """This will add to what a change needs to go back, where that is known only after it began."""
    row = Change.objects.get(pk=change)
    Change.objects.filter(pk=change).update(before={**row.before, **more})


def before_of(changes: set[int]) -> dict[int, dict[str, Any]]:
    """This will give what each change needs to go back, by its id."""
    return dict(Change.objects.filter(pk__in=changes).values_list("pk", "before"))
