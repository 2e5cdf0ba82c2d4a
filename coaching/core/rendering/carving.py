"""Tags carried unharmed through tools that know nothing of Jinja: each becomes a word of letters and
digits, goes through Markdown, MJML and the CSS inliner as such, and is put back at the end."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coaching.core.rendering import tags
from coaching.core.rendering.source import Part
from coaching.core.rendering.tags import Kind


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the source and the word that stands for it."""

    token: str
    kind: Kind
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Carved:
    """A text with words for its tags. `lines` gives, row by row, the line of the source."""

    text: str
    tags: tuple[Tag, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Carver:
    """Gives out words that begin with `mark`; `mark` stands in none of the texts carved."""

    mark: str

    @classmethod
    def for_texts(cls, texts: Iterable[str]) -> "Carver":
        """This will choose a mark that occurs in none of the texts, in whatever case."""
        together = "".join(texts).lower()
        mark = "qj"
        while mark in together:
            mark += "x"
        return cls(mark)

    def carve(self, part: Part, label: str) -> Carved:
        """This will put words for the tags of one part. `label` (one lower-case letter) keeps the words
        of several parts apart. Raises jinja2.TemplateSyntaxError."""
        text: list[str] = []
        carved: list[Tag] = []
        rows = [1]
        for piece in tags.divide("\n" * (part.line - 1) + part.text):
            if piece.kind is Kind.WORDS:
                text.append(piece.source)
                rows.extend(piece.line + row for row in range(1, piece.source.count("\n") + 1))
                continue
            tag = Tag(self._word(label, piece.kind, len(carved)), piece.kind, piece.source, piece.line)
            carved.append(tag)
            text.append(tag.token)
        before = part.line - 1
        return Carved("".join(text)[before:], tuple(carved), tuple(rows[before:]))

    def _word(self, label: str, kind: Kind, number: int) -> str:
        return f"{self.mark}{label}{'v' if kind is Kind.VALUE else 's'}{number:03d}z"

    @property
    def token(self) -> str:
        """A pattern, without groups, for the word of any tag."""
        return rf"{self.mark}[a-z][vs]\d{{3}}z"

    @property
    def anything(self) -> re.Pattern[str]:
        """Matches the word for any tag; its group is "v" for a value, "s" for a statement or comment."""
        return re.compile(rf"{self.mark}[a-z]([vs])\d{{3}}z")

    @property
    def statements(self) -> re.Pattern[str]:
        """Matches a line that holds nothing but {% %} and {# #}."""
        return re.compile(rf"(?:{self.mark}[a-z]s\d{{3}}z\s*)+")

    def restore(self, text: str, carved: Mapping[str, Tag]) -> str:
        """This will put the tags back. Every other brace is made literal first, so that nothing a tool
        has decoded on the way (&#123;&#123;, say) can become a tag."""
        literal = text.replace("{", "{{ '{' }}")
        return self.anything.sub(lambda match: _source(carved[match[0]]), literal)


def _source(tag: Tag) -> str:
    return "" if tag.kind is Kind.COMMENT else tag.source
