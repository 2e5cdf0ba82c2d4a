"""Lessons that a coach left out: their rows in the ledger, and the way back."""

from datetime import datetime

from coaching.core.ledger import Event, State, move
from coaching.core.model import EnrolmentId
from coaching.core.reasons import Reason
from coaching.store.models import Message


def of_day(enrolment: EnrolmentId, day: int) -> list[Message]:
    """This will list the units of a day that a coach left out."""
    rows = Message.objects.filter(enrolment_id=enrolment, day=day, kind="step")
    return list(rows.filter(state=State.SKIPPED, reason=Reason.LEFT_OUT).order_by("pk"))


def take_back(row: Message, now: datetime) -> bool:
    """This will have a unit that was left out wait for its time again. Guards: only while it is left out."""
    left = Message.objects.filter(pk=row.pk, state=State.SKIPPED, reason=Reason.LEFT_OUT)
    state = move(State.SKIPPED, Event.TAKEN_BACK)
    return bool(left.update(state=state, reason=Reason.BACK_IN, retry_at=now, changed_at=now))
