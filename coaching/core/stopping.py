"""How people write that they want no more messages: a small grammar of sentences (47 CFR 64.1200(a)(10))."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from coaching.core import stopping_words as words
from coaching.core.safety import folding

_SIGNATURE = re.compile(r"\n[ \t]{0,9}(?:sent from|get outlook for|enviado desde)\b.*", re.IGNORECASE | re.DOTALL)
_STOP_SIGNS = re.compile("[\U0001f6d1\u26d4]+")
_NO_SIGNS = re.compile("[\U0001f6ab\U0001f595]+")
# "STOP my chest hurts": a keyword in capitals and then something else, but not "STOP eating sugar".
_SHOUTED = re.compile(r"\W*STOP(?:ALL)?\W+(?!\w*ing\b)[a-z]")
_LOOSE_ENDS = re.compile(r"^(?:(?:but|and|so|or|though) ){1,3}|(?: (?:but|and|so|or|though)){1,3}$")
_ENDS = re.compile(r"[|?]")


class Channels(StrEnum):
    """What is to end."""

    ALL = "all"
    SMS = "sms"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class OptOut:
    """A wish for an end of messages. Not `confident`: nothing ends by itself, a person asks."""

    channels: Channels
    confident: bool


def read_opt_out(text: str) -> OptOut | None:
    """This will read a text for a wish that our messages end, as a whole or in one of its clauses; None: no such wish.

    Any reasonable way of saying it counts (47 CFR 64.1200(a)(10)). A word such as stop, quit, end or cancel about
    pills, food or the day is no such wish. A wish that names no channel ends both, and so does "stop texting me".
    The emails alone end where only emails are named, the texts alone where the emails are to go on.
    """
    signs = _NO_SIGNS.sub(" nosign ", _STOP_SIGNS.sub(" | stop | ", without_signature(text)))
    said = folding.fold(signs, words.LEXICON, clauses=True)
    kept = _kept(said)
    parts = _parts(words.KEPT.sub(" ", said))
    if words.PRACTICE.search(parts[0]):
        return OptOut(Channels.ALL, confident=False)
    if wishes := [part for part in parts if _is_wish(part)] or _last_resort(parts[:1], signs):
        return OptOut(_named(wishes, kept, said), confident=True)
    if kept and words.OTHER_CHANNEL.search(said):
        return OptOut(Channels.SMS if kept is Channels.EMAIL else Channels.EMAIL, confident=False)
    if any(words.UNCLEAR.search(part) and not words.NEGATED.search(part) for part in _parts(said)):
        return OptOut(Channels.ALL, confident=False)
    return None


def asks_to_stop(text: str) -> bool:
    """This will say whether a text clearly asks for an end of all messages, or of the texts."""
    wish = read_opt_out(text)
    return wish is not None and wish.confident and wish.channels is not Channels.EMAIL


def _parts(said: str) -> list[str]:
    """The text as one and then each of its clauses."""
    clauses = [_LOOSE_ENDS.sub("", clause) for part in _ENDS.split(said) if (clause := " ".join(part.split()))]
    return list(dict.fromkeys((" ".join(clauses), *clauses)))


def _is_wish(clause: str) -> bool:
    if words.ALWAYS.search(clause):
        return True
    return not words.OTHERWISE.search(clause) and bool(words.WISH.search(clause))


def _kept(said: str) -> Channels | None:
    found = words.KEPT.search(said)
    if not found:
        return None
    return Channels.EMAIL if words.EMAILS.search(found[0]) else Channels.SMS


def _last_resort(whole: list[str], text: str) -> list[str]:
    """A word such as END that is the whole message, or STOP in capitals before a sentence."""
    weak = [part for part in whole if words.WEAK.search(part) and not words.OTHERWISE.search(part)]
    return weak or (["stop"] if _SHOUTED.match(text) else [])


def _named(wishes: list[str], kept: Channels | None, said: str) -> Channels:
    named = " ".join(wishes)
    if words.THOSE.search(named) and not words.EMAILS.search(named):
        named = said
    emails, texts = words.EMAILS.search(named), words.TEXTS.search(named)
    if kept is Channels.SMS or (emails and not texts and kept is None and not words.EVERYTHING.search(named)):
        return Channels.EMAIL
    return Channels.SMS if kept is Channels.EMAIL else Channels.ALL


def without_signature(text: str) -> str:
    """This will drop the line that a phone puts under a message."""
    return _SIGNATURE.sub("", text)


def normal(text: str) -> str:
    """This will bring a reply to one form: NFKC, straight quotes, lower case, one space, no end punctuation."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'").lower()
    words_only = re.sub(r"[^\w' -]+", " ", plain)
    return re.sub(r"\s+", " ", words_only).strip(" '-")
