"""What the lint says: a rule, how grave, the place in the source, why, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class Level(StrEnum):
    """ERROR blocks publishing, WARNING needs a reviewer's reason, NOTE informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check came upon. `level` where it is not the usual one of its rule."""

    line: int
    excerpt: str
    mend: str
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in one text. `line` counts from 1 in the source; `excerpt` is the sentence as it stands there."""

    rule: str
    level: Level
    line: int
    excerpt: str
    why: str
    mend: str

    @property
    def digest(self) -> str:
        """This will name the words that were looked at: twelve letters, others as soon as a word changes."""
        return sha256(" ".join(self.excerpt.split()).encode()).hexdigest()[:12]
