"""`coaching createuser` and `coaching unlock`: the team from the terminal."""

import pytest
from typer.testing import CliRunner

from coaching.cli.app import app
from coaching.store.models import Audit, User

pytestmark = [pytest.mark.database, pytest.mark.django_db]
PASSWORD = ["--password", "a-quiet-river-9"]


def test_the_first_account_is_an_owners_and_later_ones_are_coaches() -> None:
    assert "ines (owner) can sign in" in CliRunner().invoke(app, ["createuser", "ines", *PASSWORD]).output
    assert "maya (coach) can sign in" in CliRunner().invoke(app, ["createuser", "maya", *PASSWORD]).output


def test_a_role_and_an_address_may_be_named() -> None:
    made = ["createuser", "vera", "--role", "viewer", "--email", "vera@example.org", *PASSWORD]
    assert CliRunner().invoke(app, made).exit_code == 0
    assert User.objects.values_list("role", "email").get() == ("viewer", "vera@example.org")


@pytest.mark.parametrize("wrong", [["MAYA", *PASSWORD], ["ben", "--password", "short"], ["ben", "--role", "emperor"]])
def test_a_taken_name_a_weak_password_or_an_odd_role_makes_no_account(wrong: list[str]) -> None:
    User.objects.create_user("maya")
    assert CliRunner().invoke(app, ["createuser", *wrong]).exit_code != 0
    assert User.objects.count() == 1


def test_unlock_says_what_was_in_the_way_and_leaves_a_line_in_the_audit() -> None:
    User.objects.create_user("maya", is_active=False)
    assert "the account is open again" in CliRunner().invoke(app, ["unlock", "maya"]).output
    assert User.objects.get().is_active
    assert Audit.objects.get().verb == "unlocked"
    assert "There is no account 'nobody'" in CliRunner().invoke(app, ["unlock", "nobody"]).output
