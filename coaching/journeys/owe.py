"""Messages owed at once: composed when they come up, kept in the ledger, sent through their own small timetable."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from coaching.core import schedule
from coaching.core.model import Channel, EnrolmentId, MessageId, SubscriberId
from coaching.journeys import library, wake
from coaching.journeys.compose import Composer
from coaching.journeys.office import Moment, Office
from coaching.journeys.post import Parcel, post
from coaching.providers.base import RetryLater
from coaching.store import enrolments, messages, standings
from coaching.store.handover import Refused
from coaching.store.messages import Claimed, Draft, InFlight
from coaching.store.models import Enrolment, OpenQuestion
from coaching.store.timetable import Due, to_ms

BATCH = 100
# An answer later than this would puzzle its reader.
ANSWER_LASTS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Owed:
    """A message in the ledger that is to be put into the timetable once its transaction has committed."""

    message: MessageId
    due: datetime


def in_open_hours(
    enrolment: Enrolment, kind: str, template: str, channel: Channel, office: Office, moment: Moment
) -> Owed | None:
    """This will owe a message that nobody has just asked for: it waits for the next open hour of the person."""
    window = library.campaign(enrolment.campaign_id).window
    due, until = schedule.next_open(window, standings.zone(enrolment.subscriber.zone), moment.now)
    return _owe(enrolment, kind, template, channel, office, moment, due, until)


def at_once(
    enrolment: Enrolment, kind: str, template: str, channel: Channel, office: Office, moment: Moment
) -> Owed | None:
    """This will owe an answer to what the person has just done, at any hour."""
    return _owe(enrolment, kind, template, channel, office, moment, moment.now, moment.now + ANSWER_LASTS)


def question(enrolment: Enrolment, asked: OpenQuestion, office: Office, moment: Moment) -> Owed | None:
    """This will owe the next question of a check-in, as a text, in answer to the one before."""
    draft = _draft(enrolment, "ask", "question", Channel.SMS, moment.now, moment.now + ANSWER_LASTS)
    keyed = replace(draft, dedupe_key=f"ask:{enrolment.pk}:{asked.day}:{asked.question}")
    own = {"first_name": enrolment.subscriber.first_name, "question_short": asked.short}
    return _into_ledger(keyed, own, enrolment, office, moment)


def reply(
    enrolment: Enrolment, raw: int, template: str, own: dict[str, Any], office: Office, moment: Moment
) -> Owed | None:
    """This will owe the answer to one text that came in; a repeated call owes nothing more."""
    draft = _draft(enrolment, "reply", template, Channel.SMS, moment.now, moment.now + ANSWER_LASTS)
    keyed = replace(draft, dedupe_key=f"reply:{raw}:{template}")
    return _into_ledger(keyed, {"first_name": enrolment.subscriber.first_name, **own}, enrolment, office, moment)


def _owe(
    enrolment: Enrolment,
    kind: str,
    template: str,
    channel: Channel,
    office: Office,
    moment: Moment,
    due: datetime,
    until: datetime,
) -> Owed | None:
    """None if the ledger holds it already: each kind is owed once per run and channel."""
    draft = _draft(enrolment, kind, template, channel, due, until)
    return _into_ledger(draft, {"first_name": enrolment.subscriber.first_name}, enrolment, office, moment)


def _draft(enrolment: Enrolment, kind: str, template: str, channel: Channel, due: datetime, until: datetime) -> Draft:
    name = library.full_name(enrolment.campaign.key, channel, template)
    words = library.current([name])
    if name not in words:
        raise library.WordsMissing(f"{name} has no published version; run: coaching campaign load")
    return Draft(
        dedupe_key=f"{kind}:{enrolment.pk}:{channel}",
        kind=kind,
        subscriber=SubscriberId(enrolment.subscriber_id),
        enrolment=EnrolmentId(enrolment.pk),
        channel=channel,
        template=name,
        version=words[name].number,
        due_at=due,
        until=until,
    )


def _into_ledger(
    draft: Draft, own: dict[str, Any], enrolment: Enrolment, office: Office, moment: Moment
) -> Owed | None:
    person = standings.person_of(enrolment.subscriber)
    filled = Composer(office.house, {}).fill(draft, own, person)
    message = messages.owe(filled, moment.lease("", timedelta()))
    return None if message is None else Owed(message, draft.due_at)


def put_all(owed: Iterable[Owed], office: Office) -> None:
    """This will have owed messages sent when they are due."""
    wake.soon(office.owed, [Due(each.message, to_ms(each.due)) for each in owed])


def deliver_owed(shard: int, office: Office, moment: Moment) -> int:
    """This will send the owed messages of a shard (at most 100); answers how many it claimed."""
    claims = office.owed.claim(shard, BATCH, round(office.lease.total_seconds() * 1000))
    if not claims:
        return 0
    lease = moment.lease(secrets.token_hex(8), office.lease)
    reserved = messages.reserve_owed([MessageId(claim.member) for claim in claims], lease)
    claimed = [each for each in reserved.values() if isinstance(each, Claimed)]
    people = {each.draft.enrolment: enrolments.get(each.draft.enrolment).subscriber for each in claimed}
    parcels = [Parcel(each, standings.person_of(people[each.draft.enrolment])) for each in claimed]
    endings = post(parcels, office, Composer(office.house, {}), moment, lease)
    again = {message: each.until for message, each in reserved.items() if isinstance(each, InFlight)}
    for message, ending in endings.items():
        match ending:
            case RetryLater(after_s):
                again[message] = moment.now + timedelta(seconds=after_s)
            case Refused(_, datetime() as retry_at):
                again[message] = retry_at
            case _:
                pass
    office.owed.put_many(
        Due(claim.member, to_ms(at) if (at := again.get(MessageId(claim.member))) else None, claim.token)
        for claim in claims
    )
    return len(claims)
