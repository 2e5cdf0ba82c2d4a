"""What an examination brings to light: one finding for each part."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """OK: nothing to do. WARN: it works, or is off on purpose; know of it. FAIL: messages or answers are at risk."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at one part. `mend` says what to do; it is "" only where all is well."""

    name: str
    level: Level
    sentence: str
    mend: str = ""


def ok(name: str, sentence: str) -> Finding:
    return Finding(name, Level.OK, sentence)


def warn(name: str, sentence: str, mend: str) -> Finding:
    return Finding(name, Level.WARN, sentence, mend)


def fail(name: str, sentence: str, mend: str) -> Finding:
    return Finding(name, Level.FAIL, sentence, mend)


def unexamined(name: str, why: str, first: str) -> Finding:
    """This will say that a part could not be looked at, and what has to be mended before."""
    return fail(name, f"Not examined: {why}.", f"Mend {first} first, then run the doctor again.")


def count(number: int, noun: str) -> str:
    """This will give "1 worker" or "2 workers"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
