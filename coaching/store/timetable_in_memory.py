"""The timetable and the gate of a rehearsal: the rules of the Lua scripts, in one process and on a clock set by hand.

A test drives both with the same calls and holds them equal.
"""

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coaching.store.gates import (
    FAILURES_TO_OPEN,
    FIRST_REST_MS,
    LONGEST_REST_MS,
    PROBE_MS,
    Admission,
    Gate,
    GateState,
)
from coaching.store.timetable import Claim, Due, Timetable


@dataclass(slots=True)
class HandClock:
    """Epoch milliseconds, the same for programme and machine."""

    now_ms: int = 0


class TimetableInMemory(Timetable):
    """One shard, which nobody else looks at."""

    def __init__(self, name: str, clock: HandClock) -> None:
        self.name = name
        self.size = 1
        self._clock = clock
        self._due: dict[int, int] = {}
        self._leased: dict[int, int] = {}
        self._heap: list[tuple[int, str, int]] = []

    def claim(self, shard: int, limit: int, lease_ms: int) -> list[Claim]:  # noqa: ARG002  # there is one shard
        now, token = self._clock.now_ms, self._clock.now_ms + lease_ms
        ended = sorted((until, str(member), member) for member, until in self._leased.items() if until <= now)
        claimed = [member for _, _, member in ended[:limit]]
        self._leased.update(dict.fromkeys(claimed, token))
        busy: list[tuple[int, str, int]] = []
        while len(claimed) < limit and (head := self._head()) is not None and head[0] <= now:
            at, _, member = heapq.heappop(self._heap)
            if member in self._leased:
                busy.append((at, str(member), member))
                continue
            del self._due[member]
            self._leased[member] = token
            claimed.append(member)
        for each in busy:
            heapq.heappush(self._heap, each)
        return [Claim(member, token) for member in claimed]

    def _head(self) -> tuple[int, str, int] | None:
        """The earliest entry; what a later call has made stale falls out on the way."""
        while self._heap and self._due.get(self._heap[0][2]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0] if self._heap else None

    def put_many(self, dues: Iterable[Due]) -> None:
        for due in dues:
            if due.token is not None and self._leased.get(due.member) == due.token:
                del self._leased[due.member]
            if due.at_ms is not None and due.at_ms < self._due.get(due.member, math.inf):
                self._due[due.member] = due.at_ms
                heapq.heappush(self._heap, (due.at_ms, str(due.member), due.member))

    def hint(self, shard: int) -> bool:  # noqa: ARG002  # there is one shard, and nobody to hint to
        return True

    def ready(self) -> dict[int, int]:
        now = self._clock.now_ms
        head = self._head()
        ended = sum(until <= now for until in self._leased.values())
        count = ended + (head is not None and head[0] <= now)
        return {0: count} if count else {}

    def open(self, offset_ms: int) -> None:
        """The clock of a rehearsal is set by hand; it has no offset."""

    def clear(self) -> None:
        self._due.clear()
        self._leased.clear()
        self._heap.clear()

    def drop_many(self, members: Iterable[int]) -> None:
        for member in members:
            self._due.pop(member, None)
            self._leased.pop(member, None)

    def load(self, dues: Sequence[tuple[int, int]]) -> None:
        self.put_many(Due(member, at_ms) for member, at_ms in dues)

    def next_due_ms(self) -> int | None:
        head = self._head()
        return head[0] if head else None

    def counts(self) -> Mapping[str, int]:
        return {"due": len(self._due), "leased": len(self._leased)}


class GateInMemory(Gate):
    """A circuit and a token bucket on the rehearsal's clock."""

    def __init__(self, channel: str, rate: float, clock: HandClock) -> None:
        self.channel = channel
        self._rate = rate
        self._clock = clock
        self._level: float | None = None
        self._at = 0
        self._until = 0
        self._failures = 0
        self._openings = 0

    def admit(self, costs: Sequence[int], *, urgent: bool = False) -> Admission:
        now = self._clock.now_ms
        if self._until > now:
            return Admission(0, (self._until - now) / 1000)
        most = len(costs)
        if self._until > 0:
            most, self._until = 1, now + PROBE_MS
        if self._rate <= 0:
            return Admission(most)
        burst = max(1.0, self._rate)
        level = burst if self._level is None else self._level
        level = min(burst, level + max(0, now - self._at) * self._rate / 1000) if self._level is not None else burst
        go, waits = 0, []
        for cost in costs[:most]:
            level -= cost
            if cost == 0 or level >= 0 or urgent:
                go += 1
            else:
                waits.append(math.ceil(-level * 1000 / self._rate) / 1000)
        self._level, self._at = level, now
        return Admission(go, 0.0, tuple(waits))

    def report(self, *, good: int, bad: int, fatal: bool = False, rest_s: float = 0.0) -> bool | None:
        now, asked = self._clock.now_ms, round(rest_s * 1000)
        if good > 0 and not fatal and asked == 0:
            closes = self._until > 0 and self._openings > 0
            self._until = self._failures = self._openings = 0
            return False if closes else None
        if asked > 0 and not fatal:
            self._until = max(self._until, now + asked)
            return None
        if bad == 0 and not fatal:
            return None
        self._failures += bad
        if not fatal and self._openings == 0 and self._failures < FAILURES_TO_OPEN:
            return None
        rest = min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** min(self._openings, 20))
        self._until, self._openings = now + rest, self._openings + 1
        return True if self._openings == 1 else None

    def state(self) -> GateState:
        open_ms = max(0, self._until - self._clock.now_ms)
        return GateState(open_ms / 1000, self._failures, self._openings)
