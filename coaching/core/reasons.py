"""Why something was not sent, and how that reads: one code, one sentence a coach understands."""

from enum import StrEnum


class Reason(StrEnum):
    """Stored with every skip, hold and refusal."""

    MISSED = "missed"
    TOO_LATE = "too_late"
    FOLDED = "folded"
    CLOSED_DAY = "closed_day"
    NO_CHANNEL = "no_channel"
    CARRIED_BY_OTHER = "carried_by_other"
    TALKING = "talking"
    FAULT = "fault"
    STOPPED = "stopped"
    ENDED_BY_COACH = "ended_by_coach"
    CONSENT_CHANGED = "consent_changed"
    CAP = "cap"
    SWITCHED_OFF = "switched_off"
    PAUSED = "paused"
    DOSE_HOLD = "dose_hold"
    WINDOW_CLOSED = "window_closed"
    NOT_CONFIRMED = "not_confirmed"
    REFUSED = "refused"
    UNCLEAR = "unclear"


_SENTENCES = {
    Reason.MISSED: "Not sent: its day had passed before it could go out.",
    Reason.TOO_LATE: "Not sent: it was more than an hour late, and this text only fits its own hour.",
    Reason.FOLDED: "Not sent on its day; its words travel in the next email.",
    Reason.CLOSED_DAY: "Not sent: no hour of that day is open for messages.",
    Reason.NO_CHANNEL: "Not sent: there is no channel with consent that reaches this person.",
    Reason.CARRIED_BY_OTHER: "Not sent here: the other channel carried the day.",
    Reason.TALKING: "Not sent: a conversation with the coach was going on all day.",
    Reason.FAULT: "Held: this message could not be made ready. The reason stands beside it.",
    Reason.STOPPED: "Not sent: the person asked to stop.",
    Reason.ENDED_BY_COACH: "Not sent: a coach ended the programme for this person.",
    Reason.CONSENT_CHANGED: "Not sent: the consent for this channel changed just before it went out.",
    Reason.CAP: "Not sent: the person had reached the most messages allowed in 24 hours.",
    Reason.SWITCHED_OFF: "Waiting: sending is switched off.",
    Reason.PAUSED: "Waiting: the programme is paused.",
    Reason.DOSE_HOLD: "Changed just in time: a hold on supplement texts came in, so the food-first text goes out.",
    Reason.WINDOW_CLOSED: "Not sent: the hours open for messages ended before it could go out.",
    Reason.NOT_CONFIRMED: "Waiting: the person has not confirmed yet.",
    Reason.REFUSED: "Failed: the provider refused it.",
    Reason.UNCLEAR: "Failed: nobody could tell whether it was sent, and a coach decided not to send it again.",
}


def sentence(reason: Reason) -> str:
    """This will say a reason in one plain sentence."""
    return _SENTENCES[reason]
