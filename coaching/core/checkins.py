"""Reading an answer: a number said in digits or words, and the open question it belongs to."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coaching.core.consent import normal

_NUMBERS = {
    word: n
    for n, word in enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))
}
_NUMBER = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)})\b")
# A spelled number counts where an answer would put it; "no one told me" is not a 1.
_LEAD = re.compile(r"^(?:(?:about|maybe|around|roughly|like|say|a|an|i'd say|i would say|it's|its|was|today) )*")
_OUT_OF = re.compile(r"\b(\d{1,2}|[a-z]+) (?:out of|of) (\d{1,2}|five|seven|ten)\b")
# "1/2" and "3/4" are parts of a whole; from "/5" on it is a scale.
_FRACTION = re.compile(r"\d\s*/\s*[0-4](?!\d)")
_BOUND = re.compile(
    r"\d\s*\+|\b(?:less than|more than|fewer than|greater than|under|over|below|above|at least|at most|up to|not) "
    rf"(?:\d|(?:{'|'.join(_NUMBERS)})\b)"
)
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question. `lo` and `hi` None: free text."""

    id: int
    lo: int | None
    hi: int | None
    asked_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """A number for a question."""

    question: int
    value: int


@dataclass(frozen=True, slots=True)
class NotAnAnswer:
    """Nothing open fits; a person reads it."""


Match = Answered | NotAnAnswer


def read_number(text: str) -> int | None:
    """This will read "7", "seven", "about 3", "3 out of 7", "maybe 3, I was away".

    Never a range, a bound, a fraction or two numbers: those are for a person to read.
    """
    plain = unicodedata.normalize("NFKC", text)
    if re.search(r"\d\s*[.,\u066b]\s*\d|[-\u2212]\s*\d", plain) or _FRACTION.search(plain):
        return None
    if _BOUND.search(plain.lower()):
        return None
    said = normal(plain.replace("/", " out of "))
    if len(said.split()) > _MOST_WORDS:
        return None
    if out_of := _OUT_OF.search(said):
        rest = said[: out_of.start()] + said[out_of.end() :]
        value, most = _value(out_of.group(1)), _value(out_of.group(2))
        fits = value is not None and most is not None and value <= most
        return value if fits and not _NUMBER.search(rest) else None
    found = list(_NUMBER.finditer(said))
    if len(found) != 1:
        return None
    leads = found[0].start() == len((_LEAD.match(said) or [""])[0])
    return _value(found[0][0]) if leads or found[0][0].isdigit() else None


def _value(word: str) -> int | None:
    return int(word) if word.isdigit() else _NUMBERS.get(word)


def match(questions: Sequence[Asked], text: str, now: datetime) -> Match:
    """This will find the open question a reply answers: the newest whose range holds the number.

    Free words answer nothing here: until a safety reading stands before it, a person reads them all.
    """
    open_now = sorted((q for q in questions if q.until > now), key=lambda q: q.asked_at, reverse=True)
    number = read_number(text)
    if number is not None:
        for question in open_now:
            if question.lo is not None and question.hi is not None and question.lo <= number <= question.hi:
                return Answered(question.id, number)
    return NotAnAnswer()


class Effect(StrEnum):
    """What an answer changes at once beside being recorded (safety reference, section 8)."""

    CLEAR = "clear"
    UNCLEAR = "unclear"
    DOSE_HOLD = "dose_hold"


def effects(question: str, value: int) -> tuple[Effect, ...]:
    """This will name what an answer changes: "all clear" opens supplement texts, a warning sign closes them."""
    match question, value:
        case "clear", 1:
            return (Effect.CLEAR,)
        case "clear", _:
            return (Effect.UNCLEAR,)
        case "tummy", 3:
            return (Effect.DOSE_HOLD,)
        case "safety", 2:
            return (Effect.UNCLEAR, Effect.DOSE_HOLD)
        case _:
            return ()
