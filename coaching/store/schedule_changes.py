"""Calendars published in the console: who is under way, who was moved to the new one, and who back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet

from coaching.core.decide import Status
from coaching.core.model import EnrolmentId
from coaching.core.schedule import Pause
from coaching.store import bulk, enrolments
from coaching.store.models import Enrolment, Message, ScheduleChange, ScheduleMove
from coaching.store.models import Pause as PauseRow

LIVE = (Status.WAITING, Status.ACTIVE)
Went = tuple[EnrolmentId, Status]
"""Who follows another version now, and how they stand: an active one is to be woken."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A run that waits or is active. `version`: what it follows; `last_row`: the last day with a row in the ledger."""

    enrolment: EnrolmentId
    first_name: str
    version: int
    status: Status
    start: date
    zone: str
    pauses: tuple[Pause, ...]
    last_row: int


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that take the same way: from a version to another, on the same day."""

    came_from: int
    goes_to: int
    through: int
    enrolments: tuple[EnrolmentId, ...]


def add(version: int, before: int, note: str, by: str, at: datetime, *, everyone: bool) -> int:
    """This will note that a calendar was published; `at` is machine time."""
    row = ScheduleChange.objects.create(
        version_id=version, before_id=before, note=note, by=by, at=at, everyone=everyone
    )
    return row.pk


def get(change: int) -> ScheduleChange | None:
    return ScheduleChange.objects.filter(pk=change).select_related("version", "before").first()


def latest(key: str, most: int = 5) -> list[ScheduleChange]:
    """This will list the calendars published for a programme, the newest first."""
    rows = ScheduleChange.objects.filter(version__key=key).select_related("version", "before")
    return list(rows.defer("version__body", "before__body").order_by("-pk")[:most])


def stands(change: int) -> bool:
    """This will say whether a change has not been taken back, and have taking it back wait for this transaction."""
    return bool(ScheduleChange.objects.filter(pk=change, taken_back_at=None).update(everyone=True))


def take_back(change: int, by: str, at: datetime) -> bool:
    """This will mark a change as taken back; False if somebody already did."""
    rows = ScheduleChange.objects.filter(pk=change, taken_back_at=None)
    return bool(rows.update(taken_back_by=by, taken_back_at=at))


def under_way(key: str, target: int | None, after: int = 0, most: int = 500) -> list[UnderWay]:
    """This will list runs of a programme by key that do not follow `target`, nor are on a way to it."""
    rows = Enrolment.objects.filter(campaign__key=key, status__in=LIVE, pk__gt=after, subscriber__erased_at=None)
    if target is not None:
        rows = rows.exclude(campaign_id=target).exclude(campaign__leads_to_id__isnull=False, campaign__leads_to=target)
    return read(rows, most)


def count_under_way(key: str, target: int) -> int:
    """This will count them."""
    rows = Enrolment.objects.filter(campaign__key=key, status__in=LIVE, subscriber__erased_at=None)
    ways = Q(campaign_id=target) | Q(campaign__leads_to_id__isnull=False, campaign__leads_to=target)
    return rows.exclude(ways).count()


def moved(change: int, after: int = 0, most: int = 500) -> list[UnderWay]:
    """This will list those whom a change moved, who still follow what it moved them to."""
    rows = ScheduleMove.objects.filter(change=change, back_at=None, enrolment_id__gt=after).order_by("enrolment_id")
    ids = list(rows.values_list("enrolment_id", "went_to_id")[:most])
    found = read(Enrolment.objects.filter(pk__in=[pk for pk, _ in ids], status__in=LIVE), most)
    went = dict(ids)
    return [each for each in found if each.version == went[each.enrolment]]


def count_moved(change: int, *, back: bool = False) -> int:
    """This will count whom a change moved and who was not moved back since; or those who were."""
    return ScheduleMove.objects.filter(change=change, back_at__isnull=not back).count()


def origins(change: int, ids: Sequence[EnrolmentId]) -> dict[EnrolmentId, int]:
    """This will give the version that each came from."""
    rows = ScheduleMove.objects.filter(change=change, enrolment_id__in=ids)
    return {EnrolmentId(pk): version for pk, version in rows.values_list("enrolment_id", "came_from_id")}


def read(rows: "QuerySet[Enrolment]", most: int) -> list[UnderWay]:
    """This will read where these runs stand, by key."""
    fields = ("pk", "subscriber__first_name", "campaign_id", "status", "start", "subscriber__zone")
    found = list(rows.order_by("pk").values_list(*fields)[:most])
    ids = [row[0] for row in found]
    last = Message.objects.filter(enrolment_id__in=ids, kind="step").values("enrolment_id").annotate(day=Max("day"))
    days = {row["enrolment_id"]: row["day"] for row in last.order_by()}
    pauses: defaultdict[int, tuple[Pause, ...]] = defaultdict(tuple)
    for pk, first, until in (
        PauseRow.objects.filter(enrolment_id__in=ids).order_by("first").values_list("enrolment_id", "first", "last")
    ):
        pauses[pk] += (Pause(first, until),)
    return [
        UnderWay(EnrolmentId(pk), name, version, Status(status), start, zone, pauses[pk], days.get(pk, 0))
        for pk, name, version, status, start, zone in found
    ]


def move(change: int, group: Group, at: datetime) -> list[Went]:
    """This will have runs follow another version from the day after `through`; answers those that do now.

    Guards: only who still follows `came_from`, is not over, and has nothing in the ledger after `through`.
    """
    went = _follow(group, at)
    ScheduleMove.objects.bulk_create(
        ScheduleMove(
            change_id=change, enrolment_id=pk, came_from_id=group.came_from, went_to_id=group.goes_to,
            through=group.through, at=at,
        )
        for pk, _ in went
    )  # fmt: skip
    return went


def move_back(change: int, group: Group, at: datetime) -> list[Went]:
    """This will have runs follow what they came from again, under the same guards; answers those that do now."""
    went = _follow(group, at)
    ScheduleMove.objects.filter(change=change, enrolment_id__in=[pk for pk, _ in went]).update(back_at=at)
    return went


def _follow(group: Group, at: datetime) -> list[Went]:
    """One statement once nobody else is at these runs. `settled_through` stays true: up to `through` both versions are
    the same days."""
    enrolments.hold(group.enrolments)
    slots = ", ".join(["%s"] * len(group.enrolments))
    rows = bulk.fetch(
        f"""UPDATE store_enrolment SET campaign_id = %s,
        wake_at = CASE WHEN status = 'active' THEN %s ELSE wake_at END
        WHERE id IN ({slots}) AND campaign_id = %s AND status IN ('waiting', 'active') AND NOT EXISTS (
            SELECT 1 FROM store_message m WHERE m.enrolment_id = store_enrolment.id AND m.kind = 'step' AND m.day > %s)
        RETURNING id, status""",
        [group.goes_to, at, *group.enrolments, group.came_from, group.through],
    )
    return [(EnrolmentId(pk), Status(status)) for pk, status in rows]
