"""Questions about people, and the few changes to a person."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from coaching.core.consent import Permission
from coaching.core.model import Channel, SubscriberId
from coaching.store import bulk
from coaching.store.models import Subscriber

SMS, EMAIL = Channel.SMS, Channel.EMAIL


class Taken(Exception):
    """The phone or the email belongs to somebody already."""


@dataclass(frozen=True, slots=True)
class NewSubscriber:
    first_name: str
    phone: str | None
    email: str | None
    zone: str
    region: str = ""
    language: str = "en"


def add(new: NewSubscriber, at: datetime) -> Subscriber:
    """This will add a person; raises Taken naming the field that somebody else has."""
    for field, value in (("phone", new.phone), ("email", new.email)):
        if value and Subscriber.objects.filter(**{field: value}).exists():
            raise Taken(field)
    return Subscriber.objects.create(
        first_name=new.first_name,
        phone=new.phone,
        email=new.email,
        zone=new.zone,
        region=new.region,
        language=new.language,
        token=secrets.token_urlsafe(24),
        created_at=at,
    )


def come_again(person: Subscriber, new: NewSubscriber) -> Subscriber:
    """This will bring a person who was here before up to date; an address that is new begins without any consent.

    An address that `new` does not name stays. Raises Taken naming the field that somebody else has.
    """
    changes: dict[str, object] = {"first_name": new.first_name, "zone": new.zone, "region": new.region}
    changes |= {"language": new.language, "home_zone": "", "home_at": None}
    for channel, field, value in ((Channel.SMS, "phone", new.phone), (Channel.EMAIL, "email", new.email)):
        if value and value.casefold() != (getattr(person, field) or "").casefold():
            if Subscriber.objects.filter(**{field: value}).exclude(pk=person.pk).exists():
                raise Taken(field)
            changes |= {field: value, f"{channel}_state": Permission.NONE, f"{channel}_trouble": ""}
    Subscriber.objects.filter(pk=person.pk).update(**changes)
    person.refresh_from_db()
    return person


def by_phone(phone: str) -> Subscriber | None:
    return Subscriber.objects.filter(phone=phone).first()


def by_email(email: str) -> Subscriber | None:
    return Subscriber.objects.filter(email__iexact=email).first()


def holders(phones: Collection[str], emails: Collection[str]) -> list[Subscriber]:
    """This will find everybody who has one of many numbers or addresses (addresses in small letters)."""
    ids = {pk for (pk,) in bulk.among("id", "store_subscriber", "phone", phones)}
    ids |= {pk for (pk,) in bulk.among("id", "store_subscriber", "LOWER(email)", emails)}
    return list(Subscriber.objects.filter(pk__in=ids).order_by("pk")) if ids else []


def add_many(
    people: Sequence[NewSubscriber], states: Sequence[Mapping[Channel, str]], at: datetime
) -> list[tuple[int, str] | None]:
    """This will add people with their permissions, in one statement, and give their ids and tokens in order.

    None: somebody has the number or the address already. The consent rows go with it in the same transaction.
    """
    tokens = [secrets.token_urlsafe(24) for _ in people]
    rows = [
        (new.first_name, new.phone, new.email, new.zone, new.region, new.language, token, state[SMS], state[EMAIL])
        for new, token, state in zip(people, tokens, states, strict=True)
    ]
    same = {"home_zone": "", "sms_trouble": "", "email_trouble": "", "created_at": at}
    names = ("first_name", "phone", "email", "zone", "region", "language", "token", "sms_state", "email_state")
    ids = dict(bulk.insert_many(Subscriber, same, names, rows, back=("token", "id")))
    return [(ids[token], token) if token in ids else None for token in tokens]


def by_token(token: str) -> Subscriber | None:
    """This will find the person a link belongs to."""
    return Subscriber.objects.filter(token=token).first()


def get(subscriber: SubscriberId) -> Subscriber:
    return Subscriber.objects.get(pk=subscriber)


def here(subscriber: int) -> Subscriber | None:
    """This will give a person by number; None for nobody, and for somebody who was erased."""
    if subscriber >= 2**63:
        return None
    return Subscriber.objects.filter(pk=subscriber, erased_at=None).first()


def find(text: str) -> list[Subscriber]:
    """This will find people by number, email, id or the beginning of a name; at most 20, newest first."""
    if text.isdigit() and (found := Subscriber.objects.filter(pk=int(text)).first()):
        return [found]
    match = Q(phone=text) | Q(email__iexact=text) | Q(first_name__istartswith=text)
    return list(Subscriber.objects.filter(match).order_by("-id")[:20])


def address(subscriber: Subscriber, channel: Channel) -> str | None:
    return subscriber.phone if channel is Channel.SMS else subscriber.email


def note_trouble(subscriber: SubscriberId, channel: Channel, trouble: str) -> None:
    """This will mark a channel as not reaching the person, with the provider's code as reason."""
    Subscriber.objects.filter(pk=subscriber).update(**{f"{channel}_trouble": trouble[:80]})


def clear_trouble(subscriber: SubscriberId, channel: Channel) -> None:
    Subscriber.objects.filter(pk=subscriber).update(**{f"{channel}_trouble": ""})


def set_language(subscriber: SubscriberId, language: str) -> None:
    """This will have a person's messages come in a language from now on."""
    Subscriber.objects.filter(pk=subscriber).update(language=language)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a person is: their zone, the one they go back to ("" at home) and when (UTC; None: not known)."""

    zone: str
    home_zone: str = ""
    home_at: datetime | None = None


def whereabouts(subscriber: Subscriber) -> Whereabouts:
    return Whereabouts(subscriber.zone, subscriber.home_zone, subscriber.home_at)


def move(subscriber: SubscriberId, before: Whereabouts, after: Whereabouts) -> bool:
    """This will have a person be somewhere else; False if they are no longer where `before` says."""
    rows = Subscriber.objects.filter(
        pk=subscriber, zone=before.zone, home_zone=before.home_zone, home_at=before.home_at
    )
    return bool(rows.update(zone=after.zone, home_zone=after.home_zone, home_at=after.home_at))


def expected_home(now: datetime, limit: int = 500) -> list[Subscriber]:
    """This will list people whose time away is over, the longest over first."""
    return list(Subscriber.objects.filter(home_at__lte=now).order_by("home_at", "pk")[:limit])


def rename(subscriber: SubscriberId, first_name: str) -> None:
    """This will have a person be called by another first name from now on."""
    Subscriber.objects.filter(pk=subscriber).update(first_name=first_name)
