"""The live words as files and files as words: what is exported, offered and published, and what is refused."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from coaching.cli.app import app
from coaching.settings import templates_dir

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.database

PLAIN, DOSE = "sms/magnesium/day-03", "sms/magnesium/day-06"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files."""
    copy = tmp_path / "templates"
    shutil.copytree(templates_dir(), copy)
    return copy


def coaching(*argv: str | Path) -> Result:
    return CliRunner().invoke(app, ["templates", *map(str, argv)])


def publish(world: "World", name: str, source: str) -> None:
    from coaching.store import templates

    live = templates.current([name])[name]
    templates.publish(templates.Edit(name, source, live.number, "maya"), world.now)


def write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.txt").write_text(text + "\n", encoding="utf-8")


def test_files_that_say_what_is_live_do_not_differ(world: "World", folder: Path) -> None:
    found = coaching("diff", folder)
    assert (found.exit_code, found.output) == (0, "")
    assert "Every file has the live words already." in coaching("export", folder).output


def test_a_difference_is_shown_line_by_line_and_ends_with_status_one(world: "World", folder: Path) -> None:
    write(folder, PLAIN, "{{ brand }}: Breathe.")
    found = coaching("diff", folder)
    assert found.exit_code == 1
    assert f"--- live/{PLAIN}" in found.output
    assert "+{{ brand }}: Breathe." in found.output
    told = json.loads(coaching("diff", folder, "--json").output)
    assert [each["name"] for each in told] == [PLAIN]


def test_after_an_export_nothing_differs_and_only_what_differed_was_written(world: "World", folder: Path) -> None:
    publish(world, PLAIN, "{{ brand }}: Breathe.\n\nSlowly.")
    done = coaching("export", folder)
    assert done.output.count("written:") == 1
    assert (folder / f"{PLAIN}.txt").read_text() == "{{ brand }}: Breathe.\n\nSlowly.\n"
    assert coaching("diff", folder).exit_code == 0


def test_an_export_into_an_empty_folder_has_every_text(world: "World", tmp_path: Path) -> None:
    assert coaching("export", tmp_path / "new").exit_code == 0
    assert coaching("diff", tmp_path / "new").exit_code == 0


def test_an_exported_file_is_no_news_when_files_are_loaded_again(world: "World", folder: Path) -> None:
    from coaching.store import templates

    publish(world, PLAIN, "{{ brand }}: Breathe.")
    coaching("export", folder)
    text = (folder / f"{PLAIN}.txt").read_text().removesuffix("\n")
    assert templates.offer_files({PLAIN: text}, world.now) == []


def test_changed_files_come_in_as_drafts_and_nothing_goes_live(world: "World", folder: Path) -> None:
    from coaching.store import templates

    write(folder, PLAIN, "{{ brand }}: Breathe.")
    assert f"draft: {PLAIN}" in coaching("import", folder).output
    assert templates.current([PLAIN])[PLAIN].number == 0
    assert templates.history(PLAIN)[0].source == "{{ brand }}: Breathe."


def test_changed_files_are_published_with_author_and_note(world: "World", folder: Path) -> None:
    from coaching.store import templates

    write(folder, PLAIN, "{{ brand }}: Breathe.")
    done = coaching("import", folder, "--publish", "--note", "shorter", "--by", "ines")
    assert f"{PLAIN}: version 1" in done.output
    row = templates.history(PLAIN)[0]
    assert (row.author, row.note, row.source) == ("ines", "shorter", "{{ brand }}: Breathe.")
    assert coaching("diff", folder).exit_code == 0


def test_a_text_about_a_dose_waits_for_a_second_person_from_files_too(world: "World", folder: Path) -> None:
    from coaching.store import proposals, templates

    write(folder, DOSE, templates.current([DOSE])[DOSE].source + " Rest.")
    done = coaching("import", folder, "--publish", "--note", "kinder", "--by", "ines")
    assert "waits for a second person" in done.output, done.output
    assert [each.author for each in proposals.waiting_for(DOSE)] == ["ines"]
    assert templates.current([DOSE])[DOSE].number == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("{{ brand }}: Hi {{ nobody }}", "nobody"),
        ("{{ brand }}: This mineral cures sore legs.", "CLAIM-VERB"),
        ("{{ brand }}: You failed to walk.", PLAIN),
    ],
    ids=["cannot be made", "breaks a rule", "warns without a reason"],
)
def test_one_file_that_is_refused_keeps_all_out(world: "World", folder: Path, words: str, why: str) -> None:
    from coaching.store import templates
    from coaching.store.models import TemplateVersion

    before = TemplateVersion.objects.count()
    write(folder, PLAIN, words)
    write(
        folder, "sms/magnesium/day-04", templates.current(["sms/magnesium/day-04"])["sms/magnesium/day-04"].source + " "
    )
    done = coaching("import", folder, "--publish")
    assert done.exit_code == 1
    assert why in done.output
    assert TemplateVersion.objects.count() == before


def test_a_file_of_no_text_says_how_it_comes_in(world: "World", folder: Path) -> None:
    write(folder, "sms/magnesium/day-99", "Hello")
    done = coaching("import", folder)
    assert done.exit_code == 1
    assert "coaching migrate" in done.output


def test_a_folder_without_templates_is_said(world: "World", tmp_path: Path) -> None:
    assert "neither sms/ nor email/" in coaching("diff", tmp_path).output
