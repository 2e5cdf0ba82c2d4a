"""Holds: what stops or changes a person's messages until somebody clears it. Nothing clears one by itself."""

from datetime import datetime

from coaching.core.model import EnrolmentId
from coaching.store.models import Hold


def place(enrolment: EnrolmentId, kind: str, cause: str, by: str, at: datetime) -> bool:
    """This will place a hold of a kind (dose | conversation | fault); False if one of that kind is open already."""
    if Hold.objects.filter(enrolment_id=enrolment, kind=kind, cleared_at=None).exists():
        return False
    Hold.objects.create(enrolment_id=enrolment, kind=kind, cause=cause[:200], by=by, at=at)
    return True


def clear(enrolment: EnrolmentId, kind: str, by: str, why: str, at: datetime) -> int:
    """This will clear the open holds of a kind, with who and why."""
    rows = Hold.objects.filter(enrolment_id=enrolment, kind=kind, cleared_at=None)
    return rows.update(cleared_at=at, cleared_by=by, cleared_why=why[:200])


def of(enrolment: EnrolmentId) -> list[Hold]:
    return list(Hold.objects.filter(enrolment_id=enrolment).order_by("-at"))
