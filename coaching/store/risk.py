"""People who may be lost soon, as the tables know them; a bounded look, so that a crowd stays quick."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from coaching.core.consent import Permission
from coaching.core.decide import Status
from coaching.core.model import Channel, EnrolmentId
from coaching.core.risk import SILENT_DAYS
from coaching.store import bulk
from coaching.store.models import Enrolment, OpenQuestion, Reply

NEWEST = 1000
"""Of so many answers, the latest, it is looked whether they go down; a fall shows when it happens."""
PAUSES = timedelta(days=10)
"""So much later than its start a run may still be in its first week, for pauses."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """`troubles`: each channel wanted and agreed to -> why it does not reach the person."""

    enrolment: EnrolmentId
    first_name: str
    troubles: dict[str, str]


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody in their first week who has not written or answered; `day`: the last one settled."""

    enrolment: EnrolmentId
    first_name: str
    day: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The last three answers to one question, oldest first, all going one way."""

    enrolment: EnrolmentId
    first_name: str
    short: str
    lo: int
    hi: int
    values: tuple[int, int, int]


def unreached(most: int) -> list[Unreached]:
    """This will list active runs of people whom no channel reaches, the newest first."""
    rows = Enrolment.objects.filter(
        # As the index of the troubled is written, so that SQLite sees that it fits.
        ~Q(subscriber__sms_trouble="") | ~Q(subscriber__email_trouble=""),
        _lost(Channel.SMS),
        _lost(Channel.EMAIL),
        _wanted(Channel.SMS) | _wanted(Channel.EMAIL),
        status=Status.ACTIVE,
    )
    cells = ("pk", "only", "subscriber__first_name", "subscriber__sms_state", "subscriber__sms_trouble",
             "subscriber__email_state", "subscriber__email_trouble")  # fmt: skip
    return [
        Unreached(
            EnrolmentId(pk), name, _troubles(only, {Channel.SMS: (sms, no_sms), Channel.EMAIL: (email, no_email)})
        )
        for pk, only, name, sms, no_sms, email, no_email in rows.order_by("-pk").values_list(*cells)[:most]
    ]


def _wanted(channel: Channel) -> Q:
    other = Channel.EMAIL if channel is Channel.SMS else Channel.SMS
    return Q(**{f"subscriber__{channel}_state": Permission.ACTIVE}) & ~Q(only=other)


def _lost(channel: Channel) -> Q:
    return ~_wanted(channel) | ~Q(**{f"subscriber__{channel}_trouble": ""})


def _troubles(only: str, ways: dict[Channel, tuple[str, str]]) -> dict[str, str]:
    return {
        "SMS" if channel is Channel.SMS else "Email": why
        for channel, (state, why) in ways.items()
        if state == Permission.ACTIVE and only in ("", channel)
    }


def silent(today: date, most: int) -> list[Silent]:
    """This will list active runs in their first week without a word from the person: of those who began last,
    the longest silence first."""
    first, last = SILENT_DAYS
    wrote = Reply.objects.filter(subscriber=OuterRef("subscriber"), at__gte=OuterRef("enrolled_at"))
    answered = OpenQuestion.objects.filter(enrolment=OuterRef("pk"), answered_at__isnull=False)
    rows = Enrolment.objects.filter(
        ~Exists(wrote),
        ~Exists(answered),
        status=Status.ACTIVE,
        start__range=(today - PAUSES, today - timedelta(days=first - 1)),
        settled_through__range=(first, last),
    )
    # From the newest start on: most of those who are in their first week began lately, so the look ends soon.
    found = rows.order_by("-start", "-pk").values_list("pk", "subscriber__first_name", "settled_through")[:most]
    longest = sorted(found, key=lambda row: -row[2])
    return [Silent(EnrolmentId(pk), name, through) for pk, name, through in longest]


# The last three answers to the same question on a scale, where both steps go the same way. Answers grow by id.
_MOVED = """
WITH recent AS (
  SELECT DISTINCT q.enrolment_id FROM (SELECT question_id FROM store_answer ORDER BY id DESC LIMIT %s) a
  JOIN store_openquestion q ON q.id = a.question_id
), told AS (
  SELECT q.enrolment_id, q.short, q.lo, q.hi, a.value, a.id,
    LAG(a.value, 1) OVER w AS before, LAG(a.value, 2) OVER w AS first, ROW_NUMBER() OVER (
      PARTITION BY q.enrolment_id, q.question ORDER BY q.day DESC, q.round DESC) AS place
  FROM recent JOIN store_openquestion q ON q.enrolment_id = recent.enrolment_id
  JOIN store_answer a ON a.question_id = q.id
  WHERE a.value IS NOT NULL AND q.hi - q.lo >= %s
  WINDOW w AS (PARTITION BY q.enrolment_id, q.question ORDER BY q.day, q.round)
)
SELECT told.enrolment_id, s.first_name, told.short, told.lo, told.hi, told.first, told.before, told.value
FROM told JOIN store_enrolment e ON e.id = told.enrolment_id JOIN store_subscriber s ON s.id = e.subscriber_id
WHERE told.place = 1 AND e.status = %s
  AND (told.first > told.before AND told.before > told.value OR told.first < told.before AND told.before < told.value)
ORDER BY told.id DESC LIMIT %s
"""


def moved(scale: int) -> list[Moved]:
    """This will list whose last three answers to a question, on a scale of at least that span, went one way; of
    those who answered last, the newest first."""
    rows = bulk.fetch(_MOVED, [NEWEST, scale, Status.ACTIVE.value, NEWEST])
    return [Moved(EnrolmentId(pk), name, short, lo, hi, tuple(values)) for pk, name, short, lo, hi, *values in rows]
