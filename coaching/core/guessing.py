"""What a reply that nothing understood may have meant: a guess for a coach to confirm, never acted on by itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coaching.core import matching, number_words, numbers, worded
from coaching.core.checkins import Answered, Asked, Several, WhichOne


@dataclass(frozen=True, slots=True)
class Guess:
    """A number for a question that was open when the reply came."""

    asked: Asked
    value: int


def guess(asked: Sequence[Asked], text: str, at: datetime) -> Guess | None:
    """This will guess which open question a reply answers, and with which number; None: no good guess.

    First what the rules themselves read, then the one number or the words that fit the question seen last.
    """
    open_then = sorted((each for each in asked if each.until > at), key=lambda each: each.put_at, reverse=True)
    by_id = {each.id: each for each in open_then}
    match matching.match(open_then, text, at):
        case Answered(question, value) | Several((Answered(question, value), *_)):
            return Guess(by_id[question], value)
        case WhichOne(Answered(question, value), _):
            return Guess(by_id[question], value)
        case _:
            return next((found for each in open_then if (found := _loosely(each, text))), None)


_DIGITS = re.compile(r"(?<![\d.,:/])\d{1,3}(?![\d:]|[.,/]\d)")


def _loosely(asked: Asked, text: str) -> Guess | None:
    """The only number in it that the question can have, wherever it stands, or else words that mean one."""
    plain = numbers.plain(text[:1000])
    said = {int(each) for each in _DIGITS.findall(plain)}
    said |= {number_words.NUMBERS[word] for word in numbers.words_of(plain) if word in number_words.NUMBERS}
    fits = [each for each in said if asked.holds(each)]
    if len(fits) == 1:
        return Guess(asked, fits[0])
    value = worded.value(asked, plain) if not said else None
    return Guess(asked, value) if value is not None else None
