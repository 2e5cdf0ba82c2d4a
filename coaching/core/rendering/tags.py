"""Jinja as the templates know it: the sandboxed environments, and a text divided into tags and words."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from coaching.core.rendering.problems import TemplateProblem

TAG_CAP = 300
SYMBOLS_CAP = 40
BRACKETS_CAP = 4
TAGS_CAP = 400
DEPTH_CAP = 8
FILTERS = ("default", "lower", "upper", "capitalize", "title", "round", "int", "join")
TESTS = ("defined", "none")


def _environment(*, autoescape: bool) -> ImmutableSandboxedEnvironment:
    env = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=autoescape, keep_trailing_newline=True, cache_size=0
    )
    env.globals = {}
    env.filters = {name: env.filters[name] for name in FILTERS}
    env.tests = {name: env.tests[name] for name in TESTS}
    return env


PLAIN = _environment(autoescape=False)
HTML = _environment(autoescape=True)


class Kind(StrEnum):
    WORDS = "words"
    VALUE = "value"
    OPEN = "open"
    MIDDLE = "middle"
    CLOSE = "close"
    COMMENT = "comment"
    OTHER = "other"


_BLOCKS = {"if": Kind.OPEN, "for": Kind.OPEN, "elif": Kind.MIDDLE, "else": Kind.MIDDLE}
_BLOCKS |= {"endif": Kind.CLOSE, "endfor": Kind.CLOSE}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words between tags, or one whole tag. `line` counts from 1 where the piece begins. `symbols`: the
    names, values and signs of the tag; `brackets`: how many of these open a bracket."""

    line: int
    kind: Kind
    source: str
    symbols: int = 0
    brackets: int = 0

    @property
    def trims(self) -> bool:
        return self.kind is not Kind.WORDS and (self.source[2] in "-+" or self.source.rstrip()[-3] in "-+")


def divide(text: str) -> Iterator[Piece]:
    """This will divide a text into its pieces. Joined, the sources are the text again unless a tag trims.

    Raises jinja2.TemplateSyntaxError where a tag does not end."""
    inside: list[tuple[str, str]] = []
    start = 1
    for line, token, value in PLAIN.lex(text):
        if token == "data":
            yield Piece(line, Kind.WORDS, value)
        elif token == "raw_begin":
            yield Piece(line, Kind.OTHER, "{% raw %}")
        elif token in ("variable_begin", "block_begin", "comment_begin"):
            inside, start = [(token, value)], line
        elif token in ("variable_end", "block_end", "comment_end"):
            yield _piece(start, [*inside, (token, value)])
            inside = []
        elif inside:
            inside.append((token, value))
    if inside:
        raise TemplateSyntaxError("This tag has no end", start)


def _piece(line: int, tokens: list[tuple[str, str]]) -> Piece:
    shown = [(token, value) for token, value in tokens[1:-1] if token != "whitespace"]
    word = next((value for token, value in shown if token == "name"), "")
    brackets = sum(token == "operator" and value in "([{" for token, value in shown)
    return Piece(line, _kind(tokens[-1][0], word), "".join(value for _, value in tokens), len(shown), brackets)


def _kind(token: str, word: str) -> Kind:
    if token == "variable_end":
        return Kind.VALUE
    return Kind.COMMENT if token == "comment_end" else _BLOCKS.get(word, Kind.OTHER)


def limits(text: str, *, trims: bool) -> list[TemplateProblem]:
    """This will find what could exhaust the parser itself: tags too long, too many, too deep.

    `trims`: whether {%- and -%} may be written. Raises jinja2.TemplateSyntaxError."""
    problems: list[TemplateProblem] = []
    depth = 0
    found = [piece for piece in divide(text) if piece.kind is not Kind.WORDS]
    for piece in found:
        depth += {Kind.OPEN: 1, Kind.CLOSE: -1}.get(piece.kind, 0)
        problems.extend(_limit(piece, depth, trims=trims))
    if len(found) > TAGS_CAP:
        message = f"The template has {len(found):,} tags; at most {TAGS_CAP} fit."
        problems.append(TemplateProblem(found[TAGS_CAP].line, message, "Split it into two."))
    return problems[:20]


def _limit(piece: Piece, depth: int, *, trims: bool) -> Iterator[TemplateProblem]:
    if piece.source == "{% raw %}":
        yield TemplateProblem(piece.line, "{% raw %} is not available.", "Write {{ '{{' }} for two braces.")
    if len(piece.source) > TAG_CAP and piece.kind is not Kind.COMMENT:
        yield TemplateProblem(piece.line, f"This tag has {len(piece.source):,} characters; at most {TAG_CAP} fit.")
    elif piece.symbols > SYMBOLS_CAP or piece.brackets > BRACKETS_CAP:
        yield TemplateProblem(piece.line, "This tag is too involved.", "Say it with fewer words and brackets.")
    if depth > DEPTH_CAP and piece.kind is Kind.OPEN:
        message = f"Choices are nested more than {DEPTH_CAP} deep."
        yield TemplateProblem(piece.line, message, "Split the template.")
    if piece.trims and not trims:
        message = "Signs that trim spaces, {%- and -%}, are not available in an email."
        yield TemplateProblem(piece.line, message, "Leave the sign out: a line with only a tag leaves nothing behind.")
