"""Moves programme time: on to the next thing that happens, once nothing is left to happen now."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from coaching import bootstrap
from coaching.cli.demo.simulated import Simulator, State
from coaching.cli.group.signals import Stop
from coaching.journeys.office import Office
from coaching.store import clock, redis_link, unsettled

# Moments closer together than this happen together: at full speed, that is well inside every window.
STEP, STEP_AT_FULL_SPEED = timedelta(minutes=1), timedelta(minutes=45)
STUCK_AFTER_S = 60.0
POLL_S = 0.012


class Stuck(Exception):
    """Something that should happen by itself does not; the message says what is left."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`days_per_minute` of programme time; None: as fast as it goes. `exact` keeps near moments apart even
    then. `holds`: the clock moves only by hand."""

    days_per_minute: float | None
    exact: bool = False
    holds: bool = False

    @property
    def step(self) -> timedelta:
        return STEP_AT_FULL_SPEED if self.days_per_minute is None and not self.exact else STEP


@dataclass(slots=True)
class Driver:
    """Drives the demo until nothing is due any more or somebody stops it."""

    office: Office
    simulator: Simulator
    pace: Pace
    stop: Stop
    on_move: Callable[[datetime, State], None]

    def run(self, until: datetime) -> None:
        """This will move programme time up to `until`; raises Stuck if the group does not come to rest."""
        while not self.stop.is_set():
            state = self._at_rest()
            if state is None:
                return
            now = clock.programme_now(bootstrap.machine_time())
            self.on_move(now, state)
            following = self._next(state)
            if following is None or following > until:
                return
            self._go(now, following)

    def forward(self, by: timedelta | None) -> datetime:
        """This will move programme time by a span, or to the next thing due (None); answers the new time."""
        state = self._at_rest()
        following = self._next(state) if state is not None else None
        if by is None and following is None:
            raise Stuck("nothing is due any more")
        now = clock.programme_now(bootstrap.machine_time())
        target = now + by if by is not None else following
        if target is not None:
            self.run(target)
            self.move(target)
            self._at_rest()
        return clock.programme_now(bootstrap.machine_time())

    def move(self, to: datetime) -> None:
        """This will set programme time everywhere: SQL first, so that whoever wakes by Redis reads the new time."""
        offset = clock.move_to(to, bootstrap.machine_time())
        milliseconds = round(offset.total_seconds() * 1000)
        self.office.owed.open(milliseconds)
        self.office.lessons.open(milliseconds)
        redis_link.ring()
        self.simulator.set_clock(offset)

    def _at_rest(self) -> State | None:
        """Waits until no lease, no unsettled row and no callback is left; None if somebody stopped the demo."""
        deadline = time.monotonic() + STUCK_AFTER_S
        while not self.stop.is_set():
            if not self._busy() and (state := self.simulator.state()).pending == 0 and not self._busy():
                return state
            if time.monotonic() > deadline:
                raise Stuck(f"nothing moved for {STUCK_AFTER_S:g} s: {self._left()}")
            self.stop.wait(POLL_S)
        return None

    def _busy(self) -> bool:
        tables = (self.office.owed, self.office.lessons)
        return unsettled.moving() > 0 or any(table.ready() or table.counts()["leased"] for table in tables)

    def _left(self) -> str:
        leased = self.office.lessons.counts()["leased"]
        return (
            f"{leased} leased, {unsettled.moving()} messages on their way, {self.simulator.state().pending} callbacks"
        )

    def _next(self, state: State) -> datetime | None:
        heads = [self.office.lessons.next_due_ms(), self.office.owed.next_due_ms(), state.next_event_ms]
        known = [head for head in heads if head is not None]
        if not known:
            return None
        exact = datetime.fromtimestamp(min(known) / 1000, UTC)
        return exact + (datetime.min.replace(tzinfo=UTC) - exact) % self.pace.step

    def _go(self, now: datetime, to: datetime) -> None:
        if self.pace.days_per_minute is not None:
            self._glide(now, to, self.pace.days_per_minute)
        if not self.stop.is_set():
            self.move(to)

    def _glide(self, now: datetime, to: datetime, days_per_minute: float) -> None:
        """Lets the clock run on in small steps, so that pages show time passing."""
        per_second = timedelta(days=days_per_minute / 60)
        while now < to and not self.stop.wait(0.25):
            now += per_second / 4
            if now < to:
                self.move(now)
