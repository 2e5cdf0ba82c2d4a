"""A template as a coach wrote it: size, odd characters, and the front matter of an email."""

from dataclasses import dataclass

from coaching.core.rendering.problems import TemplateProblem, TemplateRefused, did_you_mean
from coaching.core.rendering.values import CONTROLS

EMAIL_CAP, SMS_CAP = 12_000, 4_000
"""Letters. What is longer nobody reads, and every rule has to read it within a second."""
_FENCE = "---"
_KEYS = ("subject", "preheader")
_EXAMPLE = "Begin with ---, then subject: ..., preheader: ..., then --- and the text."


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a source and the line, from 1, in which it begins."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class EmailSource:
    subject: Part
    preheader: Part
    body: Part


def tidy(source: str, cap: int = EMAIL_CAP) -> str:
    """This will make line ends uniform. Raises TemplateRefused for a source above `cap` letters or
    with invisible characters that could hide or turn round words."""
    if len(source) > cap:
        message = f"This has {len(source):,} letters; at most {cap:,} fit."
        raise TemplateRefused([TemplateProblem(1, message, "Shorten it, or split it into two.")])
    text = source.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    lines = text.split("\n")
    hidden = [(number, CONTROLS.search(line)) for number, line in enumerate(lines, 1)]
    problems = [
        TemplateProblem(number, f"Here is an invisible character, U+{ord(found[0]):04X}.", "Delete it and type again.")
        for number, found in hidden
        if found
    ]
    if problems:
        raise TemplateRefused(problems)
    return text


def divide_email(text: str) -> EmailSource:
    """This will divide an email into subject, preheader and body. Raises TemplateRefused."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        raise TemplateRefused([TemplateProblem(1, "The email has no front matter.", _EXAMPLE)])
    end = next((row for row, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise TemplateRefused([TemplateProblem(1, "The front matter does not end.", "Close it with a line of ---.")])
    parts, problems = _front_matter(lines[1:end])
    if not parts.get("subject", Part("", 1)).text and not problems:
        problems.append(TemplateProblem(1, "The email has no subject.", "Add a line subject: ... between the ---."))
    if not "".join(lines[end + 1 :]).strip():
        problems.append(TemplateProblem(end + 1, "The email has no text.", "Write it below the second ---."))
    if problems:
        raise TemplateRefused(problems)
    return EmailSource(
        parts["subject"], parts.get("preheader", Part("", 1)), Part("\n".join(lines[end + 1 :]), end + 2)
    )


def _front_matter(lines: list[str]) -> tuple[dict[str, Part], list[TemplateProblem]]:
    parts: dict[str, Part] = {}
    problems: list[TemplateProblem] = []
    for number, line in enumerate(lines, 2):
        key, colon, value = (piece.strip() for piece in line.partition(":"))
        if not line.strip() or line.startswith("#"):
            continue
        if not colon or key not in _KEYS:
            hint = did_you_mean(key, _KEYS) or "A line reads subject: ... or preheader: ..."
            problems.append(TemplateProblem(number, f"“{key[:40]}” is no line of the front matter.", hint))
        elif key in parts:
            problems.append(TemplateProblem(number, f"There are two lines for the {key}.", "Delete one."))
        else:
            parts[key] = Part(_unquoted(value), number)
    return parts, problems


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
