"""What a permission is, and which words give it or take it back."""

import re
import unicodedata
from enum import StrEnum


class ConsentEvent(StrEnum):
    """ASKED: an invitation went out. GRANTED: the coach recorded it. CONFIRMED: the person said so."""

    ASKED = "asked"
    GRANTED = "granted"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"
    BLOCKED = "blocked"


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
}


class Word(StrEnum):
    """What a whole message means for a permission."""

    STOP = "stop"
    START = "start"
    JOIN = "join"
    HELP = "help"


# Twilio, "Advanced Opt-Out": the whole body, any case; OPT OUT with a space is ours (47 CFR 64.1200(a)(10)).
_WORDS = {
    **dict.fromkeys(
        ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "opt-out"), Word.STOP
    ),
    **dict.fromkeys(("start", "unstop"), Word.START),
    "join": Word.JOIN,
    **dict.fromkeys(("help", "info"), Word.HELP),
}

_POLITE = r"(?:please|pls|thanks|thank you|thx|now|ok|okay|hi|hello|hey|sorry|it|this|all|everything)"
_STOP_SENTENCES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:{_POLITE} )*(?:stop|unsubscribe|quit|cancel|end|opt out|optout)(?: {_POLITE})*$",
        r"\b(?:stop|quit) (?:texting|messaging|emailing|contacting|writing|sending)\b",
        r"\bstop (?:the |these |your |all |all the |all of these |sending )*(?:texts?|messages?|emails?|sms|program(?:me)?)\b",
        r"\bunsubscribe\b",
        r"\bopt(?:ing)? (?:me )?out\b",
        r"\b(?:take|remove|delete) (?:me|my (?:number|phone|email|name))\b",
        r"\b(?:do not|don't|dont|never) (?:text|message|email|contact|write to) me\b",
        r"\bno more (?:texts?|messages?|emails?|sms)\b",
        r"\bcancel (?:my |the |this |all (?:of )?(?:this|it)\b|subscription|enrol)",
        r"\bleave me alone\b",
    )
)
_NOT_STOP = re.compile(
    r"\b(?:can't|cannot|cant|can not|couldn't|don't|do not|dont|won't|never|not) (?:want (?:you )?to )?(?:stop|quit|unsubscribe|cancel)\b"
)


def normal(text: str) -> str:
    """This will bring a reply to one form: NFKC, straight quotes, lower case, one space, no end punctuation."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'").lower()
    words = re.sub(r"[^\w' -]+", " ", plain)
    return re.sub(r"\s+", " ", words).strip(" '-")


def read_word(text: str) -> Word | None:
    """This will read a whole message as STOP, START, JOIN or HELP; a sentence that asks to stop is STOP.

    Only whole words re-subscribe; a wish to stop counts in any reasonable form (47 CFR 64.1200(a)(10)).
    """
    said = normal(text)
    if word := _WORDS.get(said):
        return word
    if _NOT_STOP.search(said):
        return None
    return Word.STOP if any(pattern.search(said) for pattern in _STOP_SENTENCES) else None
