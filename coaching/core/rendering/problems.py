"""What can be wrong with a template or a message, in words a coach can act on."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """One thing to correct. `line` counts from 1 in the source as it was handed in."""

    line: int
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}" + (f" {self.hint}" if self.hint else "")


class TemplateRefused(Exception):
    """The template cannot be used; `problems` holds everything found, in order of lines."""

    def __init__(self, problems: Iterable[TemplateProblem]) -> None:
        self.problems = tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RenderFailed(Exception):
    """The template is sound, but these values do not make a message of it."""


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """This will name the known word closest to a mistyped one, as a hint."""
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"Did you mean {close[0]}?" if close else None
