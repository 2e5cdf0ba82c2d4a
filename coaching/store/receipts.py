"""What providers say later about messages: taken, delivered, bounced. A lower rank never overwrites a higher one.

One statement for each kind of news, however many messages it concerns; it may come often and in any order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Min
from django.db.models.functions import Lower

from coaching.core.ledger import Event, State, move, sources
from coaching.core.model import Channel, MessageId, SubscriberId
from coaching.store import bulk
from coaching.store.models import Message, Subscriber


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message did not arrive: the provider's code, and one sentence for a coach."""

    provider_id: str
    code: str
    detail: str

    @property
    def order(self) -> tuple[bool, str, str]:
        """Of two failures of a message the smaller one stays, so that their order does not matter."""
        return (not self.code, self.code, self.detail)


def note_many(heard: Mapping[MessageId, str], event: Event, at: datetime) -> set[MessageId]:
    """This will store that messages were taken (Event.ACCEPTED) or delivered, and answer those that it changed.

    `heard` gives the provider's id of each message, "" where it was not told: a call that overtakes the provider's own
    answer brings it. The state moves only from those that know the event; what else was missing is filled in.
    """
    if not heard:
        return set()
    state = State.ACCEPTED if event is Event.ACCEPTED else move(State.ACCEPTED, event)
    known, delivered = _in(sources(event)), event is Event.DELIVERED
    cte, params = bulk.values({"id": "bigint", "provider_id": "text"}, [(id, heard[id][:80]) for id in sorted(heard)])
    rows = bulk.fetch(
        f"""{cte} UPDATE store_message SET state = CASE WHEN {known} THEN '{state}' ELSE state END,
        reason = CASE WHEN {known} THEN '' ELSE reason END, code = CASE WHEN {known} THEN '' ELSE code END,
        detail = CASE WHEN {known} THEN '' ELSE detail END, changed_at = %s, accepted_at = COALESCE(accepted_at, %s),
        {"delivered_at = COALESCE(delivered_at, %s)," if delivered else ""} {_PROVIDER_ID} FROM v
        WHERE store_message.id = v.id AND ({known} OR accepted_at IS NULL
        {"OR delivered_at IS NULL" if delivered else ""} OR {_IS_NEWS}) RETURNING store_message.id""",
        [*params, at, at, *([at] if delivered else [])],
    )
    return {MessageId(row[0]) for row in rows}


def note_failed_many(failed: Mapping[MessageId, Failure], at: datetime) -> set[MessageId]:
    """This will store that messages did not arrive, and answer those that it changed."""
    if not failed:
        return set()
    known = _in(sources(Event.BOUNCED))
    binary = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    better = (
        f"({known} OR (state = '{State.BOUNCED}' AND ((store_message.code = '' AND v.code <> '') "
        f"OR ((store_message.code = '') = (v.code = '') AND (v.code{binary} < store_message.code{binary} "
        f"OR (v.code = store_message.code AND v.detail{binary} < store_message.detail{binary}))))))"
    )
    rows = [(id, each.provider_id[:80], each.code[:40], each.detail[:300]) for id, each in sorted(failed.items())]
    cte, params = bulk.values({"id": "bigint", "provider_id": "text", "code": "text", "detail": "text"}, rows)
    changed = bulk.fetch(
        f"""{cte} UPDATE store_message SET state = '{State.BOUNCED}', changed_at = %s,
        reason = CASE WHEN {better} THEN '' ELSE reason END,
        code = CASE WHEN {better} THEN v.code ELSE store_message.code END,
        detail = CASE WHEN {better} THEN v.detail ELSE store_message.detail END,
        accepted_at = COALESCE(accepted_at, %s), {_PROVIDER_ID} FROM v
        WHERE store_message.id = v.id AND ({known} OR state = '{State.BOUNCED}')
        AND ({better} OR accepted_at IS NULL OR {_IS_NEWS}) RETURNING store_message.id""",
        [*params, at, at],
    )
    return {MessageId(row[0]) for row in changed}


_PROVIDER_ID = (
    "provider_id = CASE WHEN store_message.provider_id = '' THEN v.provider_id ELSE store_message.provider_id END"
)
_IS_NEWS = "(store_message.provider_id = '' AND v.provider_id <> '')"


def _in(states: Iterable[State]) -> str:
    return "state IN (" + ", ".join(f"'{state}'" for state in states) + ")"


def failed_twice(person: SubscriberId, code: str) -> bool:
    """This will say whether the last two texts that left to a person both failed with a code."""
    left = Message.objects.filter(subscriber_id=person, channel=Channel.SMS, accepted_at__isnull=False)
    last = left.order_by("-accepted_at", "-pk").values_list("state", "code")[:2]
    return list(last) == [(State.BOUNCED, code)] * 2


def find_by_provider_id(provider_id: str) -> MessageId | None:
    return by_provider_ids([provider_id]).get(provider_id)


def by_provider_ids(provider_ids: Iterable[str]) -> dict[str, MessageId]:
    """This will find messages by the provider's id, where exactly one has it: a request of 250 emails shares one."""
    wanted = {each for each in provider_ids if each}
    if not wanted:
        return {}
    rows = Message.objects.filter(provider_id__in=wanted).values("provider_id").annotate(n=Count("id"), id_=Min("id"))
    return {row["provider_id"]: MessageId(row["id_"]) for row in rows.order_by() if row["n"] == 1}


def people_of(messages: Iterable[MessageId]) -> dict[MessageId, Subscriber]:
    """This will find whose messages these are."""
    wanted = set(messages)
    rows = Message.objects.filter(pk__in=wanted).select_related("subscriber") if wanted else ()
    return {MessageId(row.pk): row.subscriber for row in rows}


def people_by_email(addresses: Iterable[str]) -> dict[str, Subscriber]:
    """This will find people by their address in small letters, whatever its case with us."""
    wanted = {address.lower() for address in addresses}
    rows = Subscriber.objects.annotate(small=Lower("email")).filter(small__in=wanted) if wanted else ()
    return {str(row.email).lower(): row for row in rows}


def note_email_trouble(people: Iterable[int], trouble: str) -> None:
    """This will mark that email does not reach these people."""
    Subscriber.objects.filter(pk__in=set(people)).update(email_trouble=trouble[:80])
