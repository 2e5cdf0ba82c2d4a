"""`coaching import`: a file from a terminal."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from coaching.cli.app import app
from coaching.store.models import Enrolment
from tests import imports
from tests.imports import person
from tests.world import World

pytestmark = pytest.mark.database
CONSENT = ["--who", "Maya", "--when", "2026-01-01", "--how", "on paper", "--everybody"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "people.csv"
    made.write_bytes(imports.csv([person(1), person(2), person(3, zone="Atlantis", name="=1+1")]))
    return made


def test_a_file_is_checked_and_nobody_enrolled_unless_asked_for(world: World, file: Path) -> None:
    done = CliRunner().invoke(app, ["import", str(file), *CONSENT])
    assert done.exit_code == 0, done.output
    assert "2 of 3 people can be enrolled" in done.output
    assert "There is no time zone" in done.output
    assert not Enrolment.objects.exists()


def test_people_are_enrolled_and_refused_rows_written(world: World, file: Path, tmp_path: Path) -> None:
    refused = tmp_path / "refused.csv"
    done = CliRunner().invoke(app, ["import", str(file), *CONSENT, "--enrol", "--refused", str(refused)])
    assert done.exit_code == 0, done.output
    assert "2 people are enrolled; 1 row was refused." in done.output
    assert Enrolment.objects.count() == 2
    assert "'=1+1" in refused.read_text(encoding="utf-8-sig")


def test_a_missing_statement_of_consent_is_said(world: World, file: Path) -> None:
    said = CliRunner().invoke(app, ["import", str(file)])
    assert said.exit_code == 1
    assert "Say who asked these people" in said.output
