"""A message owed beside the steps comes due: claim, reserve, send, settle; through the small timetable."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from coaching.core.model import EnrolmentId, MessageId
from coaching.journeys import repeats, second_way
from coaching.journeys.compose import Composer
from coaching.journeys.office import Moment, Office
from coaching.journeys.post import Ending, Parcel, post
from coaching.providers.base import RetryLater
from coaching.store import enrolments, messages, standings, turns
from coaching.store.handover import Refused
from coaching.store.messages import Claimed, InFlight
from coaching.store.timetable import Due, to_ms

BATCH = 100
A_MOMENT = timedelta(seconds=1)
"""When to look again at an answer whose turn has not come, as another worker is at the one before it."""


def deliver_owed(shard: int, office: Office, moment: Moment) -> int:
    """This will send the owed messages of a shard (at most 100); answers how many it claimed.

    Of two answers to one person the later goes back into the timetable until the earlier has left (store/turns.py).
    """
    claims = office.owed.claim(shard, BATCH, round(office.lease.total_seconds() * 1000))
    if not claims:
        return 0
    lease = moment.lease(secrets.token_hex(8), office.lease)
    ids = [MessageId(claim.member) for claim in claims]
    waiting = turns.behind(ids, moment.now)
    reserved = messages.reserve_owed([each for each in ids if each not in waiting], lease)
    claimed = [each for each in reserved.values() if isinstance(each, Claimed)]
    claimed, not_yet = repeats.look_again(claimed, office, moment, lease)
    people = enrolments.people_of({each.draft.enrolment for each in claimed})
    parcels = [Parcel(each, standings.person_of(people[EnrolmentId(each.draft.enrolment)])) for each in claimed]
    endings = post(parcels, office, Composer(office.house, {}), moment, lease)
    second_way.for_safety(parcels, endings, office, moment)
    again = {message: each.until for message, each in reserved.items() if isinstance(each, InFlight)}
    again |= not_yet | _again(endings, moment)
    again |= {each: moment.now if first in ids else moment.now + A_MOMENT for each, first in waiting.items()}
    office.owed.put_many(
        Due(claim.member, to_ms(at) if (at := again.get(MessageId(claim.member))) else None, claim.token)
        for claim in claims
    )
    return len(claims)


def _again(endings: Mapping[MessageId, Ending], moment: Moment) -> dict[MessageId, datetime]:
    """When to look again at what has no end yet."""
    again: dict[MessageId, datetime] = {}
    for message, ending in endings.items():
        match ending:
            case RetryLater(after_s):
                again[message] = moment.now + timedelta(seconds=after_s)
            case Refused(_, datetime() as retry_at):
                again[message] = retry_at
            case _:
                pass
    return again
