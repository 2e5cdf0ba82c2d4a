"""What differs between two texts: line by line, and within a changed line word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

AROUND = 2
"""How many lines that are the same stay in sight before and after a change."""
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_ALIKE = 0.3
_MOST_WORDS = 600


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line; `differs`: the other text has others in their place."""

    words: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one text, in pieces. `number` begins with 1."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the old text beside that of the new one. None: there is none on this side."""

    old: Line | None
    new: Line | None
    is_same: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """So many lines that are the same, left out."""

    lines: int


Shown = Row | Gap


def differences(old: str, new: str) -> tuple[Shown, ...]:
    """This will lay two texts side by side, with long stretches that are the same left out; () if nothing differs."""
    if old == new:
        return ()
    rows = list(_rows(old.split("\n"), new.split("\n")))
    return tuple(_folded(rows))


def _rows(old: list[str], new: list[str]) -> Iterator[Row]:
    for what, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            for n, line in enumerate(old[i:i_end]):
                same = (Piece(line),)
                yield Row(Line(i + n + 1, same), Line(j + n + 1, same), is_same=True)
        else:
            pairs = zip_longest(range(i, i_end), range(j, j_end))
            yield from (_changed(old, new, left, right) for left, right in pairs)


def _changed(old: list[str], new: list[str], left: int | None, right: int | None) -> Row:
    if left is None and right is not None:
        return Row(None, Line(right + 1, (Piece(new[right], differs=True),)))
    if right is None and left is not None:
        return Row(Line(left + 1, (Piece(old[left], differs=True),)), None)
    if left is None or right is None:
        raise LookupError("a row has a line on one side at least")
    before, after = words(old[left], new[right])
    return Row(Line(left + 1, before), Line(right + 1, after))


def words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """This will mark the words that differ between two lines; lines with little in common are marked whole."""
    left, right = _WORD.findall(old), _WORD.findall(new)
    if max(len(left), len(right)) > _MOST_WORDS:  # matching takes the square of it
        return (Piece(old, differs=True),), (Piece(new, differs=True),)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return (Piece(old, differs=True),), (Piece(new, differs=True),)
    codes = matcher.get_opcodes()
    before = [Piece("".join(left[i:i_end]), what != "equal") for what, i, i_end, _, _ in codes if i < i_end]
    after = [Piece("".join(right[j:j_end]), what != "equal") for what, _, _, j, j_end in codes if j < j_end]
    return tuple(before), tuple(after)


def _folded(rows: list[Row]) -> Iterator[Shown]:
    """Leaves out what is the same and further than AROUND lines from any change; a gap of one line is not worth it."""
    near = [False] * len(rows)
    for at, row in enumerate(rows):
        if not row.is_same:
            first, last = max(0, at - AROUND), min(len(rows), at + AROUND + 1)
            near[first:last] = [True] * (last - first)
    hidden: list[Row] = []
    for row, is_near in zip(rows, near, strict=True):
        if is_near:
            yield from _gap(hidden)
            hidden = []
            yield row
        else:
            hidden.append(row)
    yield from _gap(hidden)


def _gap(hidden: list[Row]) -> list[Shown]:
    return [Gap(len(hidden))] if len(hidden) > 1 else list(hidden)
