"""`coaching books`: whether everything planned is accounted for."""

import dataclasses
import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from coaching import bootstrap
from coaching.cli.say import plainly
from coaching.core.reasons import Reason, sentence
from coaching.journeys import books as journey

console = Console()


def books(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Draw up the books: planned = pending + in flight + unknown + accepted + skipped + held + failed."""
    with plainly():
        drawn = journey.draw_up(bootstrap.moment())
    if as_json:
        typer.echo(json.dumps({**dataclasses.asdict(drawn), "balanced": drawn.balanced}, indent=2))
    else:
        show(drawn)
    if not drawn.balanced:
        raise typer.Exit(1)


def show(drawn: journey.Books) -> None:
    """This will print the books as a table with the reasons behind each number."""
    table = Table("", "messages", "why", box=None)
    table.add_row("planned", str(drawn.planned), "each day of each programme, one per channel")
    for bucket in journey.ORDER:
        whys = ", ".join(f"{count} {_why(reason)}" for reason, count in sorted(drawn.reasons[bucket].items()))
        table.add_row(bucket, str(drawn.buckets[bucket]), whys)
    console.print(table)
    if drawn.others:
        others = ", ".join(f"{count} {state}" for state, count in sorted(drawn.others.items()))
        console.print(f"Beside the programme (invitations, welcomes, questions): {others}.")
    if drawn.balanced:
        console.print("The books balance.", style="bold green")
        return
    console.print("The books do NOT balance.", style="bold red")
    for each in drawn.missing:
        console.print(f"  {each.first_name} (enrolment {each.enrolment}): {each.units} messages without a state")


def _why(reason: str) -> str:
    known = {str(each) for each in Reason}
    return f'"{sentence(Reason(reason))}"' if reason in known else reason
