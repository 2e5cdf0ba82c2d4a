"""Dates, lengths and times of day as people write them in a text. What is not certain says so."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time, timedelta

ONE_DAY = timedelta(days=1)
_DAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tue": 1, "tues": 1, "wednesday": 2, "wed": 2, "thursday": 3, "thu": 3,
    "thur": 3, "thurs": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
}  # fmt: skip
_MONTHS = {
    name[:length]: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
         "november", "december"), 1,
    )
    for length in (3, 4, len(name))
    if length != 4 or name in ("september", "june", "july")
}  # fmt: skip
_COUNTED = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty"""
_NUMBERS = {name: number for number, name in enumerate(_COUNTED.split(), 1)}
_NUMBERS |= {"a": 1, "an": 1, "a couple of": 2, "couple of": 2, "thirty": 30}
_UNITS = {"d": 1, "day": 1, "days": 1, "w": 7, "wk": 7, "wks": 7, "week": 7, "weeks": 7, "month": 30, "months": 30}
_SPANISH = {"dia": "day", "dias": "days", "semana": "week", "semanas": "weeks", "una": "a", "un": "a", "dos": "two"}

WHICH_DATE = "Please write the day like this: 3 May."
NO_SUCH_DATE = "There is no such date. Please write it like this: 3 May."
NO_SUCH_TIME = "There is no such time. Please write it like 9:30 am."
WHICH_HALF = "Morning or evening? Please write it like 5:30 am or 5:30 pm."


@dataclass(frozen=True, slots=True)
class Unsure:
    """It is meant as a date, a length or a time, but cannot be read with certainty; `why` is for the person."""

    why: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. `either_half`: the hour stood alone and may mean the morning as well as the evening."""

    at: time
    either_half: bool = False


def plain(text: str) -> str:
    """This will bring a text to one form: NFKC, lower case, no accents, one space; of the signs only those stay
    that dates, times and words are made of."""
    wide = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'").lower()
    bare = "".join(c for c in unicodedata.normalize("NFKD", wide) if not unicodedata.combining(c))
    words = re.sub(r"\b([ap])\. ?m\b\.?", r"\1m", bare)
    words = re.sub(r"[^\w':./-]+|_", " ", words)
    words = re.sub(r"[':./-]+(?=\s|$)|(?:^|(?<=\s))[':./]+", " ", words)  # signs at the ends of words
    return re.sub(r"\s+", " ", words).strip()


def read_days(said: str) -> int | Unsure | None:
    """This will read a length in whole days: "5", "5 days", "a week", "two weeks", "3d". None: it is no length."""
    words = " ".join(_SPANISH.get(word, word) for word in said.split())
    if words in _UNITS and words in ("week", "month"):
        return _UNITS[words]
    counted = re.fullmatch(r"(?P<n>[0-9]{1,6}|[a-z]+|a couple of|couple of) ?(?P<unit>[a-z]+)?", words)
    if counted is None:
        return Unsure("Please say it in whole days, like PAUSE 7.") if re.match(r"-?[0-9]", words) else None
    number, unit = counted["n"], counted["unit"]
    count = int(number) if number.isdigit() else _NUMBERS.get(number)
    if count is None or (unit is None and number in ("a", "an")):
        return None
    if unit is not None and unit not in _UNITS:
        return Unsure("Please say it in whole days, like PAUSE 7.") if number.isdigit() else None
    return count * _UNITS[unit or "day"]


def read_date(said: str, today: date) -> date | Unsure | None:
    """This will read a day: a weekday (the next such day), "tomorrow", "3 May", "May 3rd", "3.5.", "2026-05-03",
    "the 15th". Without a year it is the next such date, today included. None: it is no day.

    "5/3" is the third of May to some and the fifth of March to others: then it is Unsure.
    """
    words = re.sub(r"^(?:on |the |this |this coming |coming )+", "", said)
    words = re.sub(r" (?:morning|afternoon|evening|night)$", "", words)
    if words in ("today", "tonight"):
        return today
    if words in ("tomorrow", "tmrw"):
        return today + ONE_DAY
    if words in _DAYS:
        return today + timedelta(days=(_DAYS[words] - today.weekday() - 1) % 7 + 1)
    if re.fullmatch(r"next (?:week|month|\w+day)|weekend|end of (?:the )?(?:week|month)", words):
        return Unsure(WHICH_DATE)
    weekday, _, rest = words.partition(" ")
    if weekday in _DAYS and rest:
        found = _read_numbers(re.sub(r"^the ", "", rest), today)
        wrong = isinstance(found, date) and found.weekday() != _DAYS[weekday]
        return Unsure(WHICH_DATE) if wrong else found
    return _read_numbers(words, today)


_NTH = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:[ ,]+(?P<year>20[0-9]{2}))?"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_NTH} (?:of )?(?P<name>[a-z]+){_YEAR}",
        rf"(?P<name>[a-z]+) (?:the )?{_NTH}{_YEAR}",
        r"(?P<year>20[0-9]{2})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
        r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})(?:\. ?(?P<year>20[0-9]{2}))?",
        r"(?P<day>[0-9]{1,2})\. ?(?P<name>[a-z]+)(?: (?P<year>20[0-9]{2}))?",
    )
)
_SLASHED = re.compile(r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})(?:/(?P<year>20[0-9]{2}))?")
_ALONE = re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)")


def _read_numbers(words: str, today: date) -> date | Unsure | None:
    if slashed := _SLASHED.fullmatch(words):
        first, second = int(slashed["first"]), int(slashed["second"])
        if first <= 12 and second <= 12 and first != second:
            return Unsure(WHICH_DATE)
        day, month = (first, second) if second <= 12 else (second, first)
        return _dated(day, month, slashed["year"], today)
    if alone := _ALONE.fullmatch(words):
        return _next_with_day(int(alone["day"]), today)
    for pattern in _DATES:
        if match := pattern.fullmatch(words):
            parts = match.groupdict()
            named = _MONTHS.get(parts.get("name") or "")
            if named is None and parts.get("name"):
                continue
            return _dated(int(parts["day"]), named or int(parts["month"]), parts.get("year"), today)
    return None


def _dated(day: int, month: int, year: str | None, today: date) -> date | Unsure:
    years = [int(year)] if year else range(today.year, min(today.year + 9, date.max.year))
    for one in years:
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    return Unsure(NO_SUCH_DATE)


def _next_with_day(day: int, today: date) -> date | Unsure:
    if not 1 <= day <= 31:
        return Unsure(NO_SUCH_DATE)
    on = today
    while on.day != day:
        on += ONE_DAY
    return on


_CLOCK = re.compile(
    r"(?P<h>[0-9]{1,2})(?:[:.h](?P<m>[0-9]{2}))?(?P<sign> ?h| ?hrs?| ?hours)?(?: ?(?P<half>am|pm|a|p))?"
    r"(?: o'?clock)?(?: (?P<part>in the morning|in the afternoon|in the evening|at night))?"
)
_FOUR = re.compile(r"(?P<h>[0-9]{2})(?P<m>[0-9]{2})")
_HALF_OF_PART = {"in the morning": "am", "in the afternoon": "pm", "in the evening": "pm", "at night": "pm"}


def read_clock(said: str, half: str | None = None) -> Clock | Unsure | None:
    """This will read a time of day: "8", "7:30", "7.30pm", "19h", "1930", "8 in the evening", "noon".

    `half` ("am" or "pm") is known from the words around it. None: it is no time; Unsure: there is no such time.
    """
    if said in ("noon", "midday"):
        return Clock(time(12))
    match = _CLOCK.fullmatch(said) or _FOUR.fullmatch(said)
    if match is None:
        return Unsure(NO_SUCH_TIME) if re.fullmatch(r"[0-9]{1,4}(?:[:.h][0-9]*)* ?(?:h|am|pm)?", said) else None
    parts = match.groupdict()
    hour, minute = int(parts["h"]), int(parts["m"] or 0)
    marked = (parts.get("half") or _HALF_OF_PART.get(parts.get("part") or "", half) or "")[:1]
    if hour > 23 or minute > 59 or (marked == "a" and hour > 12) or (marked and hour == 0):
        return Unsure(NO_SUCH_TIME)
    if marked:
        return Clock(time(hour % 12 + (12 if marked == "p" else 0), minute))
    alone = 1 <= hour <= 11 and not parts["h"].startswith("0") and not parts.get("sign")
    return Clock(time(hour, minute), either_half=alone)
