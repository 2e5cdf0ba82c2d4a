"""The template itself, and what must not stand where others can see it."""

import re
from collections.abc import Iterator

from coaching.core.linting.expanding import WAYS, count_ways
from coaching.core.linting.findings import Hit
from coaching.core.linting.message import Around, LintText, Message, problems

LETTERS = 60_000
"""Of all ways together."""


def sound(text: LintText, around: Around) -> Iterator[Hit]:
    """What keeps a text from being sent: a value that nobody knows, a sign of Jinja that is not available."""
    lines = text.source.split("\n")
    for problem in problems(text, around):
        excerpt = lines[problem.line - 1] if problem.line <= len(lines) else ""
        yield Hit(problem.line, excerpt, " ".join(filter(None, (problem.message, problem.hint))))


def readable(text: LintText, _around: Around) -> Iterator[Hit]:
    """More ways than anybody could read."""
    ways = count_ways(text.source)
    if ways > WAYS:
        yield Hit(1, text.name, f"It can read in more than {WAYS} ways. Make two templates of it.")
    elif ways * len(text.source) > LETTERS:
        yield Hit(1, text.name, f"It is long and can read in {ways} ways. Shorten it, or make two templates of it.")


_ANSWERS = re.compile(r"{{-?\s*(?:value|then|saved_value)\b")
_HEALTH = re.compile(
    r"\b(?:discomfort|pain|sleep|calm|tummy|stools|pregnan\w+|diagnos\w+|illness)\b[^.?!]{0,30}\b(?:was|is|were)\b[^.?!]*"
    r"(?:\d|\ufffc)",
    re.IGNORECASE,
)
_FULL_NAME = re.compile(r"{{-?\s*(?:last_name|full_name)\b|^[A-Z][a-z]+ [A-Z][a-z]+,")


def private(message: Message, around: Around) -> Iterator[Hit]:
    """Anybody who looks at a locked phone reads the subject of an email and the beginning of an SMS."""
    if not around.phi_mode:
        return
    for page, sentence in message.sentences():
        line, excerpt = message.place(page, sentence)
        if page.part in ("subject", "preheader", "sms") and any(
            pattern.search(words) for pattern in (_ANSWERS, _HEALTH, _FULL_NAME) for words in (excerpt, sentence.own)
        ):
            yield Hit(line, excerpt, "Say it inside the email or on the person's page, not where others can see it.")
