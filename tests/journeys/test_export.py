"""A person's data to take along: everything stored about them, nothing of anybody else, no secret."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coaching.cli.app import app
from coaching.core.model import Channel
from coaching.journeys import address, export, notes
from coaching.store.models import AddressChange, Audit, Enrolment, Subscriber
from tests.world import World

pytestmark = pytest.mark.database
PARTS = {
    "profile", "consents", "enrolments", "messages", "replies", "thread", "questions", "answers", "saved", "screens",
    "pauses", "holds", "tags", "changes", "notes", "address_changes", "alerts", "provider_calls", "uploads", "audit",
}  # fmt: skip


@pytest.fixture
def ana(world: World) -> Enrolment:
    enrolled = world.enrol(screen="food_first")
    world.move(world.now + timedelta(days=2))
    for said in ("1", "4", "is tea fine, too?", "nobody would miss me if I were gone"):
        world.text(said)
    address.ask(enrolled, Channel.SMS, "+15551237777", world.office, world.moment())
    notes.write(enrolled.subscriber, "=1+1 likes tea", "maya", world.moment(), pinned=True)
    world.enrol(first_name="Ben", phone="+15551239999", email="ben@example.org", start="")
    return world.again(enrolled)


def test_everything_about_the_person_is_in_it(world: World, ana: Enrolment) -> None:
    data = json.loads(export.as_json(export.of(ana.subscriber, "maya", world.moment())))
    assert set(data) == {"made_at", *PARTS}
    assert (data["profile"][0]["phone"], data["profile"][0]["email"]) == ("+15551230001", "ana@example.org")
    assert [row["value"] for row in data["answers"]] == [1, 4]
    assert [row["text"] for row in data["replies"]][-2:] == ["is tea fine, too?", "nobody would miss me if I were gone"]
    assert any("day 1 of 56" in row["text"] for row in data["messages"])
    assert data["consents"][-1]["wording"].startswith("I agree")
    assert data["alerts"][0]["body"] == "nobody would miss me if I were gone"
    assert {"dose", "conversation"} == {row["kind"] for row in data["holds"]}
    assert data["provider_calls"][0]["body"] == "1"
    assert data["address_changes"][0]["address"] == "+15551237777"
    assert data["notes"][0]["text"] == "=1+1 likes tea"
    assert "enrolled" in {line["verb"] for line in data["audit"]}


def test_nothing_of_anybody_else_and_no_secret_is_in_it(world: World, ana: Enrolment) -> None:
    said = export.as_json(export.of(ana.subscriber, "maya", world.moment()))
    assert "Ben" not in said
    assert "ben@example.org" not in said
    assert ana.subscriber.token not in said
    assert AddressChange.objects.get().code not in said


def test_the_tables_say_the_same_as_the_file(world: World, ana: Enrolment) -> None:
    with zipfile.ZipFile(io.BytesIO(export.as_zip(ana.subscriber, "maya", world.moment()))) as packed:
        data = json.loads(packed.read("data.json"))
        names = set(packed.namelist())
        rows = list(csv.DictReader(io.StringIO(packed.read("replies.csv").decode())))
        phone = next(csv.DictReader(io.StringIO(packed.read("profile.csv").decode())))["phone"]
    assert names == {"README.txt", "data.json", *(f"{part}.csv" for part in PARTS if data[part])}
    assert [row["text"] for row in rows] == [row["text"] for row in data["replies"]]
    assert phone == "+15551230001"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+2", "'=1+2"),
        ("@x", "'@x"),
        ("-1+3", "'-1+3"),
        ("+15551230001", "+15551230001"),
        ("-5", "-5"),
        ("", ""),
        ("+", "'+"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_stays_words(cell: str, written: str) -> None:
    assert export.cell(cell) == written


def test_that_it_was_done_is_audited(world: World, ana: Enrolment) -> None:
    export.of(ana.subscriber, "maya", world.moment())
    newest = Audit.objects.latest("pk")
    assert (newest.actor, newest.verb, newest.noun_id) == ("maya", "exported", str(ana.subscriber_id))


# From the terminal


def test_the_command_writes_the_file_for_its_owner_alone(world: World, ana: Enrolment, tmp_path: Path) -> None:
    target = tmp_path / "ana.zip"
    done = CliRunner().invoke(app, ["export", "ana@example.org", "--to", str(target)])
    assert done.exit_code == 0, done.output
    assert target.stat().st_mode & 0o777 == 0o600
    assert zipfile.is_zipfile(target)
    again = CliRunner().invoke(app, ["export", str(ana.pk), "--to", str(target)])
    assert (again.exit_code, "is there already" in again.output) == (1, True)


def test_the_command_that_erases_asks_for_the_name(world: World, ana: Enrolment) -> None:
    wrong = CliRunner().invoke(app, ["erase", str(ana.pk)], input="Ben\n")
    assert (wrong.exit_code, "Nothing was erased" in wrong.output) == (1, True)
    assert Subscriber.objects.get(pk=ana.subscriber_id).first_name == "Ana"
    done = CliRunner().invoke(app, ["erase", str(ana.pk)], input="ana\n")
    assert done.exit_code == 0, done.output
    assert Subscriber.objects.get(pk=ana.subscriber_id).erased_at is not None
    again = CliRunner().invoke(app, ["erase", str(ana.pk), "--name", "ana"])
    assert (again.exit_code, "erased already" in again.output) == (1, True)
