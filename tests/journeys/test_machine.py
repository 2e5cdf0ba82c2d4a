"""Ledger and timetable under every order of steps that Hypothesis can think of."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

pytestmark = pytest.mark.database


@pytest.mark.parametrize("examples", [3, pytest.param(30, marks=pytest.mark.slow)])
def test_whatever_the_order_nothing_is_doubled_or_lost_and_the_books_balance(
    transactional_db: None, clean_redis: object, examples: int
) -> None:
    from tests.chaos.hall import Hall
    from tests.chaos.machine import Machine

    Machine.hall = Hall()
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
