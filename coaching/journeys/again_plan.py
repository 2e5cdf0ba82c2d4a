"""What sending a failed message again would do, by the rules that send: go on, travel as an extra message, or not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from coaching.core import languages, schedule
from coaching.core.consent import Permission
from coaching.core.decide import FROM_SMS, Hold, Rest, Send, Skip, Status, Wait, decide, leg_for, text_track
from coaching.core.ledger import State
from coaching.core.model import Campaign, Channel, EnrolmentId, LatePolicy, MessageId, SubscriberId, Track
from coaching.core.purposes import PURPOSES
from coaching.core.reasons import Reason, sentence
from coaching.journeys import library
from coaching.store import failures, standings
from coaching.store.models import Message
from coaching.store.standings import Loaded, Unreadable

EXTRA_KIND = "oneoff"
# What is still worth saying after its hours, as an extra message, and as which kind; an answer is not.
KIND_OF_EXTRA = {kind: kind for kind in ("invite", "welcome", "coach")} | dict.fromkeys(
    ("step", "repeat", EXTRA_KIND), EXTRA_KIND
)
# The same words to the same person within this span would be kept back as a storm.
CALM = PURPOSES[EXTRA_KIND].within + timedelta(minutes=1)
# Its day or its hours went by, for whatever reason.
GONE_BY = frozenset({Reason.MISSED, Reason.FOLDED, Reason.CLOSED_DAY, Reason.TALKING, Reason.FAULT})
AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class GoesOn:
    """The message itself goes out again, at `at` or as soon as it may (programme time)."""

    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """Its stored words go as a message of their own between `at` and `until`; `on` is the person's date then."""

    at: datetime
    until: datetime
    on: date
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class No:
    """It is not sent again; `why` is a sentence for the coach."""

    why: str


What = GoesOn | Extra | No


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one message if it is sent again now."""

    row: Message
    what: What


def plan_all(rows: Sequence[Message], now: datetime) -> Iterator[Plan]:
    """This will plan each message in order. Extra messages to one person are spread over as many days."""
    known = dict(_people(rows))
    extras = failures.extras_of(rows)
    taken = failures.days_of_extras({SubscriberId(row.subscriber_id) for row in rows})
    for row in rows:
        what = _what(row, known.get(row.enrolment_id or 0), extras.get(MessageId(row.pk)), now)
        if isinstance(what, _Wanted):
            what = _find_a_day(row, what, taken.setdefault(SubscriberId(row.subscriber_id), set()), now)
        yield Plan(row, what)


def _people(rows: Sequence[Message]) -> Iterator[tuple[int, Loaded | Unreadable]]:
    ids = sorted({row.enrolment_id for row in rows if row.enrolment_id is not None})
    for at in range(0, len(ids), AT_ONCE):
        for one in standings.load_many([EnrolmentId(pk) for pk in ids[at : at + AT_ONCE]]):
            yield (one.standing.enrolment if isinstance(one, Loaded) else one.enrolment), one


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An extra message that still needs its day."""

    loaded: Loaded
    campaign: Campaign
    kind: str


def _what(row: Message, loaded: Loaded | Unreadable | None, extra: MessageId | None, now: datetime) -> What | _Wanted:
    name = row.subscriber.first_name
    if State(row.state) not in failures.CAN_GO_AGAIN:
        return No(f"It is {row.state}; only what failed or was held can be sent again.")
    if extra is not None:
        return No(f"Sent again already, as message {extra}.")
    if row.subscriber.erased_at is not None or loaded is None:
        return No("There is nobody to send it to any more.")
    if isinstance(loaded, Unreadable):
        return No(f"The record of {name} cannot be read: {loaded.why}")
    if (over := _OVER.get(loaded.standing.status)) is not None:
        return No(over.format(name=name))
    campaign = library.campaign_for(loaded.campaign_version, loaded.person.phone)
    if row.kind == "step":
        return _step(row, loaded, campaign, now)
    if no := _may_not_write(row, loaded):
        return no
    if row.until > now:
        return GoesOn(now)
    if row.kind not in KIND_OF_EXTRA:
        return No("It answered something, and an answer this late would puzzle its reader.")
    return _extra(row, loaded, campaign)


_OVER = {
    Status.STOPPED: "{name} has asked to stop.",
    Status.ENDED: "A coach has ended the programme for {name}.",
}


def _step(row: Message, loaded: Loaded, campaign: Campaign, now: datetime) -> What | _Wanted:
    """Asks the rules that send, as if this unit had no row yet."""
    standing, unit = loaded.standing, (row.step, Channel(row.unit))
    open_again = replace(
        standing,
        status=Status.ACTIVE,
        settled_through=min(standing.settled_through, row.day - 1),
        settled=standing.settled - {unit},
    )
    for decision in decide(open_again, campaign, now):
        match decision:
            case Skip(step, channel, reason) if (step.key, channel) == unit:
                return _skipped(row, reason, loaded, campaign)
            case Send():
                return GoesOn(now)
            case Wait(until):
                return GoesOn(until)
            case Hold(Reason.FAULT):
                return _HELD
            case Hold():
                return GoesOn(now, "Waits until the conversation is over, at the latest until its hours end.")
            case Rest():
                return No("The programme is paused. Send it again once it goes on.")
            case _:
                pass
    raise LookupError("a decision never ends in a Skip")


_HELD = No("The person is held by a fault. Clear that hold first, then send it again.")
_LEFT_OUT = {
    Reason.TOO_LATE: No("This text fits only its own hour, and that is over."),
    Reason.LESS: No("The person has asked for fewer messages, and this one is not among them."),
}


def _skipped(row: Message, reason: Reason, loaded: Loaded, campaign: Campaign) -> What | _Wanted:
    if reason in _LEFT_OUT:
        return _LEFT_OUT[reason]
    if no := _may_not_write(row, loaded):
        return no
    if reason not in GONE_BY:
        return No(sentence(reason))
    return _extra(row, loaded, campaign)


def _extra(row: Message, loaded: Loaded, campaign: Campaign) -> No | _Wanted:
    if not row.template:
        return No("It was never made ready and its day is over, so there are no words to send.")
    if loaded.standing.fault:
        return _HELD
    step = campaign.step_of_day(row.day) if row.kind in ("step", "repeat") else None
    if step is not None and step.late is LatePolicy.SKIP:
        return _LEFT_OUT[Reason.TOO_LATE]
    if row.dose and text_track(loaded.standing) is not Track.FULL:
        return No("Its words are about supplements, and this person gets food-first texts now.")
    if step is not None and not _fits(row, loaded, campaign):
        return No("Its words are in another form than this person gets now.")
    return _Wanted(loaded, campaign, KIND_OF_EXTRA[row.kind])


def _fits(row: Message, loaded: Loaded, campaign: Campaign) -> bool:
    """The form of the person's track, or a more careful one. What is not known counts as not fitting."""
    track, step, channel = text_track(loaded.standing), campaign.steps[row.day - 1], Channel(row.channel)
    if track is Track.FULL:
        return True
    leg = leg_for(step, channel, channel, track)
    if leg.template == FROM_SMS:
        return track is Track.FOOD_FIRST or len({step.template(Channel.SMS, each) for each in Track}) == 1
    return languages.base(row.template) == leg.template


def _may_not_write(row: Message, loaded: Loaded) -> No | None:
    """An invitation needs the question to be open, everything else a channel that reaches the person."""
    if row.kind == "invite":
        asked = getattr(row.subscriber, f"{row.channel}_state") == Permission.ASKED
        return None if asked else No(f"{row.subscriber.first_name} has answered the invitation since.")
    return None if Channel(row.channel) in loaded.standing.reachable else No(_unreachable(row))


def _unreachable(row: Message) -> str:
    person, channel = row.subscriber, "SMS" if row.channel == Channel.SMS else "Email"
    trouble = getattr(person, f"{row.channel}_trouble")
    if getattr(person, f"{row.channel}_state") != Permission.ACTIVE:
        return f"{person.first_name} has not agreed to messages by {channel}, or not any more."
    if trouble:
        return f"{channel} does not reach {person.first_name} ({trouble}). The address must be put right first."
    return f"{person.first_name} wants no messages by {channel}."


def _find_a_day(row: Message, wanted: _Wanted, taken: set[date], now: datetime) -> Extra | No:
    """One extra message a day at most: with the day's own ones that is as much as anybody may get."""
    calendar = wanted.loaded.standing.calendar
    at = max(now, row.handed_at + CALM) if row.handed_at else now
    while True:
        due, until = schedule.next_open(wanted.campaign.window, calendar.zone, at)
        on = schedule.local_date(due, calendar.zone)
        if schedule.is_paused(calendar, on):
            return No("The programme is paused. Send it again once it goes on.")
        if on not in taken:
            taken.add(on)
            note = "It asks something; an answer may come to you to read." if _asks(row, wanted.campaign) else ""
            return Extra(due, until, on, wanted.kind, note)
        at = until


def _asks(row: Message, campaign: Campaign) -> bool:
    step = campaign.step_of_day(row.day)
    return row.kind == "step" and step is not None and step.checkin is not None
