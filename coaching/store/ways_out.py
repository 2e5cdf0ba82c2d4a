"""When people were last told in a text how to end them: read from the ledger, remembered with their run."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from coaching.core.ledger import State
from coaching.core.model import Channel, EnrolmentId, SubscriberId
from coaching.store import bulk
from coaching.store.models import Message

_SENT = (State.ACCEPTED, State.DELIVERED)


def last_texts(
    people: Collection[SubscriberId], named: re.Pattern[str], since: datetime
) -> dict[SubscriberId, datetime]:
    """This will give when each person last got a text in which `named` stands, if that was after an instant."""
    rows = Message.objects.filter(subscriber__in=people, channel=Channel.SMS, state__in=_SENT, due_at__gt=since)
    found = rows.order_by("due_at").values_list("subscriber_id", "due_at", "text")
    return {SubscriberId(person): at for person, at, text in found if named.search(text)}


def remember(told: Mapping[EnrolmentId, datetime]) -> None:
    """This will note what was found, so that nobody looks again for a month: many who came in together, in one go."""
    if not told:
        return
    cte, params = bulk.values({"run": "bigint", "at": "timestamptz"}, list(told.items()))
    bulk.fetch(f"{cte} UPDATE store_enrolment SET ways_out_at = v.at FROM v WHERE id = v.run RETURNING id", params)
