"""Word lists as rules: a pattern, what it is looked for in, and what to write instead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coaching.core.linting.findings import Hit, Level
from coaching.core.linting.message import Around, Message
from coaching.core.linting.sentences import Sentence

# A reader takes these for the denial they are. They are taken out before a list of words is held against a sentence.
DENIALS = re.compile(
    r"\b(?:not|no|never) a? ?(?:cure|treatment|miracle)\b|\b(?:does|do|will|can) ?not (?:cure|heal|treat|prevent|"
    r"repair|replace)\b|\bno promises?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """A list of words. `unless`: a sentence that holds this passes. `outside`: blocks in which the words may stand.

    `own`: look only at what the writer wrote, not at what values bring. `parts`: where to look; empty for everywhere.
    """

    pattern: re.Pattern[str]
    mend: str
    unless: re.Pattern[str] | None = None
    outside: frozenset[str] = frozenset()
    own: bool = False
    parts: frozenset[str] = frozenset()
    level: Level | None = None

    def __call__(self, message: Message, _around: Around) -> Iterator[Hit]:
        for page, sentence in message.sentences():
            if self.parts and page.part not in self.parts:
                continue
            if found := self._found(sentence):
                line, excerpt = message.place(page, sentence)
                yield Hit(line, excerpt, f"{self.mend} (here: “{found}”)", self.level)

    def _found(self, sentence: Sentence) -> str:
        if sentence.is_locked or sentence.mark in self.outside:
            return ""
        text = DENIALS.sub(" ", sentence.own if self.own else sentence.text)
        if self.unless is not None and self.unless.search(text):
            return ""
        found = self.pattern.search(text)
        return found[0] if found else ""


def any_of(*words: str) -> re.Pattern[str]:
    """This will make a pattern of whole words, in any case; a word may be a pattern itself."""
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
