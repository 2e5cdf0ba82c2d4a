"""Sentences of a filled text: Markdown taken off, each with its paragraph, its notes and its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coaching.core.linting.expanding import FILLED, Variant
from coaching.core.linting.locked import locked_spans

# What begins a line of Markdown: heading, list, quotation.
_MARKER = re.compile(r"[ \t]*(?P<mark>(?:#{1,6}[ \t]+|[-*+][ \t]+|\d+\.[ \t]+|>[ \t]?)+)")
_RULER = re.compile(r"[ \t]*\|?[ \t:|-]+\|?[ \t]*")
_DROPPED = re.compile(r"\*{1,3}|`|\[(?=[^\]]*\]\()|\]\([^)]*\)|\\$", re.M)
_END = re.compile(rf"[.!?]+[\"')]*(?=\s+[\"'(]?[A-Z0-9{FILLED}])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` as it is read, `own` with FILLED for values. `begin` and `end`: letters of the variant.

    `paragraph` counts the paragraphs, lists and tables. `mark`: the block around it, safety or faq. `is_sourced`: the
    name of a source stands behind it. `is_locked`: part of a sentence that is known whole. `is_title`: a heading.
    """

    text: str
    own: str
    begin: int
    end: int
    paragraph: int
    mark: str
    is_sourced: bool
    is_locked: bool
    is_title: bool


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Letters that are read in one go, by their places in the variant."""

    places: tuple[int, ...]
    paragraph: int
    is_title: bool


def sentences(variant: Variant, *, markdown: bool) -> tuple[Sentence, ...]:
    """This will divide a variant. In an SMS a source counts for its own sentence, in an email for all that stand before
    it in their paragraph, list or table."""
    stretches = _of_markdown(variant.text) if markdown else iter([_Stretch(tuple(range(len(variant.text))), 0, False)])
    found = tuple(
        sentence for stretch in stretches for sentence in _divided(variant, stretch) if sentence.text.strip(" .:|")
    )
    ends = {each.paragraph: each.end for each in found}
    return tuple(_sourced(each, ends[each.paragraph] if markdown else each.end, variant) for each in found)


def _sourced(sentence: Sentence, last: int, variant: Variant) -> Sentence:
    is_sourced = any(note.kind == "claim" and sentence.begin < note.offset <= last + 1 for note in variant.notes)
    return replace(sentence, is_sourced=True) if is_sourced else sentence


def _of_markdown(text: str) -> Iterator[_Stretch]:
    paragraph, at = 0, 0
    waiting: list[int] = []
    for line in text.split("\n"):
        places = range(at, at + len(line))
        at += len(line) + 1
        marker = _MARKER.match(line)
        if waiting and (not line.strip() or marker or line.lstrip().startswith("|") or text[waiting[-1]] == "\\"):
            yield _Stretch(_bare(text, waiting), paragraph, False)
            waiting = []
        if not line.strip():
            paragraph += 1
        elif line.lstrip().startswith("|"):
            yield from _cells(text, places, paragraph)
        elif marker:
            is_title = "#" in marker["mark"]
            rest = list(places[marker.end() :])
            if is_title:
                yield _Stretch(_bare(text, rest), paragraph, True)
            else:
                waiting = rest
        else:
            waiting += [*([waiting[-1] + 1] if waiting else []), *places]
    if waiting:
        yield _Stretch(_bare(text, waiting), paragraph, False)


def _cells(text: str, places: range, paragraph: int) -> Iterator[_Stretch]:
    line = text[places.start : places.stop]
    if _RULER.fullmatch(line):
        return
    begin = 0
    for cell in line.split("|"):
        yield _Stretch(_bare(text, list(places[begin : begin + len(cell)])), paragraph, False)
        begin += len(cell) + 1


def _bare(text: str, places: list[int]) -> tuple[int, ...]:
    """The places without signs of Markdown."""
    if not places:
        return ()
    first = places[0]
    line = text[first : places[-1] + 1]
    dropped = {first + n for found in _DROPPED.finditer(line) for n in range(*found.span())}
    return tuple(place for place in places if place not in dropped)


def _divided(variant: Variant, stretch: _Stretch) -> Iterator[Sentence]:
    read = "".join(" " if variant.text[place] == "\n" else variant.text[place] for place in stretch.places)
    own = "".join(" " if variant.own[place] == "\n" else variant.own[place] for place in stretch.places)
    locked = locked_spans(read)
    begin = 0
    for end in [*(found.end() for found in _END.finditer(own)), len(read)]:
        words = read[begin:end]
        if words.strip():
            left = begin + len(words) - len(words.lstrip())
            right = begin + len(words.rstrip())
            first, last = stretch.places[left], stretch.places[right - 1] + 1
            yield Sentence(
                read[left:right],
                own[left:right],
                first,
                last,
                stretch.paragraph,
                _mark(variant, first),
                is_sourced=False,
                is_locked=any(a <= left and right <= b for a, b in locked),
                is_title=stretch.is_title,
            )
        begin = end


def _mark(variant: Variant, place: int) -> str:
    mark = ""
    for note in variant.notes:
        if note.offset <= place and note.kind in ("begin", "end"):
            mark = note.words if note.kind == "begin" else ""
    return mark
