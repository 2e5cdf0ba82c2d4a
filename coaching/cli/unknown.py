"""`coaching unknown`: messages of which nobody knows whether they were sent, and a person's word about one."""

import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from coaching import bootstrap
from coaching.cli.say import fail, plainly
from coaching.core.model import MessageId
from coaching.journeys import doubt
from coaching.journeys.doubt import Choice
from coaching.store import doubts
from coaching.store.models import Message

console = Console()
app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


@app.callback()
def unknown(context: typer.Context) -> None:
    """List messages in doubt: sent or not, nobody knows. Most settle by themselves within an hour."""
    if context.invoked_subcommand is not None:
        return
    with plainly():
        rows = doubts.unknown()
        if not rows:
            typer.echo("No message is in doubt.")
            return
        table = Table("number", "person", "day", "channel", "since (UTC)", "what was tried", box=None)
        for row in rows:
            table.add_row(str(row.pk), _person(row), _day(row), row.channel, _since(row), _tried(row))
        console.print(table)
        typer.echo('Decide one: coaching unknown decide NUMBER sent|again|drop --why "what you know"')


@app.command()
def decide(
    number: Annotated[int, typer.Argument(help="The number that `coaching unknown` shows.")],
    choice: Annotated[Choice, typer.Argument(help="sent: it arrived. again: send it once more. drop: leave it.")],
    why: Annotated[str, typer.Option(help="What you know; kept for good.")],
    by: Annotated[str, typer.Option(help="Who decides. Default: who is signed in here.")] = "",
) -> None:
    """Say what became of a message in doubt, or that it shall go again. Your name and reason are kept."""
    with plainly(redis=choice is Choice.AGAIN):
        try:
            doubt.decide(
                MessageId(number), choice, by or getpass.getuser(), why, bootstrap.office(), bootstrap.moment()
            )
        except doubt.ChoiceRefused as no:
            raise fail(str(no)) from no
        typer.echo(f"Message {number}: {_DONE[choice]}")


_DONE = {
    Choice.SENT: "counted as sent.",
    Choice.AGAIN: "it goes out once more within a minute.",
    Choice.DROP: "left as it is; it is not sent again.",
}


def _person(row: Message) -> str:
    return f"{row.subscriber.first_name} ({row.enrolment_id})" if row.enrolment_id else row.subscriber.first_name


def _day(row: Message) -> str:
    return str(row.day) if row.kind == "step" else row.kind


def _since(row: Message) -> str:
    began = doubts.began_at(row)
    return began.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if began else "unrecorded"


def _tried(row: Message) -> str:
    """The last look and how many there were; an earlier attempt of the message is another story."""
    for each in row.doubts.all():
        if each.attempt == row.attempt and each.tried:
            at, told = each.tried[-1]
            count = "1 look" if len(each.tried) == 1 else f"{len(each.tried)} looks"
            looks = f"{count}, the last at {datetime.fromisoformat(at):%H:%M}: {told}"
            return looks if each.look_at else f"{looks} No more looks: please decide."
    return "nothing yet; the first look comes two minutes after the sending"
