"""`coaching schedule`: the timetable in Redis."""

from datetime import UTC, datetime

import typer

from coaching import bootstrap
from coaching.cli.say import plainly
from coaching.journeys import repair

app = typer.Typer(no_args_is_help=True)


@app.command()
def show() -> None:
    """Show how many are due, how many are leased, and when the next one is due."""
    with plainly(redis=True):
        office = bootstrap.office()
        for timetable, noun in ((office.lessons, "enrolments"), (office.owed, "messages owed at once")):
            counts = timetable.counts()
            head = timetable.next_due_ms()
            at = f"{datetime.fromtimestamp(head / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC" if head else "nothing is due"
            typer.echo(f"{noun}: {counts['due']} in the timetable, {counts['leased']} leased; next: {at}")


@app.command()
def rebuild() -> None:
    """Fill the timetable from SQL. Safe at any time; nothing is sent twice by it."""
    with plainly(redis=True):
        count = repair.rebuild(bootstrap.office())
        typer.echo("Another process is rebuilding it." if count is None else f"Rebuilt: {count} entries.")
