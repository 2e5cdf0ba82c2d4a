"""How the inbox says things: the needs, the tabs, the reply clock, and what a reply looks like."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from coaching.core.checkins import Asked
from coaching.core.labels import Label, sentence
from coaching.core.needs import Clock, Need, Waiting, of_reply
from coaching.core.safety import Tier
from coaching.core.stopping import Channels
from coaching.journeys import correct
from coaching.store import questions
from coaching.store.models import Reply
from coaching.store.threads import Tab
from coaching.web import spans


@dataclass(frozen=True, slots=True)
class NeedWords:
    """`look` is the colour of the pill: attention, waiting, running or "" (calm)."""

    one: str
    plural: str
    look: str


NEEDS = {
    Need.RED_FLAG: NeedWords("Red flag", "Red flags", "attention"),
    Need.STOP: NeedWords("May mean stop", "May mean stop", "waiting"),
    Need.QUESTION: NeedWords("Question", "Questions", "running"),
    Need.UNSURE: NeedWords("Unsure answer", "Unsure answers", "running"),
    Need.MEDIA: NeedWords("Picture or file", "Pictures and files", ""),
    Need.OTHER: NeedWords("Other", "Other", ""),
    Need.NOTHING: NeedWords("Nothing", "Nothing", ""),
}
TABS = {Tab.NEEDS: "Needs me", Tab.MINE: "Mine", Tab.SNOOZED: "Snoozed", Tab.DONE: "Done", Tab.ALL: "All"}
STOPS = {Channels.ALL: "texts and emails", Channels.SMS: "texts", Channels.EMAIL: "emails"}
DANGERS = {
    Tier.CRISIS: "may be thinking of ending their life",
    Tier.POISON: "may have taken too much",
    Tier.EMERGENCY: "may have a medical emergency",
    Tier.URGENT: "may need a doctor today",
}


def clock(read: Clock, zone: ZoneInfo, now: datetime) -> str:
    """This will say how long somebody waits and by when an answer is due, where they live."""
    by = read.answer_by.astimezone(zone)
    is_today = by.date() == now.astimezone(zone).date()
    when = f"{by:%H:%M}" if is_today else f"{by:%a %-d %b, %H:%M}"
    due = f"an answer was due at {when}" if read.is_late else f"answer by {when}"
    return f"Waits for {spans.length(read.waits)}; {due} ({zone.key})."


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that the reply may answer, as a list of choices names it."""

    id: int
    words: str
    lo: int | None
    hi: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What we make of one reply. `taken`: what it was taken for; `looks`: what it may be; `first`: which of the ways
    to correct it stands first: answer | stop | danger | talk."""

    reply: Reply
    taken: str
    looks: str
    first: str
    question: int
    value: int | None
    choices: tuple[Choice, ...]
    stop: str
    has_run: bool
    may_undo: bool
    may_correct: bool


def reading(reply: Reply) -> Reading:
    """This will say what a reply was taken for, what it looks like, and what else it may be taken for."""
    found = correct.choices(reply)
    need = of_reply(Waiting(reply.label, reply.tier, reply.text, reply.at))
    answered = questions.answers_of(reply.pk)
    guess = None if answered or need is Need.RED_FLAG else found.guess
    looks, first = "", "talk"
    if need is Need.RED_FLAG:
        looks, first = "Something in it may speak of a danger.", "danger"
    elif found.stop is not None and reply.label != Label.OPT_OUT:
        looks, first = "Looks like a wish to stop.", "stop"
    elif guess is not None:
        looks, first = f"Looks like an answer to {guess.asked.name or 'the question'}: {guess.value}", "answer"
    elif need is Need.QUESTION:
        looks = "Looks like a question."
    return Reading(
        reply=reply,
        taken=sentence(reply.label),
        looks=looks,
        first=first,
        question=guess.asked.id if guess else 0,
        value=guess.value if guess else None,
        choices=tuple(_choice(each) for each in found.asked),
        stop=(found.stop.channels if found.stop else Channels.ALL).value,
        has_run=reply.enrolment_id is not None,
        may_undo=correct.may_undo(reply),
        may_correct=reply.label not in correct.FINAL,
    )


def _choice(asked: Asked) -> Choice:
    range_ = "in words" if asked.is_free_text else f"{asked.lo} to {asked.hi}"
    name = asked.name or "question"
    return Choice(asked.id, f"{name[:1].upper()}{name[1:]} ({range_}), day {asked.day}", asked.lo, asked.hi)
