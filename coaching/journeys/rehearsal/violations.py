"""Whether a rehearsal kept its promises: read from what went out, by rules of its own, not by those that decided."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from coaching.core import schedule
from coaching.core.model import Campaign, Channel, MessageId
from coaching.core.purposes import kinds
from coaching.journeys.rehearsal.result import Violation
from coaching.store.played import Row

IN_HOURS = (*kinds(capped=True), "invite")
"""Kinds that nobody has just asked for: they keep to the open hours."""
CONFIRMED_WITHIN = timedelta(minutes=10)
ONE_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Run:
    """What is known of one person beside their messages. `zones`: all in which they have been."""

    name: str
    campaign: Campaign
    zones: tuple[ZoneInfo, ...]
    cap: int
    status: str
    stopped_at: datetime | None = None


def of_run(rows: Sequence[Row], run: Run, unsafe: set[MessageId]) -> Iterator[Violation]:
    """This will name every broken promise among one person's messages."""
    sent = [row for row in rows if row.accepted_at is not None]
    yield from _in_hours(sent, run)
    yield from _one_lesson_a_date(sent, run)
    yield from _within_the_cap(sent, run)
    yield from (_broken("dose text without clearance", row, run) for row in sent if row.id in unsafe)
    yield from (_broken("more than one segment", row, run) for row in sent if row.parts > 1)
    yield from _after_stop(sent, run)
    yield from _days_without_state(rows, run)


def _broken(rule: str, row: Row, run: Run) -> Violation:
    at = row.accepted_at or row.due_at
    return Violation(rule, f"{run.name}: {row.template or row.kind} at {at.astimezone(run.zones[0]):%a %-d %b %H:%M}")


def _in_hours(sent: Sequence[Row], run: Run) -> Iterator[Violation]:
    for row in sent:
        at = row.accepted_at
        if at and row.kind in IN_HOURS and not any(_is_open(at, zone, run.campaign) for zone in run.zones):
            yield _broken("outside the open hours", row, run)


def _is_open(at: datetime, zone: ZoneInfo, campaign: Campaign) -> bool:
    bounds = schedule.open_hours(campaign.window, schedule.local_date(at, zone), zone)
    return bounds is not None and bounds[0] <= at < bounds[1]


def _one_lesson_a_date(sent: Sequence[Row], run: Run) -> Iterator[Violation]:
    lessons: defaultdict[object, set[str]] = defaultdict(set)
    for row in sent:
        if row.kind in ("step", "repeat") and row.on:
            lessons[row.on].add(row.step)
            if len(lessons[row.on]) > 1:
                yield _broken("two lessons on one date", row, run)


def _within_the_cap(sent: Sequence[Row], run: Run) -> Iterator[Violation]:
    capped = [(row.accepted_at, row) for row in sent if row.kind in kinds(capped=True) and row.accepted_at]
    dates: defaultdict[object, int] = defaultdict(int)
    texts: list[datetime] = []
    for at, row in sorted(capped, key=lambda pair: (pair[0], pair[1].id)):
        dates[row.on] += 1
        if row.channel is Channel.SMS:
            texts = [*(each for each in texts if each > at - ONE_DAY), at]
        if dates[row.on] > run.cap or len(texts) > run.cap:
            yield _broken("more than the cap", row, run)


def _after_stop(sent: Sequence[Row], run: Run) -> Iterator[Violation]:
    """The one confirmation of a STOP may follow, and the answer to a danger always."""
    if run.stopped_at is None:
        return
    for row in sent:
        late = row.accepted_at is not None and row.accepted_at > run.stopped_at
        confirms = row.kind == "reply" and row.accepted_at and row.accepted_at < run.stopped_at + CONFIRMED_WITHIN
        if late and row.kind != "safety" and not confirms:
            yield _broken("after STOP", row, run)


def _days_without_state(rows: Sequence[Row], run: Run) -> Iterator[Violation]:
    if run.status != "completed":
        if run.status == "active":
            yield Violation("it never came to an end", f"{run.name}: the programme is still running")
        return
    found = {(row.step, row.unit) for row in rows if row.kind == "step"}
    for step in run.campaign.steps:
        for unit in step.channels:
            if (step.key, unit) not in found:
                yield Violation("a day without a state", f"{run.name}: day {step.day} on {unit}")
