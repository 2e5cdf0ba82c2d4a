"""The plan of a chaos run: drawn from its seed, and complete."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import pytest

from coaching.simulator.faults import KINDS, Stage, read_fault
from tests.chaos import plan
from tests.chaos.plan import PROVIDERS, Blow, Event

pytestmark = pytest.mark.chaos
# Settings and words, which no time mends.
NO_WEATHER = {"unauthorized", "forbidden", "vague_error"}


def streams(seed: int) -> tuple[Iterator[Event], ...]:
    return plan.blows(seed), *(plan.faults(seed, provider) for provider in PROVIDERS)


def faults(provider: str, most: int) -> list[Mapping[str, Any]]:
    found = islice(plan.faults(1, provider), most)
    return [event.what for event in found if not isinstance(event.what, Blow)]


def test_the_same_seed_gives_the_same_plan_and_another_seed_another() -> None:
    for one, same, other in zip(streams(7), streams(7), streams(8), strict=True):
        first = list(islice(one, 50))
        assert first == list(islice(same, 50))
        assert first != list(islice(other, 50))


def test_a_short_run_meets_every_kind_of_blow_within_a_minute_of_waiting() -> None:
    for seed in range(20):
        first = list(islice(plan.blows(seed), 10))
        assert {event.what for event in first} == set(Blow)
        assert sum(event.pause_s + event.lasts_s for event in first) < 60


@pytest.mark.parametrize("provider", PROVIDERS)
def test_thirty_faults_meet_each_way_in_which_a_provider_can_fail(provider: str) -> None:
    wanted = {
        kind
        for kind, (stage, whose) in KINDS.items()
        if stage in (Stage.BEFORE, Stage.AFTER, Stage.SEARCH, Stage.LISTEN, Stage.EARLY, Stage.ORDER)
        and provider in whose
    }
    assert {fault["kind"] for fault in faults(provider, 30)} >= wanted - NO_WEATHER


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_provider_says_too_many_with_and_without_a_word_of_when_to_come_back(provider: str) -> None:
    limits = [fault for fault in faults(provider, 30) if fault["kind"] == "rate_limited"]
    assert {each.get("headers", True) for each in limits} == {True, False}


def test_a_frozen_worker_outlasts_its_lease() -> None:
    frozen = [event for event in islice(plan.blows(1), 100) if event.what is Blow.FREEZE_WORKER]
    assert all(event.lasts_s > plan.LEASE_S for event in frozen)
    assert {event.whom for event in frozen} == set(plan.WORKERS)


def test_the_simulator_knows_every_fault() -> None:
    for fault in (*faults("twilio", 30), *faults("sendgrid", 30)):
        assert read_fault(fault).kind == fault["kind"]
    for fault in plan.slow_reports("+15551230001", "ana@example.org"):
        assert read_fault(fault).times is None
