"""Questions about enrolments, and every change to one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from coaching.core.decide import Status
from coaching.core.ledger import State
from coaching.core.model import EnrolmentId, SubscriberId, Track
from coaching.store import bulk
from coaching.store.models import Enrolment, Message, Pause, Subscriber


class AlreadyEnrolled(Exception):
    """The person has a live enrolment."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a decision settled: days up to `settled_through` have rows; look again at `wake_at`.

    `seen` is the wake-up as it was loaded: if somebody set another one meanwhile, the earlier wins.
    """

    enrolment: EnrolmentId
    settled_through: int
    wake_at: datetime | None
    seen: datetime | None
    done: bool = False


def add(
    subscriber: Subscriber,
    campaign_version: int,
    *,
    start: date,
    status: Status,
    screen: Track | None,
    slots: Mapping[str, str],
    wake_at: datetime | None,
    by: str,
    at: datetime,
) -> Enrolment:
    """This will begin a run; raises AlreadyEnrolled while another one is live."""
    cycle = Enrolment.objects.filter(subscriber=subscriber).count() + 1
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                subscriber=subscriber,
                campaign_id=campaign_version,
                cycle=cycle,
                status=status,
                start=start,
                screen=screen,
                slots=dict(slots),
                wake_at=wake_at,
                enrolled_by=by,
                enrolled_at=at,
            )
    except IntegrityError as error:
        raise AlreadyEnrolled(f"{subscriber.first_name} is in a programme already") from error


def add_many(
    campaign_version: int,
    status: Status,
    rows: Sequence[tuple[int, date, Mapping[str, str], datetime | None]],
    by: str,
    at: datetime,
) -> dict[int, EnrolmentId]:
    """This will begin the first runs of people who are new, each (subscriber, start, slots, wake_at); gives ids by
    subscriber."""
    same = {
        "campaign": campaign_version,
        "cycle": 1,
        "status": status,
        "cadence": "daily",
        "only": "",
        "settled_through": 0,
        "enrolled_by": by,
        "enrolled_at": at,
        "closed_reason": "",
        "closed_units": 0,
    }
    found = bulk.insert_many(
        Enrolment, same, ("subscriber", "start", "slots", "wake_at"), rows, back=("subscriber", "id")
    )
    return {subscriber: EnrolmentId(pk) for subscriber, pk in found}


def live_among(people: Collection[int]) -> set[int]:
    """This will give those of many people whose run is waiting or active."""
    rows = Enrolment.objects.filter(subscriber__in=people, status__in=[Status.WAITING, Status.ACTIVE])
    return set(rows.values_list("subscriber_id", flat=True))


def get(enrolment: EnrolmentId) -> Enrolment:
    return _whole().get(pk=enrolment)


def find(enrolment: EnrolmentId) -> Enrolment | None:
    """This will read a run with its person and programme; None if there is no such run."""
    return _whole().filter(pk=enrolment).first()


def _whole() -> QuerySet[Enrolment]:
    """With person and programme, but without the programme's body: reading 200 kB of JSON took longer than all else."""
    return Enrolment.objects.select_related("subscriber", "campaign").defer("campaign__body")


def people_of(ids: Collection[EnrolmentId]) -> dict[EnrolmentId, Subscriber]:
    """This will give the person of each enrolment, in one query."""
    rows = Enrolment.objects.filter(pk__in=ids).select_related("subscriber")
    return {EnrolmentId(row.pk): row.subscriber for row in rows}


def live_of(subscriber: Subscriber) -> Enrolment | None:
    """This will give the waiting or active run of a person."""
    return _whole().filter(subscriber=subscriber, status__in=[Status.WAITING, Status.ACTIVE]).first()


def newest_of(subscriber: Subscriber) -> Enrolment | None:
    return _whole().filter(subscriber=subscriber).order_by("-cycle").first()


def advance_many(progress: Sequence[Progress], at: datetime) -> list[EnrolmentId]:
    """This will store how far each enrolment is and when to look again; answers those that are completed by it.

    Guards: only active ones; somebody who stopped meanwhile stays stopped and asleep.
    """
    if not progress:
        return []
    cte, params = bulk.values(
        {
            "id": "bigint",
            "through": "integer",
            "wake": "timestamptz",
            "seen": "timestamptz",
            "status": "text",
            "closed": "timestamptz",
        },
        [
            (
                p.enrolment,
                p.settled_through,
                p.wake_at,
                p.seen,
                Status.COMPLETED if p.done else Status.ACTIVE,
                at if p.done else None,
            )
            for p in progress
        ],
    )
    rows = bulk.fetch(
        f"""{cte} UPDATE store_enrolment SET settled_through = v.through, status = v.status, closed_at = v.closed,
        wake_at = CASE WHEN store_enrolment.wake_at IS NULL OR store_enrolment.wake_at = v.seen
            OR store_enrolment.wake_at > v.wake THEN v.wake ELSE store_enrolment.wake_at END
        FROM v WHERE store_enrolment.id = v.id AND store_enrolment.status = 'active'
        RETURNING store_enrolment.id, store_enrolment.status""",
        params,
    )
    return [EnrolmentId(pk) for pk, status in rows if status == Status.COMPLETED]


def waiting_since(before: datetime, most: int = 200) -> list[Enrolment]:
    """This will list runs that were enrolled before an instant and still wait for the person's yes.

    One of a large import whose invitation has yet to go out is none of them.
    """
    unasked = Message.objects.filter(enrolment=OuterRef("pk"), kind="invite", state=State.OWED)
    rows = Enrolment.objects.filter(~Exists(unasked), status=Status.WAITING, enrolled_at__lt=before)
    return list(rows.select_related("subscriber", "campaign").order_by("pk")[:most])


def look_again_from_the_start(ids: Sequence[EnrolmentId], at: datetime) -> list[EnrolmentId]:
    """This will have every unit of these active runs looked at again: those with a row are left as they are."""
    rows = Enrolment.objects.filter(pk__in=ids, status=Status.ACTIVE)
    woken = [EnrolmentId(pk) for pk in rows.values_list("pk", flat=True)]
    rows.update(settled_through=0, wake_at=at)
    return woken


def hold(ids: Sequence[EnrolmentId]) -> None:
    """This will have whoever else holds or changes these runs wait until this transaction is over, and wait for them.

    What is read after it is what they have left behind.
    """
    Enrolment.objects.filter(pk__in=sorted(ids)).update(cycle=F("cycle"))


def wake(enrolment: EnrolmentId, at: datetime) -> None:
    """This will have the timetable look again at `at`, or earlier if it does already."""
    Enrolment.objects.filter(pk=enrolment, status=Status.ACTIVE).exclude(wake_at__lt=at).update(wake_at=at)


def activate(enrolment: EnrolmentId, *, start: date, wake_at: datetime) -> bool:
    """This will begin a waiting enrolment; False if somebody already did."""
    rows = Enrolment.objects.filter(pk=enrolment, status=Status.WAITING)
    return bool(rows.update(status=Status.ACTIVE, start=start, wake_at=wake_at))


def close(enrolment: EnrolmentId, status: Status, reason: str, open_units: int, at: datetime) -> bool:
    """This will end a live enrolment for good, closing its `open_units` remaining units with one reason.

    False if it had ended already.
    """
    rows = Enrolment.objects.filter(pk=enrolment, status__in=[Status.WAITING, Status.ACTIVE])
    return bool(rows.update(status=status, closed_reason=reason, closed_units=open_units, closed_at=at, wake_at=None))


def reopen(enrolment: EnrolmentId, wake_at: datetime) -> bool:
    """This will take up again an enrolment that its person had stopped; False if it was not stopped."""
    rows = Enrolment.objects.filter(pk=enrolment, status=Status.STOPPED)
    return bool(rows.update(status=Status.ACTIVE, closed_reason="", closed_units=0, closed_at=None, wake_at=wake_at))


def clear_for_doses(enrolment: EnrolmentId, at: datetime) -> None:
    """This will record the "all clear" answer, once."""
    Enrolment.objects.filter(pk=enrolment, cleared_at=None).update(cleared_at=at)


def unclear(enrolment: EnrolmentId) -> None:
    """This will take the "all clear" back."""
    Enrolment.objects.filter(pk=enrolment).update(cleared_at=None)


def pause(enrolment: EnrolmentId, first: date, last: date | None, by: str, at: datetime) -> None:
    Pause.objects.create(enrolment_id=enrolment, first=first, last=last, by=by, at=at)


def resume(enrolment: EnrolmentId, today: date) -> bool:
    """This will end every pause that reaches `today` or later, so that today counts again; False if there was none."""
    with transaction.atomic():
        ahead = Pause.objects.filter(enrolment_id=enrolment, first__gte=today).delete()[0]
        running = Pause.objects.filter(enrolment_id=enrolment, first__lt=today).exclude(last__lt=today)
        return bool(running.update(last=_day_before(today)) + ahead)


def set_slots(enrolment: EnrolmentId, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """This will store other wishes for times of day; False if they are no longer `before`: somebody changed them."""
    return bool(Enrolment.objects.filter(pk=enrolment, slots=dict(before)).update(slots=dict(after)))


def set_cadence(enrolment: EnrolmentId, cadence: str) -> None:
    """This will set how often the person wants to hear from us: "daily" or "light"."""
    Enrolment.objects.filter(pk=enrolment).update(cadence=cadence)


def set_screen(enrolment: EnrolmentId, screen: Track | None) -> None:
    """This will store the track that a health screen leads to; None: no screen is on record."""
    Enrolment.objects.filter(pk=enrolment).update(screen=screen)


def forget_screens(subscriber: SubscriberId) -> None:
    """This will take what health screens and doctors said out of every run of a person."""
    Enrolment.objects.filter(subscriber=subscriber).update(screen=None, cleared_at=None)


def set_only(enrolment: EnrolmentId, only: str) -> None:
    """This will set the one channel that the person wants, "" for all."""
    Enrolment.objects.filter(pk=enrolment).update(only=only)


def _day_before(on: date) -> date:
    return date.fromordinal(on.toordinal() - 1)
