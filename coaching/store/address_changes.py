"""New numbers and email addresses that wait until their holder proves that they are theirs."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from coaching.core.model import Channel
from coaching.store.models import AddressChange, Subscriber
from coaching.store.subscribers import Taken

MOST_TRIES = 5
_FIELDS = {Channel.SMS: "phone", Channel.EMAIL: "email"}


def is_taken(channel: Channel, address: str) -> bool:
    """This will say whether somebody has an address."""
    field = "phone" if channel is Channel.SMS else "email__iexact"
    return Subscriber.objects.filter(**{field: address}).exists()


def ask(person: Subscriber, channel: Channel, address: str, code: str, at: datetime, until: datetime) -> AddressChange:
    """This will keep a wish for a new address, which takes the place of an older one of its channel."""
    _waiting(person, channel).update(until=at)
    return AddressChange.objects.create(
        subscriber=person, channel=channel, address=address, code=code, asked_at=at, until=until
    )


def note_refused(person: Subscriber, channel: Channel, at: datetime) -> None:
    """This will count a wish that was refused, without its address: nobody is to try out whose numbers we have."""
    AddressChange.objects.create(subscriber=person, channel=channel, address="", code="", asked_at=at, until=at)


def asked_since(person: Subscriber, since: datetime) -> int:
    """This will count how often a person has asked for a new address since then."""
    return AddressChange.objects.filter(subscriber=person, asked_at__gt=since).count()


def waiting(person: Subscriber, channel: Channel, now: datetime) -> AddressChange | None:
    """This will give the newest wish of a channel that can still be proven."""
    rows = _waiting(person, channel).filter(until__gt=now, tries__lt=MOST_TRIES)
    return rows.order_by("-pk").first()


def _waiting(person: Subscriber, channel: Channel) -> QuerySet[AddressChange]:
    return AddressChange.objects.filter(subscriber=person, channel=channel, confirmed_at=None)


def by_code(code: str, now: datetime) -> AddressChange | None:
    """This will find the wish that a link in an email confirms."""
    rows = AddressChange.objects.filter(code=code, channel=Channel.EMAIL, confirmed_at=None, until__gt=now)
    return rows.select_related("subscriber").first()


def count_try(change: AddressChange) -> bool:
    """This will count one try of a code before it is looked at; False if there were too many."""
    rows = AddressChange.objects.filter(pk=change.pk, confirmed_at=None, tries__lt=MOST_TRIES)
    return bool(rows.update(tries=F("tries") + 1))


def drop(change: AddressChange, at: datetime) -> None:
    """This will give a wish up."""
    AddressChange.objects.filter(pk=change.pk, confirmed_at=None).update(until=at)


def swap(change: AddressChange, region: str | None, at: datetime) -> Subscriber | None:
    """This will give the person their new address, and with a `region` that; None if the wish was fulfilled or given
    up meanwhile.

    Raises Taken if somebody else has it now. Call it in the transaction that records the consent.
    """
    rows = AddressChange.objects.filter(pk=change.pk, confirmed_at=None, until__gt=at)
    if not rows.update(confirmed_at=at):
        return None
    channel = Channel(change.channel)
    try:
        with transaction.atomic():
            new: dict[str, object] = {_FIELDS[channel]: change.address, f"{channel}_trouble": ""}
            new |= {"region": region} if region else {}
            Subscriber.objects.filter(pk=change.subscriber_id, erased_at=None).update(**new)
    except IntegrityError as error:
        raise Taken(_FIELDS[channel]) from error
    return Subscriber.objects.get(pk=change.subscriber_id)
