"""Takes everything personal about one person out of every table. Rows stay where the books count them, without words.

What stays: ids, states, times, and the consent rows with wording and time, their addresses replaced by keyed hashes.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, quote_plus

from django.db.models import Q

from coaching.core.ledger import State
from coaching.core.model import Channel, EnrolmentId, MessageId, SubscriberId
from coaching.store import dossier, suppressions, uploads
from coaching.store.models import (
    AddressChange,
    Alert,
    AlertLog,
    Answer,
    ApiCall,
    Audit,
    Change,
    Consent,
    Doubt,
    Enrolment,
    GroupChange,
    Hold,
    Message,
    Note,
    RawEvent,
    Rehearsed,
    Reply,
    Saved,
    Screen,
    Subscriber,
    SubscriberTag,
    Thread,
)

GONE = "erased"
_FREE_WORDS = ("why", "note", "cause", "text", "body", "name")
"""Facts of an audit line in which somebody may have written about a person in their own words."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What may still stand in the timetables: the person's runs and messages, by id."""

    enrolments: tuple[EnrolmentId, ...]
    messages: tuple[MessageId, ...]


def blank(person: Subscriber, at: datetime) -> None:
    """This will erase a person; call it in one transaction, after everything has been stopped. Twice is harmless."""
    subscriber = SubscriberId(person.pk)
    addresses = addresses_of(person)
    _suppress(person, at)
    _raw_events(subscriber, addresses)
    _words(subscriber)
    _alerts(subscriber, (person.first_name, *(address for _, address in addresses)))
    _alerts_of_strangers(addresses)
    _audit(subscriber, (person.first_name, *(address for _, address in addresses)))
    _consents(subscriber)
    AddressChange.objects.filter(subscriber=subscriber).delete()
    for upload in uploads.naming(addresses):
        uploads.forget(upload)
    Thread.objects.filter(subscriber=subscriber).delete()
    ApiCall.objects.filter(subscriber=subscriber).delete()
    _profile(person, at)


def entries(person: Subscriber) -> Entries:
    """This will name what is to leave Redis."""
    runs = Enrolment.objects.filter(subscriber=person).values_list("pk", flat=True)
    rows = Message.objects.filter(subscriber=person).values_list("pk", flat=True)
    return Entries(tuple(map(EnrolmentId, runs)), tuple(map(MessageId, rows)))


def in_doubt(person: Subscriber) -> list[Message]:
    """This will list a person's messages of which nobody knows whether they were sent."""
    return list(Message.objects.filter(subscriber=person, state=State.UNKNOWN).order_by("pk"))


def addresses_of(person: Subscriber) -> list[tuple[Channel, str]]:
    """This will list every address that is or was theirs and belongs to nobody else now."""
    found = {
        (Channel(row.channel), row.address) for row in Consent.objects.filter(subscriber=person).exclude(address="")
    }
    found |= {(channel, address) for channel, address in _current(person)}
    others = Subscriber.objects.exclude(pk=person.pk)
    return [
        (channel, address)
        for channel, address in sorted(found)
        if not _is_digest(address)
        and not others.filter(Q(phone=address) if channel is Channel.SMS else Q(email__iexact=address)).exists()
    ]


def _current(person: Subscriber) -> list[tuple[Channel, str]]:
    both = ((Channel.SMS, person.phone), (Channel.EMAIL, person.email))
    return [(channel, address) for channel, address in both if address]


def _is_digest(address: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", address) is not None


def _suppress(person: Subscriber, at: datetime) -> None:
    for channel, address in _current(person):
        suppressions.suppress(channel, address, suppressions.ERASED, at)


def _raw_events(subscriber: SubscriberId, addresses: list[tuple[Channel, str]]) -> None:
    """Calls of providers: those that became replies, and any other that names an address, however it is written."""
    about = Q(reply__subscriber=subscriber)
    for _, address in addresses:
        for written in {address, quote(address), quote_plus(address)}:
            about |= Q(body__icontains=written) | Q(dedupe_key__icontains=written)
    texts = list(Reply.objects.filter(subscriber=subscriber).exclude(text="").values_list("text", flat=True))
    for event in RawEvent.objects.filter(about).distinct():
        needles = [address for _, address in addresses] + texts
        key = event.dedupe_key if not any(each in event.dedupe_key for each in needles) else f"{GONE}:{event.pk}"
        RawEvent.objects.filter(pk=event.pk).update(
            body="", dedupe_key=key, remark=GONE, handled_at=event.handled_at or event.received_at
        )


def _words(subscriber: SubscriberId) -> None:
    """What was said to them and by them, and what they answered about their health."""
    own = {"enrolment__subscriber": subscriber}
    Reply.objects.filter(subscriber=subscriber).update(text="", tier="")
    Answer.objects.filter(question__enrolment__subscriber=subscriber).update(text="", value=None)
    Note.objects.filter(subscriber=subscriber).delete()
    Saved.objects.filter(**own).delete()
    Screen.objects.filter(**own).delete()
    Hold.objects.filter(**own).update(cause="", cleared_why="")
    Change.objects.filter(**own).update(before={})
    Message.objects.filter(subscriber=subscriber).update(
        subject="", text="", words={}, address="", detail="", digest=""
    )
    Doubt.objects.filter(message__subscriber=subscriber).update(tried=[])
    SubscriberTag.objects.filter(subscriber=subscriber).delete()
    GroupChange.objects.filter(members__enrolment__subscriber=subscriber).exclude(words="").update(
        words="", other_words={}
    )
    Rehearsed.objects.filter(subscriber=subscriber).delete()
    Enrolment.objects.filter(subscriber=subscriber).update(slots={}, screen=None, cleared_at=None)


def _alerts(subscriber: SubscriberId, needles: tuple[str, ...]) -> None:
    mine = Alert.objects.filter(Q(subscriber=subscriber) | Q(enrolment__subscriber=subscriber))
    AlertLog.objects.filter(alert__in=mine, what__startswith="closed:").update(what="closed")
    mine.update(title="About somebody whose data were erased.", body="", facts={}, closed_why="")
    for needle in filter(None, needles):
        _alerts_of_many(needle)


def _alerts_of_strangers(addresses: list[tuple[Channel, str]]) -> None:
    """What they wrote before they were enrolled: such alerts carry a part of the keyed hash (journeys/strangers.py)."""
    for channel, address in addresses:
        own = Alert.objects.filter(key__contains=suppressions.digest(channel, address)[:32])
        own.update(title="About somebody whose data were erased.", body="", facts={}, closed_why="")


def _alerts_of_many(needle: str) -> None:
    """Alerts about the service may name several people; each name is taken out alone."""
    word = re.compile(rf"(?<!\w){re.escape(needle)}(?!\w)")
    named = Q(title__contains=needle) | Q(body__contains=needle) | Q(closed_why__contains=needle)
    for alert in Alert.objects.filter(named, subscriber=None, enrolment=None):
        cleaned = {name: word.sub("somebody", getattr(alert, name)) for name in ("title", "body", "closed_why")}
        Alert.objects.filter(pk=alert.pk).update(**cleaned)
    for line in AlertLog.objects.filter(what__contains=needle, alert__subscriber=None):
        AlertLog.objects.filter(pk=line.pk).update(what=word.sub("somebody", line.what))


def _audit(subscriber: SubscriberId, needles: tuple[str, ...]) -> None:
    """Audit lines name fields, not values; what a coach wrote freely goes, and what holds an address by mistake."""
    for line in dossier.audit_of(subscriber):
        kept = {
            name: value
            for name, value in line.facts.items()
            if name not in _FREE_WORDS and not any(each and each in str(value) for each in needles)
        }
        if kept != line.facts:
            Audit.objects.filter(pk=line.pk).update(facts=kept)


def _consents(subscriber: SubscriberId) -> None:
    for row in Consent.objects.filter(subscriber=subscriber):
        known = not row.address or _is_digest(row.address)  # consent about health answers concerns no address
        mark = row.address if known else suppressions.digest(Channel(row.channel), row.address)
        Consent.objects.filter(pk=row.pk).update(address=mark, proof="")


def _profile(person: Subscriber, at: datetime) -> None:
    Subscriber.objects.filter(pk=person.pk).update(
        first_name="",
        phone=None,
        email=None,
        zone="UTC",
        home_zone="",
        home_at=None,
        region="",
        language="en",
        token=secrets.token_urlsafe(24),
        sms_trouble="",
        email_trouble="",
        erased_at=person.erased_at or at,
    )
