"""The shipped programme, strategies for people's calendars, and an executor that runs a programme in memory."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from hypothesis import strategies as st

from coaching import campaigns
from coaching.campaigns import loader
from coaching.core import books, schedule
from coaching.core.books import Account
from coaching.core.decide import Decision, Hold, Rest, Send, Skip, Standing, Status, Unit, Wait, decide, settled_through
from coaching.core.model import Campaign, Hours, Window
from coaching.core.reasons import Reason
from coaching.core.schedule import Pause

TEMPLATES = Path(__file__).parents[1] / "templates"
CAMPAIGN = loader.load(campaigns.find("magnesium"), TEMPLATES).campaign
FIRST, LAST = date(2026, 11, 1), date(2029, 6, 1)
ENOUGH_STEPS = 30_000


def window(hours: Hours | None) -> Window:
    return Window(hours, hours, hours)


def _pause(first: date, days: int) -> Pause:
    return Pause(first, first + timedelta(days=days - 1))


starts = st.dates(FIRST, LAST)
pauses = st.lists(st.builds(_pause, st.dates(FIRST, LAST), st.integers(1, 30)), max_size=4).map(tuple)
wishes = st.dictionaries(st.sampled_from(sorted(CAMPAIGN.slots)), st.times(), max_size=2)
_hours = st.sampled_from([(time(8), time(21)), (time(9), time(17)), (time(11, 30), time(12)), (time(1), time(3, 30))])
windows = st.builds(Window, _hours, st.none() | _hours, st.none() | _hours)


@dataclass(slots=True, repr=False)
class Run:
    """One enrolment in memory. `alter(standing, now)` gives what has changed by then; `outages` are [from, until)."""

    standing: Standing
    campaign: Campaign
    alter: Callable[[Standing, datetime], Standing] = lambda standing, _: standing
    outages: tuple[tuple[datetime, datetime], ...] = ()
    rows: dict[Unit, tuple[int, Reason | None]] = field(default_factory=dict)
    sends: list[tuple[datetime, Standing, Send]] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)

    def to_the_end(self, now: datetime) -> datetime:
        """Runs until nothing is left to do; open pauses are ended after a week. Answers when that was."""
        for _ in range(ENOUGH_STEPS):
            now = self._awake(now)
            self.standing = self.alter(self.standing, now)
            decisions = decide(self.standing, self.campaign, now)
            self._check(decisions)
            match self._take(decisions, now):
                case Rest(None):
                    return now
                case Rest(Reason.PAUSED):
                    now = self._resume(now)
                case Wait(until) | Hold(_, until):
                    assert until > now, f"{decisions[-1]} at {now} looks back"
                    self._balanced_at_every_midnight(now, until)
                    now = until
                case Send():
                    pass
                case other:
                    raise AssertionError(f"an active enrolment met {other}")
        raise AssertionError("the programme never comes to an end")

    def account(self, now: datetime, without: Unit | None = None) -> Account:
        by_day: dict[int, int] = {}
        for unit, (day, _) in self.rows.items():
            if unit != without:
                by_day[day] = by_day.get(day, 0) + 1
        return books.account(self.standing, self.campaign, by_day, 0, now)

    def _check(self, decisions: tuple[Decision, ...]) -> None:
        *skips, last = decisions
        assert all(isinstance(skip, Skip) for skip in skips)
        assert not isinstance(last, Skip)

    def _take(self, decisions: tuple[Decision, ...], now: datetime) -> Decision:
        for decision in decisions:
            if isinstance(decision, Skip):
                self._settle((decision.step.key, decision.unit), decision.step.day, decision.reason)
        last = decisions[-1]
        folded = [d.step.key for d in decisions if isinstance(d, Skip) and d.reason is Reason.FOLDED]
        waiting = tuple(dict.fromkeys((*self.standing.folded, *folded)))
        if isinstance(last, Send):
            self.sends.append((now, self.standing, last))
            self.carried += last.folded
            for leg in last.legs:
                self._settle((last.step.key, leg.unit), last.step.day, None)
            waiting = tuple(key for key in waiting if key not in last.folded)
        through = settled_through(replace(self.standing, settled=frozenset(self.rows)), self.campaign)
        later = frozenset(unit for unit, (day, _) in self.rows.items() if day > through)
        self.standing = replace(self.standing, settled_through=through, settled=later, folded=waiting)
        return last

    def _settle(self, unit: Unit, day: int, reason: Reason | None) -> None:
        assert unit not in self.rows, f"{unit} is settled a second time"
        self.rows[unit] = (day, reason)

    def _awake(self, now: datetime) -> datetime:
        for begins, ends in sorted(self.outages):
            if begins <= now < ends:
                now = ends
        return now

    def _resume(self, now: datetime) -> datetime:
        later = now + timedelta(days=7)
        calendar = self.standing.calendar
        yesterday = schedule.local_date(later, calendar.zone) - schedule.ONE_DAY
        ended = tuple(pause if pause.last else Pause(pause.first, yesterday) for pause in calendar.pauses)
        self.standing = replace(self.standing, calendar=replace(calendar, pauses=ended))
        return later

    def _balanced_at_every_midnight(self, now: datetime, until: datetime) -> None:
        """Nobody looks at the enrolment between two wake-ups, and at no midnight between them anything is missing."""
        for midnight in midnights(self.standing, now, until):
            if not any(begins <= midnight < ends for begins, ends in self.outages):
                assert self.account(midnight).missing == 0, f"missing at {midnight}"


def midnights(standing: Standing, now: datetime, until: datetime) -> Iterator[datetime]:
    zone = standing.calendar.zone
    on = schedule.local_date(now, zone) + schedule.ONE_DAY
    while (at := datetime.combine(on, time(0), tzinfo=zone).astimezone(UTC)) < until:
        if at > now:
            yield at
        on += schedule.ONE_DAY


def active(standing: Standing, **changes: object) -> Standing:
    return replace(standing, status=Status.ACTIVE, **changes)  # type: ignore[arg-type]  # fields of Standing


Switches = Mapping[str, tuple[tuple[datetime, datetime], ...]]
"""The name of a standing's flag, and the spans in which it is set."""


def is_on(spans: tuple[tuple[datetime, datetime], ...], now: datetime) -> bool:
    return any(begins <= now < ends for begins, ends in spans)
