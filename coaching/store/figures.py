"""The counts behind the figures, for everybody or a cohort; grouped by the database, the same on both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)

from coaching.core.consent import ConsentEvent
from coaching.core.decide import Status
from coaching.core.figures import DAYS_A_WEEK, Given, Left, Progress
from coaching.core.ledger import TAKEN
from coaching.core.model import Channel
from coaching.store.models import CampaignVersion, Consent, Enrolment, Message, OpenQuestion

NEWEST = 5000
"""How many delivered messages, the latest, the time to delivery is taken from."""
MOST_LEFT = 20_000


@dataclass(frozen=True, slots=True)
class Cohort:
    """Whose figures: the runs of a programme. `month`: of their start, any day of it; None: whenever."""

    programme: str
    month: date | None = None


def programmes() -> list[str]:
    return list(CampaignVersion.objects.order_by("key").values_list("key", flat=True).distinct())


def months(programme: str) -> list[date]:
    """This will list the months in which somebody starts, the newest first."""
    starts = _runs(Cohort(programme)).order_by().values_list("start", flat=True).distinct()
    return sorted({start.replace(day=1) for start in starts}, reverse=True)


def people(cohort: Cohort) -> int:
    """This will count the runs of a cohort."""
    return _runs(cohort).count()


def _runs(cohort: Cohort) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(campaign__in=CampaignVersion.objects.filter(key=cohort.programme))
    if cohort.month is not None:
        first = cohort.month.replace(day=1)
        rows = rows.filter(start__gte=first, start__lt=(first + timedelta(days=31)).replace(day=1))
    return rows


def progress(cohort: Cohort) -> list[Progress]:
    """This will count runs by how they stand and how far they came."""
    agreed = Consent.objects.filter(
        subscriber=OuterRef("subscriber"), event__in=(ConsentEvent.GRANTED, ConsentEvent.CONFIRMED),
        at__gte=OuterRef("enrolled_at"),
    ).exclude(channel="")  # fmt: skip
    confirmed = Case(
        When(status__in=(Status.ACTIVE, Status.COMPLETED), then=Value(1)),
        When(status=Status.WAITING, then=Value(0)),
        When(Exists(agreed), then=Value(1)),
        default=Value(0),
    )
    rows = _runs(cohort).annotate(confirmed=confirmed).values("status", "settled_through", "confirmed")
    return [
        Progress(Status(row["status"]), row["settled_through"], bool(row["confirmed"]), row["n"])
        for row in rows.annotate(n=Count("pk")).order_by()
    ]


def asked(cohort: Cohort) -> dict[int, tuple[int, int]]:
    """This will count, for each day that asks something, the runs that were asked and those that answered."""
    rows = OpenQuestion.objects.filter(enrolment__in=_runs(cohort)).values("day")
    counted = rows.annotate(
        asked=Count("enrolment_id", distinct=True),
        answered=Count(Case(When(answered_at__isnull=False, then=F("enrolment_id"))), distinct=True),
    )
    return {row["day"]: (row["asked"], row["answered"]) for row in counted.order_by("day")}


_WEEK = Case(
    When(day__gt=0, then=(F("day") + DAYS_A_WEEK - 1) / DAYS_A_WEEK), default=Value(0), output_field=IntegerField()
)


def given(cohort: Cohort, scale: int) -> list[Given]:
    """This will count answers to questions on a scale of at least that span, by week and value."""
    rows = _scaled(cohort, scale).annotate(week=_WEEK).values("question", "week", "answer__value")
    counted = rows.annotate(n=Count("pk"), said=Max("short"), least=Min("lo"), most=Max("hi"))
    return [
        Given(row["question"], row["said"], row["least"], row["most"], row["week"], row["answer__value"] or 0, row["n"])
        for row in counted.order_by("question", "week", "answer__value")
    ]


def givers(cohort: Cohort, scale: int) -> dict[tuple[str, int], int]:
    """This will count the runs that answered a question in a week."""
    rows = _scaled(cohort, scale).annotate(week=_WEEK).values("question", "week")
    counted = rows.annotate(n=Count("enrolment_id", distinct=True)).order_by()
    return {(row["question"], row["week"]): row["n"] for row in counted}


def _scaled(cohort: Cohort, scale: int) -> QuerySet[OpenQuestion]:
    return OpenQuestion.objects.filter(
        enrolment__in=_runs(cohort), answer__value__isnull=False, hi__gte=F("lo") + scale
    )


def left(cohort: Cohort) -> list[Left]:
    """This will list who took a permission back in their run, in order of time, with the last text before it."""
    run = Enrolment.objects.filter(subscriber=OuterRef("subscriber"), enrolled_at__lte=OuterRef("at"))
    before = Message.objects.filter(
        subscriber=OuterRef("subscriber"), handed_at__lte=OuterRef("at"), accepted_at__isnull=False
    )
    rows = Consent.objects.filter(event__in=(ConsentEvent.REVOKED, ConsentEvent.BLOCKED)).exclude(channel="").annotate(
        run=Subquery(run.order_by("-enrolled_at").values("pk")[:1]),
        template=Subquery(before.order_by("-handed_at", "-pk").values("template")[:1]),
    )  # fmt: skip
    found = list(rows.filter(run__in=_runs(cohort)).order_by("at", "pk").values_list(
        "subscriber_id", "run", "at", "template")[:MOST_LEFT])  # fmt: skip
    starts = _starts([run for _, run, _, _ in found])
    return [Left(person, _day(starts[run], at), template or "") for person, run, at, template in found]


def _starts(runs: Sequence[int]) -> dict[int, tuple[date, int]]:
    found: dict[int, tuple[date, int]] = {}
    for at in range(0, len(runs), 500):
        rows = Enrolment.objects.filter(pk__in=runs[at : at + 500])
        found |= {pk: (start, through) for pk, start, through in rows.values_list("pk", "start", "settled_through")}
    return found


def _day(run: tuple[date, int], at: datetime) -> int:
    """The day of the programme: by the calendar, but never past what the run has come to (pauses); 0 before it."""
    start, through = run
    return max(0, min((at.date() - start).days + 1, through + 1))


def outcomes(cohort: Cohort) -> dict[tuple[str, str], int]:
    """This will count messages by channel and state."""
    rows = Message.objects.filter(enrolment__in=_runs(cohort)).values("channel", "state").annotate(n=Count("pk"))
    return {(row["channel"], row["state"]): row["n"] for row in rows.order_by()}


def delivery_seconds(cohort: Cohort, channel: Channel) -> list[float]:
    """This will give how long the latest delivered messages took from the provider to the person."""
    rows = Message.objects.filter(
        enrolment__in=_runs(cohort), channel=channel, accepted_at__isnull=False, delivered_at__isnull=False
    )
    found = rows.order_by("-accepted_at").values_list("accepted_at", "delivered_at")[:NEWEST]
    return [max(0.0, (there - taken).total_seconds()) for taken, there in found if taken and there]


def used(cohort: Cohort) -> dict[tuple[int, str], tuple[int, int]]:
    """This will count what providers took, by week of the programme (0: beside it) and channel: messages, segments."""
    rows = Message.objects.filter(enrolment__in=_runs(cohort), state__in=TAKEN)
    counted = rows.annotate(week=_WEEK).values("week", "channel").annotate(n=Count("pk"), segments=Sum("parts"))
    return {(row["week"], row["channel"]): (row["n"], row["segments"] or 0) for row in counted.order_by()}
