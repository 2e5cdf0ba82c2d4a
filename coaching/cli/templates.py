"""`coaching templates`: the live words and the files in git, brought together either way."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from coaching import bootstrap
from coaching.cli.say import fail, plainly
from coaching.journeys import template_files as journey
from coaching.journeys.publish import Waiting
from coaching.journeys.template_files import FilesRefused
from coaching.settings import load

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Folder = Annotated[Path, typer.Argument(file_okay=False, help="The folder with sms/ and email/ in it.")]
By = Annotated[str, typer.Option(help="Whose work it is. Default: who is signed in here.")]
DEFAULT = Path("templates")
_NOTHING_NEW = (
    "No file has words that are new here. Each is a version already: open it in the editor, or use --publish."
)


@app.command()
def export(folder: Folder = DEFAULT) -> None:
    """Write the live words into the files: those that differ, and no others."""
    with plainly(), _refusals():
        for path in (written := journey.export(folder)):
            typer.echo(f"written: {path}")
        typer.echo(f"{len(written)} files written." if written else "Every file has the live words already.")


@app.command("import")
def take_in(
    folder: Folder = DEFAULT,
    publish: Annotated[bool, typer.Option("--publish", help="As new versions. Without it: as drafts.")] = False,
    note: Annotated[str, typer.Option(help="What changed, and why warnings are all right.")] = "",
    by: By = "",
) -> None:
    """Take in the files that differ from the live words: all of them, or none if one breaks a rule."""
    _must_be_there(folder)
    with plainly(), _refusals():
        house, moment, who = bootstrap.house(load()), bootstrap.moment(), by or getpass.getuser()
        if not publish:
            drafted = journey.offer(folder, who, house, moment)
            for name in drafted:
                typer.echo(f"draft: {name}")
            typer.echo("The editor points each out beside its text." if drafted else _NOTHING_NEW)
            return
        made = journey.publish_all(folder, who, note, house, moment)
        for name, one in made.items():
            said = "waits for a second person" if isinstance(one, Waiting) else f"version {one.number}"
            typer.echo(f"{name}: {said}")
        if not made:
            typer.echo("No file differs from the live words.")


@app.command()
def diff(
    folder: Folder = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Show where files and live words differ, from live to file; exit status 1 if they do."""
    _must_be_there(folder)
    with plainly(), _refusals():
        found = journey.compare(folder)
        if as_json:
            rows = [{"name": each.name, "live": each.live, "file": each.file} for each in found]
            typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        for line in () if as_json else (line for each in found for line in each.lines):
            typer.echo(line)
        if found:
            raise typer.Exit(1)


def _must_be_there(folder: Path) -> None:
    if not (folder / "sms").is_dir() and not (folder / "email").is_dir():
        raise fail(f"{folder} has neither sms/ nor email/ in it. Name the folder of the templates.")


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except FilesRefused as refused:
        raise fail(str(refused)) from refused
    except OSError as error:
        raise fail(f"{error.filename} cannot be read or written: {error.strerror}.") from error
