"""`coaching erase PERSON`: everything personal about somebody is erased for good."""

import getpass
from typing import Annotated

import typer

from coaching import bootstrap
from coaching.cli import whom
from coaching.cli.say import fail, plainly
from coaching.journeys import erase as journey
from coaching.store import enrolments


def erase(
    person: Annotated[str, typer.Argument(help=whom.HELP)],
    name: Annotated[str, typer.Option(help="The first name, to confirm; asked for if left out.")] = "",
) -> None:
    """Erase a person for good: messages stop, then every table forgets them. It cannot be undone."""
    with plainly(redis=True):
        who = enrolments.get(whom.find(person)).subscriber
        if who.erased_at:
            raise fail(f"Subscriber {who.pk} is erased already.")
        typer.echo(
            f"{who.first_name} (subscriber {who.pk}) will be erased. What stays: a keyed hash, the consent by it."
        )
        typed = name or typer.prompt("To go on, type the first name")
        if typed.strip().casefold() != who.first_name.strip().casefold():
            raise fail("That is not the first name. Nothing was erased.")
        journey.erase(who, getpass.getuser(), bootstrap.office(), bootstrap.moment())
        typer.echo("Erased. Backups keep the data until they are overwritten; see docs/operating.md.")
