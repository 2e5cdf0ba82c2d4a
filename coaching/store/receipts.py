"""What providers say later about a message: delivered, bounced. A lower rank never overwrites a higher one."""

from datetime import datetime

from coaching.core.ledger import Event, State, move, sources
from coaching.core.model import MessageId
from coaching.store import bulk
from coaching.store.models import Message


def note(message: MessageId, event: Event, provider_id: str, at: datetime) -> State | None:
    """This will store a provider's later word; answers the new state, or None if it changed nothing.

    Guards: only from states that know this event, so repeated or shuffled calls end the same. A call that
    overtakes the provider's own answer brings the provider's id as well.
    """
    state = State.ACCEPTED if event is Event.ACCEPTED else move(State.ACCEPTED, event)
    known = "state IN (" + ", ".join(f"'{each}'" for each in sources(event)) + ")"
    delivered = at if event is Event.DELIVERED else None
    moved = bulk.fetch(
        f"""UPDATE store_message SET state = CASE WHEN {known} THEN %s ELSE state END, reason = '', changed_at = %s,
        accepted_at = COALESCE(accepted_at, %s), delivered_at = COALESCE(delivered_at, %s),
        provider_id = CASE WHEN provider_id = '' THEN %s ELSE provider_id END
        WHERE id = %s AND ({known} OR accepted_at IS NULL OR (provider_id = '' AND %s <> '')) RETURNING state""",
        [state, at, at, delivered, provider_id, message, provider_id],
    )
    return State(moved[0][0]) if moved else None


def note_failed(message: MessageId, code: str, detail: str, at: datetime) -> bool:
    """This will store that an accepted message did not arrive; False if it had arrived or failed already."""
    rows = Message.objects.filter(pk=message, state__in=sources(Event.BOUNCED))
    return bool(rows.update(state=State.BOUNCED, code=code[:40], detail=detail[:300], changed_at=at))


def find_by_provider_id(provider_id: str) -> MessageId | None:
    found = Message.objects.filter(provider_id=provider_id).values_list("id", flat=True).first()
    return None if found is None else MessageId(found)
