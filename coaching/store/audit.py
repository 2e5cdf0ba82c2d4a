"""Who changed what, for good. Personal fields are named, their values are not stored."""

from datetime import datetime

from coaching.store.models import Audit


def record(actor: str, verb: str, noun: str, noun_id: object, at: datetime, **facts: object) -> None:
    """This will add one line, e.g. ("ana", "published", "template", "sms/magnesium/day-02", version=3)."""
    Audit.objects.create(at=at, actor=actor, verb=verb, noun=noun, noun_id=str(noun_id), facts=facts)
