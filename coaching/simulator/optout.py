"""The carrier's own words: STOP, START and HELP, and what it answers by itself."""

from enum import StrEnum

STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "UNSTOP"})
HELP_WORDS = frozenset({"HELP", "INFO"})


class Keyword(StrEnum):
    """The value of OptOutType."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


ANSWERS = {
    Keyword.STOP: "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe.",
    Keyword.START: "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    Keyword.HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def read(body: str, *, opted_out: bool) -> Keyword | None:
    """This will find the keyword that the whole body is, in any case. YES counts only while opted out."""
    word = body.strip().upper()
    if word in STOP_WORDS:
        return Keyword.STOP
    if word in START_WORDS or (word == "YES" and opted_out):
        return Keyword.START
    return Keyword.HELP if word in HELP_WORDS else None
