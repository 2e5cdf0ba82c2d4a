"""How a question of an SMS reads on a page: its words, and a label for each number that may be answered."""

import re
from dataclasses import dataclass

_LABEL = re.compile(r"(?<!\w)(\d{1,2}) ([^,?]+)")
_HINT = re.compile(r"\s*\breply \d+\W*$", re.IGNORECASE)
MOST = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One number and what it stands for, "" where the number says it all."""

    value: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """`words`: the question itself. `ends`: what the lowest and highest number mean. No choices: free text."""

    words: str
    choices: tuple[Choice, ...] = ()
    ends: tuple[str, str] = ("", "")


def read(short: str, lo: int | None, hi: int | None) -> Reading:
    """This will read a question such as "sleep? 0 very bad, 10 very good" or "a quiz: 1 beans, 2 bread"."""
    if lo is None or hi is None or not 0 <= hi - lo < MOST:
        return Reading(_sentence(short))
    values = range(lo, hi + 1)
    labels = {int(found[1]): found[2].strip() for found in _LABEL.finditer(short)}
    if set(labels) == set(values):
        words = short[: next(_LABEL.finditer(short)).start()]
        return Reading(_sentence(words), tuple(Choice(value, labels[value]) for value in values))
    words, _, rest = short.partition("?")
    ends = {int(found[1]): found[2].strip(" .") for found in _LABEL.finditer(rest)}
    plain = tuple(map(Choice, values))
    return Reading(_sentence(words + "?" if rest or short.endswith("?") else words), plain, _both(ends, lo, hi))


def _both(ends: dict[int, str], lo: int, hi: int) -> tuple[str, str]:
    return (ends[lo], ends[hi]) if {lo, hi} == set(ends) else ("", "")


def _sentence(words: str) -> str:
    """With a capital letter, without the colon that led to the choices."""
    said = _HINT.sub("", words).strip().rstrip(",:").strip()
    return said[:1].upper() + said[1:]
