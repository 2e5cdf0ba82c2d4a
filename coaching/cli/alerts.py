"""`coaching alerts`: what needs somebody; take one on, close it with what was done."""

import getpass
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from coaching import bootstrap
from coaching.cli.say import plainly
from coaching.journeys import alert as journey
from coaching.store import alerts
from coaching.store.models import Alert, AlertNotice

console = Console()
app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


@app.callback()
def listing(context: typer.Context) -> None:
    """List what is open, the most pressing first. Times are UTC, programme time."""
    if context.invoked_subcommand is not None:
        return
    with plainly():
        rows = alerts.open_ones()
        if not rows:
            typer.echo("Nothing needs you.")
            return
        notices = alerts.notices_of_many([row.pk for row in rows])
        table = Table("number", "level", "what", "raised", "acknowledge by", "told", box=None)
        for row in rows:
            raised = f"{row.raised_at:%a %-d %b %H:%M}" + (f" ({row.count} times)" if row.count > 1 else "")
            table.add_row(str(row.pk), row.level, row.title, raised, _deadline(row), _told(notices.get(row.pk, [])))
        console.print(table)
        typer.echo('Take one on: coaching alerts acknowledge NUMBER. Done: coaching alerts close NUMBER --why "..."')


@app.command()
def acknowledge(
    number: Annotated[int, typer.Argument(help="The number that `coaching alerts` shows.")],
    by: Annotated[str, typer.Option(help="Who takes it on. Default: who is signed in here.")] = "",
) -> None:
    """Take an alert on: nobody else is told any more."""
    with plainly():
        _find(number)
        journey.acknowledge(number, by or getpass.getuser(), bootstrap.moment())
        typer.echo(f"Alert {number} is yours.")


@app.command()
def close(
    number: Annotated[int, typer.Argument(help="The number that `coaching alerts` shows.")],
    why: Annotated[str, typer.Option(help="What you did about it; kept for good.")],
    by: Annotated[str, typer.Option(help="Who closes it. Default: who is signed in here.")] = "",
) -> None:
    """End an alert with what was done."""
    with plainly():
        _find(number)
        journey.close(number, by or getpass.getuser(), why, bootstrap.moment())
        typer.echo(f"Alert {number} is closed.")


def _find(number: int) -> Alert:
    found = alerts.get(number)
    if found is None:
        raise LookupError(f"There is no alert {number}. See which are with: coaching alerts")
    return found


def _deadline(row: Alert) -> str:
    if row.acknowledged_at:
        return f"taken on by {row.acknowledged_by}"
    if row.due_at is None:
        return ""
    late = " (overdue)" if row.due_at <= bootstrap.moment().now else ""
    return f"{row.due_at:%a %-d %b %H:%M}{late}"


def _told(notices: list[AlertNotice]) -> str:
    words = {"sent": "", "owed": " (tried again)", "failed": " (failed)"}
    return ", ".join(f"{each.contact} by {each.channel}{words[each.state]}" for each in notices) or "nobody"
