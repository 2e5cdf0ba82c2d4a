"""Questions about emails in both directions: whose an address is, and what was sent there lately."""

from coaching.core.ledger import TAKEN, State
from coaching.core.model import Channel
from coaching.store import holders
from coaching.store.models import Message, Subscriber


def by_token(token: str) -> Subscriber | None:
    """This will find whose address of ours this is: by handle, or by token as older emails have it.

    Mail programs may change the case of an address.
    """
    rows = Subscriber.objects.filter(erased_at=None)
    return holders.holder(token) or rows.filter(token__iexact=token).first()


def sent_lately(person: Subscriber, limit: int = 5) -> list[Message]:
    """This will list the newest emails that a provider may have taken for a person, newest first."""
    rows = Message.objects.filter(subscriber=person, channel=Channel.EMAIL, state__in=(*TAKEN, State.UNKNOWN))
    return list(rows.order_by("-id")[:limit])
