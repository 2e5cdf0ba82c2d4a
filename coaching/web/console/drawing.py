"""What the figures are drawn of: bars beside their words, columns over days, a line with its spread, a curve.

Every drawing comes with its words; nothing is told by colour alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coaching.core.figures import Spread
from coaching.web import scales

WIDTH, HEIGHT, EDGE = 560.0, 120.0, 8.0
# A bar or column too thin to see is drawn this wide.
THINNEST = 1.5
BAR = 1000.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: its words, the number beside it, and how wide it is of BAR."""

    words: str
    said: str
    width: float
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Lines one below the other. `kind` names the drawing for its template."""

    title: str
    lines: tuple[Bar, ...]
    full: float = BAR
    kind: str = "bars"


@dataclass(frozen=True, slots=True)
class Column:
    x: float
    y: float
    width: float
    height: float
    said: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns over days or times. `top`: what the upper edge stands for; `left`, `right`: the ends of the axis."""

    title: str
    columns: tuple[Column, ...]
    top: str
    left: str
    right: str
    said: str
    width: float = WIDTH
    height: float = HEIGHT
    kind: str = "columns"


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    said: str


@dataclass(frozen=True, slots=True)
class Band:
    """A median over weeks with the middle half around it. `areas`: polygons; a week without enough people breaks
    them. `hi`, `lo`: what the edges stand for."""

    title: str
    areas: tuple[str, ...]
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    hi: str
    lo: str
    left: str
    right: str
    said: str
    width: float = WIDTH / 2
    height: float = HEIGHT
    edge: float = EDGE
    kind: str = "band"


@dataclass(frozen=True, slots=True)
class Curve:
    """Counts over time as an area under a line."""

    area: str
    line: str
    top: int
    said: str
    width: float = WIDTH
    height: float = HEIGHT


Drawing = Bars | Columns | Band


def bars(title: str, lines: Sequence[tuple[str, float, str]], top: float, hints: Sequence[str] = ()) -> Bars:
    """This will draw (words, value, what is said of it) one below the other; `top` is as wide as all."""
    return Bars(
        title,
        tuple(
            Bar(words, said, max(THINNEST, scales.place(value, 0, top, BAR)) if value else 0.0, hint)
            for (words, value, said), hint in zip(lines, hints or [""] * len(lines), strict=True)
        ),
    )


def columns(
    title: str, values: Mapping[int, tuple[float, str]], last: int, top: float, ends: tuple[str, str, str]
) -> Columns:
    """This will draw a column for each day, 1 to `last`, that has a value; `ends`: words of top, left and right."""
    step = WIDTH / max(last, 1)
    drawn = []
    for day, (value, said) in sorted(values.items()):
        height = max(THINNEST, scales.place(value, 0, top, HEIGHT)) if value else 0.0
        drawn.append(Column(round((day - 1) * step, 1), round(HEIGHT - height, 1), round(step * 0.8, 1), height, said))
    told = ", ".join(each.said for each in drawn)
    return Columns(title, tuple(drawn), *ends, said=f"{title}: {told or 'nothing yet'}")


def band(title: str, weeks: Mapping[int, Spread], last: int, scale: tuple[int, int], ends: tuple[str, str]) -> Band:
    """This will draw the medians of the weeks, 1 to `last`, on the question's own scale."""
    lo, hi = scale
    runs: list[list[int]] = []
    for week in sorted(weeks):
        if runs and week == runs[-1][-1] + 1:
            runs[-1].append(week)
        else:
            runs.append([week])

    def at(week: int, value: float) -> tuple[float, float]:
        return (
            scales.place(week, 1, max(last, 2), WIDTH / 2, EDGE),
            round(HEIGHT - scales.place(value, lo, hi, HEIGHT, EDGE), 1),
        )

    def area(run: list[int]) -> str:
        upper = [at(week, weeks[week].high) for week in run]
        lower = [at(week, weeks[week].low) for week in reversed(run)]
        return scales.points([*upper, *lower])

    dots = [
        Dot(*at(week, each.median), f"week {week}: {each.median:g}, the middle half {each.low:g} to {each.high:g}")
        for week, each in sorted(weeks.items())
    ]
    return Band(
        title,
        tuple(area(run) for run in runs if len(run) > 1),
        tuple(scales.points([at(week, weeks[week].median) for week in run]) for run in runs if len(run) > 1),
        tuple(dots),
        f"{hi} {ends[1]}".strip(),
        f"{lo} {ends[0]}".strip(),
        "week 1",
        f"week {last}",
        f"{title} " + (", ".join(dot.said for dot in dots) or "too few to show"),
    )


def curve(counts: Sequence[int], said: str) -> Curve:
    """This will draw counts of equal spans of time, the first on the left."""
    top = max((*counts, 1))
    step = WIDTH / max(len(counts), 1)
    dots = [
        (round((n + 0.5) * step, 1), round(HEIGHT - scales.place(count, 0, top, HEIGHT - EDGE), 1))
        for n, count in enumerate(counts)
    ]
    ends = [(0.0, dots[0][1] if dots else HEIGHT), *dots, (WIDTH, dots[-1][1] if dots else HEIGHT)]
    return Curve(
        scales.points([(0.0, HEIGHT), *ends, (WIDTH, HEIGHT)]), scales.points(ends), max(counts, default=0), said
    )
