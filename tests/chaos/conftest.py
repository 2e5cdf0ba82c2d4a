"""The world of a test in which workers die."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.chaos.mortal import Mortal


@pytest.fixture
def mortal(transactional_db: None, clean_redis: object) -> "Mortal":
    """With real commits: what a dead worker had not committed must be gone. Imported late, as in tests/journeys."""
    from tests.chaos.mortal import Mortal

    del transactional_db, clean_redis
    return Mortal()
