"""Who is under way, put together by the database where they stand at the same place: for numbers about very many."""

from collections.abc import Collection, Iterator

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from coaching.core.decide import Status
from coaching.core.model import EnrolmentId
from coaching.store import schedule_changes
from coaching.store.models import Enrolment, Message, Pause
from coaching.store.schedule_changes import LIVE, UnderWay

Alike = tuple[UnderWay, int]
"""One of them, without a name, and how many they are."""


def count(key: str) -> int:
    """This will count who is under way in a programme."""
    return _live(key).count()


def never_paused(key: str) -> Iterator[Alike]:
    """This will give everybody without a pause, by version, state, start, zone and last day with a row."""
    last = Message.objects.filter(enrolment=OuterRef("pk"), kind="step").order_by("-day").values("day")[:1]
    place = ("campaign_id", "status", "start", "subscriber__zone", "last")
    rows = _live(key).filter(~Exists(Pause.objects.filter(enrolment=OuterRef("pk"))))
    rows = rows.annotate(last=Coalesce(Subquery(last), 0))
    for version, status, start, zone, day, one, many in (
        rows.order_by().values_list(*place).annotate(one=Min("pk"), many=Count("pk")).values_list(*place, "one", "many")
    ):
        yield UnderWay(EnrolmentId(one), "", version, Status(status), start, zone, (), day), many


def paused(key: str) -> list[EnrolmentId]:
    """This will list who has had a pause, or has one to come."""
    rows = _live(key).filter(Exists(Pause.objects.filter(enrolment=OuterRef("pk"))))
    return [EnrolmentId(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]


def some(ids: Collection[EnrolmentId]) -> list[UnderWay]:
    """This will read these runs, at most some hundreds."""
    return schedule_changes.read(Enrolment.objects.filter(pk__in=ids), len(ids))


def names(ids: Collection[EnrolmentId]) -> dict[EnrolmentId, str]:
    """This will give the first names of a few."""
    rows = Enrolment.objects.filter(pk__in=ids).values_list("pk", "subscriber__first_name")
    return {EnrolmentId(pk): name for pk, name in rows}


def _live(key: str) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(campaign__key=key, status__in=LIVE, subscriber__erased_at=None)
