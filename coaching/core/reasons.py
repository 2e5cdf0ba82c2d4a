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
    LESS = "less"
    REPEAT_ENDED = "repeat_ended"
    MOVED = "moved"
    STORM = "storm"
    SLOWED = "slowed"
    CIRCUIT = "circuit"
    NOT_SET_UP = "not_set_up"
    SETUP = "setup"
    FELL_BACK = "fell_back"
    TRIED_OUT = "tried_out"
    RELEASED = "released"
    IMPORT_UNDONE = "import_undone"
    LEFT_OUT = "left_out"
    BACK_IN = "back_in"
    TAKEN_BACK = "taken_back"
    STOPPED_BY_COACH = "stopped_by_coach"


_SENTENCES = {
    Reason.MISSED: "Not sent: its day had passed before it could go out.",
    Reason.TOO_LATE: "Not sent: it was more than an hour late, and this text only fits its own hour.",
    Reason.FOLDED: "Not sent on its day; its words travel in the next email.",
    Reason.CLOSED_DAY: "Not sent: nothing may arrive on that day where the person is reached.",
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
    Reason.STORM: "Not sent: the same words had just gone to this person, so this looked like a mistake of ours.",
    Reason.SLOWED: "Waiting for its turn: we send only as fast as our sender allows.",
    Reason.CIRCUIT: "Waiting: the provider is out of reach or refuses us, so we do not try for a while.",
    Reason.NOT_SET_UP: "Waiting: this channel is not set up.",
    Reason.SETUP: "Waiting: the provider refuses our account or settings; whoever runs this has been told.",
    Reason.FELL_BACK: "This channel does not reach the person, so the message goes by the other one.",
    Reason.TRIED_OUT: "Failed: the provider asked us to try later too many times.",
    Reason.RELEASED: "Waiting: the worker that had it was stopped.",
    Reason.LEFT_OUT: "Not sent: a coach left this lesson out.",
    Reason.BACK_IN: "Waiting: a coach had left this lesson out, and took that back.",
    Reason.TAKEN_BACK: "Not sent: a coach took back what it would have answered.",
    Reason.STOPPED_BY_COACH: "Not sent: a coach stopped this message before it left.",
    Reason.LESS: "Not sent: the person asked for fewer messages.",
    Reason.REPEAT_ENDED: "Not sent: the repeated week had ended before this day.",
    Reason.IMPORT_UNDONE: "Not sent: the import that had enrolled this person was taken back.",
    Reason.MOVED: "Waiting: the person has moved its time.",
    Reason.UNCLEAR: "Failed: nobody could tell whether it was sent, and a coach decided not to send it again.",
}


def sentence(reason: Reason) -> str:
    """This will say a reason in one plain sentence."""
    return _SENTENCES[reason]
