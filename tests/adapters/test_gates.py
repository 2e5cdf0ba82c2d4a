"""The gate before a provider, on a real Redis: a bucket for the pace, a circuit for a provider that is away."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import redis

    from coaching.store.gates import Gate


@pytest.fixture
def make(clean_redis: "redis.Redis"):  # type: ignore[no-untyped-def]  # a factory of the test's own
    from coaching.store.gates import Gate

    return lambda rate=0.0: Gate(clean_redis, "sms", rate)


@pytest.fixture
def gate(make) -> "Gate":  # type: ignore[no-untyped-def]  # as above
    return make()


def skip_rest(client: "redis.Redis") -> None:
    """Lets the circuit's rest be over."""
    client.hset("gate:sms:circuit", "until", 1)


def test_without_a_limit_everything_goes(gate: "Gate") -> None:
    assert gate.admit([1] * 500).go == 500


def test_a_limited_sender_lets_one_second_of_segments_go_and_gives_the_others_their_turn(make) -> None:  # type: ignore[no-untyped-def]  # as above
    told = make(10).admit([1] * 14)
    assert told.go == 10
    assert len(told.waits_s) == 4
    assert list(told.waits_s) == sorted(told.waits_s)
    assert 0.05 < told.waits_s[0] <= 0.1
    assert 0.3 < told.waits_s[-1] <= 0.4


def test_a_text_of_three_parts_takes_three_places(make) -> None:  # type: ignore[no-untyped-def]  # as above
    assert make(10).admit([3, 3, 3, 3]).go == 3


def test_who_has_waited_for_the_turn_goes_whatever_the_queue(make) -> None:  # type: ignore[no-untyped-def]  # as above
    gate = make(10)
    gate.admit([1] * 100)
    assert gate.admit([1]).go == 0
    assert gate.admit([0, 0]).go == 2


def test_answers_do_not_queue_behind_lessons(make) -> None:  # type: ignore[no-untyped-def]  # as above
    gate = make(1)
    gate.admit([1] * 50)
    assert gate.admit([1], urgent=True).go == 1


def test_a_few_failures_in_a_row_open_the_circuit_and_nothing_leaves(gate: "Gate") -> None:
    assert [gate.report(good=0, bad=1) for _ in range(5)] == [None, None, None, None, True]
    told = gate.admit([1, 1], urgent=True)
    assert told.go == 0
    assert 0 < told.closed_s <= 5


def test_a_success_between_failures_keeps_it_closed(gate: "Gate") -> None:
    for _ in range(4):
        gate.report(good=0, bad=1)
    gate.report(good=1, bad=3)
    assert gate.report(good=0, bad=4) is None
    assert gate.admit([1]).go == 1


def test_after_its_rest_one_message_tries_and_its_success_closes_it(gate: "Gate", clean_redis: "redis.Redis") -> None:
    gate.report(good=0, bad=5)
    skip_rest(clean_redis)
    assert gate.admit([1] * 10).go == 1
    assert gate.admit([1] * 10).go == 0
    assert gate.report(good=1, bad=0) is False
    assert gate.admit([1] * 10).go == 10


def test_each_failed_try_rests_twice_as_long(gate: "Gate", clean_redis: "redis.Redis") -> None:
    gate.report(good=0, bad=5)
    rests = []
    for _ in range(8):
        skip_rest(clean_redis)
        gate.admit([1])
        gate.report(good=0, bad=1)
        rests.append(round(gate.state().open_s))
    assert rests == [10, 20, 40, 80, 160, 300, 300, 300]


def test_a_provider_that_refuses_us_opens_it_at_once(gate: "Gate") -> None:
    assert gate.report(good=0, bad=0, fatal=True) is True
    assert gate.admit([1]).go == 0


def test_too_fast_is_a_rest_and_no_failure(gate: "Gate") -> None:
    assert gate.report(good=3, bad=0, rest_s=2.0) is None
    assert 0 < gate.admit([1]).closed_s <= 2
    assert gate.state().openings == 0
