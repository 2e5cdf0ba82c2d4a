"""Importing as a coach does it: choose a file, its columns, look, begin, download what was refused, take it back."""

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coaching.core.decide import Status
from coaching.journeys import work
from coaching.journeys.import_people import steps
from coaching.store import uploads
from coaching.store.models import Enrolment, Job, Upload
from coaching.store.uploads import Stage
from tests import imports
from tests.imports import person
from tests.world import World

pytestmark = pytest.mark.database
FORM = {
    "campaign": "magnesium",
    "who": "Maya",
    "when": "2026-01-01",
    "how": "on paper",
    "wording": "I agree to get messages.",
    "everybody": "yes",
    **{f"column_{field}": str(at) for at, field in enumerate(("first_name", "phone", "email", "zone"))},
}


def choose(console: Client, body: bytes, name: str = "people.csv") -> str:
    answer = console.post("/people/import/", {"file": SimpleUploadedFile(name, body)})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return answer["Location"]


def work_off() -> None:
    """As a worker: the clocks are the real ones."""
    from coaching import bootstrap

    while work.do_next(bootstrap.office(), bootstrap.moment()):
        pass


def checked(console: Client, body: bytes, **form: str) -> str:
    at = choose(console, body)
    assert console.post(at, {**FORM, **form})["Location"] == at
    work_off()
    return at


def test_the_list_of_people_leads_to_the_import_and_an_empty_one_too(console: Client, world: World) -> None:
    assert 'href="/people/import/"' in console.get("/people/").content.decode()
    world.enrol(start="")
    assert 'href="/people/import/"' in console.get("/people/").content.decode()


def test_a_file_is_mapped_checked_enrolled_and_taken_back(console: Client, world: World) -> None:
    body = imports.csv([person(1), person(2), person(3, zone="Atlantis")])
    at = choose(console, body)
    form = console.get(at).content.decode()
    assert '<option value="1" selected>Phone</option>' in form
    assert "Person 1, Person 2" in form
    console.post(at, FORM)
    assert "Being checked" in console.get(at).content.decode()
    assert not Enrolment.objects.exists()
    work_off()
    review = console.get(at).content.decode()
    assert "Enrol 2 people" in review
    assert "Time zone not known" in review
    assert console.post(f"{at}begin/", {"pace": "all"})["Location"] == at
    assert "Enrolling" in console.get(at).content.decode()
    work_off()
    result = console.get(at).content.decode()
    assert "2 people are enrolled; 1 row was refused." in result
    assert Enrolment.objects.count() == 2
    console.post(f"{at}undo/")
    work_off()
    assert "Taken back: 2 as if never enrolled, 0 ended" in console.get(at).content.decode()
    assert not Enrolment.objects.exists()


def test_a_row_is_shown_with_its_first_messages(console: Client, world: World) -> None:
    at = checked(console, imports.csv([person(1), person(2, zone="Atlantis")]))
    said = console.get(f"{at}?row=1").content.decode()
    assert "First of all, by SMS" in said
    assert "Person 1" in said
    assert "Day 1, by" in said
    assert "Stays out: There is no time zone" in console.get(f"{at}?row=2").content.decode()
    assert "There is no row 3" in console.get(f"{at}?row=3").content.decode()
    assert console.get(f"{at}?row={'9' * 400}").status_code == 200


def test_what_was_typed_stays_where_something_is_missing(console: Client, world: World) -> None:
    at = choose(console, imports.csv([person(1)]))
    answer = console.post(at, {**FORM, "who": "", "how": "by phone"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Say who asked these people" in said
    assert 'value="by phone"' in said
    assert not Job.objects.exists()


def test_the_consent_is_never_ticked_in_advance(console: Client, world: World) -> None:
    form = console.get(choose(console, imports.csv([person(1)]))).content.decode()
    assert "checked" not in form


def test_a_pace_says_when_the_last_is_asked(console: Client, world: World) -> None:
    at = checked(console, imports.csv([person(n) for n in range(1, 3)]))
    assert "In 1 portions" not in console.get(f"{at}?pace=500-day").content.decode()
    assert console.get(f"{at}?pace=evil").status_code == 200


def test_pressing_twice_enrols_once(console: Client, world: World) -> None:
    at = checked(console, imports.csv([person(1)]))
    console.post(f"{at}begin/")
    console.post(f"{at}begin/")
    assert "begun already" in console.get(at).content.decode()
    work_off()
    assert Enrolment.objects.count() == 1


def test_mapping_again_while_it_is_checked_is_refused(console: Client, world: World) -> None:
    at = choose(console, imports.csv([person(1)]))
    console.post(at, FORM)
    console.post(at, FORM)
    assert "being worked on already" in console.get(at).content.decode()
    assert Job.objects.count() == 1


def test_columns_can_be_changed_after_a_look(console: Client, world: World) -> None:
    at = checked(console, imports.csv([person(1, zone="Atlantis")]))
    assert "Nobody in this file can be enrolled" in console.get(at).content.decode()
    form = console.get(f"{at}?columns=again").content.decode()
    assert 'value="Maya"' in form
    console.post(at, {**FORM, "column_zone": "", "zone": "Europe/Berlin"})
    work_off()
    assert "Enrol 1 person" in console.get(at).content.decode()


def test_refused_rows_come_as_a_file_that_no_spreadsheet_runs(console: Client, world: World) -> None:
    evil = '=HYPERLINK("http://evil.example";"x")'.replace('"', '""')
    rows = [person(1), person(2, name=evil, phone="12", email="@SUM(1)"), person(3, phone="+1 55")]
    at = checked(console, imports.csv(rows))
    console.post(f"{at}begin/")
    work_off()
    answer = console.get(f"{at}refused.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # it streams
    lines = list(csv.reader(io.StringIO(body)))
    assert lines[0] == ["First name", "Phone", "Email", "Time zone", "Row", "Why it was refused"]
    assert lines[1][0] == '\'=HYPERLINK("http://evil.example";"x")'
    assert lines[1][2] == "'@SUM(1)"
    assert lines[2][1] == "+1 55"
    assert [line[4] for line in lines[1:]] == ["2", "3"]
    assert all(not cell.startswith(("=", "@", "-")) for line in lines for cell in line)


def test_hostile_words_in_a_file_stay_words(console: Client, world: World) -> None:
    hostile = "<script>alert(1)</script>{{ 7*7 }}\u202e"
    body = imports.csv([person(1, name=hostile), person(2, zone=hostile)], (hostile, "Phone", "Email", "Time zone"))
    at = choose(console, body, f"{hostile}.csv")
    pages = [console.get(at).content.decode()]
    console.post(at, FORM)
    work_off()
    pages += [console.get(f"{at}?row=1").content.decode(), console.get("/people/import/").content.decode()]
    for page in pages:
        assert "<script>alert" not in page
        assert "49" not in page.split("</head>")[1].split('id="main"')[1].split("csrf")[0]


def test_a_file_that_is_no_table_is_refused_in_a_sentence(console: Client, world: World) -> None:
    for body, why in (
        (b"", "Choose a file"),
        (b"\x00\x01\x02\x7f" * 500, "not a table"),
        (b"First name,Phone\n", "no rows of people"),
        (b"PK\x03\x04rest", "broken"),
        (b"Ana,+15551230001,ana@example.org\nBen,+15551230002,\n", "must name the columns"),
    ):
        answer = console.post("/people/import/", {"file": SimpleUploadedFile("a.csv", body)})
        said = answer.content.decode()
        assert answer.status_code == 422
        assert why in said or "empty" in said, why
    assert console.post("/people/import/").status_code == 422
    assert not Upload.objects.exists()


def test_a_file_beyond_the_limit_is_stopped_while_it_comes_in(
    console: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coaching.web import uploading

    monkeypatch.setattr(uploading, "MOST_BYTES", 100_000)
    answer = console.post("/people/import/", {"file": SimpleUploadedFile("a.csv", b"x" * 300_000)})
    assert answer.status_code == 422
    assert "bigger than 200 MB" in answer.content.decode()


def test_a_job_leads_to_its_import(console: Client, world: World) -> None:
    at = choose(console, imports.csv([person(1)]))
    console.post(at, FORM)
    job = Job.objects.get()
    assert f'href="{at}"' in console.get(f"/jobs/{job.pk}/").content.decode()


def test_a_file_with_a_row_beyond_reason_says_so_and_can_be_mapped_again(console: Client, world: World) -> None:
    body = imports.csv([person(n) for n in range(30)]) + b'\n"' + b"x" * 300_000
    at = choose(console, body)
    console.post(at, FORM)
    work_off()
    said = console.get(at).content.decode()
    assert "The file could not be read to its end" in said
    assert "Is a quotation mark missing" in said
    assert uploads.recent()[0].stage == Stage.NEW


def test_an_unknown_import_is_not_found(console: Client, world: World) -> None:
    for address in ("", "refused.csv"):
        assert console.get(f"/people/import/999/{address}").status_code == 404
    for address in ("", "begin/", "undo/"):
        assert console.post(f"/people/import/999/{address}").status_code == 404


def test_a_cancelled_check_leads_back_to_the_columns(console: Client, world: World) -> None:
    at = choose(console, imports.csv([person(1)]))
    console.post(at, FORM)
    console.post(f"/jobs/{Job.objects.get().pk}/cancel/")
    work_off()
    assert "Which column holds what?" in console.get(at).content.decode()
    console.post(at, FORM)
    work_off()
    assert "Enrol 1 person" in console.get(at).content.decode()


def test_people_of_an_import_wait_for_their_yes(console: Client, world: World) -> None:
    at = checked(console, imports.csv([person(1)]))
    console.post(f"{at}begin/")
    work_off()
    from coaching import bootstrap

    expected = Status.WAITING if bootstrap.office().confirm else Status.ACTIVE
    assert Enrolment.objects.get().status == expected
    assert steps.may_undo(uploads.recent()[0], bootstrap.moment())


def test_the_folder_of_pages_holds_no_page_that_is_not_shown() -> None:
    pages = Path(__file__).parents[2] / "coaching" / "web" / "pages" / "import"
    source = (pages.parents[1] / "console" / "importing.py").read_text()
    parts = "".join(each.read_text() for each in pages.glob("*.html"))
    assert all(f"import/{each.name}" in source + parts for each in pages.glob("*.html"))
