"""What has happened to one person, each thing as a line with its time and its reason."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from coaching.core.consent import ConsentEvent
from coaching.core.labels import sentence as sentence_of_label
from coaching.core.ledger import State
from coaching.core.reasons import Reason, sentence
from coaching.journeys import timeline_acts
from coaching.journeys.items import Item
from coaching.journeys.portrait import Portrait
from coaching.store.models import Change, Message, Pause, Reply

STATE_LINES = {
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
HIDDEN = "It holds a code or link that proves an address, so its words are not shown."


def of(seen: Portrait, now: datetime) -> list[Item]:
    """This will tell it all, oldest first."""
    found = [*_messages(seen, now), *_replies(seen), *_holds(seen), *_pauses(seen), *_changes(seen)]
    found += [*_consents(seen), *_notes(seen), *timeline_acts.of(seen)]
    return sorted(found, key=lambda item: (item.at, item.kind != "reply"))  # an answer stands behind what it answers


def _messages(seen: Portrait, now: datetime) -> Iterator[Item]:
    topics = {step.key: step.topic for step in seen.campaign.steps}
    for row in seen.messages:
        state = State(row.state)
        at = row.accepted_at or row.handed_at or row.due_at
        if row.kind == "step" and state is State.WAITING and at > now:
            continue  # it stands among what is planned
        yield Item(
            at=at.astimezone(seen.zone),
            kind="not_sent" if state in (State.SKIPPED, State.HELD, State.FAILED) else "sent",
            day=row.day,
            title=topics.get(row.step) or TITLES.get(row.kind, row.kind),
            why=why_of(row),
            channel=row.channel,
            text=words_of(row),
            message=row.pk,
        )


def words_of(row: Message) -> str:
    """This will give what a message says in a line: its text, or the subject of an email."""
    return HIDDEN if row.kind == "address" else row.text or row.subject


TITLES = {
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


def why_of(row: Message) -> str:
    """This will say in a sentence where a message stands, and why."""
    state = State(row.state)
    if row.reason and state in (State.SKIPPED, State.HELD, State.WAITING):
        return sentence(Reason(row.reason)) + (f" ({row.detail})" if row.detail else "")
    return STATE_LINES[state] + (f" {row.detail}" if row.detail else "")


def _replies(seen: Portrait) -> Iterator[Item]:
    answers = {
        question.answer.reply_id: f"{question.answer.text or question.answer.value} ({question.short})"
        for question in seen.questions
        if question.answered_at is not None
    }
    for item in replies_alone(seen.replies, seen.zone):
        yield replace(item, why=f"{item.why} {answers[item.reply]}") if item.reply in answers else item


def replies_alone(replies: Iterable[Reply], zone: ZoneInfo) -> Iterator[Item]:
    """This will list what a person wrote, and what it was taken for, without anything of a run."""
    for reply in replies:
        why = sentence_of_label(reply.label)
        read = f" Read by {reply.read_by or 'a coach'}." if reply.read_at else ""
        why += f" Corrected by {reply.corrected_by}." if reply.corrected_by else read
        day = reply.for_day or 0
        yield Item(reply.at.astimezone(zone), "reply", day, "Reply", why, reply.channel, reply.text, reply=reply.pk)


def _holds(seen: Portrait) -> Iterator[Item]:
    for hold in seen.holds:
        why = f"Placed by {hold.by}: {hold.cause.rstrip('.')}." + (
            f" Cleared by {hold.cleared_by}: {hold.cleared_why}"
            if hold.cleared_at
            else " It stays until a coach clears it."
        )
        yield Item(hold.at.astimezone(seen.zone), "hold", 0, _HOLD_TITLES.get(hold.kind, hold.kind), why)


_HOLD_TITLES = {
    "dose": "Hold on supplement texts",
    "conversation": "Lessons wait during a conversation",
    "fault": "Held by a fault",
}


def _pauses(seen: Portrait) -> Iterator[Item]:
    for pause in seen.pauses:
        why = f"{span_of(pause)}, by {_who(pause.by, seen)}."
        yield Item(pause.at.astimezone(seen.zone), "change", 0, "Pause", why)


def span_of(pause: Pause) -> str:
    """This will say from when until when a pause lasts."""
    if pause.last is None:
        return f"From {pause.first:%a %-d %b} until somebody resumes"
    if pause.last == pause.first:
        return f"On {pause.first:%a %-d %b}"
    return f"From {pause.first:%a %-d %b} to {pause.last:%a %-d %b}"


def _changes(seen: Portrait) -> Iterator[Item]:
    standing_pauses = {pause.pk for pause in seen.pauses}
    for change in seen.changes:
        if change.what == "pause" and change.before.get("added") in standing_pauses:
            continue  # the pause itself is shown
        yield Item(
            change.at.astimezone(seen.zone),
            "change",
            0,
            _CHANGE_TITLES.get(change.what, "A change"),
            _why(change, seen),
        )


def _why(change: Change, seen: Portrait) -> str:
    said = str(change.before.get("undone") or "what it was is not kept")
    back = f" Taken back on {change.undone_at.astimezone(seen.zone):%a %-d %b, %H:%M}." if change.undone_at else ""
    return f"{said[:1].upper()}{said[1:]}, by {_who(change.by, seen)}.{back}"


_CHANGE_TITLES = {
    "pause": "Pause",
    "resume": "Back from a pause",
    "repeat": "A week once more",
    "later": "Moved for one day",
    "slots": "Time of day",
    "cadence": "Rhythm",
    "only": "Channel",
    "zone": "Time zone",
}


def _consents(seen: Portrait) -> Iterator[Item]:
    for row in seen.consents:
        about = {"sms": "texts", "email": "emails"}.get(row.channel, "keeping health answers")
        title = _CONSENT_TITLES[ConsentEvent(row.event)].format(about=about)
        yield Item(row.at.astimezone(seen.zone), "consent", 0, title, f"By {_who(row.actor, seen)}: {row.how}.")


_CONSENT_TITLES = {
    ConsentEvent.ASKED: "Asked for a yes to {about}",
    ConsentEvent.GRANTED: "Consent to {about}, recorded by a coach",
    ConsentEvent.CONFIRMED: "Consent to {about}, by the person",
    ConsentEvent.REVOKED: "Consent to {about} taken back",
    ConsentEvent.BLOCKED: "The carrier blocks {about}",
    ConsentEvent.REPLACED: "Consent to {about} ended for the old address",
}


def _notes(seen: Portrait) -> Iterator[Item]:
    for note in seen.notes:
        yield Item(note.at.astimezone(seen.zone), "note", 0, "Note", f"Written by {note.author}.", text=note.text)


def _who(by: str, seen: Portrait) -> str:
    """The person is called by their name, a coach by theirs."""
    person = seen.enrolment.subscriber
    return person.first_name if by == f"subscriber {person.pk}" else by
