"""Loads what a decision depends on, for a whole batch in four queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from coaching.core.consent import Permission
from coaching.core.decide import Standing, Status, Unit
from coaching.core.ledger import State
from coaching.core.model import Channel, EnrolmentId, SubscriberId, Track
from coaching.core.reasons import Reason
from coaching.core.schedule import Calendar, Pause
from coaching.store import bulk, models

# A unit in one of these states still wants something to happen: to decide, it is open.
OPEN = (State.OWED, State.WAITING, State.RESERVED, State.HANDED)


@dataclass(frozen=True, slots=True)
class Person:
    """Where and how one enrolled person is reached. `region`: whose emergency numbers they get, "" the house's.
    `language`: of the texts that are written in it."""

    subscriber: SubscriberId
    first_name: str
    token: str
    phone: str | None
    email: str | None
    region: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Loaded:
    """One enrolment ready to decide: its standing, its pinned campaign version, its person.

    `ways_out_at`: when a text last said how to end them, as far as was looked.
    """

    standing: Standing
    campaign_version: int
    cycle: int
    wake_at: datetime | None
    person: Person
    ways_out_at: datetime


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An enrolment whose stored data make no sense, e.g. a zone that is no longer known."""

    enrolment: EnrolmentId
    why: str


_FIELDS = (
    "pk", "campaign_id", "cycle", "wake_at", "status", "start", "slots", "screen", "cleared_at", "settled_through",
    "cadence", "only", "enrolled_at", "ways_out_at",
    "subscriber_id", "subscriber__first_name", "subscriber__token", "subscriber__zone", "subscriber__region",
    "subscriber__language",
    "subscriber__phone", "subscriber__sms_state", "subscriber__sms_trouble",
    "subscriber__email", "subscriber__email_state", "subscriber__email_trouble",
)  # fmt: skip


class _Row(NamedTuple):
    """The columns of `_FIELDS`, in their order: a plain row costs a fraction of a model's instance."""

    pk: int
    campaign: int
    cycle: int
    wake_at: datetime | None
    status: str
    start: date
    slots: dict[str, str]
    screen: str | None
    cleared_at: datetime | None
    settled_through: int
    cadence: str
    only: str
    enrolled_at: datetime
    ways_out_at: datetime | None
    subscriber: int
    first_name: str
    token: str
    zone: str
    region: str
    language: str
    phone: str | None
    sms_state: str
    sms_trouble: str
    email: str | None
    email_state: str
    email_trouble: str


def load_many(ids: Sequence[EnrolmentId]) -> list[Loaded | Unreadable]:
    """This will load enrolments by id (at most some hundreds), in the order of the ids; unknown ids are left out."""
    found = (_Row(*cells) for cells in models.Enrolment.objects.filter(pk__in=ids).values_list(*_FIELDS))
    place = {int(pk): n for n, pk in enumerate(ids)}
    rows = sorted(found, key=lambda row: place[row.pk])  # who was claimed first, being due first, is served first
    pauses = _pauses(ids)
    holds = _holds(ids)
    settled, folded = _settled(ids)
    return [_read(row, pauses[row.pk], holds[row.pk], settled[row.pk], tuple(folded[row.pk])) for row in rows]


def load(enrolment: EnrolmentId) -> Loaded:
    """This will load one enrolment; raises LookupError if it does not exist or cannot be read."""
    match load_many([enrolment]):
        case [Loaded() as loaded]:
            return loaded
        case [Unreadable(_, why)]:
            raise LookupError(f"enrolment {enrolment} cannot be read: {why}")
        case _:
            raise LookupError(f"there is no enrolment {enrolment}")


def _read(
    row: _Row, pauses: tuple[Pause, ...], holds: set[str], settled: frozenset[Unit], folded: tuple[str, ...]
) -> Loaded | Unreadable:
    try:
        standing = _standing(row, pauses, holds, settled, folded)
    except (LookupError, ValueError) as error:
        return Unreadable(EnrolmentId(row.pk), f"{type(error).__name__}: {error}")
    reached = (row.phone, row.email, row.region, row.language)
    person = Person(SubscriberId(row.subscriber), row.first_name, row.token, *reached)
    return Loaded(standing, row.campaign, row.cycle, row.wake_at, person, row.ways_out_at or row.enrolled_at)


def person_of(subscriber: models.Subscriber) -> Person:
    return Person(
        SubscriberId(subscriber.pk),
        subscriber.first_name,
        subscriber.token,
        subscriber.phone,
        subscriber.email,
        subscriber.region,
        subscriber.language,
    )


def _reachable(row: _Row) -> frozenset[Channel]:
    """The channels with an address, active consent and no known trouble, which the person wants.

    Somebody who wants one channel only gets nothing on the other, even where their own no longer reaches them.
    """
    sms = row.phone and row.sms_state == Permission.ACTIVE and not row.sms_trouble and row.only != Channel.EMAIL
    email = row.email and row.email_state == Permission.ACTIVE and not row.email_trouble and row.only != Channel.SMS
    return _CHANNELS[bool(sms), bool(email)]


_CHANNELS = {
    (True, True): frozenset(Channel),
    (True, False): frozenset({Channel.SMS}),
    (False, True): frozenset({Channel.EMAIL}),
    (False, False): frozenset[Channel](),
}


def _standing(
    row: _Row, pauses: tuple[Pause, ...], holds: set[str], settled: frozenset[Unit], folded: tuple[str, ...]
) -> Standing:
    return Standing(
        enrolment=EnrolmentId(row.pk),
        status=Status(row.status),
        calendar=Calendar(row.start, zone(row.zone), pauses),
        wishes={slot: time.fromisoformat(at) for slot, at in row.slots.items()},
        screen=Track(row.screen) if row.screen else None,
        cleared=row.cleared_at is not None,
        dose_hold="dose" in holds,
        talking="conversation" in holds,
        fault="fault" in holds,
        light=row.cadence == "light",
        reachable=_reachable(row),
        settled_through=row.settled_through,
        settled=settled,
        folded=folded,
    )


def is_on_its_way(enrolment: EnrolmentId, step: str) -> bool:
    """This will say whether a message of a step is being sent now."""
    rows = models.Message.objects.filter(enrolment_id=enrolment, kind="step", step=step)
    return rows.filter(state__in=(State.RESERVED, State.HANDED)).exists()


@lru_cache(maxsize=700)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _pauses(ids: Sequence[EnrolmentId]) -> defaultdict[int, tuple[Pause, ...]]:
    found: defaultdict[int, tuple[Pause, ...]] = defaultdict(tuple)
    rows = models.Pause.objects.filter(enrolment_id__in=ids).order_by("first")
    for enrolment, first, last in rows.values_list("enrolment_id", "first", "last"):
        found[enrolment] += (Pause(first, last),)
    return found


def _holds(ids: Sequence[EnrolmentId]) -> defaultdict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    for enrolment, kind in bulk.among(
        "enrolment_id, kind", "store_hold", "enrolment_id", ids, " AND cleared_at IS NULL"
    ):
        found[enrolment].add(kind)
    return found


def _settled(ids: Sequence[EnrolmentId]) -> tuple[defaultdict[int, frozenset[Unit]], defaultdict[int, list[str]]]:
    units: defaultdict[int, set[Unit]] = defaultdict(set)
    folded: defaultdict[int, list[str]] = defaultdict(list)
    for enrolment, cycle_key, unit, state, reason, into in bulk.among(
        "m.enrolment_id, m.step, m.unit, m.state, m.reason, m.folded_into",
        "store_message m JOIN store_enrolment e ON e.id = m.enrolment_id",
        "m.enrolment_id",
        ids,
        f" AND m.kind = 'step' AND (m.day > e.settled_through OR m.reason = '{Reason.FOLDED}'"
        " AND m.folded_into IS NULL) ORDER BY m.day",
    ):
        if state not in OPEN:
            units[enrolment].add((cycle_key, Channel(unit)))
        if reason == Reason.FOLDED and into is None and cycle_key not in folded[enrolment]:
            folded[enrolment].append(cycle_key)
    frozen: defaultdict[int, frozenset[Unit]] = defaultdict(frozenset)
    frozen.update({enrolment: frozenset(found) for enrolment, found in units.items()})
    return frozen, folded
