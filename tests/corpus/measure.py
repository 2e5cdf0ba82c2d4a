"""Recall and precision of a reading over the lines of a corpus."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.corpus import Corpus, Line


@dataclass(frozen=True, slots=True)
class Row:
    """One class. `recall`: read as exactly it. `heard`: read as anything but harmless. All are shares of 1."""

    name: str
    lines: int
    recall: float
    heard: float
    precision: float


@dataclass(frozen=True, slots=True)
class Score:
    """All classes, gravest first; `false_alarms` is the share of harmless lines that were not read as such."""

    rows: tuple[Row, ...]
    false_alarms: float
    wrong: tuple[tuple[Line, str], ...]


def measure(corpus: Corpus, lines: Sequence[Line]) -> Score:
    """This will read all lines and compare."""
    read = [(line, corpus.read(line.text)) for line in lines]
    rows = tuple(_row(name, read) for name in corpus.order)
    harmless = [got for line, got in read if line.expected == "none"]
    return Score(
        rows,
        _share(sum(got != "none" for got in harmless), len(harmless)),
        tuple((line, got) for line, got in read if got != line.expected),
    )


def _row(name: str, read: Sequence[tuple[Line, str]]) -> Row:
    meant = [got for line, got in read if line.expected == name]
    as_this = [line for line, got in read if got == name]
    return Row(
        name,
        len(meant),
        _share(sum(got == name for got in meant), len(meant)),
        _share(sum(got != "none" for got in meant), len(meant)),
        _share(sum(line.expected == name for line in as_this), len(as_this)),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
