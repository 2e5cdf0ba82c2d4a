"""Which open question a reply answers: by its label, then by the shape of the answer, then the newest.

Nothing is guessed: what fits two questions alike is asked back, and what is not clearly an answer is read by a person.
The caller has read dangers, wishes to stop and control words before (safety rules of the programme, section 5).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.core import labelling, numbers, worded
from coaching.core.checkins import (
    Answered,
    AnsweredText,
    Asked,
    Match,
    NotAnAnswer,
    OutOfRange,
    Several,
    Unreadable,
    WhichOne,
)
from coaching.core.labelling import Part
from coaching.core.model import Effect, Question
from coaching.core.numbers import NoNumber, Number, Unclear

LONGEST_TEXT = 200
TOGETHER = timedelta(hours=2)
"""Two questions pushed within this span stand side by side: the newer one is not clearly meant."""

Given = Answered | AnsweredText


@dataclass(frozen=True, slots=True)
class _Reply:
    """A reply beside the open questions, the one seen last first."""

    text: str
    seen: tuple[Asked, ...]
    parts: tuple[Part, ...]

    @property
    def words(self) -> list[str]:
        return numbers.words_of(self.text)

    @property
    def numbered(self) -> tuple[Asked, ...]:
        return tuple(asked for asked in self.seen if not asked.is_free_text)


def match(questions: Sequence[Asked], text: str, now: datetime, others: Collection[str] = ()) -> Match:
    """This will find the open question a reply answers.

    `others`: the labels of the programme's other questions. A number that names one of them ("sleep 3" while only
    the tummy question is open) answers nothing.
    """
    seen = sorted((asked for asked in questions if asked.until > now), key=_seen, reverse=True)
    parts = labelling.parts(text, seen, others, strict=bool(seen) and seen[0].is_free_text)
    reply = _Reply(text, tuple(seen), parts)
    if not seen or not reply.words:
        return NotAnAnswer()
    for read in (_row, _labelled, _worded, _numbered, _told):
        if found := read(reply):
            return found
    return _unread(reply)


def choose(which: WhichOne, questions: Sequence[Asked], text: str) -> Given | None:
    """This will read the reply to "Reply 1 for sleep, 2 for walking days"; None: it chooses neither, or it is an
    answer with its own label and number ("sleep 6"), which `match` reads."""
    offered = (which.first, which.second)
    reading = numbers.read(text)
    if isinstance(reading, Number) and not reading.counts:
        return offered[reading.value - 1] if reading.value in {1, 2} else None
    parts = labelling.parts(text, questions)
    if any(not isinstance(part.reading, NoNumber) for part in parts):
        return None
    named = {asked.id for part in parts for asked in part.named}
    chosen = [each for each in offered if each.question in named]
    return chosen[0] if len(chosen) == 1 else None


def _seen(asked: Asked) -> tuple[datetime, datetime, int]:
    return asked.put_at, asked.asked_at, asked.id


def _row(reply: _Reply) -> Match | None:
    """ "Y N Y" for as many questions of one check-in that have two answers each."""
    asked = sorted(reply.numbered, key=lambda each: (each.asked_at, each.id))
    if len(asked) < 2 or len(asked) != len(reply.words) or len({(each.checkin, each.day) for each in asked}) > 1:
        return None
    values = [_one_of_two(each, word) for each, word in zip(asked, reply.words, strict=True)]
    given = tuple(Answered(each.id, value) for each, value in zip(asked, values, strict=True) if value is not None)
    return Several(given) if len(given) == len(asked) else None


def _one_of_two(asked: Asked, word: str) -> int | None:
    if asked.lo is None or asked.hi != asked.lo + 1:
        return None
    value = int(word) if word.isdigit() else worded.value(asked, word)
    return value if value is not None and asked.holds(value) else None


def _labelled(reply: _Reply) -> Match | None:
    """ "sleep 7", or "sleep 7, discomfort 3" where every number has its label; what is not asked yet waits."""
    said = [part for part in reply.parts if isinstance(part.reading, Number) and not part.is_foreign]
    named = [part for part in said if part.named]
    if not named:
        return None
    if len(named) < len(said) or any(isinstance(part.reading, Unclear) for part in reply.parts):
        return Unreadable(named[0].named[0].id)
    found = [_fitting(part.named, part.reading) for part in named if isinstance(part.reading, Number)]
    wrong = next((each for each in found if not isinstance(each, Answered)), None)
    if wrong:
        return wrong
    answers = tuple(sorted((each for each in found if isinstance(each, Answered)), key=lambda each: each.question))
    if len({each.question for each in answers}) < len(answers):
        return Unreadable(answers[0].question)
    return answers[0] if len(answers) == 1 else Several(answers)


def _fitting(named: Sequence[Asked], number: Number) -> Answered | OutOfRange | Unreadable:
    """The newest of the questions of a label that can have the number."""
    fits = [asked for asked in named if not asked.is_free_text and asked.holds(number.value)]
    for asked in fits:
        if _is_shaped_for(asked, number):
            return Answered(asked.id, number.value)
    return Unreadable(named[0].id) if fits or named[0].is_free_text else OutOfRange(named[0].id, number.value)


def _is_shaped_for(asked: Asked, number: Number) -> bool:
    """ "7 out of 10" is no count of days, "3 nights" no mark out of 10, "1, very loose" not sure what.

    What would open the texts about supplements has to be said alone: "1 more thing" is no all clear.
    """
    days = asked.hi == worded.DAYS_OF_A_WEEK
    if (number.scale is not None and number.scale != asked.hi) or (number.counts and not days):
        return False
    if asked.question is not None and _opens(asked.question, number.value):
        return worded.adds_nothing(asked, number.value, number.remark)
    return not worded.means_another(asked, number.value, number.remark)


def _opens(question: Question, value: int) -> bool:
    return any(Effect.CLEAR in branch.effects and branch.holds(value) for branch in question.branches)


def _worded(reply: _Reply) -> Match | None:
    """ "fine", "every day", "yes", with or without the label."""
    named = {asked.id for part in reply.parts for asked in part.named}
    found: list[Given] = []
    for asked in reply.numbered:
        value = worded.value(asked, " ".join(reply.words))
        if value is None and asked.id in named:
            value = worded.value(asked, " ".join(labelling.words(reply.parts)))
        if value is not None and (not named or asked.id in named):
            found.append(Answered(asked.id, value))
    return _decided(reply, found) if found else None


def _numbered(reply: _Reply) -> Match | None:
    """A number without a label: by its shape, then the newest."""
    number = labelling.whole(reply.parts)
    newest = reply.seen[0]
    if not isinstance(number, Number) or (newest.is_free_text and number.remark):
        return None
    if newest.is_free_text and newest.question and newest.question.bare_number:
        return _decided(reply, [AnsweredText(newest.id, reply.text.strip()), *_holding(reply, number)])
    found = _holding(reply, number)
    if found:
        return _decided(reply, found)
    within = any(asked.holds(number.value) for asked in reply.numbered)
    for asked in reply.numbered[:1]:
        return Unreadable(asked.id) if within else OutOfRange(asked.id, number.value)
    return None


def _holding(reply: _Reply, number: Number) -> list[Given]:
    fits = (asked for asked in reply.numbered if asked.holds(number.value) and _is_shaped_for(asked, number))
    return [Answered(asked.id, number.value) for asked in fits]


def _decided(reply: _Reply, found: Sequence[Given]) -> Match:
    """The newest, unless another one that fits as well was put beside it."""
    by_id = {asked.id: asked for asked in reply.seen}
    first = by_id[found[0].question]
    for rival in found[1:]:
        if not first.clarified and _stand_together(first, by_id[rival.question]):
            return WhichOne(found[0], rival)
    return found[0]


def _stand_together(newer: Asked, older: Asked) -> bool:
    same = newer.question is not None and newer.question == older.question
    return newer.pushed and older.pushed and not same and newer.put_at - older.put_at < TOGETHER


def _told(reply: _Reply) -> Match | None:
    """Words for the newest question, where that asks for words. A question of theirs is for a person."""
    newest = reply.seen[0]
    text = reply.text.strip()
    if not newest.is_free_text or len(text) > LONGEST_TEXT or _is_for_another(reply) or _asks_or_greets(text):
        return None
    return AnsweredText(newest.id, text)


def _is_for_another(reply: _Reply) -> bool:
    """A bare number, or a number with the label of another question."""
    reading = numbers.read(reply.text)
    bare = isinstance(reading, Number) and not reading.remark
    return bare or any(part.is_foreign and isinstance(part.reading, Number) for part in reply.parts)


def _asks_or_greets(text: str) -> bool:
    return "?" in numbers.plain(text) or worded.is_polite(" ".join(numbers.words_of(text)))


def _unread(reply: _Reply) -> Match:
    polite = worded.is_polite(" ".join(reply.words))
    if polite or reply.seen[0].is_free_text:
        return NotAnAnswer()
    return Unreadable(reply.seen[0].id)
