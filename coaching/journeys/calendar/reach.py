"""Whom a new calendar reaches: who is under way, who is behind or had a lesson already, and from when it counts."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from coaching.core import schedule
from coaching.core.crossing import Crossing, cross, first_difference
from coaching.core.decide import Status
from coaching.core.model import Campaign, EnrolmentId, Step
from coaching.core.schedule import Calendar
from coaching.journeys import library
from coaching.journeys.office import Moment
from coaching.store import alike, campaigns, schedule_changes, standings
from coaching.store.alike import Alike
from coaching.store.schedule_changes import UnderWay

PAGE = 500
FEW_NAMES = 3
LOOKED_AT = 2_000
"""Up to here everybody is looked at one by one; of more, who is at the same place is counted together, which is as
exact, and of those with a pause so many are looked at."""


@dataclass(slots=True)
class Those:
    """Some people: how many, the first few by name, and the lessons it is about, by step."""

    count: int = 0
    names: list[str] = field(default_factory=list)
    some: list[EnrolmentId] = field(default_factory=list)
    steps: dict[str, Step] = field(default_factory=dict)

    def add(self, who: UnderWay, many: int, steps: tuple[Step, ...] = ()) -> None:
        """This will take in one more, or as many as stand where they stand."""
        self.count += many
        if len(self.some) < FEW_NAMES:
            self.some.append(who.enrolment)
        self.steps.update((step.key, step) for step in steps)


@dataclass(slots=True)
class Reach:
    """What a new calendar means for those under way, were they all moved to it.

    `by_version`: how many follow which version now. `changed`: whose days to come change; `same`: whose do not.
    `caught_up`: who gets a lesson later than the calendar says, as its day is gone by; `had`: whose calendar ahead
    holds a lesson they had, which does not come again; `never`: who misses a lesson for good. `finishing`: on their
    last day, or past it; they stay as they are. `unreadable`: their stored record makes no sense. `first`: the first
    local date on which something else comes, and `first_name` whose it is. `paused`: how many have a pause, and
    `paused_seen` how many of them were looked at; where that is fewer, the others are taken to be like them.
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
    first_one: EnrolmentId | None = None
    paused: int = 0
    paused_seen: int = 0

    @property
    def is_exact(self) -> bool:
        return self.paused_seen == self.paused

    @property
    def groups(self) -> tuple[Those, ...]:
        return (self.changed, self.same, self.caught_up, self.had, self.never, self.finishing, self.unreadable)


def of(key: str, after: Campaign, moment: Moment, closely: int = LOOKED_AT) -> Reach:
    """This will look at everybody under way in a programme, and change nothing; `closely`: see LOOKED_AT."""
    found = Reach(total=alike.count(key))
    ways: dict[tuple[int, int], tuple[Crossing, int | None]] = {}
    versions: Counter[int] = Counter()
    everybody = _one_by_one(key) if found.total <= closely else _together(key, found, closely)
    for who, many in everybody:
        versions[who.version] += many
        _take_in(found, who, many, after, ways, moment.now)
    numbers = campaigns.numbers(versions.keys())
    for version, count in versions.items():
        found.by_version[numbers[version]] += count
    _name(found)
    return found


def _one_by_one(key: str) -> Iterator[Alike]:
    after = 0
    while page := schedule_changes.under_way(key, None, after, PAGE):
        yield from ((who, 1) for who in page)
        after = page[-1].enrolment


def _together(key: str, found: Reach, closely: int) -> Iterator[Alike]:
    """Those with a pause stand at places of their own: some of them are looked at, spread evenly."""
    yield from alike.never_paused(key)
    ids = alike.paused(key)
    chosen = ids if len(ids) <= closely else random.Random(0).sample(ids, closely)  # the same each time
    found.paused, found.paused_seen = len(ids), len(chosen)
    weights = _shares(len(ids), len(chosen))
    for first in range(0, len(chosen), PAGE):
        yield from zip(alike.some(chosen[first : first + PAGE]), weights, strict=False)


def _shares(total: int, parts: int) -> Iterator[int]:
    """As many whole numbers as there are parts; together they are the total."""
    return ((n + 1) * total // parts - n * total // parts for n in range(parts))


def _name(found: Reach) -> None:
    wanted = {one for those in found.groups for one in those.some}
    names = alike.names(wanted | ({found.first_one} if found.first_one else set()))
    for those in found.groups:
        those.names = [names[one] for one in those.some if one in names]
    found.first_name = names.get(found.first_one, "") if found.first_one else ""


def _take_in(
    found: Reach,
    who: UnderWay,
    many: int,
    after: Campaign,
    ways: dict[tuple[int, int], tuple[Crossing, int | None]],
    now: datetime,
) -> None:
    now_on = library.campaign(who.version)
    through = day_kept(who, now)
    if through is None:
        found.unreadable.add(who, many)
        return
    if is_finishing(through, now_on):
        found.finishing.add(who, many)
        return
    if (who.version, through) not in ways:
        crossing = cross(now_on, after, through)
        ways[(who.version, through)] = (crossing, first_difference(now_on, crossing.campaign, through))
    crossing, day = ways[(who.version, through)]
    if day is None:
        found.same.add(who, many)
        return
    found.changed.add(who, many)
    for those, steps in (
        (found.caught_up, crossing.caught_up),
        (found.had, crossing.had),
        (found.never, crossing.never),
    ):
        if steps:
            those.add(who, many, steps)
    on = schedule.date_of_day(calendar_of(who), day) if who.status is Status.ACTIVE else None
    if on is not None and (found.first is None or on < found.first):
        found.first, found.first_one = on, who.enrolment


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
