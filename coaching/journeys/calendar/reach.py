"""Whom a new calendar reaches: who is under way, who is behind or had a lesson already, and from when it counts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from coaching.core import schedule
from coaching.core.crossing import Crossing, cross, first_difference
from coaching.core.decide import Status
from coaching.core.model import Campaign, Step
from coaching.core.schedule import Calendar
from coaching.journeys import library
from coaching.journeys.office import Moment
from coaching.store import campaigns, schedule_changes, standings
from coaching.store.schedule_changes import UnderWay

PAGE = 500
FEW_NAMES = 3


@dataclass(slots=True)
class Those:
    """Some people: how many, the first few by name, and the lessons it is about, by step."""

    count: int = 0
    names: list[str] = field(default_factory=list)
    steps: dict[str, Step] = field(default_factory=dict)

    def add(self, who: UnderWay, steps: tuple[Step, ...] = ()) -> None:
        """This will take one more in."""
        self.count += 1
        if len(self.names) < FEW_NAMES:
            self.names.append(who.first_name)
        self.steps.update((step.key, step) for step in steps)


@dataclass(slots=True)
class Reach:
    """What a new calendar means for those under way, were they all moved to it.

    `by_version`: how many follow which version now. `changed`: whose days to come change; `same`: whose do not.
    `caught_up`: who gets a lesson later than the calendar says, as its day is gone by; `had`: whose calendar ahead
    holds a lesson they had, which does not come again; `never`: who misses a lesson for good. `finishing`: on their
    last day, or past it; they stay as they are. `unreadable`: their stored record makes no sense. `first`: the first
    local date on which something else comes, and `first_name` whose it is.
    """

    total: int = 0
    by_version: Counter[int] = field(default_factory=Counter)
    changed: Those = field(default_factory=Those)
    same: Those = field(default_factory=Those)
    caught_up: Those = field(default_factory=Those)
    had: Those = field(default_factory=Those)
    never: Those = field(default_factory=Those)
    finishing: Those = field(default_factory=Those)
    unreadable: Those = field(default_factory=Those)
    first: date | None = None
    first_name: str = ""


def of(key: str, after: Campaign, moment: Moment) -> Reach:
    """This will look at everybody under way in a programme, and change nothing."""
    found = Reach()
    ways: dict[tuple[int, int], tuple[Crossing, int | None]] = {}
    versions: Counter[int] = Counter()
    for who in _everybody(key):
        found.total += 1
        versions[who.version] += 1
        _take_in(found, who, after, ways, moment.now)
    numbers = campaigns.numbers(versions.keys())
    for version, count in versions.items():
        found.by_version[numbers[version]] += count
    return found


def _everybody(key: str) -> Iterator[UnderWay]:
    after = 0
    while page := schedule_changes.under_way(key, None, after, PAGE):
        yield from page
        after = page[-1].enrolment


def _take_in(
    found: Reach,
    who: UnderWay,
    after: Campaign,
    ways: dict[tuple[int, int], tuple[Crossing, int | None]],
    now: datetime,
) -> None:
    now_on = library.campaign(who.version)
    through = day_kept(who, now)
    if through is None:
        found.unreadable.add(who)
        return
    if is_finishing(through, now_on):
        found.finishing.add(who)
        return
    if (who.version, through) not in ways:
        crossing = cross(now_on, after, through)
        ways[(who.version, through)] = (crossing, first_difference(now_on, crossing.campaign, through))
    crossing, day = ways[(who.version, through)]
    if day is None:
        found.same.add(who)
        return
    found.changed.add(who)
    for those, steps in (
        (found.caught_up, crossing.caught_up),
        (found.had, crossing.had),
        (found.never, crossing.never),
    ):
        if steps:
            those.add(who, steps)
    on = schedule.date_of_day(calendar_of(who), day) if who.status is Status.ACTIVE else None
    if on is not None and (found.first is None or on < found.first):
        found.first, found.first_name = on, who.first_name


def day_kept(who: UnderWay, now: datetime) -> int | None:
    """This will give the last day that stays as it is: today's, as its lesson may be on its way, or the last one with
    a row. 0 for who has not begun; None where the stored record makes no sense."""
    if who.status is Status.WAITING:
        return 0
    try:
        calendar = calendar_of(who)
        return max(who.last_row, schedule.day_reached(calendar, schedule.local_date(now, calendar.zone)))
    except (LookupError, ValueError):
        return None


def is_finishing(through: int, campaign: Campaign) -> bool:
    """This will say whether nothing is left that could change: on the last day a run may be completed any moment."""
    return through >= campaign.days


def calendar_of(who: UnderWay) -> Calendar:
    """This will give where a person's days lie. Raises LookupError for a zone that nobody knows."""
    return Calendar(who.start, standings.zone(who.zone), who.pauses)
