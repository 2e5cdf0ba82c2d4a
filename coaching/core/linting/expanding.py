"""A template as people read it: filled once for each way through its choices, every letter traced to the source."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from jinja2 import Template, TemplateError

from coaching.core.rendering import tags
from coaching.core.rendering.tags import Kind, Piece

WAYS = 64
FILLED = "\ufffc"
_NOTE = re.compile(r"{#\s*(?P<kind>claim|begin|end):\s*(?P<words>.*?)\s*#}", re.S)
_LOOP = re.compile(r"{%-?\s*for\s+(\w+)\s+in")


@dataclass(frozen=True, slots=True)
class Note:
    """A note that nobody receives; `offset` in the text of its variant: it stands behind that many letters."""

    offset: int
    kind: str
    words: str
    at: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One way through the choices. `own` is as long as `text`, with FILLED for what came from a value.

    `starts` and `ends`: letter by letter, the place in the source; a value has that of its tag.
    """

    text: str
    own: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    notes: tuple[Note, ...]


_RUN = re.compile(f"{FILLED}+")


def with_values_as(own: str, word: str) -> str:
    """This will put one word for each value: what a writer is answerable for."""
    return _RUN.sub(word, own)


@dataclass(frozen=True, slots=True)
class _Leaf:
    piece: Piece
    at: int


@dataclass(frozen=True, slots=True)
class _Choice:
    ways: tuple[tuple["_Node", ...], ...]


_Node = _Leaf | _Choice


def expand(text: str, at: int, values: Mapping[str, object]) -> tuple[Variant, ...]:
    """This will fill `text`, which begins at letter `at` of its source, in up to WAYS ways.

    Conditions are not looked at: every branch is gone through. The text has to be sound (core.rendering).
    """
    leaves = _located(text, at)
    given = dict(values)
    given |= {name: {"topic": "a topic", "text": "Some words."} for name in _LOOP.findall(text)}
    nodes, _ = _nodes(leaves, 0)
    return tuple(_variant(way, given) for way in islice(_ways(nodes), WAYS))


def count_ways(text: str) -> int:
    """This will count the ways through the choices of a text, up to one more than WAYS."""
    nodes, _ = _nodes(_located(text, 0), 0)
    return sum(1 for _ in islice(_ways(nodes), WAYS + 1))


def _located(text: str, at: int) -> list[_Leaf]:
    leaves, offset = [], 0
    for piece in tags.divide(text):
        found = text.find(piece.source, offset)
        offset = found if found >= 0 else offset
        leaves.append(_Leaf(piece, at + offset))
        offset += len(piece.source)
    return leaves


def _nodes(leaves: Sequence[_Leaf], begin: int) -> tuple[tuple[_Node, ...], int]:
    """The nodes from `begin` up to the tag that ends this level, and where that tag is."""
    nodes: list[_Node] = []
    n = begin
    while n < len(leaves):
        match leaves[n].piece.kind:
            case Kind.MIDDLE | Kind.CLOSE:
                return tuple(nodes), n
            case Kind.OPEN:
                choice, n = _choice(leaves, n)
                nodes.append(choice)
            case _:
                nodes.append(leaves[n])
        n += 1
    return tuple(nodes), n


def _choice(leaves: Sequence[_Leaf], n: int) -> tuple[_Choice, int]:
    ways: list[tuple[_Node, ...]] = []
    has_else = False
    while n < len(leaves) and leaves[n].piece.kind is not Kind.CLOSE:
        has_else = has_else or re.match(r"{%-?\s*else", leaves[n].piece.source) is not None
        inner, n = _nodes(leaves, n + 1)
        ways.append(inner)
    return _Choice(tuple(ways if has_else else [*ways, ()])), n


def _ways(nodes: tuple[_Node, ...]) -> Iterator[tuple[_Leaf, ...]]:
    lists = [[(node,)] if isinstance(node, _Leaf) else _some(node) for node in nodes]
    for parts in product(*lists):
        yield tuple(leaf for part in parts for leaf in part)


def _some(choice: _Choice) -> list[tuple[_Leaf, ...]]:
    return [way for branch in choice.ways for way in islice(_ways(branch), WAYS + 1)]


def _variant(leaves: tuple[_Leaf, ...], values: Mapping[str, object]) -> Variant:
    text: list[str] = []
    own: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    notes: list[Note] = []
    for leaf in leaves:
        source, at = leaf.piece.source, leaf.at
        match leaf.piece.kind:
            case Kind.WORDS:
                text.append(source)
                own.append(source)
                starts.extend(range(at, at + len(source)))
                ends.extend(range(at + 1, at + len(source) + 1))
            case Kind.VALUE:
                filled = _filled(source, values)
                text.append(filled)
                own.append(FILLED * len(filled))
                starts.extend([at] * len(filled))
                ends.extend([at + len(source)] * len(filled))
            case Kind.COMMENT:
                if found := _NOTE.fullmatch(source):
                    notes.append(Note(len(starts), found["kind"], found["words"], at))
            case _:
                pass
    return Variant("".join(text), "".join(own), tuple(starts), tuple(ends), tuple(notes))


def _filled(source: str, values: Mapping[str, object]) -> str:
    """A value that is missing or unfit shows as its own tag: the check of the template names it."""
    try:
        return _template(source).render(values)
    except (TemplateError, TypeError, ValueError):
        return source


@lru_cache(maxsize=2000)
def _template(source: str) -> Template:
    return tags.PLAIN.from_string(source)
