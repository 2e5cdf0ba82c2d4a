"""The rows of the ledger that have no end yet: few among millions, found by the index that holds them alone."""

from django.db.models import QuerySet

from coaching.core.ledger import State
from coaching.store.models import Message

# Literally as the index `message_unsettled` is written: SQLite does not see through parameters in a list.
_STATES = "store_message.state IN ('owed', 'reserved', 'handed', 'waiting', 'unknown')"


def rows() -> QuerySet[Message]:
    """This will give the messages that wait for something: a turn, an answer, a proof."""
    return Message.objects.extra(where=[_STATES])  # no value of anybody's stands in it


def moving() -> int:
    """This will count rows that somebody works on now."""
    return rows().filter(state__in=[State.RESERVED, State.HANDED]).count()
