"""`coaching export PERSON`: everything stored about somebody, in one file."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from coaching import bootstrap
from coaching.cli import whom
from coaching.cli.say import fail, plainly
from coaching.journeys import export as journey
from coaching.store import enrolments


def export(
    person: Annotated[str, typer.Argument(help=whom.HELP)],
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path(journey.FILE_NAME),
) -> None:
    """Write everything stored about a person into a zip file: JSON, and a table for each part."""
    with plainly():
        who = enrolments.get(whom.find(person)).subscriber
        if to.exists():
            raise fail(f"{to} is there already. Give another name: --to FILE")
        packed = journey.as_zip(who, getpass.getuser(), bootstrap.moment())
        try:
            to.touch(mode=0o600)  # only whoever asked for it may read it
            to.write_bytes(packed)
        except OSError as error:
            raise fail(f"{to} cannot be written: {error.strerror}.") from error
        typer.echo(f"Written to {to}. It holds personal data: hand it over, then delete it.")
