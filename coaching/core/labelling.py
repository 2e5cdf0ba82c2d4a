"""Labels in a reply: "sleep 7, discomfort 3" falls into parts, each with the questions it names and its number."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from coaching.core import number_words, numbers
from coaching.core.checkins import Asked
from coaching.core.numbers import NoNumber, Number, Reading, Unclear

_LED = re.compile(r"(?:\s*\b(?:and|then|my|the|for|y|mi|et|ma|mon|und|mein|meine)\s*)+$")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a reply. `named`: the open questions its label may mean, newest first. `is_foreign`: it names a
    question that is not open. `rest` is the text without the labels."""

    rest: str
    named: tuple[Asked, ...]
    is_foreign: bool
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    label: str


def parts(
    text: str, questions: Sequence[Asked], others: Collection[str] = (), *, strict: bool = False
) -> tuple[Part, ...]:
    """This will cut a reply into parts that name at most one question each. `questions` are ordered, newest first.

    `strict`: a label beside a number counts only without further words, for "walk at 7" may be an answer in words.
    """
    meanings: dict[str, tuple[Asked, ...]] = {numbers.plain(label): () for label in others}
    for asked in questions:
        for label in asked.question.labels if asked.question else ():
            key = numbers.plain(label)
            meanings[key] = (*meanings.get(key, ()), asked)
    pattern = _pattern(meanings)
    found = (part for clause in numbers.clauses(text) for part in _cut(clause, pattern, meanings, strict))
    return tuple(_joined(found))


def words(parts: Sequence[Part]) -> list[str]:
    """This will list the words of a reply without its labels."""
    return [word for part in parts for word in numbers.words_of(part.rest)]


def whole(parts: Sequence[Part]) -> Reading:
    """This will read the one number of a reply that stands in a part without a label; the rest is its remark."""
    said = [part for part in parts if not isinstance(part.reading, NoNumber)]
    if not said:
        return NoNumber()
    number = said[0].reading
    if len(said) > 1 or not isinstance(number, Number) or said[0].named or said[0].is_foreign:
        return Unclear()
    if len(words(parts)) > numbers.MOST_WORDS:
        return Unclear()
    others = [part.rest for part in parts if part is not said[0]]
    remark = " ".join(numbers.words_of(" ".join([number.remark, *others])))
    return Number(number.value, number.scale, number.counts, remark)


def _pattern(labels: Collection[str]) -> re.Pattern[str] | None:
    longest_first = sorted(labels, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b") if longest_first else None


def _cut(
    clause: str, pattern: re.Pattern[str] | None, meanings: dict[str, tuple[Asked, ...]], strict: bool
) -> Iterator[Part]:
    """One part for each label that means another question; the numbers stand before the labels or behind them."""
    hits = [_Hit(*found.span(), found[0]) for found in pattern.finditer(clause)] if pattern else []
    if len({meanings[hit.label] for hit in hits}) < 2:
        yield _part(clause, hits, meanings, strict)
        return
    number_first = isinstance(numbers.in_clause(clause[: hits[0].start]), Number)
    ends = [hit.end for hit in hits[:-1]] if number_first else [_begins(clause, hit) for hit in hits[1:]]
    for start, end in zip([0, *ends], [*ends, len(clause)], strict=True):
        within = [hit for hit in hits if start <= hit.start and hit.end <= end]
        piece = clause[start:end]
        moved = [_Hit(hit.start - start, hit.end - start, hit.label) for hit in within]
        yield _part(piece, moved, meanings, strict)


def _begins(clause: str, hit: _Hit) -> int:
    """Where a part begins that starts with a label: " and my legs" belongs to the legs."""
    led = _LED.search(clause[: hit.start])
    return led.start() if led else hit.start


def _part(clause: str, hits: Sequence[_Hit], meanings: dict[str, tuple[Asked, ...]], strict: bool) -> Part:
    rest, at = "", 0
    for hit in hits:
        rest, at = f"{rest}{clause[at : hit.start]} ", hit.end
    rest = f"{rest}{clause[at:]}".strip(" -:=")
    named = meanings[hits[0].label] if hits else ()
    reading = numbers.in_clause(rest, labelled=bool(hits) and not strict)
    return Part(rest, named, bool(hits) and not named, reading)


def _joined(found: Iterator[Part]) -> Iterator[Part]:
    """A label that stands alone belongs to the number behind it: "sleep, 7"."""
    waiting: Part | None = None
    for each in found:
        part = each
        if waiting and isinstance(each.reading, Number) and not each.named and not each.is_foreign:
            part = Part(each.rest, waiting.named, waiting.is_foreign, each.reading)
        elif waiting:
            yield waiting
        alone = (part.named or part.is_foreign) and isinstance(part.reading, NoNumber) and _says_nothing(part.rest)
        waiting = part if alone else None
        if not alone:
            yield part
    if waiting:
        yield waiting


def _says_nothing(rest: str) -> bool:
    return all(word in number_words.BEFORE for word in numbers.words_of(rest))
