"""What a reply was taken for, how that reads for a coach, and whether a person still has to read it."""

from enum import StrEnum


class Label(StrEnum):
    """Stored with every reply; at most 20 letters."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    JOIN = "join"
    JOIN_AGAIN = "join_again"
    HELP = "help"
    STEERED = "steered"
    NOT_STEERED = "not_steered"
    ANSWER = "answer"
    UNCLEAR = "unclear"
    GUT = "gut"
    DANGER = "danger"
    DANGER_AND_STOP = "danger_and_stop"
    UNSURE = "unsure"
    MAYBE_STOP = "maybe_stop"
    UNREAD = "unread"
    MEDIA = "media"
    AUTOMATIC = "automatic"
    TALK = "talk"


SENTENCES = {
    Label.OPT_OUT: "Taken as STOP: messages end.",
    Label.OPT_IN: "Taken as START: messages go on.",
    Label.JOIN: "Taken as a yes: the programme begins.",
    Label.JOIN_AGAIN: "Wants to begin again: the page for that was sent.",
    Label.HELP: "Taken as HELP: it was answered with the way to reach a person.",
    Label.STEERED: "Taken as a wish about the programme, and done.",
    Label.NOT_STEERED: "A wish that could not be done; the reason was sent back.",
    Label.ANSWER: "Taken as an answer.",
    Label.UNCLEAR: "Looks like an answer, but not a clear one; we asked once more.",
    Label.GUT: "Speaks of an upset tummy: we asked how bad it is.",
    Label.DANGER: "May speak of a danger: a safety text went out, supplement texts are held, and an alert was raised.",
    Label.DANGER_AND_STOP: "May speak of a danger and asks to stop: both were done, and an alert was raised.",
    Label.UNSURE: "Something in it may speak of a danger: please read it now.",
    Label.MAYBE_STOP: "May ask to stop: please read it and decide.",
    Label.UNREAD: "Nothing here understood it: please read it.",
    Label.MEDIA: "A picture or file came without words: please look at it.",
    Label.AUTOMATIC: "An automatic answer of a mail program; nobody wrote it.",
    Label.TALK: "A coach read it: nothing to do.",
}

FOR_A_PERSON = (Label.UNREAD, Label.UNSURE, Label.MAYBE_STOP, Label.UNCLEAR, Label.MEDIA, Label.GUT)
"""These wait until a coach has read them. What raised an alert is looked after there."""


def sentence(label: str) -> str:
    """This will say in one sentence what a reply was taken for."""
    return SENTENCES[Label(label)]
