"""A small programme for the tests of the loader."""

from pathlib import Path

import pytest

from tests.desk import Desk, lay_out


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return lay_out(tmp_path)
