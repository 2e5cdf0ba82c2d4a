"""What a permission is, and which whole words give it, take it back or steer the programme."""

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

_WORD = r"(?:stop|stopp|unsubscribe|quit|cancel|end|revoke|opt out|optout|discontinue|stop (?:2|to) (?:end|stop|quit))"
_FILL = (
    r"(?:please|pls|thanks|thank you|thx|now|ok|okay|hi|hello|hey|sorry|it|this|all|everything|no|yes|today|already|enough"
    r"|all of (?:it|this|these)|i said|i'm done|im done|i (?:have )?had enough|i've had enough|wrong (?:number|person))"
)
_MAIL = r"(?:text messages?|texts?|messages?|msgs?|emails?|sms|reminders?|program(?:me)?|course|subscription|enrol\w*|sign ?up)"
_OUR = r"(?:the |these |those |this |your |my |any |all |more |of |sending )*"
_END = r"(?: (?:please|pls|thanks|thank you|now|anymore|any more|any longer|again|ever|from you|to me|for me|today))*$"
_ME = r"(?:me|us|my (?:phone number|mobile number|number|name|email|email address|address|details|data))"
_LIST = r"(?:off|from|out of) (?:of )?(?:the |this |that |your |all |any )*(?:mailing |contact |text )?(?:lists?|systems?|database|here|this|it|files?|{mail})"
# A wish to stop, each as a whole clause or anchored to our messages: "I stopped texting in bed" is an answer.
_STOP_SENTENCES = tuple(
    re.compile(pattern.replace("{mail}", _MAIL))
    for pattern in (
        rf"^(?:{_FILL} )*{_WORD}(?: (?:{_FILL}|{_WORD}))*$",
        rf"^(?:{_FILL} )*wrong (?:number|person)(?: {_FILL})*$",
        rf"\b(?:stop|quit) (?:texting|messaging|emailing|contacting|bothering|writing(?: to)?|sending)(?: {_ME}\b|{_END})",
        rf"(?<!\bi )\b(?:stop|quit) sending (?:these|those|this|them|{_OUR}{_MAIL}\b(?! (?:at|in|after|before|from)\b))",
        rf"(?<!\bi )\b(?:stop|end|quit|cancel|discontinue) {_OUR}{_MAIL}\b(?! (?:at|in|after|before|from)\b)",
        rf"\bhow (?:do|can|could) i (?:stop|end|cancel) (?:this|these|it|{_OUR}{_MAIL})\b",
        r"\bunsubscribe\b",
        r"\bopt(?:ing)? (?:me |us )?out\b",
        rf"\b(?:take|get|remove|delete) {_ME}(?: {_LIST}\b|(?: off)?{_END})",
        rf"\b(?:lose|forget|delete) my (?:phone )?number{_END}",
        r"\b(?:do not|don't|dont|never) (?:ever )?(?:text|message|email|contact|call|bother|write to|write) (?:me|us)\b",
        rf"\b(?:do not|don't|dont|never) (?:ever )?send (?:me |us )?(?:any|more|anything|these|this|{_OUR}{_MAIL})\b",
        rf"^(?:{_FILL} )*no more (?:of )?(?:the |these |those |this |your )?(?:{_MAIL}|of this|of these){_END}",
        rf"\bi (?:do not|don't|dont|no longer) (?:want|wish|need) (?:to (?:get|receive|have|see) )?{_OUR}(?:{_MAIL}|these|those|this|it|them){_END}",
        rf"\bi(?: want|'d like| would like| wish| need| have decided)(?: you)? to (?:stop|quit|cancel|end|leave|withdraw)(?: {_OUR}(?:{_MAIL}|this|it))?{_END}",
        rf"\bi want out{_END}",
        r"\b(?:withdraw|revoke|take back) (?:my |all |any )*(?:consent|permission)\b",
        r"\bcancel all (?:of )?(?:this|it|these)\b",
        r"\bleave me alone\b",
    )
)
# Said against stopping, asked about the programme, or words that a person must read ("end it all").
_NOT_STOP = re.compile(
    r"\b(?:can't|cannot|cant|can not|couldn't|don't|do not|dont|won't|wont|never|not) (?:want (?:you )?to )?(?:stop|quit|unsubscribe|cancel|end)\b"
    r"|^(?:do|does|should|shall|must|will|when|is|if|what) (?:i|we|you|it|this|that|the|happens|do|does|will)\b"
    r"|\bend it(?: all)?$"
)
_CLAUSE = re.compile(r"[.!?;,:\n]+|\s[-\u2013\u2014]+\s")
_SIGNATURE = re.compile(r"\n\s*(?:sent from|get outlook for)\b.*", re.IGNORECASE | re.DOTALL)


def normal(text: str) -> str:
    """This will bring a reply to one form: NFKC, straight quotes, lower case, one space, no end punctuation."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'").lower()
    words = re.sub(r"[^\w' -]+", " ", plain)
    return re.sub(r"\s+", " ", words).strip(" '-")


def read_word(text: str) -> Word | None:
    """This will read a whole message as STOP, START, JOIN, HELP, PAUSE or RESUME; a sentence that asks to stop is STOP.

    Only whole words re-subscribe or steer; a wish to stop counts in any reasonable form (47 CFR 64.1200(a)(10)).
    What is not clearly one is None: a person reads it.
    """
    said = _SIGNATURE.sub("", text)
    if word := _WORDS.get(normal(said)):
        return word
    clauses = [clause for part in _CLAUSE.split(said) if (clause := normal(part))]
    if not clauses:
        return None
    if {clauses[0], clauses[-1]} & {"stop", "unsubscribe"}:
        return Word.STOP
    return Word.STOP if any(map(_asks_to_stop, (normal(said), *clauses))) else None


def _asks_to_stop(said: str) -> bool:
    return not _NOT_STOP.search(said) and any(pattern.search(said) for pattern in _STOP_SENTENCES)
