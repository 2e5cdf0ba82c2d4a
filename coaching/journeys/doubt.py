"""A message in doubt: looked for at the provider, settled by proof or by a named person, never sent again by guess."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

import structlog

from coaching.core.alerts import Kind
from coaching.core.decide import Status
from coaching.core.doubt import Finding, Found, LookAgain, NotTold, ProvenAbsent, Taken, judge, sentence
from coaching.core.ledger import Event, State
from coaching.core.model import Channel, MessageId
from coaching.core.reasons import Reason
from coaching.journeys import alert
from coaching.journeys.office import Moment, Office
from coaching.providers.lookups import Question
from coaching.providers.transport import Limits
from coaching.store import audit, doubts, messages, receipts, redis_link
from coaching.store.alerts import News
from coaching.store.doubts import Open
from coaching.store.messages import Settled
from coaching.store.models import Message
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic

log = structlog.get_logger()
BATCH = 50
EXCHANGE = timedelta(seconds=Limits().exchange_s)
_ENDED = {Status.STOPPED: Reason.STOPPED, Status.ENDED: Reason.ENDED_BY_COACH}


@dataclass(frozen=True, slots=True)
class Tally:
    """What one round did, in messages."""

    called: int = 0
    looked: int = 0
    found: int = 0
    absent: int = 0
    woken: int = 0


def settle_some(office: Office, moment: Moment) -> Tally:
    """This will call hand-overs of lost workers in doubt, look for what is due (at most 50), act on what is
    proven, and wake steps that nobody would look at."""
    called = doubts.call_in_doubt(moment.machine_now - EXCHANGE, moment.now)
    doubts.close_settled()
    doubts.open_new(office.doubt_gap)
    cases = doubts.claim(moment.machine_now, BATCH, office.doubt_gap)
    settled = [_act(case, finding, office, moment) for case, finding in _look(cases, office)]
    woken = wake_stranded(office, moment)
    tally = Tally(called, len(cases), settled.count(Taken), settled.count(ProvenAbsent), woken)
    if tally != Tally():
        log.info("doubts looked into", **asdict(tally))
    return tally


def _look(cases: Sequence[Open], office: Office) -> list[tuple[Open, Finding]]:
    """Asks each channel's provider in one batch; no transaction is open meanwhile."""
    known = doubts.known_ids({case.message.subscriber_id for case in cases})
    looked: list[tuple[Open, Finding]] = []
    for channel in Channel:
        own = [case for case in cases if case.message.channel == channel]
        lookup = office.lookups.get(channel)
        if own and lookup is None:
            looked += [(case, NotTold(f"Nobody could be asked: {channel} is not set up.")) for case in own]
        elif lookup is not None:
            questions = [_question(case, known, office) for case in own]
            looked += list(zip(own, lookup.look(questions), strict=True))
    return looked


def _question(case: Open, known: Mapping[int, frozenset[str]], office: Office) -> Question:
    """Nothing is written later than half a lease after the hand-over, and no exchange lasts longer than EXCHANGE."""
    row = case.message
    person = row.subscriber
    return Question(
        message=MessageId(row.pk),
        attempt=case.attempt,
        to=(person.phone if row.channel == Channel.SMS else person.email) or "",
        body=row.text,
        began=case.began,
        ended_by=case.began + office.lease / 2 + EXCHANGE,
        known=known.get(row.subscriber_id, frozenset()),
    )


def _act(case: Open, finding: Finding, office: Office, moment: Moment) -> type[Taken | ProvenAbsent | LookAgain]:
    told = _of_this_one(case.message, finding)
    verdict = judge(case.case, told, moment.machine_now, office.doubt_gap)
    at = verdict.at if isinstance(verdict, LookAgain) else None
    seen = verdict.case if isinstance(verdict, LookAgain) else case.case
    with atomic():
        doubts.note_look(case.key, seen, at, moment.machine_now, sentence(told))
        match verdict:
            case Taken(provider_id):
                found = Settled(MessageId(case.message.pk), case.attempt, Event.ACCEPTED, provider_id)
                messages.settle_many([found], moment.now)
            case ProvenAbsent():
                again = _release(case.message, moment)
            case LookAgain():
                pass
            case other:
                assert_never(other)
    if isinstance(verdict, ProvenAbsent) and again:
        _put(case.message, office, moment.now)
    if isinstance(verdict, LookAgain) and at is None:
        log.warning("nothing is proven about a message; a person decides", message=case.message.pk)
        _ask_a_person(case.message, moment)
    return type(verdict)


def _ask_a_person(row: Message, moment: Moment) -> None:
    name = row.subscriber.first_name
    title = f"Nobody can tell whether message {row.pk} to {name} was sent. Look at it and decide."
    alert.raise_(News(Kind.IN_DOUBT, "all", title, body=f"Message {row.pk} ({row.channel})"), moment.now)


def _of_this_one(row: Message, finding: Finding) -> Finding:
    """One text at the provider cannot be two of ours; an email's id is shared by everyone in its request."""
    if isinstance(finding, Found) and row.channel == Channel.SMS:
        owner = receipts.find_by_provider_id(finding.provider_id)
        if owner not in (None, row.pk):
            return NotTold("The provider shows one text with these words, and it is another message of ours.")
    return finding


def _release(row: Message, moment: Moment) -> bool:
    """Lets a message go again with its stored words, or skips it where its time or its run is over."""
    over = _over(row, moment.now)
    if over is None and not _reopen(row, moment.now):
        over = Reason.MISSED
    if over is not None:
        doubts.give_up(row, Event.PROVEN_ABSENT, over, moment.now)
        return False
    return doubts.send_again(row, Event.PROVEN_ABSENT, moment.now)


def _over(row: Message, now: datetime) -> Reason | None:
    ended = _ENDED.get(Status(row.enrolment.status)) if row.kind == "step" and row.enrolment else None
    return ended or (Reason.WINDOW_CLOSED if row.until <= now else None)


def _reopen(row: Message, now: datetime) -> bool:
    return doubts.look_again_at_step(row, now) if row.kind == "step" else True


def _put(row: Message, office: Office, now: datetime) -> None:
    """Steps come due with their run, other messages by themselves."""
    table, member = (office.lessons, row.enrolment_id) if row.kind == "step" else (office.owed, row.pk)
    if member is not None:
        table.put_many([Due(member, to_ms(now))])
        redis_link.ring()


def wake_stranded(office: Office, moment: Moment) -> int:
    """This will have the runs of stranded steps look at them again; answers how many steps that are."""
    woken = []
    for row in doubts.stranded(moment.machine_now, moment.now):
        with atomic():
            if doubts.look_again_at_step(row, moment.now):
                woken.append(row)
            else:
                doubts.leave_out(row, Reason.MISSED, moment.now)
    for row in woken:
        _put(row, office, moment.now)
    return len(woken)


class Choice(StrEnum):
    """What a person says about a message in doubt."""

    SENT = "sent"
    AGAIN = "again"
    DROP = "drop"


class ChoiceRefused(Exception):
    """The choice cannot be carried out; the message says what to do instead."""


def decide(message: MessageId, choice: Choice, who: str, why: str, office: Office, moment: Moment) -> None:
    """This will settle a message in doubt by a named person's word, and write down whose and why.

    Raises ChoiceRefused if it is not in doubt (any more), or too late to be sent again.
    """
    row = messages.get(message)
    if row is None or row.state != State.UNKNOWN:
        raise ChoiceRefused(f"Message {message} is not in doubt. See which are with: coaching unknown")
    if not who.strip() or not why.strip():
        raise ChoiceRefused("Say who decides and why: both are kept.")
    if choice is Choice.AGAIN and _over(row, moment.now) is not None:
        told = "its hours or its run are over. Say that it arrived (sent), or leave it (drop)."
        raise ChoiceRefused(f"Message {message} cannot go again: {told}")
    with atomic():
        if not _carry_out(row, choice, moment.now):
            raise ChoiceRefused(f"Message {message} was settled this very moment. Look again: coaching unknown")
        audit.record(who, f"decided: {choice}", "message", message, moment.now, why=why)
    if choice is Choice.AGAIN:
        _put(row, office, moment.now)


def _carry_out(row: Message, choice: Choice, now: datetime) -> bool:
    match choice:
        case Choice.SENT:
            return doubts.take_as_sent(row, now)
        case Choice.AGAIN:
            return doubts.send_again(row, Event.REJECTED, now) and _reopen(row, now)
        case Choice.DROP:
            return doubts.give_up(row, Event.REJECTED, Reason.UNCLEAR, now)
        case other:
            assert_never(other)
