"""Changes for many people: what counts of each of them, who belongs to a change, and what came of it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from coaching.core.clearance import Clearance
from coaching.core.consent import Permission
from coaching.core.decide import Status
from coaching.core.groups import Facts, What
from coaching.core.model import Channel, EnrolmentId, MessageId, SubscriberId, Track
from coaching.core.purposes import kinds
from coaching.store import chosen as people
from coaching.store import jobs
from coaching.store.chosen import Chosen
from coaching.store.models import Enrolment, GroupChange, GroupMember, Hold, Job, Message, Pause, SubscriberTag

AT_ONCE = 500
DONE, REFUSED = "done", "refused"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a change is asked for. `campaign` is the version of their programme. `had`: local date -> messages of
    the programme that left for it."""

    enrolment: EnrolmentId
    first_name: str
    phone: str | None
    zone: str
    campaign: int
    language: str
    facts: Facts
    had: Mapping[date, int]


def candidates(ids: Sequence[EnrolmentId], now: datetime, tag: str = "") -> Iterator[Candidate]:
    """This will tell what counts of each person, in sets of some hundreds; who was erased is left out."""
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        rows = list(
            Enrolment.objects.filter(pk__in=some, subscriber__erased_at=None).select_related("subscriber").only(
                *("campaign_id", "status", "screen", "cleared_at", "subscriber__first_name", "subscriber__zone"),
                *("subscriber__phone", "subscriber__language"),
                *("subscriber__sms_state", "subscriber__sms_trouble", "subscriber__email"),
                *("subscriber__email_state", "subscriber__email_trouble"),
            )
        )  # fmt: skip
        paused = _paused(some, now)
        tagged, held, had = _tagged(rows, tag), _held(some, now), _had(rows, now)
        for row in rows:
            person = row.subscriber
            facts = Facts(
                Status(row.status),
                row.pk in paused,
                person.pk in tagged,
                channels=_channels(row),
                may_hear_doses=may_hear_doses(row, is_held="dose" in held[row.pk]),
                waits=bool(held[row.pk] & {"conversation", "fault"}),
            )
            about = (person.first_name, person.phone, person.zone, row.campaign_id, person.language)
            yield Candidate(EnrolmentId(row.pk), *about, facts, had[person.pk])


def readers(chosen: Chosen, now: datetime) -> dict[str, int]:
    """This will count who reads which language."""
    rows = people.rows(chosen, now).values_list("subscriber__language").annotate(many=Count("pk"))
    return dict(rows.values_list("subscriber__language", "many"))


def _held(some: Sequence[EnrolmentId], now: datetime) -> defaultdict[int, set[str]]:
    """The kinds of open holds, by run."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = Hold.objects.filter(enrolment_id__in=some, cleared_at=None).exclude(until__lte=now)
    for enrolment, kind in rows.values_list("enrolment_id", "kind"):
        found[enrolment].add(kind)
    return found


def _had(rows: list[Enrolment], now: datetime) -> defaultdict[int, Counter[date]]:
    """What counts in the cap and left within two days, by person and local date."""
    found: defaultdict[int, Counter[date]] = defaultdict(Counter)
    sent = Message.objects.filter(
        subscriber_id__in=[row.subscriber_id for row in rows],
        kind__in=kinds(capped=True),
        handed_at__gt=now - timedelta(days=2),
    )
    for person, on in sent.values_list("subscriber_id", "on"):
        if on is not None:
            found[person][on] += 1
    return found


def may_hear_doses(row: Enrolment, *, is_held: bool) -> bool:
    """This will say whether somebody may be told about taking supplements."""
    screen = Track(row.screen) if row.screen else None
    return Clearance(screen, row.cleared_at is not None, is_held).track is Track.FULL


def is_dose_held(enrolment: EnrolmentId) -> bool:
    """This will say whether a hold on words about supplements is open."""
    return Hold.objects.filter(enrolment=enrolment, kind="dose", cleared_at=None).exists()


def _paused(some: Sequence[EnrolmentId], now: datetime) -> set[int]:
    """Whose pause covers today or later; somewhere on earth it may still be yesterday, which then counts too."""
    yesterday = (now - timedelta(hours=12)).date()
    ahead = Q(last=None) | Q(last__gte=yesterday)
    return set(Pause.objects.filter(ahead, enrolment_id__in=some).values_list("enrolment_id", flat=True))


def _tagged(rows: list[Enrolment], tag: str) -> set[int]:
    if not tag:
        return set()
    held = SubscriberTag.objects.filter(tag=tag, subscriber_id__in=[row.subscriber_id for row in rows])
    return set(held.values_list("subscriber_id", flat=True))


def _channels(row: Enrolment) -> frozenset[Channel]:
    person = row.subscriber
    by_sms = person.phone and person.sms_state == Permission.ACTIVE and not person.sms_trouble
    by_email = person.email and person.email_state == Permission.ACTIVE and not person.email_trouble
    return frozenset(channel for channel, works in ((Channel.SMS, by_sms), (Channel.EMAIL, by_email)) if works)


def begin(
    what: What,
    ids: Sequence[EnrolmentId],
    options: Mapping[str, Any],
    by: str,
    at: datetime,
    words: str = "",
    undoes: int | None = None,
    other_words: Mapping[str, str] | None = None,
) -> int | None:
    """This will store a change with its people and answer its id; None if what it undoes was taken back before."""
    try:
        with transaction.atomic():
            change = GroupChange.objects.create(
                what=what, options=dict(options), words=words, other_words=dict(other_words or {}), by=by, at=at,
                undoes_id=undoes,
            )  # fmt: skip
            GroupMember.objects.bulk_create(
                (GroupMember(change=change, enrolment_id=each) for each in ids), batch_size=5000
            )
    except IntegrityError:
        return None
    return change.pk


def get(change: int) -> GroupChange | None:
    """This will read a change together with the one it takes back."""
    return GroupChange.objects.filter(pk=change).select_related("undoes").first()


def is_open(change: int) -> bool:
    """This will say whether a worker may still be at a change."""
    return Job.objects.filter(kind="group", state__in=jobs.OPEN, arguments__change=change).exists()


def done_ids(change: int) -> list[EnrolmentId]:
    """This will list whom a change was made for, and not refused."""
    rows = GroupMember.objects.filter(change=change, outcome=DONE).order_by("pk")
    return [EnrolmentId(pk) for pk in rows.values_list("enrolment_id", flat=True)]


def turn(change: int, after: int, most: int) -> list[GroupMember]:
    """This will give the next people of a change, in the order in which they were stored."""
    rows = GroupMember.objects.filter(change=change, pk__gt=after).select_related(
        "enrolment__subscriber", "enrolment__campaign"
    )
    return list(rows.defer("enrolment__campaign__body").order_by("pk")[:most])


def settle(member: int, outcome: str, before: Mapping[str, Any], message: MessageId | None = None) -> None:
    """This will keep what came of one person's change, the way back, and the message they are owed."""
    GroupMember.objects.filter(pk=member).update(outcome=outcome, before=dict(before), message=message)


def settle_many(members: Sequence[GroupMember], done: set[SubscriberId]) -> None:
    """This will keep what came of a change for several: those in `done`, by person, were changed."""
    mine = {member.pk for member in members if member.enrolment.subscriber_id in done}
    GroupMember.objects.filter(pk__in=mine).update(outcome=DONE)
    GroupMember.objects.filter(pk__in={member.pk for member in members} - mine).update(outcome=REFUSED)


def ways_back(change: int, ids: Sequence[EnrolmentId]) -> dict[EnrolmentId, dict[str, Any]]:
    """This will give the way back of some people of a change."""
    rows = GroupMember.objects.filter(change=change, enrolment_id__in=ids, outcome=DONE)
    return {EnrolmentId(key): before for key, before in rows.values_list("enrolment_id", "before")}


def count_done(change: int) -> int:
    """This will count whom a change was made for."""
    return GroupMember.objects.filter(change=change, outcome=DONE).count()


def forget_words(change: int) -> None:
    """This will drop what a message said, once it is in the ledger for everybody."""
    GroupChange.objects.filter(pk=change).update(words="", other_words={})
