"""What a permission is, and which whole words give it, take it back or steer the programme."""

from enum import StrEnum

from coaching.core.stopping import asks_to_stop, normal, without_signature

__all__ = ["STATE_AFTER", "Agreement", "ConsentEvent", "Permission", "Word", "normal", "read_word"]


class ConsentEvent(StrEnum):
    """ASKED: an invitation went out. GRANTED: the coach recorded it. CONFIRMED: the person said so.
    REPLACED: another address took the place of this one; nobody asked to stop."""

    ASKED = "asked"
    GRANTED = "granted"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"
    BLOCKED = "blocked"
    REPLACED = "replaced"


class Agreement(StrEnum):
    """What a consent is for. HEALTH: keeping answers about a person's health; its own tick, no channel."""

    PROGRAMME = "programme"
    HEALTH = "health"


class Permission(StrEnum):
    NONE = "none"
    ASKED = "asked"
    ACTIVE = "active"
    REVOKED = "revoked"


STATE_AFTER = {
    ConsentEvent.ASKED: Permission.ASKED,
    ConsentEvent.GRANTED: Permission.ACTIVE,
    ConsentEvent.CONFIRMED: Permission.ACTIVE,
    ConsentEvent.REVOKED: Permission.REVOKED,
    ConsentEvent.BLOCKED: Permission.REVOKED,
    ConsentEvent.REPLACED: Permission.NONE,
}


class Word(StrEnum):
    """What a whole message means for a permission."""

    STOP = "stop"
    START = "start"
    JOIN = "join"
    HELP = "help"
    PAUSE = "pause"
    RESUME = "resume"


# Twilio, "Advanced Opt-Out": the whole body, any case; OPT OUT with a space is ours (47 CFR 64.1200(a)(10)).
_WORDS = {
    **dict.fromkeys(
        ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "opt-out"), Word.STOP
    ),
    **dict.fromkeys(("start", "unstop"), Word.START),
    "join": Word.JOIN,
    **dict.fromkeys(("help", "info"), Word.HELP),
    "pause": Word.PAUSE,
    "resume": Word.RESUME,
}


def read_word(text: str) -> Word | None:
    """This will read a whole message as STOP, START, JOIN, HELP, PAUSE or RESUME; a sentence that asks to stop is STOP.

    Only whole words re-subscribe or steer; a wish to stop counts in any reasonable form (47 CFR 64.1200(a)(10)).
    What is not clearly one is None: a person reads it.
    """
    if word := _WORDS.get(normal(without_signature(text))):
        return word
    return Word.STOP if asks_to_stop(text) else None
