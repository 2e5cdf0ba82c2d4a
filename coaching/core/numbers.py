"""Numbers as people write them: "7", "seven", "siete", "7/10", "about a 7", a keycap emoji, digits of any script."""

import re
import unicodedata
from dataclasses import dataclass

from coaching.core import number_words as words

MOST_WORDS = 25
"""A longer text tells a story; no number in it is an answer."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number where an answer would put it. `scale` is the 10 of "7 out of 10"; `counts`: "7 days", "3 nights".

    `remark` holds the other words of the text, "" for a bare number.
    """

    value: int
    scale: int | None = None
    counts: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Numbers, but not one answer: a range, a bound, a fraction, an amount, two numbers. A person reads it."""


@dataclass(frozen=True, slots=True)
class NoNumber:
    """Words only."""


Reading = Number | Unclear | NoNumber

_UNITS_OF_TEN = {"\U0001f51f": " 10 "}
_SPELLED = "|".join(sorted(words.NUMBERS, key=len, reverse=True))
_CUT = re.compile(r"(?<!\d)[.,]|[.,](?!\d)|[;!?\n()\u2026]|\s-\s(?!\s*\d)")
_WORD = re.compile(r"\d+(?=-)|[^\W_]+(?:['-][^\W\d_]+)*")
# "1/2" and "3/4" are parts of a whole; from "/5" on it is a scale.
_ODD = re.compile(
    r"\d[.,\u066b\u066c]\d|(?:^|\s)-\d|^\s*-\s*\d|\d\s*[/\u2044]\s*[0-4](?!\d)|\d\s*\+|[<>\u2264\u2265$\u20ac\u00a3]\s*\d"
    r"|\d\s*[%x\u00d7]|\d\s*:\s*\d|\d{3}|\d(?!ish\b)[^\W\d_]|\d\s*(?:a\.?m|p\.?m|h|uhr)\b"
)
_BOUND = re.compile(rf"\b(?:{words.BOUNDS})\s+(?:an? )?(?:\d|(?:{_SPELLED})\b)")
_LIMIT = re.compile(rf"(?:\d|\b(?:{_SPELLED}))\s(?:\w+\s)?(?:{words.LIMITS})\b")
_SCALE = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{_SPELLED})\s*(?:/|out of|of|sur|von|sobre|de|auf)\s*(?P<m>\d{{1,2}}|{_SPELLED})\b"
)
_SCALES = frozenset({5, 7, 10})
_ABOUT = re.compile(r"\b(?:m[aá]s o menos|[aà] peu pr[eè]s|more or less|so about)\b|[~\u2248#=:*]|ish\b")


def plain(text: str) -> str:
    """This will bring a reply to one form: NFKC, ASCII digits, straight quotes and dashes, lower case, no emoji."""
    for sign, number in _UNITS_OF_TEN.items():
        text = text.replace(sign, number)
    folded = "".join(map(_folded, unicodedata.normalize("NFKC", text).lower()))
    return re.sub(r"[^\S\n]+", " ", folded).strip()


def _folded(letter: str) -> str:
    if letter.isascii():
        return letter
    if (digit := unicodedata.digit(letter, None)) is not None:
        return str(digit)
    kind = unicodedata.category(letter)
    if letter in "\u2018\u2019\u02bc":
        return "'"
    if kind == "Pd" or letter == "\u2212":
        return "-"
    if kind in {"Cf", "Me", "Mn"}:  # joiners, direction marks, variation selectors, the frame of a keycap
        return ""
    return " " if kind in {"So", "Sk", "Cs", "Co", "Cn"} else letter


def clauses(text: str) -> tuple[str, ...]:
    """This will cut a reply into its clauses, each in plain form: "maybe 3, I was away" -> "maybe 3", "i was away"."""
    return tuple(part for each in _CUT.split(plain(text)) if (part := each.rstrip(" -").strip(" '\"\u00bf\u00a1")))


def words_of(text: str) -> list[str]:
    """This will list the words of a text in plain form, without punctuation."""
    return _WORD.findall(plain(text))


def read(text: str) -> Reading:
    """This will read the one number of a reply: "7", "about a 7", "3 out of 7", "maybe 3, I was away"."""
    parts = [(clause, in_clause(clause)) for clause in clauses(text)]
    found = [reading for _, reading in parts if not isinstance(reading, NoNumber)]
    if not found:
        return NoNumber()
    if len(found) > 1 or not isinstance(found[0], Number) or len(words_of(text)) > MOST_WORDS:
        return Unclear()
    others = [clause for clause, reading in parts if isinstance(reading, NoNumber)]
    number = found[0]
    return Number(number.value, number.scale, number.counts, " ".join(filter(None, [number.remark, *others])))


def in_clause(clause: str, *, labelled: bool = False) -> Reading:
    """This will read the one number of a clause (see `clauses`). A clause that names its question, which has been
    taken out of it, may say more before the number: "(my sleep) could well have been a 7"."""
    clause = _ABOUT.sub(" ", clause) if not _ODD.search(clause) else clause
    if _ODD.search(clause) or _BOUND.search(clause) or _LIMIT.search(clause):
        return Unclear()
    clause, scale, fits = _without_scale(clause)
    said = _WORD.findall(clause)
    at = [n for n, word in enumerate(said) if _value(word) is not None or word in words.TOO_BIG]
    if not at:
        return NoNumber()
    value = _value(said[at[0]])
    if len(at) > 1 or value is None or not fits:
        return Unclear()
    before, after = said[: at[0]], said[at[0] + 1 :]
    counts = any(word in words.TIMES for word in after)
    tail = all(word in words.AFTER or word in words.TIMES for word in after)
    led = all(word in words.BEFORE for word in before) or (labelled and tail)
    if not led or not (tail or _is_remark(said[at[0]], after)):
        return Unclear()
    return Number(value, scale, counts, "" if tail else " ".join(after))


def _without_scale(clause: str) -> tuple[str, int | None, bool]:
    """The clause with "7 out of 10" as "7", the scale, and whether the number fits it."""
    found = _SCALE.search(clause)
    if found is None:
        return clause, None, True
    value, most = _value(found["n"]), _value(found["m"])
    rest = f"{clause[: found.start()]} {found['n']} {clause[found.end() :]}"
    return rest, most, value is not None and most in _SCALES and value <= most


def _value(word: str) -> int | None:
    return int(word) if word.isdigit() else words.NUMBERS.get(word)


def _is_remark(number: str, after: list[str]) -> bool:
    """ "3 not good today" is a 3 with a remark; "3 miles" and "3 of my friends" are not, nor is "one with nuts"."""
    if any(word in words.ELSEWHEN for word in after) or any(word in words.UNITS for word in after[:2]):
        return False
    return number.isdigit() or after[0] in words.CONJUNCTIONS
