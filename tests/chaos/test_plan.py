"""The plan of a chaos run: drawn from its seed, and complete."""

from itertools import islice

import pytest

from coaching.simulator.faults import KINDS, Stage, read_fault
from tests.chaos import plan
from tests.chaos.plan import Blow

pytestmark = pytest.mark.chaos


def test_the_same_seed_gives_the_same_plan_and_another_seed_another() -> None:
    for events in (plan.blows, plan.faults):
        assert list(islice(events(7), 50)) == list(islice(events(7), 50))
        assert list(islice(events(7), 50)) != list(islice(events(8), 50))


def test_a_short_run_meets_every_kind_of_blow_within_a_minute_of_waiting() -> None:
    for seed in range(20):
        first = list(islice(plan.blows(seed), 10))
        assert {event.what for event in first} == set(Blow)
        assert sum(event.pause_s + event.lasts_s for event in first) < 60


def test_a_minute_of_faults_meets_each_kind_at_both_providers() -> None:
    wanted = {kind for kind, (stage, _) in KINDS.items() if stage in (Stage.BEFORE, Stage.AFTER, Stage.SEARCH)}
    wanted -= {"unauthorized", "forbidden", "vague_error", "accept_then_502"}  # settings, words, and the twin of 504
    faults = [event for event in islice(plan.faults(1), 60) if not isinstance(event.what, Blow)]
    for provider in ("twilio", "sendgrid"):
        met = {event.what["kind"] for event in faults if event.what["provider"] == provider}  # type: ignore[call-overload]
        assert met >= wanted - ({"refused"} if provider == "sendgrid" else set())
    assert sum(event.pause_s for event in faults) < 60


def test_the_providers_say_too_many_with_and_without_a_word_of_when_to_come_back() -> None:
    limits = [
        e.what for e in islice(plan.faults(1), 80) if not isinstance(e.what, Blow) and e.what["kind"] == "rate_limited"
    ]
    for provider in ("twilio", "sendgrid"):
        assert {each.get("headers", True) for each in limits if each["provider"] == provider} == {True, False}


def test_a_frozen_worker_outlasts_its_lease() -> None:
    frozen = [event for event in islice(plan.blows(1), 100) if event.what is Blow.FREEZE_WORKER]
    assert all(event.lasts_s > plan.LEASE_S for event in frozen)
    assert {event.whom for event in frozen} == set(plan.WORKERS)


def test_the_simulator_knows_every_fault() -> None:
    for event in islice(plan.faults(1), 60):
        assert not isinstance(event.what, Blow)
        assert read_fault(event.what).kind == event.what["kind"]
    for fault in plan.slow_reports("+15551230001", "ana@example.org"):
        assert read_fault(fault).times is None
