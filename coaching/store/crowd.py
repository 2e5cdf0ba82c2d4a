"""Very many people whom a change is asked for: those alike are counted together, and members are stored by SQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Substr

from coaching.core.clearance import Clearance
from coaching.core.consent import Permission
from coaching.core.decide import Status
from coaching.core.groups import Facts, Note, What
from coaching.core.model import Channel, Track
from coaching.store import chosen as people
from coaching.store.chosen import Chosen
from coaching.store.models import Enrolment, Hold, Pause, SubscriberTag

AREA = 5
"""So much of a number says whose quiet hours count."""


_PLAIN = ("status", "paused", "tagged")
_OF_A_MESSAGE = (
    *("by_sms", "by_email", "waits"),
    *("campaign_id", "area", "subscriber__zone", "subscriber__language"),
)
_OF_DOSES = ("screen", "cleared", "dose_held")


@dataclass(frozen=True, slots=True)
class Kind:
    """People who are alike in all that a change looks at, and how many. `phone` is the beginning of their numbers."""

    facts: Facts
    campaign: int
    phone: str
    zone: str
    language: str
    count: int


def kinds(chosen: Chosen, what: What, note: Note, tag: str, now: datetime) -> Iterator[Kind]:
    """This will count everybody who is chosen, by what counts of them; only a message looks at how it reaches them, and
    only one about doses at who is cleared."""
    rows = _told(people.rows(chosen, now), what, tag, now)
    is_message = what is What.MESSAGE
    names = [*_PLAIN, *(_OF_A_MESSAGE if is_message else ()), *(_OF_DOSES if is_message and note.dose else ())]
    for row in rows.values(*names).annotate(many=Count("pk")):
        yield _kind(row) if is_message else Kind(_plain(row), 0, "", "", "", row["many"])


def add_members(change: int, chosen: Chosen, what: What, note: Note, tag: str, now: datetime) -> int:
    """This will store everybody for whom a change makes sense (core.groups.why_not) as a member; answers how many."""
    rows = _told(people.rows(chosen, now), what, tag, now).filter(_makes_sense(what, note))
    try:
        sql, params = rows.values("id").query.sql_with_params()
    except EmptyResultSet:
        return 0
    number, empty = (
        ("CAST(%s AS bigint)", "CAST('{}' AS jsonb)") if connection.vendor == "postgresql" else ("%s", "'{}'")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO store_groupmember (change_id, enrolment_id, outcome, before) "
            f"SELECT {number}, id, '', {empty} FROM ({sql}) AS chosen ORDER BY id",
            [change, *params],
        )
        return int(cursor.rowcount)


def _makes_sense(what: What, note: Note) -> Q:
    running = Q(status=Status.ACTIVE)
    match what:
        case What.PAUSE:
            return running & Q(paused=False)
        case What.RESUME:
            return running & Q(paused=True)
        case What.MOVE:
            return running
        case What.TAG | What.UNTAG:
            return Q(tagged=what is What.UNTAG)
        case What.MESSAGE:
            ways = {
                Channel.SMS: Q(by_sms=True),
                Channel.EMAIL: Q(by_email=True),
                None: Q(by_sms=True) | Q(by_email=True),
            }
            sense = Q(status__in=(Status.ACTIVE, Status.COMPLETED), paused=False) & ways[note.channel]
            cleared = Q(cleared=True, dose_held=False, screen__in=(Track.FULL, Track.FOOD_FIRST))
            return sense & cleared if note.dose else sense
        case What.UNDO:
            raise ValueError("what is taken back is taken back for those it was made for")


def _told(rows: QuerySet[Enrolment], what: What, tag: str, now: datetime) -> QuerySet[Enrolment]:
    """Adds what counts of each person, as groups.candidates reads it for a few."""
    yesterday = (now - timedelta(hours=12)).date()
    pauses = Pause.objects.filter(Q(last=None) | Q(last__gte=yesterday), enrolment=OuterRef("pk"))
    tagged = Exists(SubscriberTag.objects.filter(tag=tag, subscriber=OuterRef("subscriber")))
    rows = rows.annotate(paused=Exists(pauses), tagged=tagged if tag else Value(False, output_field=BooleanField()))
    if what is not What.MESSAGE:
        return rows
    held = Hold.objects.filter(enrolment=OuterRef("pk"), cleared_at=None).exclude(until__lte=now)
    return rows.annotate(
        by_sms=_is(
            subscriber__phone__isnull=False, subscriber__sms_state=Permission.ACTIVE, subscriber__sms_trouble=""
        ),
        by_email=_is(
            subscriber__email__isnull=False, subscriber__email_state=Permission.ACTIVE, subscriber__email_trouble=""
        ),
        cleared=_is(cleared_at__isnull=False),
        dose_held=Exists(held.filter(kind="dose")),
        waits=Exists(held.filter(kind__in=("conversation", "fault"))),
        area=Substr("subscriber__phone", 1, AREA),
    )


def _is(**true: object) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(Q(**true), output_field=BooleanField())


def _plain(row: dict[str, object]) -> Facts:
    return Facts(Status(str(row["status"])), bool(row["paused"]), bool(row["tagged"]))


def _kind(row: dict[str, object]) -> Kind:
    ways = ((Channel.SMS, row["by_sms"]), (Channel.EMAIL, row["by_email"]))
    screen = Track(str(row["screen"])) if row.get("screen") else None
    clearance = Clearance(screen, bool(row.get("cleared")), bool(row.get("dose_held")))
    facts = Facts(
        Status(str(row["status"])),
        bool(row["paused"]),
        bool(row["tagged"]),
        channels=frozenset(channel for channel, works in ways if works),
        may_hear_doses=clearance.track is Track.FULL,
        waits=bool(row["waits"]),
    )
    return Kind(
        facts,
        int(str(row["campaign_id"])),
        str(row["area"] or ""),
        str(row["subscriber__zone"]),
        str(row["subscriber__language"]),
        int(str(row["many"])),
    )
