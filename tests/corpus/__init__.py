"""What people text, as data that a coach can read: signs of danger and opt-outs, each with the right reading."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coaching.core import safety, stopping

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Line:
    """One text and how it must be read. `held`: written before the rules were tuned to the others."""

    text: str
    expected: str
    note: str
    held: bool


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file of texts and the reading it checks. `order`: the readings, gravest first."""

    name: str
    order: tuple[str, ...]
    read: Callable[[str], str]

    def lines(self) -> tuple[Line, ...]:
        """This will load the texts, or raise ValueError naming the line that is not well written."""
        path = _FOLDER / f"{self.name}.tsv"
        rows = [row for row in path.read_text("utf-8").splitlines() if row and not row.startswith("#")]
        return tuple(_line(row, self.order) for row in rows)


def _line(row: str, order: tuple[str, ...]) -> Line:
    text, expected, note, held = (*row.split("\t"), "", "", "")[:4]
    if expected not in order or held not in ("", "held") or row.count("\t") > 3:
        raise ValueError(f"Write text, tab, one of {', '.join(order)}, tab, note, tab, held or nothing: {row}")
    return Line(text.replace("\\n", "\n"), expected, note, bool(held))


def read_danger(text: str) -> str:
    """This will read a text as the corpus writes it: a class, "unsure" or "none"."""
    reading = safety.triage(text)
    return reading.tier or ("unsure" if reading.unsure else "none")


def read_opt_out(text: str) -> str:
    """This will read a text as the corpus writes it: what is to end, "unsure" or "none"."""
    wish = stopping.read_opt_out(text)
    if wish is None:
        return "none"
    return wish.channels if wish.confident else "unsure"


RED_FLAGS = Corpus("red_flags", (*safety.Tier, "unsure", "none"), read_danger)
OPT_OUT = Corpus("opt_out", (*stopping.Channels, "unsure", "none"), read_opt_out)
