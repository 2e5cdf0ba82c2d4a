"""What is wrong with a programme's files: where it stands, what it is, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CampaignProblem:
    """One thing to mend. `line` counts from 1; `mend` is one sentence that says what to do."""

    file: Path
    line: int
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} {self.mend}"


class CampaignRefused(ValueError):
    """A programme that cannot be used, with everything that is wrong with it (never empty)."""

    def __init__(self, problems: tuple[CampaignProblem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def instead_of(word: str, known: Iterable[str]) -> str:
    """This will say what may have been meant by an unknown word, or list what there is."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1)
    if close:
        return f'Did you mean "{close[0]}"?'
    listed = ", ".join(f'"{name}"' for name in names)
    return f"Use one of {listed}." if names else "Nothing of that kind is defined yet; define it first."
