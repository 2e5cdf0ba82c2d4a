"""What a person wrote in a reply by email, apart from what their mail program quoted below, between or above it.

Nothing is thrown away by guess. What is no certain quote stays, as `words` or as `doubtful`, for safety reads both.
Signatures by RFC 3676 section 4.3; how quotes begin: quote_heads.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from coaching.core import quote_heads

MOST_LETTERS = 200_000
LONGEST_SIGNATURE = 12
"""Lines; what is longer is no signature but a text with a rule above it."""
SURE_TOKENS = 4
"""So many words in a row that we sent are ours; fewer may be the person's own."""


@dataclass(frozen=True, slots=True)
class Own:
    """`words` are the person's. `doubtful` may be: a signature, or lines below a quote that carries no marks.

    Wishes and answers are read from `words` alone, dangers from `everything`.
    """

    words: str
    doubtful: str = ""

    @property
    def everything(self) -> str:
        return "\n".join(part for part in (self.words, self.doubtful) if part)


def own_words(text: str, sent: str = "") -> Own:
    """This will take a reply apart. `sent` is what we wrote to the person lately, so that it is known again."""
    lines = _lines(text[:MOST_LETTERS])
    kinds = _sort(lines, _Sent.of(sent))
    return Own(_join(lines, kinds, _Kind.OWN), _join(lines, kinds, _Kind.DOUBTFUL))


class _Kind(Enum):
    OWN = auto()
    DOUBTFUL = auto()
    QUOTED = auto()


def _lines(text: str) -> list[str]:
    plain = re.sub(r"[\u200b\u200c\u2060\ufeff\u00ad]", "", text).replace("\u00a0", " ").replace("\u202f", " ")
    plain = _RUN_ON.sub(r"\1\n", plain)
    return [line.rstrip() for line in re.split(r"\r\n|\r|\n|\u2028|\u2029", plain)]


# Yahoo on Android goes on in the line of the head.
_RUN_ON = re.compile(r"(<[^<>\s]{1,100}@[^<>\s]{1,200}> (?:wrote|schrieb|escribi[oó]|a [eé]crit) ?:)[ \t]{2,}(?=\S)")


def _join(lines: Sequence[str], kinds: Sequence[_Kind], wanted: _Kind) -> str:
    """The lines of one kind; what stood between two stretches of them becomes one empty line."""
    parts: list[str] = []
    for n, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if kind is wanted:
            gap = n > 0 and kinds[n - 1] is not wanted and parts and parts[-1]
            parts += ["", line] if gap else [line]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).strip()


def _sort(lines: Sequence[str], sent: "_Sent") -> list[_Kind]:
    kinds = [_Kind.QUOTED if line.lstrip().startswith(">") else _Kind.OWN for line in lines]
    for head in quote_heads.over_marks(lines):
        kinds[head.start : head.stop] = _sentence(head)
    end = len(lines)
    top = quote_heads.without_marks(lines, [kind is _Kind.OWN for kind in kinds])
    if top is not None:
        is_sentence = quote_heads.sentence_at(lines, top.start) == top
        kinds[top.start : top.stop] = _sentence(top) if is_sentence else _block(lines[top.start : top.stop])
        kinds[top.stop :] = _below(lines[top.stop :], kinds[top.stop :], sent)
        end = top.start
    _unwrap(lines, kinds, end, sent)
    _sign(lines, kinds)
    return kinds


def _sentence(head: range) -> list[_Kind]:
    """A head of several lines may begin with a line of the person's ("On 3 nights I felt faint")."""
    return [_Kind.QUOTED if len(head) == 1 else _Kind.DOUBTFUL] * len(head)


def _block(head: Sequence[str]) -> list[_Kind]:
    """A line between the labels is a long value that ran on, or the person's."""
    return [_Kind.QUOTED if quote_heads.is_of_a_head(line) else _Kind.DOUBTFUL for line in head]


@dataclass(frozen=True, slots=True)
class _Sent:
    """What we sent, as words in a row. `lines`: whole lines of it."""

    row: str = ""
    lines: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, text: str) -> "_Sent":
        lines = [_tokens(line) for line in text[:MOST_LETTERS].splitlines()]
        return cls(f" {' '.join(filter(None, lines))} ", frozenset(filter(None, lines)))

    def has(self, tokens: str) -> bool:
        return f" {tokens} " in self.row

    def is_sure_of(self, tokens: str, before: str) -> bool:
        """Whether a line is ours. `before` is the line above it where that is ours: short lines follow on it."""
        if not tokens:
            return True
        long = tokens.count(" ") + 1 >= SURE_TOKENS and self.has(tokens)
        return long or tokens in self.lines or (bool(before) and self.has(f"{before} {tokens}"))


def _tokens(line: str) -> str:
    """The words of a line without addresses, marks and case."""
    plain = (word.partition("<http")[0] for word in line.casefold().split())
    words = " ".join(word for word in plain if "@" not in word and not word.startswith(("http:", "https:", "www.")))
    return " ".join(re.findall(r"[^\W_]+", words))


def _below(lines: Sequence[str], kinds: Sequence[_Kind], sent: _Sent) -> list[_Kind]:
    """Sorts what stands below a head without marks: ours, or doubtful; below the last line of ours, the person's."""
    if not sent.lines:
        return [kind if kind is _Kind.QUOTED or not line.strip() else _Kind.DOUBTFUL
                for line, kind in zip(lines, kinds, strict=True)]  # fmt: skip
    found, known, last, before = list(kinds), 0, -1, ""
    for n, line in enumerate(lines):
        tokens = _tokens(line)
        if kinds[n] is _Kind.QUOTED or sent.is_sure_of(tokens, before):
            found[n], before = _Kind.QUOTED, tokens or before
            known, last = known + bool(tokens), n if tokens else last
        else:
            found[n], before = _Kind.DOUBTFUL, ""
            last = n if sent.has(tokens) else last
    if known >= 3:
        found[last + 1 :] = [_Kind.OWN] * (len(lines) - last - 1)
    return found


def _unwrap(lines: Sequence[str], kinds: list[_Kind], end: int, sent: _Sent) -> None:
    """Finds the ends of marked lines that a program broke without marking them again; only where we know them."""
    before = ""
    for n in range(end):
        tokens = _tokens(lines[n])
        if kinds[n] is _Kind.OWN and before and tokens and sent.has(f"{before} {tokens}"):
            kinds[n] = _Kind.QUOTED
        before = tokens if kinds[n] is _Kind.QUOTED and tokens else ""


_DEVICE = re.compile(
    r"(?:sent (?:from|via|with|using)|get outlook for|von meinem \S+ gesendet|gesendet (?:von|mit)"
    r"|enviado (?:desde|con|do)|obtener outlook|envoy[eé] (?:de|depuis|avec|à partir)|t[eé]l[eé]chargez? outlook"
    r"|outlook f(?:ür|or) (?:ios|android))\b.{0,120}",
    re.IGNORECASE,
)


def _sign(lines: Sequence[str], kinds: list[_Kind]) -> None:
    """Sets signatures aside: from "-- " to the next quote or the end, and the line that a phone puts there."""
    for n, line in enumerate(lines):
        if kinds[n] is _Kind.OWN and _DEVICE.fullmatch(line.strip()):
            kinds[n] = _Kind.DOUBTFUL
    n = 0
    while n < len(lines):
        if kinds[n] is _Kind.OWN and re.fullmatch(r"\s*--\s*", lines[n]):
            stop = next((m for m in range(n, len(lines)) if kinds[m] is _Kind.QUOTED), len(lines))
            if sum(bool(each.strip()) for each in lines[n:stop]) <= LONGEST_SIGNATURE:
                kinds[n:stop] = [_Kind.DOUBTFUL] * (stop - n)
            n = stop
        else:
            n += 1
