"""The world of a journey test."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def world(db: None, clean_redis: object) -> "World":
    """Imported late: pytest reads this file before the servers run, and Django's settings must wait for them."""
    from tests.world import World

    del db, clean_redis
    return World()
