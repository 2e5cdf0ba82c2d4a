"""Where a number lies in a drawing."""


def place(value: float, lo: float, hi: float, length: float, edge: float = 0.0) -> float:
    """This will give where a value lies on a line of that length, kept off its edges and never outside."""
    inner = length - 2 * edge
    share = (value - lo) / (hi - lo) if hi > lo else 0.0
    return round(edge + inner * min(max(share, 0.0), 1.0), 1)


def points(dots: list[tuple[float, float]]) -> str:
    """This will write points as a polyline takes them."""
    return " ".join(f"{x:g},{y:g}" for x, y in dots)
