"""How long a message waits for its next try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core.retrying import LONGEST_S, MOST_TRIES, wait_s


@given(st.integers(1, MOST_TRIES - 1), st.floats(0, 86_400), st.floats(0, 0.999))
def test_a_try_is_never_earlier_than_the_provider_asked(tries: int, asked_s: float, dice: float) -> None:
    wait = wait_s(tries, asked_s, dice)
    assert wait is not None
    assert asked_s <= wait <= max(asked_s * 1.1, LONGEST_S * 1.25)


def test_waits_grow_up_to_a_quarter_of_an_hour() -> None:
    waits = [wait_s(tries, 0, 0.5) for tries in range(1, MOST_TRIES)]
    assert waits[:4] == [10, 20, 40, 80]
    assert waits[-1] == LONGEST_S
    assert waits == sorted(waits, key=lambda each: each or 0)


def test_two_messages_do_not_come_back_at_the_same_moment() -> None:
    assert wait_s(3, 0, 0.1) != wait_s(3, 0, 0.9)


@pytest.mark.parametrize("tries", [MOST_TRIES, MOST_TRIES + 5])
def test_trying_has_an_end(tries: int) -> None:
    assert wait_s(tries, 0, 0.5) is None
