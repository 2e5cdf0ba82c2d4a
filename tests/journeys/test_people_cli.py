"""`coaching enrol` with the health screen."""

import pytest
from typer.testing import CliRunner

from coaching.cli.app import app
from coaching.store.models import Consent, Enrolment
from tests.world import World

pytestmark = pytest.mark.database
WHOLE = ["enrol", "--name", "Ana", "--zone", "America/New_York", "--phone", "+12125550123", "--consent"]


def test_answers_are_kept_with_the_health_consent(world: World) -> None:
    done = CliRunner().invoke(app, [*WHOLE, "--screen", "all=no M=yes", "--health-consent"])
    assert done.exit_code == 0, done.output
    assert "keeps what I answer about my health" in done.output
    assert Enrolment.objects.get().screen == "food_first"
    assert Consent.objects.filter(purpose="health").count() == 1


def test_a_result_alone_is_taken_as_before(world: World) -> None:
    assert CliRunner().invoke(app, [*WHOLE, "--screen", "gentle"]).exit_code == 0
    assert Enrolment.objects.get().screen == "gentle"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--screen", "all=no"], "answers are kept"),
        (["--screen", "Z=no", "--health-consent"], "no question 'Z'"),
        (["--region", "NO"], "COACHING_REGIONS"),
    ],
)
def test_what_is_missing_is_said(world: World, more: list[str], words: str) -> None:
    said = CliRunner().invoke(app, [*WHOLE, *more])
    assert said.exit_code == 1
    assert words in said.output
    assert not Enrolment.objects.exists()
