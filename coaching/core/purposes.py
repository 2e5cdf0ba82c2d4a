"""What each kind of message is for, and so what it needs before it may leave (design: permission by purpose)."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Consent(StrEnum):
    """ACTIVE: consent for the channel. ANSWER: that, or the person wrote to us a moment ago. INVITED: the recorded
    enrolment waits for a yes. ASKED_FOR: the person asked for it to prove a new address."""

    ACTIVE = "active"
    ANSWER = "answer"
    INVITED = "invited"
    ASKED_FOR = "asked_for"


@dataclass(frozen=True, slots=True)
class Purpose:
    """`waits`: for conversations, faults and pauses. `capped`: counts in the daily caps and obeys them.

    `alike` messages with the same words may go to one person within `within`; more are a storm. `switched`: obeys
    the stop switches. `running`: only while the programme runs.
    """

    consent: Consent = Consent.ACTIVE
    running: bool = False
    waits: bool = False
    capped: bool = False
    alike: int = 3
    within: timedelta = timedelta(hours=1)
    switched: bool = True


_LESSON = Purpose(running=True, waits=True, capped=True, alike=1, within=timedelta(hours=12))
_ANSWER = Purpose(consent=Consent.ANSWER)

PURPOSES: dict[str, Purpose] = {
    "step": _LESSON,
    "repeat": _LESSON,
    "nudge": _LESSON,
    "back": _LESSON,
    "oneoff": Purpose(waits=True, capped=True, alike=1, within=timedelta(hours=12)),
    "coach": Purpose(),
    "invite": Purpose(consent=Consent.INVITED, alike=1, within=timedelta(hours=12)),
    "welcome": Purpose(alike=1, within=timedelta(minutes=10)),
    "ask": _ANSWER,
    "reply": _ANSWER,
    # Answers to a danger pass the switches, the caps and every hold (safety rules of the programme, section 7).
    "safety": Purpose(consent=Consent.ANSWER, alike=6, switched=False),
    "address": Purpose(consent=Consent.ASKED_FOR),
}

ANSWER_WITHIN = timedelta(minutes=10)
"""How old the person's own message may be for an answer without consent (a STOP, a HELP)."""
MOST_ANSWERS_AN_HOUR = 20
"""More answers to one person within an hour mean that a machine answers us."""


def kinds(**wanted: object) -> tuple[str, ...]:
    """This will list the kinds whose purpose has all these values, e.g. kinds(capped=True)."""
    return tuple(
        kind
        for kind, purpose in PURPOSES.items()
        if all(getattr(purpose, name) == value for name, value in wanted.items())
    )
