"""Who has yet to get a text: people under way with a step ahead of them that carries it, counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from coaching.core.consent import Permission
from coaching.core.decide import Status
from coaching.core.model import Channel, EnrolmentId, Track
from coaching.store.models import CampaignVersion, Enrolment, Hold, Message


@dataclass(frozen=True, slots=True)
class Place:
    """One step that carries the text to some. `ways`: for each channel that may carry it, the tracks it carries it to.

    `channels`: those of the step. `is_needed`: it goes to people who asked for fewer messages, too.
    """

    version: int
    step: str
    day: int
    channels: tuple[Channel, ...]
    ways: tuple[tuple[Channel, frozenset[Track]], ...]
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """Whose language a text is for: those of `only`, or all but `never`."""

    only: str = ""
    never: tuple[str, ...] = ()


def versions_in_use(campaign: str = "") -> list[int]:
    """This will list the versions of a programme, or of any, that somebody under way is pinned to."""
    rows = CampaignVersion.objects.filter(
        Exists(Enrolment.objects.filter(campaign=OuterRef("pk"), status=Status.ACTIVE))
    )
    return list((rows.filter(key=campaign) if campaign else rows).order_by("pk").values_list("pk", flat=True))


def under_way(campaign: str = "") -> int:
    """This will count who is under way, in one programme or in any."""
    rows = Enrolment.objects.filter(status=Status.ACTIVE)
    return (rows.filter(campaign__key=campaign) if campaign else rows).count()


def people(places: Sequence[Place], spoken: Spoken) -> int:
    """This will count the people to whom at least one of these steps is still to come."""
    return _ahead(places, spoken).count() if places else 0


def messages(places: Sequence[Place], spoken: Spoken) -> int:
    """This will count the messages still to come, over all these steps."""
    return sum(people([place], spoken) for place in places)


def nearest(places: Sequence[Place], spoken: Spoken, most: int) -> list[EnrolmentId]:
    """This will give those who began first; pauses aside, they get the text first."""
    if not places:
        return []
    rows = _ahead(places, spoken).order_by("start", "pk").values_list("pk", flat=True)
    return [EnrolmentId(pk) for pk in rows[:most]]


def _ahead(places: Sequence[Place], spoken: Spoken) -> QuerySet[Enrolment]:
    anywhere = Q()
    for place in places:
        anywhere |= _at(place)
    rows = Enrolment.objects.filter(anywhere, status=Status.ACTIVE)
    if spoken.only:
        return rows.filter(subscriber__language=spoken.only)
    return rows.exclude(subscriber__language__in=spoken.never)


def _at(place: Place) -> Q:
    composed = Message.objects.filter(enrolment=OuterRef("pk"), kind="step", step=place.step)
    ahead = Q(campaign_id=place.version, settled_through__lt=place.day) & ~Exists(composed)
    carried = Q(pk__in=[])
    for channel, tracks in place.ways:
        carried |= _carries(channel, place.channels) & _gets(tracks)
    return ahead & carried & (Q() if place.is_needed else Q(cadence="daily"))


_REACHED = {
    Channel.SMS: Q(
        subscriber__phone__isnull=False, subscriber__sms_state=Permission.ACTIVE, subscriber__sms_trouble=""
    ) & ~Q(only=Channel.EMAIL),
    Channel.EMAIL: Q(
        subscriber__email__isnull=False, subscriber__email_state=Permission.ACTIVE, subscriber__email_trouble=""
    ) & ~Q(only=Channel.SMS),
}  # fmt: skip


def _carries(channel: Channel, channels: tuple[Channel, ...]) -> Q:
    """As core.decide.legs_of: the planned channel, or for a step with one channel the other where that fails."""
    if channel in channels:
        return _REACHED[channel]
    other = Channel.EMAIL if channel is Channel.SMS else Channel.SMS
    return _REACHED[channel] & ~_REACHED[other] if channels == (other,) else Q(pk__in=[])


def _gets(tracks: frozenset[Track]) -> Q:
    """As core.decide.text_track."""
    if len(tracks) == len(Track):
        return Q()
    gentle = Q(screen=Track.GENTLE)
    held = Exists(Hold.objects.filter(enrolment=OuterRef("pk"), kind="dose", cleared_at=None))
    other = Q(screen=None) | ~gentle
    by_track = {
        Track.GENTLE: gentle,
        Track.FULL: Q(screen__isnull=False, cleared_at__isnull=False) & ~gentle & ~Q(held),
        Track.FOOD_FIRST: other & (Q(screen=None) | Q(cleared_at=None) | Q(held)),
    }
    found = Q(pk__in=[])
    for track in tracks:
        found |= by_track[track]
    return found
