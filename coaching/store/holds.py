"""Holds: what stops or changes a person's messages until somebody clears it. Only a conversation ends by itself."""

from datetime import datetime

from coaching.core.model import EnrolmentId
from coaching.store.models import Hold


def place(enrolment: EnrolmentId, kind: str, cause: str, by: str, at: datetime, *, reply: int | None = None) -> bool:
    """This will place a hold of a kind (dose | fault); False if one of that kind is open already."""
    if Hold.objects.filter(enrolment_id=enrolment, kind=kind, cleared_at=None).exists():
        return False
    Hold.objects.create(enrolment_id=enrolment, kind=kind, cause=cause[:200], by=by, at=at, reply_id=reply)
    return True


def talk(
    enrolment: EnrolmentId, cause: str, by: str, at: datetime, until: datetime, *, reply: int | None = None
) -> None:
    """This will have lessons wait for a conversation until `until`, or make an open one last that long."""
    rows = Hold.objects.filter(enrolment_id=enrolment, kind="conversation", cleared_at=None)
    if not rows.filter(until__gt=at).update(until=until) and not rows.filter(until=None).exists():
        Hold.objects.create(
            enrolment_id=enrolment, kind="conversation", cause=cause[:200], by=by, at=at, until=until, reply_id=reply
        )


def clear(enrolment: EnrolmentId, kind: str, by: str, why: str, at: datetime) -> int:
    """This will clear the open holds of a kind, with who and why."""
    rows = Hold.objects.filter(enrolment_id=enrolment, kind=kind, cleared_at=None)
    return rows.update(cleared_at=at, cleared_by=by, cleared_why=why[:200])


def of(enrolment: EnrolmentId) -> list[Hold]:
    return list(Hold.objects.filter(enrolment_id=enrolment).order_by("-at", "-pk"))


def end_conversations(now: datetime) -> list[int]:
    """This will clear conversation holds whose time is over, and name their enrolments."""
    over = Hold.objects.filter(kind="conversation", cleared_at=None, until__lte=now)
    found = list(over.order_by("pk").values_list("pk", "enrolment_id")[:1000])
    rows = Hold.objects.filter(pk__in=[pk for pk, _ in found], cleared_at=None)
    rows.update(cleared_at=now, cleared_by="the service", cleared_why="Nobody wrote for a day.")
    return [enrolment for _, enrolment in found]
