"""The weeks of a programme as the calendar shows them: what each day sends, asks, costs in goodwill, and lacks."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from coaching.core import figures as rules
from coaching.core.decide import Status
from coaching.core.linting.flow import CHECKINS_A_WEEK, checkins_a_week
from coaching.core.model import Campaign, Step, Track
from coaching.core.revising_words import SLOTS, by, capital
from coaching.journeys.calendar import checks
from coaching.journeys.calendar.reading import Lint
from coaching.store import figures
from coaching.store.figures import Cohort

WEEK = 7
MOST_CHECKINS = 4
MOST_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Rates:
    """What people did on each day of the programme: day -> (asked, answered), (came so far, left)."""

    asked: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    left: Mapping[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. `gap`: for whom it has no message; `moved`: where it stood before, or that it is new; `is_changed`: the
    draft changes this very day, where others only make room."""

    step: Step
    sends: str
    when: str
    kinds: str
    lint: Lint
    answered: str
    left: str
    gap: str
    moved: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Week:
    """`checkins`: days that ask something; `trouble`: what is too much or too little, in words."""

    number: int
    cells: tuple[Cell, ...]
    checkins: int
    trouble: tuple[str, ...]


def rates(programme: str) -> Rates:
    """This will count over everybody who has followed a programme, whichever version."""
    cohort = Cohort(programme)
    came: dict[int, int] = {}
    progress = figures.progress(cohort)
    left = rules.by_day(rules.once_each(figures.left(cohort)))
    for day in left:
        came[day] = sum(
            row.runs for row in progress if row.through >= day - 1 and (row.through > 0 or row.status != Status.WAITING)
        )
    return Rates(figures.asked(cohort), {day: (came[day], count) for day, count in left.items()})


def weeks(
    campaign: Campaign,
    live: Campaign,
    words: Mapping[str, str],
    lint: Mapping[str, Lint],
    counted: Rates,
    changed: Collection[str] = (),
) -> tuple[Week, ...]:
    """This will lay a programme out by weeks; `live` is the published one, whose days the rates are of; `changed`: the
    steps that the draft changes, by key."""
    was = {step.key: step.day for step in live.steps}
    cells = [
        _cell(step, was.get(step.key), words, lint[step.key], counted, is_changed=step.key in changed)
        for step in campaign.steps
    ]
    counts = checkins_a_week(campaign, Track.FULL)
    rows = _rows(campaign)
    return tuple(
        Week(
            number,
            tuple(cells[day - 1] for day in days),
            sum(campaign.steps[day - 1].checkin is not None for day in days),
            tuple(_trouble(campaign, days, counts.get(number), rows)),
        )
        for number, days in enumerate(_days(campaign), 1)
    )


def _days(campaign: Campaign) -> Iterator[range]:
    for first in range(1, campaign.days + 1, WEEK):
        yield range(first, min(first + WEEK, campaign.days + 1))


def _rows(campaign: Campaign) -> list[range]:
    """Stretches of days that all ask something."""
    found, first = [], None
    for day in range(1, campaign.days + 2):
        step = campaign.step_of_day(day)
        if step is not None and step.checkin:
            first = first or day
        elif first is not None:
            found.append(range(first, day))
            first = None
    return found


def _trouble(campaign: Campaign, days: range, counted: int | None, rows: list[range]) -> Iterator[str]:
    asked = sum(campaign.steps[day - 1].checkin is not None for day in days)
    if counted is not None and counted < CHECKINS_A_WEEK:
        yield f"Too few questions: {counted} check-in{'' if counted == 1 else 's'}, it needs {CHECKINS_A_WEEK}"
    if asked > MOST_CHECKINS:
        yield f"Many questions: {asked} check-ins in one week"
    for row in rows:
        if len(row) >= MOST_IN_A_ROW and row[-1] in days:
            yield f"Questions on {len(row)} days in a row, {row[0]} to {row[-1]}"


def _cell(
    step: Step, was: int | None, words: Mapping[str, str], lint: Lint, counted: Rates, *, is_changed: bool
) -> Cell:
    without = checks.missing(step, words)
    day = was or 0
    return Cell(
        step=step,
        sends=capital(by(step.channels)),
        when=SLOTS.get(step.slot, step.slot).removeprefix("in the "),
        kinds=", ".join(step.kinds),
        lint=lint,
        answered=_share(counted.asked.get(day), rules.FEWEST) if step.checkin else "",
        left=_few(counted.left.get(day)),
        gap=f"No message for {', '.join(without)}" if without else "",
        moved=_moved(step, was),
        is_changed=is_changed,
    )


def _moved(step: Step, was: int | None) -> str:
    if was is None:
        return "New"
    return "" if was == step.day else f"Was day {was}"


def _share(counted: tuple[int, int] | None, fewest: int) -> str:
    """83 %; of few people rather 2 of 3."""
    if counted is None or not counted[0]:
        return ""
    asked, answered = counted
    return f"{answered} of {asked}" if asked < fewest else rules.percent(answered, asked)


def _few(counted: tuple[int, int] | None) -> str:
    """Shares of leaving are small, so one digit more."""
    if counted is None or not counted[1]:
        return ""
    came, left = counted
    return f"{left} of {came}" if came < 50 else f"{100 * left / came:.1f} %"
