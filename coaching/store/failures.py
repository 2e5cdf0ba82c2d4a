"""What failed or was held: let go again, or marked with the extra message that carries its words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from coaching.core.ledger import IN_FLIGHT, Event, State, move, sources
from coaching.core.model import MessageId, SubscriberId
from coaching.store.models import Message

EXTRA = "again:"
CAN_GO_AGAIN = sources(Event.SENT_AGAIN)


def load(ids: Sequence[MessageId]) -> list[Message]:
    """This will load messages with their person and run, in the order of `ids`; unknown ones are left out."""
    rows = Message.objects.filter(pk__in=ids).select_related("subscriber", "enrolment__campaign")
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def extra_key(row: Message) -> str:
    """This will name the extra message of one failure: at most one for each attempt that failed."""
    return f"{EXTRA}{row.pk}:{row.attempt}"


def extras_of(rows: Iterable[Message]) -> dict[MessageId, MessageId]:
    """This will name, for each message whose words went again, the extra message that carries them."""
    keys = {extra_key(row): MessageId(row.pk) for row in rows}
    found = Message.objects.filter(dedupe_key__in=list(keys)).values_list("dedupe_key", "pk")
    return {keys[key]: MessageId(pk) for key, pk in found}


def days_of_extras(people: Collection[SubscriberId]) -> dict[SubscriberId, set[date]]:
    """This will give the local dates on which these people have an extra message to come."""
    rows = Message.objects.filter(subscriber_id__in=people, kind="oneoff", state__in=IN_FLIGHT, on__isnull=False)
    days: defaultdict[SubscriberId, set[date]] = defaultdict(set)
    for person, on in rows.values_list("subscriber_id", "on"):
        if on is not None:
            days[SubscriberId(person)].add(on)
    return days


def go_on(row: Message, now: datetime) -> bool:
    """This will let a message go out once more, with its tries counted anew.

    Guards: only as it was found; False if something else happened to it meanwhile.
    """
    state = move(State(row.state), Event.SENT_AGAIN)
    return bool(
        _as_found(row).update(state=state, retry_at=now, tries=0, reason="", detail="", code="", changed_at=now)
    )


def note_extra(row: Message, extra: MessageId, now: datetime) -> bool:
    """This will write beside a failed message, which stays failed, that its words go as another one."""
    told = f"Sent again as message {extra}."
    detail = f"{row.detail[: 299 - len(told)]} {told}".strip()
    return bool(_as_found(row).update(detail=detail, changed_at=now))


def _as_found(row: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=row.pk, state=row.state, attempt=row.attempt)
