"""The stop switch: one press stops sending, one press lets it go on, and both are kept with a name."""

import pytest
from django.test import Client
from typer.testing import CliRunner

from coaching.cli.app import app
from coaching.store import switches
from coaching.store.models import Audit, Switch
from tests.world import World

pytestmark = pytest.mark.database


def test_the_page_says_that_messages_go_out_and_what_can_be_stopped(console: Client, world: World) -> None:
    said = console.get("/sending/").content.decode()
    assert "Messages go out" in said
    assert 'value="all" checked' in said
    assert 'value="magnesium"' in said


def test_everything_is_stopped_with_a_sentence_and_goes_on_with_one_press(console: Client, world: World) -> None:
    said = console.post("/sending/stop/", {"scope": "all", "why": "a wrong text"}, follow=True).content.decode()
    assert "Sending is stopped" in said
    assert 'action="/sending/all/resume/"' in said
    [row] = Switch.objects.all()
    assert (row.scope, row.by, row.why) == ("all", "maya", "a wrong text")
    said = console.post("/sending/all/resume/", follow=True).content.decode()
    assert "Messages go out again." in said
    assert switches.off() == []
    assert [(line.actor, line.verb) for line in Audit.objects.filter(noun="switch").order_by("pk")] == [
        ("maya", "stopped sending"),
        ("maya", "resumed sending"),
    ]


def test_one_programme_is_stopped_alone(console: Client, world: World) -> None:
    said = console.post("/sending/stop/", {"scope": "magnesium", "why": "day 6 is wrong"}, follow=True).content.decode()
    assert 'action="/sending/magnesium/resume/"' in said
    assert 'value="all"' in said  # everything can still be stopped


def test_a_reason_a_known_scope_and_a_switch_that_stands_are_needed(console: Client, world: World) -> None:
    assert console.post("/sending/stop/", {"scope": "all", "why": ""}).status_code == 422
    said = console.post("/sending/stop/", {"scope": "tea", "why": "x"}, follow=True).content.decode()
    assert "There is no programme" in said
    assert "is not stopped" in console.post("/sending/all/resume/", follow=True).content.decode()
    assert switches.off() == []


def test_the_terminal_uses_the_same_switch(world: World) -> None:
    run = CliRunner()
    assert "Stopped: no message leaves" in run.invoke(app, ["stop", "--why", "a test"]).output
    assert run.invoke(app, ["stop"]).exit_code == 1
    assert "is stopped already" in run.invoke(app, ["stop"]).output
    assert run.invoke(app, ["resume"]).exit_code == 0
    assert Audit.objects.filter(verb="stopped sending").count() == 1
