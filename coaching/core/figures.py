"""The arithmetic behind the figures: funnel, rates, spread, medians, cost. Counts come in, counts go out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coaching.core.decide import Status

FEWEST = 5
"""Of fewer people no answers about health are shown: they could be told apart."""
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Progress:
    """How many runs stand alike. `through`: the last day with everything settled."""

    status: Status
    through: int
    is_confirmed: bool
    runs: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the funnel. `key`: invited | confirmed | started | week | complete | stopped."""

    key: str
    runs: int
    week: int = 0


def funnel(standing: Iterable[Progress], days: int) -> tuple[Stage, ...]:
    """This will count how far runs came, of a programme of so many days. Each stage but the last, `stopped`, holds
    those of the next one, too."""
    rows = tuple(standing)
    weeks = [
        Stage("week", _runs(row for row in rows if _is_begun(row) and _through(row, days) >= DAYS_A_WEEK * week), week)
        for week in range(1, -(-days // DAYS_A_WEEK))
    ]
    return (
        Stage("invited", _runs(rows)),
        Stage("confirmed", _runs(row for row in rows if row.is_confirmed or _is_begun(row))),
        Stage("started", _runs(row for row in rows if _is_begun(row))),
        *weeks,
        Stage("complete", _runs(row for row in rows if row.status is Status.COMPLETED)),
        Stage("stopped", _runs(row for row in rows if row.status in (Status.STOPPED, Status.ENDED))),
    )


def _is_begun(row: Progress) -> bool:
    return row.through > 0 or row.status is Status.COMPLETED


def _through(row: Progress, days: int) -> int:
    return days if row.status is Status.COMPLETED else row.through


def _runs(rows: Iterable[Progress]) -> int:
    return sum(row.runs for row in rows)


def share(part: int, whole: int) -> float:
    """This will give a part of a whole, 0 to 1; 0 where there is no whole."""
    return part / whole if whole else 0.0


def percent(part: int, whole: int) -> str:
    """This will say a share in whole per cent, "-" where there is no whole."""
    return f"{100 * part / whole:.0f} %" if whole else "-"


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of some answers, and between what the middle half of them lies."""

    low: float
    median: float
    high: float
    people: int


def spread(counts: Mapping[int, int], people: int) -> Spread | None:
    """This will give median and quartiles of answers, counted by value; None where too few people gave them."""
    if people < FEWEST or not any(counts.values()):
        return None
    low, middle, high = (quantile(counts, part) for part in (0.25, 0.5, 0.75))
    return Spread(low, middle, high, people)


@dataclass(frozen=True, slots=True)
class Given:
    """How many gave this answer to this question in this week of the programme."""

    question: str
    short: str
    lo: int
    hi: int
    week: int
    value: int
    answers: int


@dataclass(frozen=True, slots=True)
class Trend:
    """One question over the weeks. `weeks`: the spread of each week in which it was answered, None where too few
    people did."""

    question: str
    short: str
    lo: int
    hi: int
    weeks: Mapping[int, Spread | None]


def trends(given: Iterable[Given], people: Mapping[tuple[str, int], int]) -> tuple[Trend, ...]:
    """This will gather the answers to each question by week. `people`: (question, week) -> how many answered."""
    rows: dict[str, list[Given]] = {}
    for each in given:
        rows.setdefault(each.question, []).append(each)
    return tuple(
        Trend(
            question,
            found[-1].short,
            min(each.lo for each in found),
            max(each.hi for each in found),
            {
                week: spread(_counts(found, week), people.get((question, week), 0))
                for week in sorted({each.week for each in found})
            },
        )
        for question, found in rows.items()
    )


def _counts(given: Iterable[Given], week: int) -> Counter[int]:
    counts: Counter[int] = Counter()
    for each in given:
        if each.week == week:
            counts[each.value] += each.answers
    return counts


def quantile(counts: Mapping[int, int], part: float) -> float:
    """This will give the value below which `part` (0 to 1) of the counted values lie, between two of them where it
    falls between (the "inclusive" method of the standard library)."""
    total = sum(counts.values())
    if not total:
        raise ValueError("a quantile of nothing")
    place = (total - 1) * part
    below = int(place)
    first, second = _at(counts, below), _at(counts, min(below + 1, total - 1))
    return first + (second - first) * (place - below)


def _at(counts: Mapping[int, int], place: int) -> int:
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if place < seen:
            return value
    raise ValueError(f"there is no place {place}")


def median(values: Sequence[float]) -> float | None:
    """This will give the middle one, None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def week_of(day: int) -> int:
    """This will give the week of a day of the programme, 1 for days 1 to 7; 0 for what belongs to no day."""
    return -(-max(day, 0) // DAYS_A_WEEK)


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who took a permission back: who, on which day of their programme, after which text ("" unknown)."""

    subscriber: int
    day: int
    template: str


def once_each(left: Iterable[Left]) -> tuple[Left, ...]:
    """This will keep the first of each person: STOP on two channels is one person who leaves."""
    first: dict[int, Left] = {}
    for each in left:
        first.setdefault(each.subscriber, each)
    return tuple(first.values())


def by_day(left: Iterable[Left]) -> dict[int, int]:
    """This will count leaving people by day, the first day first."""
    return dict(sorted(Counter(each.day for each in left).items()))


def by_template(left: Iterable[Left]) -> list[tuple[str, int]]:
    """This will count leaving people by the last text before, most first."""
    return sorted(Counter(each.template for each in left).items(), key=lambda pair: (-pair[1], pair[0]))
