"""The timetable on a real Redis: leases, wake-ups and settling in any order, against a model of what must hold.

No test waits for a lease: a lease of 0 ms has ended by the next command, one of an hour lasts through the test.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from coaching.store import keys
from coaching.store.timetable import Claim, Due, Timetable, TimetableLost, to_ms

DAY_MS = 86_400_000
ENDED, LASTING = 0, 3_600_000
SHARDS = 3
MEMBERS = range(1, 8)

# Programme day n of a test begins so many ms after the Redis server's own clock when it opened.
days = st.integers(0, 6)
members = st.sampled_from(MEMBERS)


@pytest.fixture
def table(clean_redis: "redis.Redis") -> Iterator[Timetable]:
    table = Timetable(clean_redis, "due", SHARDS)
    table.open(0)
    yield table
    table.clear()


def now_ms(client: "redis.Redis") -> int:
    seconds, micros = client.time()
    return int(seconds) * 1000 + int(micros) // 1000


def member_of(claims: list[Claim]) -> list[int]:
    return [claim.member for claim in claims]


def test_a_claimed_member_is_given_to_nobody_else_until_its_lease_ends(table: Timetable) -> None:
    table.put_many([Due(3, 0)])
    assert member_of(table.claim(0, 10, ENDED)) == [3]
    assert member_of(table.claim(0, 10, LASTING)) == [3]
    assert table.claim(0, 10, LASTING) == []


def test_what_is_due_later_is_not_claimed_and_what_is_due_earliest_comes_first(
    table: Timetable, clean_redis: "redis.Redis"
) -> None:
    now = now_ms(clean_redis)
    table.put_many([Due(3, now - 10), Due(6, now - 20), Due(9, now + DAY_MS)])
    assert member_of(table.claim(0, 1, LASTING)) == [6]
    assert member_of(table.claim(0, 10, LASTING)) == [3]
    assert table.next_due_ms() == now + DAY_MS
    assert table.counts() == {"due": 1, "leased": 2}


def test_programme_time_may_run_ahead_of_the_machine(table: Timetable, clean_redis: "redis.Redis") -> None:
    table.put_many([Due(3, now_ms(clean_redis) + 3 * DAY_MS)])
    assert table.ready() == {}
    table.open(4 * DAY_MS)
    assert table.ready() == {0: 1}
    assert member_of(table.claim(0, 10, LASTING)) == [3]


@pytest.mark.parametrize("order", [*permutations(["wake", "settle", "look"])])
def test_a_wake_up_during_a_claim_is_never_lost_to_tomorrow(
    order: tuple[str, ...], table: Timetable, clean_redis: "redis.Redis"
) -> None:
    """A reply wakes an enrolment that a worker has just decided to look at again tomorrow."""
    now = now_ms(clean_redis)
    table.put_many([Due(3, 0)])
    [claim] = table.claim(0, 10, LASTING)
    seen: list[Claim] = []
    acts = {
        "wake": lambda: table.put_many([Due(3, now)]),
        "settle": lambda: table.put_many([Due(3, now + DAY_MS, claim.token)]),
        "look": lambda: seen.extend(table.claim(0, 10, LASTING)),
    }
    for act in order:
        acts[act]()
    assert member_of([*seen, *table.claim(0, 10, LASTING)]) == [3]


def test_a_worker_that_comes_too_late_does_not_end_the_lease_of_the_next(table: Timetable) -> None:
    table.put_many([Due(3, 0)])
    [late] = table.claim(0, 10, ENDED)
    [held] = table.claim(0, 10, LASTING)
    table.put_many([Due(3, None, late.token)])
    assert table.claim(0, 10, LASTING) == []
    table.put_many([Due(3, None, held.token)])
    assert table.counts() == {"due": 0, "leased": 0}


def test_many_workers_at_once_share_the_members_without_overlap(table: Timetable) -> None:
    everybody = list(range(600))
    table.load([(member, 0) for member in everybody])
    start = threading.Barrier(4)

    def work(_: int) -> list[int]:
        start.wait()
        mine: list[int] = []
        while claims := [claim for shard in range(SHARDS) for claim in table.claim(shard, 17, LASTING)]:
            mine += member_of(claims)
        return mine

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(work, range(4)))
    assert sorted(member for share in shares for member in share) == everybody


def test_an_emptied_redis_says_so_until_it_is_rebuilt(table: Timetable, clean_redis: "redis.Redis") -> None:
    table.put_many([Due(3, 0)])
    clean_redis.flushall()
    with pytest.raises(TimetableLost):
        table.claim(0, 10, LASTING)
    with pytest.raises(TimetableLost):
        table.ready()
    table.put_many([Due(3, 0)])  # a reply may come in meanwhile: it is taken, but nobody claims yet
    with pytest.raises(TimetableLost):
        table.claim(0, 10, LASTING)
    table.load([(3, 5), (6, 0)])
    table.open(0)
    assert sorted(member_of(table.claim(0, 10, LASTING))) == [3, 6]


def test_a_shard_is_hinted_once_until_somebody_claims(table: Timetable) -> None:
    table.put_many([Due(3, 0)])
    assert [table.hint(0), table.hint(0), table.hint(1)] == [True, False, True]
    table.claim(0, 10, LASTING)
    assert table.hint(0)


def test_a_put_of_thousands_reaches_every_member(table: Timetable) -> None:
    table.put_many(Due(member, 0) for member in range(4000))
    assert table.counts() == {"due": 4000, "leased": 0}


def test_another_error_of_redis_is_not_taken_for_a_lost_timetable(table: Timetable, clean_redis: "redis.Redis") -> None:
    clean_redis.set(keys.shard("due", 0).due, "not a sorted set")
    with pytest.raises(redis.ResponseError, match="WRONGTYPE"):
        table.claim(0, 10, LASTING)


@given(st.datetimes(timezones=st.just(UTC)))
def test_milliseconds_are_never_before_the_instant(at: datetime) -> None:
    back = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=to_ms(at))
    assert timedelta() <= back - at < timedelta(milliseconds=1)


class Workers(RuleBasedStateMachine):
    """Any number of workers on one timetable. The model: when each member is due, and who holds it."""

    client: "redis.Redis"

    @initialize()
    def begin(self) -> None:
        self.client.flushdb()
        self.table = Timetable(self.client, "due", SHARDS)
        self.base = now_ms(self.client)
        self.today = 0
        self.lost = False
        self.due: dict[int, int] = {}
        self.leased: dict[int, int] = {}
        self.lasting: set[int] = set()
        self.held: list[Claim] = []
        self.table.open(0)

    def at(self, day: int) -> int:
        """A noon of programme time: no test lasts until the next one."""
        return self.base + day * DAY_MS - DAY_MS // 2

    def scores(self, key: str) -> dict[int, int]:
        found: list[tuple[bytes, float]] = self.client.zrange(key, 0, -1, withscores=True)  # type: ignore[assignment]  # pairs
        return {int(member): int(score) for member, score in found}

    def claimable(self, shard: int) -> set[int]:
        mine = {member for member in MEMBERS if member % SHARDS == shard}
        ended = {member for member in mine if member in self.leased and member not in self.lasting}
        free = {m for m in mine if m in self.due and m not in self.leased and self.due[m] <= self.at(self.today)}
        return ended | free

    def earlier(self, member: int, at: int) -> None:
        self.due[member] = min(at, self.due.get(member, at))

    @rule(member=members, day=days)
    def wake(self, member: int, day: int) -> None:
        self.table.put_many([Due(member, self.at(day))])
        self.earlier(member, self.at(day))

    @precondition(lambda self: not self.lost)
    @rule(shard=st.integers(0, SHARDS - 1), limit=st.integers(1, 4), lease=st.sampled_from([ENDED, LASTING]))
    def claim(self, shard: int, limit: int, lease: int) -> None:
        claims = self.table.claim(shard, limit, lease)
        got = set(member_of(claims))
        claimable = self.claimable(shard)
        assert got <= claimable
        assert len(claims) == len(got) == min(limit, len(claimable))
        for claim in claims:
            if claim.member not in self.leased:
                del self.due[claim.member]
            self.leased[claim.member] = claim.token
            (self.lasting.add if lease == LASTING else self.lasting.discard)(claim.member)
        self.held += claims

    @precondition(lambda self: bool(self.held))
    @rule(pick=st.integers(0, 10**6), day=st.none() | days)
    def settle(self, pick: int, day: int | None) -> None:
        """A worker ends: in time, too late, or after the timetable was lost."""
        claim = self.held.pop(pick % len(self.held))
        at = None if day is None else self.at(day)
        self.table.put_many([Due(claim.member, at, claim.token)])
        if self.leased.get(claim.member) == claim.token:
            del self.leased[claim.member]
            self.lasting.discard(claim.member)
        if at is not None:
            self.earlier(claim.member, at)

    @precondition(lambda self: bool(self.held))
    @rule(pick=st.integers(0, 10**6))
    def die(self, pick: int) -> None:
        """A worker ends without a word: its lease alone brings the member back."""
        self.held.pop(pick % len(self.held))

    @precondition(lambda self: not self.lost)
    @rule(by=st.integers(1, 3))
    def a_day_passes(self, by: int) -> None:
        self.today += by
        self.table.open(self.today * DAY_MS)

    @rule()
    def redis_is_emptied(self) -> None:
        self.client.flushall()
        self.due, self.leased, self.lasting, self.lost = {}, {}, set(), True

    @precondition(lambda self: self.lost)
    @rule(wakes=st.dictionaries(members, days))
    def rebuild(self, wakes: dict[int, int]) -> None:
        self.table.load([(member, self.at(day)) for member, day in wakes.items()])
        self.table.open(self.today * DAY_MS)
        for member, day in wakes.items():
            self.earlier(member, self.at(day))
        self.lost = False

    @invariant()
    def redis_holds_what_the_model_says(self) -> None:
        due: dict[int, int] = {}
        leased: dict[int, int] = {}
        for shard in range(SHARDS):
            k = keys.shard("due", shard)
            due |= self.scores(k.due)
            leased |= self.scores(k.leased)
        assert due == self.due
        assert leased == self.leased

    @invariant()
    def what_is_ready_is_what_could_be_claimed(self) -> None:
        if self.lost:
            with pytest.raises(TimetableLost):
                self.table.ready()
            return
        # An ended lease and a due time of the same member are counted both; a look too many does no harm.
        ready = self.table.ready()
        for shard in range(SHARDS):
            assert (ready.get(shard, 0) > 0) >= bool(self.claimable(shard))

    @precondition(lambda self: not self.lost)
    @rule()
    def whoever_is_due_can_be_claimed_in_the_end(self) -> None:
        for shard in range(SHARDS):
            expected = self.claimable(shard)
            claims = self.table.claim(shard, 100, LASTING)
            assert set(member_of(claims)) == expected
            for claim in claims:
                if claim.member not in self.leased:
                    del self.due[claim.member]
                self.leased[claim.member] = claim.token
                self.lasting.add(claim.member)
            self.held += claims


def test_workers_in_any_order_never_share_a_member_and_never_lose_a_time(clean_redis: "redis.Redis") -> None:
    machine = type("WorkersHere", (Workers,), {"client": clean_redis})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=60, stateful_step_count=40, suppress_health_check=list(HealthCheck)),
    )
