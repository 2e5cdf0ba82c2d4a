"""`coaching books`: whether everything planned is accounted for."""

import dataclasses
import json
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from coaching import bootstrap
from coaching.cli.say import fail, plainly
from coaching.core.ledger import BUCKETS
from coaching.core.reasons import Reason, sentence
from coaching.journeys import books as journey
from coaching.store import behind
from coaching.store.behind import Wanted

console = Console()
MOST = 200


class Who(StrEnum):
    """Whose names `--who` prints."""

    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    HELD = "held"


def books(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    who: Annotated[Who | None, typer.Option(help="Print the names behind a number instead, newest first.")] = None,
    reason: Annotated[str | None, typer.Option(help="With --who: only this reason, e.g. refused.")] = None,
) -> None:
    """Draw up the books: planned = pending + in flight + unknown + accepted + skipped + held + failed."""
    if who is not None:
        with plainly():
            names(who, reason)
        return
    if reason is not None:
        raise fail("--reason narrows --who: coaching books --who skipped --reason missed")
    with plainly():
        drawn = journey.draw_up(bootstrap.moment())
    if as_json:
        typer.echo(json.dumps({**dataclasses.asdict(drawn), "balanced": drawn.balanced}, indent=2))
    else:
        show(drawn)
    if not drawn.balanced:
        raise typer.Exit(1)


def names(who: Who, reason: str | None) -> None:
    """This will print the messages behind a number, also those beside the programme, at most MOST of each."""
    pages = [behind.page(Wanted(BUCKETS[who], reason, beside), size=MOST) for beside in (False, True)]
    table = Table("number", "person", "what", "channel", "when (UTC)", "why", box=None)
    for row in (row for page in pages for row in page.rows):
        what = f"day {row.day}" if row.kind == "step" else row.kind
        why = " ".join(filter(None, (_why(row.reason), row.detail)))
        person = f"{row.subscriber.first_name} ({row.enrolment_id or '-'})"
        table.add_row(str(row.pk), person, what, row.channel, f"{row.handed_at or row.due_at:%Y-%m-%d %H:%M}", why)
    if table.row_count:
        console.print(table)
    else:
        typer.echo(f"Nobody: no message is {who}{f' for the reason {reason}' if reason else ''}.")
    if more := sum(page.total - len(page.rows) for page in pages):
        typer.echo(f"{more} older ones are not shown.")
    if who is Who.SKIPPED and reason is None:
        for ended, units in behind.closed_reasons().items():
            typer.echo(f"{units} more were closed with the rest of a programme: {_why(ended)}")
    if table.row_count and who in (Who.FAILED, Who.HELD):
        typer.echo("See what sending again would do: coaching again NUMBER...")


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
