"""`coaching again`: what failed or was held goes out once more, by your wish."""

import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from coaching import bootstrap
from coaching.cli.say import fail, plainly
from coaching.core.model import MessageId
from coaching.journeys import again as journey
from coaching.journeys.again import Extra, GoesOn, No, Plan

console = Console()


def again(
    numbers: Annotated[list[int], typer.Argument(help="Numbers that `coaching books --who failed` shows.")],
    why: Annotated[str, typer.Option(help="Why; kept with your name. Left out: only show what would happen.")] = "",
    by: Annotated[str, typer.Option(help="Who wishes it. Default: who is signed in here.")] = "",
) -> None:
    """Send failed or held messages again: today's goes on, an older one travels as an extra message."""
    with plainly(redis=bool(why)):
        ids = [MessageId(number) for number in numbers]
        moment = bootstrap.moment()
        if not why:
            console.print(_table(journey.preview(ids, moment)))
            typer.echo('Nothing was sent. To do it, say why: coaching again NUMBER... --why "..."')
            return
        result = journey.send_again(ids, by or getpass.getuser(), why, bootstrap.office(), moment)
        for message in result.going_on:
            typer.echo(f"Message {message} goes out again.")
        for message, extra in result.extra.items():
            typer.echo(f"Message {message} goes as extra message {extra} in the next open hours.")
        for plan in result.refused:
            typer.echo(f"Message {plan.row.pk} ({plan.row.subscriber.first_name}): {_what(plan)}")
        if not result.going_on and not result.extra:
            raise fail("Nothing was sent again.")


def _table(plans: list[Plan]) -> Table:
    table = Table("number", "person", "day", "channel", "what would happen", box=None)
    for plan in plans:
        row = plan.row
        table.add_row(str(row.pk), row.subscriber.first_name, str(row.day or "-"), row.channel, _what(plan))
    return table


def _what(plan: Plan) -> str:
    match plan.what:
        case GoesOn(at, note):
            return note or f"goes out again, from {_utc(at)} on"
        case Extra(at=at):
            return f"goes as an extra message, from {_utc(at)} on"
        case No(why):
            return why


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%a %-d %b %H:%M} UTC"
