"""Who changed what, for good. Personal fields are named, their values are not stored."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from coaching.store import bulk
from coaching.store.models import Alert, Audit, Enrolment, Message, Subscriber, User

PAGE = 50
MOST_OF_RUN = 200
"""So many acts stand on the timeline of one person."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: of one actor, about one kind of thing; "" for all."""

    actor: str = ""
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """`about`: line id -> whose first name, or which member, it is about. `before`: key of the next, older page."""

    rows: tuple[Audit, ...]
    about: dict[int, str]
    before: int | None


def record(actor: str, verb: str, noun: str, noun_id: object, at: datetime, **facts: object) -> None:
    """This will add one line, e.g. ("ana", "published", "template", "sms/magnesium/day-02", version=3)."""
    Audit.objects.create(at=at, actor=actor, verb=verb, noun=noun, noun_id=str(noun_id), facts=facts)


def page(wanted: Wanted, *, before: int | None = None, size: int = PAGE) -> Page:
    """This will list lines, newest first, in at most six queries whatever the size."""
    rows = Audit.objects.order_by("-pk")
    if wanted.actor:
        rows = rows.filter(actor=wanted.actor)
    if wanted.noun:
        rows = rows.filter(noun=wanted.noun)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: size + 1])
    shown = found[:size]
    return Page(tuple(shown), _about(shown), shown[-1].pk if len(found) > size else None)


def of_run(run: Enrolment, messages: Collection[int]) -> list[Audit]:
    """This will list what was done about one run, its person, their alerts and these messages, oldest first: the
    newest MOST_OF_RUN of it."""
    alerts = Alert.objects.filter(subscriber=run.subscriber_id).values_list("pk", flat=True)
    about = {"enrolment": [run.pk], "subscriber": [run.subscriber_id], "message": messages, "alert": alerts}
    wanted = Q()
    for noun, ids in about.items():
        wanted |= Q(noun=noun, noun_id__in=[str(pk) for pk in ids])
    # By time: by key, a database would walk through every line from the newest on until it has found enough.
    return list(Audit.objects.filter(wanted).order_by("-at", "-pk")[:MOST_OF_RUN])[::-1]


def members() -> list[str]:
    """This will name everybody of the team, also who has left."""
    return list(User.objects.order_by("username").values_list("username", flat=True))


_NAMES = {
    "subscriber": (Subscriber, "first_name"),
    "enrolment": (Enrolment, "subscriber__first_name"),
    "message": (Message, "subscriber__first_name"),
    "alert": (Alert, "subscriber__first_name"),
    "user": (User, "username"),
}


def _about(rows: list[Audit]) -> dict[int, str]:
    """Names are read where they live, never kept here: after an erasure there is none left to show."""
    found: dict[tuple[str, str], str] = {}
    for noun, (model, column) in _NAMES.items():
        ids = {row.noun_id for row in rows if row.noun == noun and row.noun_id.isdecimal()}
        if ids:
            pairs = model.objects.filter(pk__in=ids).values_list("pk", column)  # type: ignore[attr-defined]  # each model has a manager
            found |= {(noun, str(pk)): name or "" for pk, name in pairs}
    return {row.pk: found.get((row.noun, row.noun_id), "") for row in rows}


def record_many(actor: str, verb: str, noun: str, ids: Iterable[object], at: datetime, **facts: object) -> None:
    """This will add the same line for many."""
    same = {"at": at, "actor": actor, "verb": verb, "noun": noun, "facts": facts}
    bulk.insert_many(Audit, same, ("noun_id",), [(str(each),) for each in ids])
