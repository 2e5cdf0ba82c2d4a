"""Each figure of a cohort: loaded, drawn, and as a table; several cohorts are drawn to one scale."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from coaching.core import choices
from coaching.core import figures as rules
from coaching.core.figures import Left, Stage, Trend
from coaching.core.ledger import State
from coaching.core.model import Channel
from coaching.journeys.own_page import SCALE
from coaching.journeys.rehearsal.result import Rates
from coaching.settings import load
from coaching.store import figures
from coaching.store.figures import Cohort
from coaching.web.console import drawing
from coaching.web.console.books import OTHER_WORDS
from coaching.web.console.drawing import Drawing

Cell = str | int | float
D = TypeVar("D")
TOO_FEW = "too few to show"
TEXTS_SHOWN = 10
CHANNELS = {Channel.SMS: "SMS", Channel.EMAIL: "Email"}
OUTCOMES = (State.DELIVERED, State.ACCEPTED, State.BOUNCED, State.FAILED, State.UNKNOWN)
OUTCOME_WORDS = {State.ACCEPTED: "taken, no word of delivery yet"}


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One cohort's figure. No `drawings`: nothing to draw yet. `notes`: sentences that go with it."""

    drawings: tuple[Drawing, ...]
    table: Table
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure(Generic[D]):
    """`load` asks the store, for a programme of so many days; `draw` gets one cohort's data and those of all shown,
    for a common scale."""

    word: str
    hint: str
    load: Callable[[Cohort, int], D]
    draw: Callable[[D, Sequence[D], int], Panel]


def _funnel(stages: tuple[Stage, ...], _all: Sequence[tuple[Stage, ...]], _days: int) -> Panel:
    whole = stages[0].runs
    told = [(_stage(each), each.runs, rules.percent(each.runs, whole)) for each in stages]
    lines = [(words, rules.share(runs, whole), f"{runs:,} ({percent})") for words, runs, percent in told]
    drawn = (drawing.bars("How far people came", lines, 1.0),) if whole else ()
    return Panel(drawn, Table(("Stage", "People", "Share"), tuple(told)))


def _stage(stage: Stage) -> str:
    words = {
        "invited": "Invited or signed up",
        "confirmed": "Said yes",
        "started": "Began",
        "complete": "Complete",
        "stopped": "Stopped or ended early",
    }
    return words.get(stage.key) or f"Week {stage.week} done"


Days = Mapping[int, tuple[int, int]]


def _replies(by_day: Days, _all: Sequence[Days], days: int) -> Panel:
    columns = {
        day: (rules.share(said, asked), f"day {day}: {said:,} of {asked:,} ({rules.percent(said, asked)})")
        for day, (asked, said) in by_day.items()
        if day > 0
    }
    rows = tuple((day, asked, said, rules.percent(said, asked)) for day, (asked, said) in by_day.items() if day > 0)
    ends = ("100 %", "day 1", f"day {days}")
    drawn = (drawing.columns("Share that answered, by day", columns, days, 1.0, ends),) if columns else ()
    return Panel(drawn, Table(("Day", "Asked", "Answered", "Rate"), rows))


def _trends(trends: tuple[Trend, ...], _all: Sequence[tuple[Trend, ...]], days: int) -> Panel:
    drawn, rows = [], []
    for trend in trends:
        reading = choices.read(trend.short, trend.lo, trend.hi)
        shown = {week: spread for week, spread in trend.weeks.items() if spread is not None and week > 0}
        drawn.append(
            drawing.band(reading.words, shown, rules.week_of(days), (trend.lo, trend.hi), reading.ends)
        )  # fmt: skip
        for week, spread in trend.weeks.items():
            cells: tuple[Cell, ...] = (TOO_FEW, "", "", "")
            if spread is not None:
                cells = (spread.people, spread.low, spread.median, spread.high)
            rows.append((reading.words, week, *cells))
    head = ("Question", "Week", "People", "Lower quartile", "Median", "Upper quartile")
    notes = (f"Weeks with answers of fewer than {rules.FEWEST} people are not shown.",) if rows else ()
    return Panel(tuple(drawn), Table(head, tuple(rows)), notes)


def _stops(left: tuple[Left, ...], every: Sequence[tuple[Left, ...]], days: int) -> Panel:
    by_day, by_text = rules.by_day(left), rules.by_template(left)
    most = max((max(rules.by_day(each).values(), default=0) for each in every), default=0)
    most_text = max((rules.by_template(each)[0][1] for each in every if each), default=0)
    columns = {day: (float(count), f"day {day}: {count:,}") for day, count in by_day.items() if day > 0}
    lines = [(_text(name), float(count), f"{count:,}") for name, count in by_text[:TEXTS_SHOWN]]
    drawn: tuple[Drawing, ...] = (
        drawing.columns("By day of the programme", columns, days, most, (f"{most:,}", "day 1", f"day {days}")),
        drawing.bars("By the last message before", lines, most_text),
    )
    rows = [("Day", str(day) if day else "before day 1", count) for day, count in by_day.items()]
    rows += [("Last message before", _text(name), count) for name, count in by_text]
    said = f"{len(left):,} took a permission back." if len(left) != 1 else "One person took a permission back."
    return Panel(drawn if left else (), Table(("By", "Which", "People"), tuple(rows)), (said,) if left else ())


def _text(name: str) -> str:
    return name or "None was sent before"


@dataclass(frozen=True, slots=True)
class Delivery:
    """`counts`: (channel, state) -> messages. `seconds`: how long the latest took, by channel."""

    counts: Mapping[tuple[str, str], int]
    seconds: Mapping[Channel, Sequence[float]]


def _load_delivery(cohort: Cohort, _days: int) -> Delivery:
    seconds = {channel: figures.delivery_seconds(cohort, channel) for channel in Channel}
    return Delivery(figures.outcomes(cohort), seconds)


def _delivery(found: Delivery, _all: Sequence[Delivery], _days: int) -> Panel:
    drawn, rows, notes = list[Drawing](), list[tuple[Cell, ...]](), list[str]()
    for channel, name in CHANNELS.items():
        counts = {state: found.counts.get((channel, state), 0) for state in OUTCOMES}
        whole = sum(counts.values())
        words = {state: OUTCOME_WORDS.get(state, OTHER_WORDS[state]).capitalize() for state in OUTCOMES}
        rows += [(name, words[state], count, rules.percent(count, whole)) for state, count in counts.items()]
        if whole:
            lines = [
                (words[state], rules.share(count, whole), f"{count:,} ({rules.percent(count, whole)})")
                for state, count in counts.items()
            ]
            drawn.append(drawing.bars(f"{name}, {whole:,}", lines, 1.0))
        if (middle := rules.median(found.seconds[channel])) is not None:
            latest = len(found.seconds[channel])
            notes.append(f"{name}: half arrived within {middle:,.0f} s (of the latest {latest:,} delivered).")
            rows.append((name, "Median seconds to delivered", round(middle, 1), ""))
    return Panel(tuple(drawn), Table(("Channel", "Outcome", "Messages", "Share"), tuple(rows)), tuple(notes))


@dataclass(frozen=True, slots=True)
class Week:
    """What one week of the programme took; week 0 is beside it."""

    week: int
    texts: int
    segments: int
    emails: int


def _load_cost(cohort: Cohort, _days: int) -> tuple[int, tuple[Week, ...]]:
    used = figures.used(cohort)
    weeks = sorted({week for week, _ in used})
    told = tuple(Week(w, *used.get((w, Channel.SMS), (0, 0)), used.get((w, Channel.EMAIL), (0, 0))[0]) for w in weeks)
    return figures.people(cohort), told


Used = tuple[int, tuple[Week, ...]]


def _cost(found: Used, every: Sequence[Used], _days: int) -> Panel:
    people, weeks = found
    settings = load()
    rates = Rates(settings.sms_price, settings.email_price, settings.currency)
    most = max((_measure(rates, week) for _, others in every for week in others), default=0.0)
    lines = [(_week(week), _measure(rates, week), _said(rates, week)) for week in weeks]
    segments, emails = sum(each.segments for each in weeks), sum(each.emails for each in weeks)
    notes = [f"{segments:,} segments and {emails:,} emails for {people:,} {'person' if people == 1 else 'people'}."]
    if rates.are_set and people:
        total = rates.cost(segments, emails)
        notes.append(
            f"{total:,.2f} {rates.currency} in all, {total / people:,.2f} a person, at {rates.per_segment:g} a segment "
            f"and {rates.per_email:g} an email."
        )
    elif not rates.are_set:
        notes.append(
            "No prices are set. Whoever runs the service sets COACHING_SMS_PRICE and COACHING_EMAIL_PRICE; the lines "
            "show segments and emails until then."
        )
    rows = tuple(
        (_week(each), each.texts, each.segments, each.emails,
         round(rates.cost(each.segments, each.emails), 4) if rates.are_set else "not known")
        for each in weeks
    )  # fmt: skip
    title = f"Cost in {rates.currency}" if rates.are_set else "Segments and emails"
    head = ("Week", "Texts", "Segments", "Emails", f"Cost ({rates.currency})")
    drawn = (drawing.bars(title, lines, most),) if weeks else ()
    return Panel(drawn, Table(head, rows), tuple(notes) if weeks else ())


def _measure(rates: Rates, week: Week) -> float:
    return rates.cost(week.segments, week.emails) if rates.are_set else float(week.segments + week.emails)


def _said(rates: Rates, week: Week) -> str:
    return f"{_measure(rates, week):,.2f}" if rates.are_set else f"{week.segments:,} segments, {week.emails:,} emails"


def _week(week: Week) -> str:
    return f"Week {week.week}" if week.week else "Beside the days"


FIGURES: dict[str, Figure[Any]] = {
    "funnel": Figure(
        "How far", "From the invitation to the last day.", lambda cohort, days: rules.funnel(
            figures.progress(cohort), days), _funnel),
    "replies": Figure(
        "Replies", "Of those who were asked something on a day, how many answered.",
        lambda cohort, _: figures.asked(cohort), _replies),
    "check-ins": Figure(
        "Check-ins", "The middle answer of each week, and between what the middle half lies. What people say of "
        "themselves; it proves no effect.",
        lambda cohort, _: rules.trends(figures.given(cohort, SCALE), figures.givers(cohort, SCALE)), _trends),
    "stops": Figure(
        "Stops", "When people took a permission back, and the last message they had got before.",
        lambda cohort, _: rules.once_each(figures.left(cohort)), _stops),
    "delivery": Figure("Delivery", "What became of the messages that were handed over.", _load_delivery, _delivery),
    "cost": Figure("Cost", "Segments and emails the providers took, at your prices.", _load_cost, _cost),
}  # fmt: skip
