"""The timetable and the gate of a rehearsal do what the Lua scripts do: both get the same calls at the same times."""

import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.store import gates, timetable
from coaching.store.gates import Gate
from coaching.store.timetable import Due, Timetable
from coaching.store.timetable_in_memory import GateInMemory, HandClock, TimetableInMemory

BEGIN_MS = 1_767_225_600_000
CLOCK = "{redis.call('GET', 'test:s'), redis.call('GET', 'test:us')}"
# Moments and ids are few, so that they meet.
moves = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.sampled_from([1, 500, 999, 1000, 5_000, 60_000, 400_000])),
        st.tuples(st.just("put"), st.integers(1, 4), st.sampled_from([None, 0, 1000, 61_000]), st.booleans()),
        st.tuples(st.just("claim"), st.integers(1, 3), st.sampled_from([1000, 60_000])),
    ),
    max_size=25,
)
tries = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.sampled_from([1, 400, 5_000, 15_000, 300_000])),
        st.tuples(st.just("admit"), st.lists(st.integers(0, 3), min_size=1, max_size=4), st.booleans()),
        st.tuples(st.just("report"), st.integers(0, 2), st.integers(0, 6), st.booleans(), st.sampled_from([0.0, 2.0])),
    ),
    max_size=25,
)
same_redis = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def on_a_hand_clock(client: redis.Redis, script: str) -> "redis.commands.core.Script":
    return client.register_script(script.replace("redis.call('TIME')", CLOCK))


def set_clock(client: redis.Redis, clock: HandClock) -> None:
    client.mset({"test:s": clock.now_ms // 1000, "test:us": clock.now_ms % 1000 * 1000})


@same_redis
@given(moves)
def test_the_timetables_are_one(clean_redis: redis.Redis, steps: list[tuple[object, ...]]) -> None:
    clean_redis.flushdb()
    clock = HandClock(BEGIN_MS)
    real, own = Timetable(clean_redis, "due", 1), TimetableInMemory("due", clock)
    for name, script in (("_claim", timetable._CLAIM), ("_put", timetable._PUT), ("_ready", timetable._READY)):
        setattr(real, name, on_a_hand_clock(clean_redis, script))
    real.open(0)
    tokens: dict[int, int] = {}
    for step in steps:
        set_clock(clean_redis, clock)
        match step:
            case ("wait", int(ms)):
                clock.now_ms += ms
            case ("put", int(member), at, holds):
                at_ms = None if at is None else BEGIN_MS + int(str(at))
                dues = [Due(member, at_ms, tokens.get(member) if holds else None)]
                real.put_many(dues)
                own.put_many(dues)
            case ("claim", int(limit), int(lease)):
                claims = real.claim(0, limit, lease)
                assert own.claim(0, limit, lease) == claims
                tokens |= {claim.member: claim.token for claim in claims}
        set_clock(clean_redis, clock)
        assert bool(own.ready()) == bool(real.ready())
        assert own.next_due_ms() == real.next_due_ms()
        assert own.counts() == real.counts()


@same_redis
@given(tries, st.sampled_from([0.0, 1.0, 3.0]))
def test_the_gates_are_one(clean_redis: redis.Redis, steps: list[tuple[object, ...]], rate: float) -> None:
    clean_redis.flushdb()
    clock = HandClock(BEGIN_MS)
    real, own = Gate(clean_redis, "sms", rate), GateInMemory("sms", rate, clock)
    real._admit, real._report = (on_a_hand_clock(clean_redis, each) for each in (gates._ADMIT, gates._REPORT))
    for step in steps:
        set_clock(clean_redis, clock)
        match step:
            case ("wait", int(ms)):
                clock.now_ms += ms
            case ("admit", list(costs), bool(urgent)):
                assert own.admit(costs, urgent=urgent) == real.admit(costs, urgent=urgent)
            case ("report", int(good), int(bad), bool(fatal), float(rest)):
                told = {"good": good, "bad": bad, "fatal": fatal, "rest_s": rest}
                assert own.report(**told) == real.report(**told)  # type: ignore[arg-type]  # as written above
