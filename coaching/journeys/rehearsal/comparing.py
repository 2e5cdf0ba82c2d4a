"""Two rehearsals of one person beside each other: the days on which they differ, and in which words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from coaching.journeys.rehearsal import calendar
from coaching.journeys.rehearsal.result import Entry, Rehearsal

_KEYS = re.compile(r"(?<=/)(?:me|u|join|address)/[^\s\"'<>]+|[A-Za-z0-9_=-]{20,}")
"""Links are signed anew for each play; nobody would notice."""
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text; `is_other`: the other text has not got them."""

    text: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One thing of a day as one of the two plays has it; `number`: its place among all entries of that play."""

    entry: Entry
    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """The same thing in both plays; None where only the other has it."""

    first: Side | None
    second: Side | None


@dataclass(frozen=True, slots=True)
class Day:
    """A date on which the two differ. `day` of the programme, 0 before it."""

    on: date
    day: int
    pairs: tuple[Pair, ...]


Numbered = tuple[int, Entry]


def differences(first: Rehearsal, second: Rehearsal) -> list[Day]:
    """This will list the dates on which two plays differ in what goes out, is answered or is left out, and when."""
    sides = [_numbered(told) for told in (first, second)]
    found = []
    for on in sorted({*sides[0], *sides[1]}):
        pairs = _pairs(sides[0].get(on, []), sides[1].get(on, []))
        if pairs:
            day = max(side.entry.day for pair in pairs for side in (pair.first, pair.second) if side)
            found.append(Day(on, day, tuple(pairs)))
    return found


def _numbered(told: Rehearsal) -> dict[date, list[Numbered]]:
    numbers = {id(entry): number for number, entry in enumerate(told.entries)}
    return {on: [(numbers[id(entry)], entry) for entry in entries] for on, entries in calendar.days_of(told).items()}


def _pairs(first: Sequence[Numbered], second: Sequence[Numbered]) -> list[Pair]:
    left, right = list(first), list(second)
    for each in first:
        same = next((other for other in right if _seen(other[1]) == _seen(each[1])), None)
        if same is not None:
            left.remove(each)
            right.remove(same)
    pairs = []
    for each in left:
        partner = next((other for other in right if _slot(other[1]) == _slot(each[1])), None)
        if partner is not None:
            right.remove(partner)
        pairs.append(_pair(each, partner))
    return pairs + [_pair(None, each) for each in right]


def _seen(entry: Entry) -> tuple[object, ...]:
    """All that a person or a coach would notice; seconds and keys in links are nobody's business."""
    words = (_KEYS.sub("", text) for text in (entry.subject, entry.text, entry.html))
    return (f"{entry.at:%H:%M}", entry.sort, entry.channel, entry.kind, entry.title, entry.form, entry.parts, *words)


def _slot(entry: Entry) -> tuple[object, ...]:
    return (entry.sort, entry.channel, entry.kind)


def _pair(first: Numbered | None, second: Numbered | None) -> Pair:
    return Pair(_side(first, second), _side(second, first))


def _side(this: Numbered | None, other: Numbered | None) -> Side | None:
    if this is None:
        return None
    number, entry = this
    return Side(entry, number, tuple(pieces(entry.text, other[1].text)) if other else (Piece(entry.text, False),))


def pieces(text: str, other: str) -> list[Piece]:
    """This will split a text into words that the other has too, and words that it has not."""
    ours, theirs = _WORDS.findall(text), _WORDS.findall(other)
    plain, others = ([_KEYS.sub("", word) for word in words] for words in (ours, theirs))
    found: list[Piece] = []
    for what, begins, ends, _, _ in SequenceMatcher(None, plain, others, autojunk=False).get_opcodes():
        if begins < ends:
            found.append(Piece("".join(ours[begins:ends]), what != "equal"))
    return _joined(found)


def _joined(found: Sequence[Piece]) -> list[Piece]:
    """A space between two words that differ belongs to them."""
    joined: list[Piece] = []
    for at, piece in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        between = piece.text.isspace() and joined and joined[-1].is_other and after is not None and after.is_other
        if joined and joined[-1].is_other and (piece.is_other or between):
            joined[-1] = Piece(joined[-1].text + piece.text, True)
        else:
            joined.append(piece)
    return joined
