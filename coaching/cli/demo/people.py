"""The sample people: who they are, where they live, and how their phones answer. Nobody here is real."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """When a text matches, the phone answers after `after_s` seconds of programme time; `times` bounds how often."""

    match: str
    reply: tuple[str, ...]
    after_s: int
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample person. `habit` is one line about them, shown in the terminal."""

    name: str
    zone: str
    phone: str
    email: str
    screen: str
    habit: str
    rules: tuple[Rule, ...]


_ALL_CLEAR = Rule("all clear", ("1",), 1200, 1)
_FOOD_ONLY = Rule("all clear", ("4",), 1800, 1)
_READY = Rule("Reply 1\\.$", ("1",), 900)
_FINE = Rule("(?i)tummy check", ("1",), 900)
_NONE_NEW = Rule("(?i)safety check", ("1",), 900)
_AT_EASE = Rule(r"(?i)discomfort.*\b0\b", ("3", "4", "about a 3", "2"), 1200)
_SCALE = Rule(r"\b0\b.*\b10\b", ("5", "6", "six", "about a 7", "7", "8/10", "7"), 1200)
_DAYS = Rule(r"(?i)(0 to 7|last 7 days)", ("3", "4", "five", "5"), 1500)
_CHOICE = Rule(r"Reply 1 ", ("2", "1"), 900)
_ANSWERS = (_READY, _FINE, _NONE_NEW, _AT_EASE, _SCALE, _DAYS, _CHOICE)

_DILIGENT = (_ALL_CLEAR, *_ANSWERS)
_FOOD_FIRST = (_FOOD_ONLY, *_ANSWERS)
_NOW_AND_THEN = (_READY, _FOOD_ONLY, _AT_EASE, Rule(r"\b0\b.*\b10\b", ("7", "6"), 3600, 4))
_STOPS = (_READY, _FOOD_ONLY, _AT_EASE, _SCALE, Rule("Swap day", ("Stop. Thank you",), 2400, 1))
_WRITES = (_ALL_CLEAR, Rule("(?i)cue", ("After I brush my teeth",), 1800, 1), *_ANSWERS)

_FIRST = (
    ("Ana", "Europe/Berlin", "full", "answers every check-in", _DILIGENT),
    ("Ben", "America/New_York", "food_first", "wants food tips only", _FOOD_FIRST),
    ("Chidi", "Africa/Lagos", "", "has not been screened, answers now and then", _NOW_AND_THEN),
    ("Dana", "America/Los_Angeles", "gentle", "is on the gentle track, answers", _ANSWERS),
    ("Emi", "Asia/Tokyo", "full", "reads and never answers", ()),
    ("Fay", "America/New_York", "full", "texts STOP in week three", _STOPS),
    ("Gil", "Europe/Berlin", "full", "is paused for five days by the coach", _DILIGENT),
    ("Hana", "Asia/Tokyo", "food_first", "answers in words", _WRITES),
)
_MORE = (
    "Ivo",
    "Jun",
    "Kim",
    "Lea",
    "Max",
    "Noa",
    "Ola",
    "Pia",
    "Quinn",
    "Rui",
    "Sam",
    "Tea",
    "Uma",
    "Vik",
    "Wen",
    "Xia",
)
EMAIL_ONLY = "Chidi"
SMS_ONLY = "Ben"
PAUSED = "Gil"
PAUSED_FROM_DAY, PAUSED_FOR_DAYS = 10, 5


def cohort(size: int) -> Iterator[Sample]:
    """This will give `size` people: eight characters first, then variations of them."""
    for number in range(size):
        name, zone, screen, habit, rules = _FIRST[number % len(_FIRST)]
        if number >= len(_FIRST):
            extra = number - len(_FIRST)
            name = _MORE[extra % len(_MORE)] + ("" if extra < len(_MORE) else f" {extra // len(_MORE) + 1}")
        kind = _FIRST[number % len(_FIRST)][0]
        yield Sample(
            name=name,
            zone=zone,
            phone="" if kind == EMAIL_ONLY else f"+1555201{number:04d}",
            email="" if kind == SMS_ONLY else f"{name.lower().replace(' ', '')}@example.org",
            screen=screen,
            habit=habit,
            rules=rules if number < len(_FIRST) or kind not in ("Fay", "Gil") else _DILIGENT,
        )
