"""How people write that they want no more messages: a small grammar of sentences (47 CFR 64.1200(a)(10))."""

import re
import unicodedata

_STOP = r"(?:stop|stopp|unsubscribe|quit|cancel|end|revoke|opt out|optout|discontinue|stop (?:2|to) (?:end|stop|quit))"
_FILL = (
    r"(?:please|pls|thanks|thank you|thx|now|ok|okay|hi|hello|hey|sorry|it|this|all|everything|no|yes|today|already"
    r"|enough|all of (?:it|this|these)|i said|i'm done|im done|i (?:have )?had enough|i've had enough"
    r"|wrong (?:number|person))"
)
_MAIL = (
    r"(?:text messages?|texts?|messages?|msgs?|emails?|sms|reminders?|program(?:me)?|course|subscription"
    r"|enrol\w*|sign ?up)"
)
_OUR = r"(?:the |these |those |this |your |my |any |all |more |of |sending )*"
_OURS = rf"(?:{_OUR}{_MAIL}|these|those|this|it|them)"
# "Stop emails at 8" is a habit, not a wish of ours.
_OUR_MAIL = rf"{_OUR}{_MAIL}\b(?! (?:at|in|after|before|from)\b)"
_END = r"(?: (?:please|pls|thanks|thank you|now|anymore|any more|any longer|again|ever|from you|to me|for me|today))*$"
_ME = r"(?:me|us|my (?:phone number|mobile number|number|name|email|email address|address|details|data))"
_LIST = (
    r"(?:off|from|out of) (?:of )?(?:the |this |that |your |all |any )*(?:mailing |contact |text )?"
    rf"(?:lists?|systems?|database|here|this|it|files?|{_MAIL})"
)
_NEVER = r"(?:do not|don't|dont|never) (?:ever )?"
_WANT = r"i(?: want|'d like| would like| wish| need| have decided)(?: you)?"
_DOING = r"(?:texting|messaging|emailing|contacting|bothering|writing(?: to)?|sending)"
# Each stands as a whole clause or names our messages: "I stopped texting in bed" is an answer.
_SENTENCES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:{_FILL} )*{_STOP}(?: (?:{_FILL}|{_STOP}))*$",
        rf"^(?:{_FILL} )*wrong (?:number|person)(?: {_FILL})*$",
        rf"\b(?:stop|quit) {_DOING}(?: {_ME}\b|{_END})",
        rf"(?<!\bi )\b(?:stop|quit) sending (?:these|those|this|them|{_OUR_MAIL})",
        rf"(?<!\bi )\b(?:stop|end|quit|cancel|discontinue) {_OUR_MAIL}",
        rf"\bhow (?:do|can|could) i (?:stop|end|cancel) {_OURS}\b",
        r"\bunsubscribe\b",
        r"\bopt(?:ing)? (?:me |us )?out\b",
        rf"\b(?:take|get|remove|delete) {_ME}(?: {_LIST}\b|(?: off)?{_END})",
        rf"\b(?:lose|forget|delete) my (?:phone )?number{_END}",
        rf"\b{_NEVER}(?:text|message|email|contact|call|bother|write to|write) (?:me|us)\b",
        rf"\b{_NEVER}send (?:me |us )?(?:any|more|anything|{_OURS})\b",
        rf"^(?:{_FILL} )*no more (?:of )?(?:{_OURS}){_END}",
        rf"\bi (?:do not|don't|dont|no longer) (?:want|wish|need) (?:to (?:get|receive|have|see) )?{_OURS}{_END}",
        rf"\b{_WANT} to (?:stop|quit|cancel|end|leave|withdraw)(?: {_OURS})?{_END}",
        rf"\bi want out{_END}",
        r"\b(?:withdraw|revoke|take back) (?:my |all |any )*(?:consent|permission)\b",
        r"\bcancel all (?:of )?(?:this|it|these)\b",
        r"\bleave me alone\b",
    )
)
# Said against stopping, asked about the programme, or words that a person must read ("end it all").
_OTHERWISE = re.compile(
    r"\b(?:can't|cannot|cant|can not|couldn't|don't|do not|dont|won't|wont|never|not) (?:want (?:you )?to )?"
    r"(?:stop|quit|unsubscribe|cancel|end)\b"
    r"|^(?:do|does|should|shall|must|will|when|is|if|what) (?:i|we|you|it|this|that|the|happens|do|does|will)\b"
    r"|\bend it(?: all)?$"
)
_CLAUSE = re.compile(r"[.!?;,:\n]+|\s[-\u2013\u2014]+\s")
_SIGNATURE = re.compile(r"\n\s*(?:sent from|get outlook for)\b.*", re.IGNORECASE | re.DOTALL)


def asks_to_stop(text: str) -> bool:
    """This will say whether a reply asks for an end of the messages: as a whole, or in one of its clauses."""
    said = without_signature(text)
    clauses = [clause for part in _CLAUSE.split(said) if (clause := normal(part))]
    if not clauses:
        return False
    return bool({clauses[0], clauses[-1]} & {"stop", "unsubscribe"}) or any(map(_asks, (normal(said), *clauses)))


def _asks(said: str) -> bool:
    return not _OTHERWISE.search(said) and any(pattern.search(said) for pattern in _SENTENCES)


def without_signature(text: str) -> str:
    """This will drop the line that a phone puts under a message."""
    return _SIGNATURE.sub("", text)


def normal(text: str) -> str:
    """This will bring a reply to one form: NFKC, straight quotes, lower case, one space, no end punctuation."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'").lower()
    words = re.sub(r"[^\w' -]+", " ", plain)
    return re.sub(r"\s+", " ", words).strip(" '-")
