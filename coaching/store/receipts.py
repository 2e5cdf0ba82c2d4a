"""What providers say later about a message: delivered, bounced. A lower rank never overwrites a higher one."""

from datetime import datetime

from coaching.core.ledger import Event, State, move, sources
from coaching.core.model import MessageId
from coaching.store.models import Message


def note(message: MessageId, event: Event, provider_id: str, code: str, at: datetime) -> State | None:
    """This will store a provider's later word; answers the new state, or None if it changed nothing.

    Guards: only from states that know this event, so repeated or shuffled calls end the same.
    """
    state = move(State.ACCEPTED, event) if event is not Event.ACCEPTED else State.ACCEPTED
    changes: dict[str, object] = {"state": state, "changed_at": at, "code": code, "reason": ""}
    if event is Event.DELIVERED:
        changes["delivered_at"] = at
    moved = Message.objects.filter(pk=message, state__in=sources(event)).update(**changes)
    Message.objects.filter(pk=message, accepted_at=None).update(accepted_at=at)
    if provider_id:
        Message.objects.filter(pk=message, provider_id="").update(provider_id=provider_id)
    return state if moved else None


def note_failed(message: MessageId, code: str, detail: str, at: datetime) -> bool:
    """This will store that an accepted message did not arrive; False if it had arrived or failed already."""
    rows = Message.objects.filter(pk=message, state__in=sources(Event.BOUNCED))
    return bool(rows.update(state=State.BOUNCED, code=code[:40], detail=detail[:300], changed_at=at))


def find_by_provider_id(provider_id: str) -> MessageId | None:
    found = Message.objects.filter(provider_id=provider_id).values_list("id", flat=True).first()
    return None if found is None else MessageId(found)
