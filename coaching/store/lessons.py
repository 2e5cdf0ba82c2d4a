"""The lessons a person has had: their rows in the ledger, a page at a time by day."""

from datetime import date

from django.db.models import QuerySet

from coaching.core.ledger import State
from coaching.core.model import EnrolmentId
from coaching.store.models import Message

KINDS = ("step", "repeat")
GONE_OUT = (State.HANDED, State.UNKNOWN, State.ACCEPTED, State.DELIVERED, State.BOUNCED)


def of_date(enrolment: EnrolmentId, on: date) -> list[Message]:
    """This will list what has gone out for a local date, texts before emails."""
    return list(_rows(enrolment).filter(on=on).order_by("-channel", "pk"))


def of_day(enrolment: EnrolmentId, day: int) -> list[Message]:
    """This will list what has gone out for a day of the programme, texts before emails, the newest of each."""
    newest: dict[str, Message] = {row.channel: row for row in _rows(enrolment).filter(day=day).order_by("pk")}
    return sorted(newest.values(), key=lambda row: row.channel, reverse=True)


def days_before(enrolment: EnrolmentId, before: int, most: int) -> list[int]:
    """This will list the days of the programme before one whose lesson has gone out, the latest first."""
    days = _rows(enrolment).filter(day__lt=before).values_list("day", flat=True).distinct().order_by("-day")
    return list(days[:most])


def _rows(enrolment: EnrolmentId) -> QuerySet[Message]:
    return Message.objects.filter(enrolment_id=enrolment, kind__in=KINDS, state__in=GONE_OUT)
