"""A person's numbers as small drawings of one size, day 1 on the left, so that they can be compared."""

from dataclasses import dataclass

from coaching.journeys.own_page import Numbers
from coaching.web import scales

WIDTH, HEIGHT, EDGE = 280, 84, 8


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    day: int
    value: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """One question: its words, a dot for each answer, the line through them, and what it says to a screen reader."""

    words: str
    lo: str
    hi: str
    dots: tuple[Dot, ...]
    line: str
    said: str
    first: Dot
    last: Dot
    width: int = WIDTH
    height: int = HEIGHT
    edge: int = EDGE


def of(numbers: Numbers, days: int) -> Drawing:
    """This will draw the answers to one question on the span of the whole programme."""
    dots = tuple(
        Dot(
            scales.place(point.day, 1, days, WIDTH, EDGE),
            HEIGHT - scales.place(point.value, numbers.lo, numbers.hi, HEIGHT, EDGE),
            *point,
        )
        for point in numbers.points
    )
    low, high = numbers.ends
    return Drawing(
        words=numbers.words,
        lo=f"{numbers.lo} {low}".strip(),
        hi=f"{numbers.hi} {high}".strip(),
        dots=dots,
        line=scales.points([(dot.x, dot.y) for dot in dots]),
        said=f"{numbers.words} " + ", ".join(f"day {dot.day}: {dot.value}" for dot in dots),
        first=dots[0],
        last=dots[-1],
    )
