"""The consent ledger: rows are added, never changed; the person's current state copies the newest row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from coaching.core.consent import STATE_AFTER, Agreement, ConsentEvent, Permission
from coaching.core.model import Channel
from coaching.store import bulk, subscribers
from coaching.store.models import Consent, Subscriber


@dataclass(frozen=True, slots=True)
class Proof:
    """How a permission came or went: `wording` is the exact text shown, `how` the way, `proof` what shows it."""

    how: str
    actor: str
    wording: str = ""
    wording_version: str = ""
    proof: str = ""


def record(subscriber: Subscriber, channel: Channel, event: ConsentEvent, proof: Proof, at: datetime) -> None:
    """This will add a row and bring the person's state for the channel in line, in one transaction."""
    address = subscribers.address(subscriber, channel)
    if address is None:
        raise LookupError(f"subscriber {subscriber.pk} has no {channel} address to record consent for")
    with transaction.atomic():
        Consent.objects.create(
            subscriber=subscriber,
            channel=channel,
            address=address,
            event=event,
            wording=proof.wording,
            wording_version=proof.wording_version,
            how=proof.how,
            proof=proof.proof,
            actor=proof.actor,
            at=at,
            zone=subscriber.zone,
        )
        field = f"{channel}_state"
        Subscriber.objects.filter(pk=subscriber.pk).update(**{field: STATE_AFTER[event]})
    setattr(subscriber, field, STATE_AFTER[event])


def add_many(
    channel: Channel, event: ConsentEvent, proof: Proof, rows: Sequence[tuple[int, str, str, str]], at: datetime
) -> None:
    """This will add one row each for (subscriber, address, zone, what shows it); `proof` holds what they share.

    The people's states must say the same already, in the same transaction (subscribers.add_many).
    """
    same = {
        "channel": channel,
        "purpose": Agreement.PROGRAMME,
        "scope": "all",
        "event": event,
        "wording": proof.wording,
        "wording_version": proof.wording_version,
        "how": proof.how,
        "actor": proof.actor,
        "at": at,
    }
    bulk.insert_many(Consent, same, ("subscriber", "address", "zone", "proof"), rows)


def record_health(subscriber: Subscriber, event: ConsentEvent, proof: Proof, at: datetime) -> None:
    """This will add a row about keeping a person's answers about their health; it concerns no channel."""
    Consent.objects.create(
        subscriber=subscriber,
        channel="",
        address="",
        purpose=Agreement.HEALTH,
        event=event,
        wording=proof.wording,
        wording_version=proof.wording_version,
        how=proof.how,
        proof=proof.proof,
        actor=proof.actor,
        at=at,
        zone=subscriber.zone,
    )


def has_health(subscriber: Subscriber) -> bool:
    """This will say whether a person agrees, as far as their newest word goes, that we keep answers about health."""
    rows = Consent.objects.filter(subscriber=subscriber, purpose=Agreement.HEALTH).order_by("-id")
    event = rows.values_list("event", flat=True).first()
    return event is not None and STATE_AFTER.get(ConsentEvent(event)) == Permission.ACTIVE


def of(subscriber: Subscriber) -> list[Consent]:
    """This will list what a person agreed to and took back, newest first."""
    return list(Consent.objects.filter(subscriber=subscriber).order_by("-id"))


def count_unproven() -> int:
    """This will count channels with active permission that no granting row stands for."""
    given = [ConsentEvent.GRANTED, ConsentEvent.CONFIRMED]
    count = 0
    for channel in Channel:
        proof = Consent.objects.filter(
            subscriber=OuterRef("pk"), channel=channel, purpose=Agreement.PROGRAMME, event__in=given
        )
        active = Subscriber.objects.filter(**{f"{channel}_state": STATE_AFTER[ConsentEvent.CONFIRMED]})
        count += active.filter(~Exists(proof)).count()
    return count


def was_silent_on_purpose(subscriber: int, since: datetime) -> bool:
    """This will say whether a person took consent back on some channel since then, even if they gave it again."""
    ended = [ConsentEvent.REVOKED, ConsentEvent.BLOCKED]
    rows = Consent.objects.filter(subscriber_id=subscriber, purpose=Agreement.PROGRAMME)
    return rows.filter(event__in=ended, at__gte=since).exists()


def was_revoked(subscriber: Subscriber, channel: Channel) -> bool:
    return bool(getattr(subscriber, f"{channel}_state") == STATE_AFTER[ConsentEvent.REVOKED])
