"""`coaching apikey`: made, listed, ended."""

import pytest
from typer.testing import CliRunner

from coaching.cli.app import app
from coaching.store import api_keys
from tests.world import World

pytestmark = pytest.mark.database


def test_a_key_is_made_listed_and_ended(world: World) -> None:
    made = CliRunner().invoke(app, ["apikey", "new", "the shop", "--scope", "books:read", "--by", "maya"])
    assert made.exit_code == 0, made.output
    token = made.output.split()[0]
    assert api_keys.find(token, world.now) is not None
    prefix = token.split("_")[1]
    assert prefix in CliRunner().invoke(app, ["apikey", "list"]).output
    assert "counts no more" in CliRunner().invoke(app, ["apikey", "revoke", prefix]).output
    assert api_keys.find(token, world.now) is None


def test_what_cannot_be_done_is_said(world: World) -> None:
    assert "There is no key" in CliRunner().invoke(app, ["apikey", "list"]).output
    nobody = CliRunner().invoke(app, ["apikey", "revoke", "nobody"])
    assert nobody.exit_code == 1
    assert "There is no key nobody" in nobody.output
    assert CliRunner().invoke(app, ["apikey", "new", "", "--scope", "books:read"]).exit_code == 1
