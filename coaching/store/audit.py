"""Who changed what, for good. Personal fields are named, their values are not stored."""

from collections.abc import Iterable
from datetime import datetime

from coaching.store import bulk
from coaching.store.models import Audit


def record(actor: str, verb: str, noun: str, noun_id: object, at: datetime, **facts: object) -> None:
    """This will add one line, e.g. ("ana", "published", "template", "sms/magnesium/day-02", version=3)."""
    Audit.objects.create(at=at, actor=actor, verb=verb, noun=noun, noun_id=str(noun_id), facts=facts)


def record_many(actor: str, verb: str, noun: str, ids: Iterable[object], at: datetime, **facts: object) -> None:
    """This will add the same line for many."""
    same = {"at": at, "actor": actor, "verb": verb, "noun": noun, "facts": facts}
    bulk.insert_many(Audit, same, ("noun_id",), [(str(each),) for each in ids])
