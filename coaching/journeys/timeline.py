"""One person's past and future: every message, reply and answer, each with its time and its reason."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from coaching.core import schedule
from coaching.core.decide import Hold, Rest, Send, Standing, Status, Wait, decide, is_left_out, text_track
from coaching.core.labels import sentence as sentence_of_label
from coaching.core.ledger import State
from coaching.core.model import Campaign, Channel, EnrolmentId, Step, Track
from coaching.core.reasons import Reason, sentence
from coaching.journeys import library
from coaching.journeys.office import Moment
from coaching.store import enrolments, holds, inbox, messages, standings
from coaching.store.models import Enrolment, Message, Subscriber


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a timeline. `kind`: sent | not_sent | reply | hold | planned; `at` in the person's zone."""

    at: datetime
    kind: str
    day: int
    title: str
    why: str
    channel: str = ""
    text: str = ""
    message: int = 0
    reply: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """`now_line`: one sentence that says what happens next and why."""

    enrolment: Enrolment
    zone: ZoneInfo
    day: int
    days: int
    now_line: str
    past: tuple[Item, ...]
    future: tuple[Item, ...]


_HELD_LINES = {
    Reason.TALKING: "Held: a conversation with the coach is going on, so today's lesson waits.",
    Reason.FAULT: "Held: a message could not be made ready. The reason stands below; clear the hold once it is mended.",
}
_STATE_LINES = {
    State.OWED: "On its way: it goes out when it is due.",
    State.RESERVED: "On its way: it is being sent.",
    State.HANDED: "On its way: it has been handed to the provider.",
    State.WAITING: "Waiting: the provider asked to try again later.",
    State.UNKNOWN: "Unclear: the provider gave no answer. It is not sent again by guess.",
    State.ACCEPTED: "Sent: the provider took it.",
    State.DELIVERED: "Sent and delivered.",
    State.BOUNCED: "Sent, but it did not arrive.",
    State.FAILED: "Failed: the provider refused it.",
}


def of(enrolment_id: EnrolmentId, moment: Moment) -> Timeline:
    """This will tell the whole story of one run, the coming days worked out by the rules that send."""
    enrolment = enrolments.get(enrolment_id)
    loaded = standings.load(enrolment_id)
    campaign = library.campaign_for(enrolment.campaign_id, enrolment.subscriber.phone)
    standing = loaded.standing
    zone = standing.calendar.zone
    past = sorted(
        [*_messages(enrolment_id, campaign, zone), *_replies(enrolment, zone), *_holds(enrolment_id, zone)],
        key=lambda i: i.at,
    )
    return Timeline(
        enrolment=enrolment,
        zone=zone,
        day=min(schedule.day_reached(standing.calendar, schedule.local_date(moment.now, zone)), campaign.days),
        days=campaign.days,
        now_line=now_line(standing, campaign, moment.now),
        past=tuple(past),
        future=tuple(_future(standing, campaign, moment.now)),
    )


def now_line(standing: Standing, campaign: Campaign, now: datetime) -> str:
    """This will say in one sentence what comes next for a person, and why."""
    match decide(standing, campaign, now)[-1]:
        case Wait(until):
            step = _step_at(standing, campaign, until)
            what = f"day {step.day}, {step.topic}" if step else "a look at the programme"
            return f"Next: {what}, on {_when(until, standing.calendar.zone)}."
        case Send(step):
            return f"Now: day {step.day}, {step.topic}, is due."
        case Hold(reason, _):
            return _HELD_LINES.get(reason, sentence(reason))
        case Rest(None):
            return "The programme is complete."
        case Rest(Reason.STOPPED):
            return "Stopped: the person asked to stop, so no programme message follows."
        case Rest(Reason.ENDED_BY_COACH):
            return "Ended: a coach ended the programme for this person."
        case Rest(reason) if reason is not None:
            return sentence(reason)
        case other:
            raise LookupError(f"a decision never ends in {other}")


def _when(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %-d %b, %H:%M} ({zone.key})"


def _step_at(standing: Standing, campaign: Campaign, at: datetime) -> Step | None:
    on = schedule.local_date(at, standing.calendar.zone)
    return campaign.step_of_day(schedule.day_reached(standing.calendar, on))


def _messages(enrolment: EnrolmentId, campaign: Campaign, zone: ZoneInfo) -> Iterator[Item]:
    topics = {step.key: step.topic for step in campaign.steps}
    for row in messages.of_enrolment(enrolment):
        state = State(row.state)
        title = topics.get(row.step) or _TITLES.get(row.kind, row.kind)
        at = row.accepted_at or row.handed_at or row.due_at
        yield Item(
            at=at.astimezone(zone),
            kind="not_sent" if state in (State.SKIPPED, State.HELD, State.FAILED) else "sent",
            day=row.day,
            title=title,
            why=_why(row, state),
            channel=row.channel,
            text=row.text or row.subject,
            message=row.pk,
        )


_TITLES = {
    "invite": "Invitation to confirm",
    "welcome": "Welcome",
    "ask": "Next question of the check-in",
    "reply": "Answer to a reply",
    "safety": "Safety text",
    "nudge": "Reminder",
    "repeat": "Lesson once more",
    "back": "Word after an outage",
    "coach": "Message of a coach",
    "oneoff": "Extra message",
    "address": "Proof of a new address",
}


def _why(row: Message, state: State) -> str:
    if row.reason and state in (State.SKIPPED, State.HELD, State.WAITING):
        return sentence(Reason(row.reason)) + (f" ({row.detail})" if row.detail else "")
    return _STATE_LINES[state] + (f" {row.detail}" if row.detail else "")


def _replies(enrolment: Enrolment, zone: ZoneInfo) -> Iterator[Item]:
    answers = {
        question.answer.reply_id: f"{question.answer.text or question.answer.value} ({question.short})"
        for question in inbox.questions_of(EnrolmentId(enrolment.pk))
        if question.answered_at is not None
    }
    for item in replies_alone(enrolment.subscriber, zone):
        yield replace(item, why=f"{item.why} {answers[item.reply]}") if item.reply in answers else item


def replies_alone(person: Subscriber, zone: ZoneInfo) -> Iterator[Item]:
    """This will list what a person wrote, and what it was taken for, without anything of a run."""
    for reply in inbox.replies_of(person):
        why = sentence_of_label(reply.label)
        read = " Read by a coach." if reply.read_at else ""
        why += f" Corrected by {reply.corrected_by}." if reply.corrected_by else read
        day = reply.for_day or 0
        yield Item(reply.at.astimezone(zone), "reply", day, "Reply", why, reply.channel, reply.text, reply=reply.pk)


def _holds(enrolment: EnrolmentId, zone: ZoneInfo) -> Iterator[Item]:
    for hold in holds.of(enrolment):
        why = f"Placed by {hold.by}: {hold.cause.rstrip('.')}." + (
            f" Cleared by {hold.cleared_by}: {hold.cleared_why}"
            if hold.cleared_at
            else " It stays until a coach clears it."
        )
        yield Item(hold.at.astimezone(zone), "hold", 0, _HOLD_TITLES.get(hold.kind, hold.kind), why)


_HOLD_TITLES = {
    "dose": "Hold on supplement texts",
    "conversation": "Lessons wait during a conversation",
    "fault": "Held by a fault",
}


def _future(standing: Standing, campaign: Campaign, now: datetime) -> Iterator[Item]:
    """The days to come, by the same rules: when each is due, on which channel and in which form."""
    if standing.status is not Status.ACTIVE:
        return
    zone = standing.calendar.zone
    reached = schedule.day_reached(standing.calendar, schedule.local_date(now, zone))
    for step in campaign.steps[max(0, reached - 1) :]:
        open_units = [unit for unit in step.channels if (step.key, unit) not in standing.settled]
        on = schedule.date_of_day(standing.calendar, step.day)
        if step.day <= standing.settled_through or not open_units or on is None or is_left_out(standing, step):
            continue
        due = schedule.moment(step, on, zone, campaign, standing.wishes, standing.enrolment)
        if due is None or due < now:
            continue
        yield Item(
            due.astimezone(zone), "planned", step.day, step.topic, _form(standing, step), _channels(standing, step)
        )


def _channels(standing: Standing, step: Step) -> str:
    carried = [unit for unit in step.channels if unit in standing.reachable] or sorted(standing.reachable)
    return " and ".join("SMS" if channel is Channel.SMS else "email" for channel in carried)


def _form(standing: Standing, step: Step) -> str:
    track = text_track(standing)
    if track is Track.GENTLE:
        return "Gentle form: kidney diet or fluid limit."
    if track is Track.FOOD_FIRST and step.dose:
        return "Food-first form: " + _why_food_first(standing)
    return "As planned."


def _why_food_first(standing: Standing) -> str:
    if standing.dose_hold:
        return "there is a hold on supplement texts."
    if standing.screen is None:
        return "no health screen is on record."
    return 'no "all clear" from a doctor or pharmacist is on record.'
