"""Pauses as rows: which there are, ending one of them, and putting back what a change had cut off."""

from datetime import date, datetime
from typing import TypedDict

from coaching.core.model import EnrolmentId
from coaching.store.models import Pause


class Kept(TypedDict):
    """A pause as a change keeps it: dates in ISO form, `last` None until somebody resumes."""

    id: int
    first: str
    last: str | None
    by: str


def reaching(enrolment: EnrolmentId, on: date) -> list[Kept]:
    """This will list the pauses that cover `on` or a later date, in a form to keep."""
    rows = Pause.objects.filter(enrolment_id=enrolment).exclude(last__lt=on).order_by("first")
    return [Kept(id=row.pk, first=str(row.first), last=str(row.last) if row.last else None, by=row.by) for row in rows]


def begin(enrolment: EnrolmentId, first: date, last: date | None, by: str, at: datetime) -> int:
    """This will add a pause; answers its id."""
    return Pause.objects.create(enrolment_id=enrolment, first=first, last=last, by=by, at=at).pk


def newest(enrolment: EnrolmentId) -> Pause:
    """This will give the pause that was added last; raises Pause.DoesNotExist."""
    return Pause.objects.filter(enrolment_id=enrolment).latest("pk")


def end_one(pause: int, on: date) -> None:
    """This will have `on` and later dates count again as far as this pause goes; dates before stay paused."""
    rows = Pause.objects.filter(pk=pause)
    rows.filter(first__gte=on).delete()
    rows.exclude(last__lt=on).update(last=date.fromordinal(on.toordinal() - 1))


def put_back(enrolment: EnrolmentId, kept: list[Kept], on: date, at: datetime) -> None:
    """This will pause again as it was before, from `on` on: dates before `on` stay as they have become."""
    for each in kept:
        last = date.fromisoformat(each["last"]) if each["last"] else None
        first = max(date.fromisoformat(each["first"]), on)
        if last is not None and last < first:
            continue
        row = Pause.objects.filter(pk=each["id"]).first()
        if row is None:
            Pause.objects.create(pk=each["id"], enrolment_id=enrolment, first=first, last=last, by=each["by"], at=at)
        elif row.last is not None and row.last.toordinal() + 1 >= first.toordinal():
            Pause.objects.filter(pk=row.pk).update(last=last)
        elif row.last is not None:
            begin(enrolment, first, last, each["by"], at)


def of_many(enrolments: set[EnrolmentId]) -> list[Pause]:
    """This will list the pauses of several runs."""
    return list(Pause.objects.filter(enrolment_id__in=enrolments).order_by("first", "pk"))
