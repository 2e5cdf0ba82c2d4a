"""Words that a person chose and later texts use, and what a conversation has to remember for a moment."""

from datetime import datetime

from coaching.core.model import EnrolmentId
from coaching.store.models import Saved


def put(enrolment: EnrolmentId, key: str, value: str, at: datetime) -> None:
    """This will keep a value under a key, in place of an older one."""
    Saved.objects.update_or_create(enrolment_id=enrolment, key=key, defaults={"value": value[:200], "at": at})


def get(enrolment: EnrolmentId, key: str) -> Saved | None:
    return Saved.objects.filter(enrolment_id=enrolment, key=key).first()


def drop(enrolment: EnrolmentId, key: str) -> None:
    Saved.objects.filter(enrolment_id=enrolment, key=key).delete()


def of(enrolment: EnrolmentId) -> dict[str, str]:
    return dict(Saved.objects.filter(enrolment_id=enrolment).values_list("key", "value"))
