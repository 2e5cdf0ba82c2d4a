"""`coaching apikey`: keys of the API; make one, list them, end one."""

import getpass
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from coaching import bootstrap
from coaching.cli.say import plainly
from coaching.core.scopes import Scope
from coaching.journeys import api_keys as journey
from coaching.store import api_keys
from coaching.store.api_keys import ApiKeyId

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What the key is for, e.g. the shop.")],
    scope: Annotated[list[Scope], typer.Option(help="What it may do; give it once for each.")],
    by: Annotated[str, typer.Option(help="Who makes it. Default: who is signed in here.")] = "",
) -> None:
    """Make a key and print its token, this once."""
    with plainly():
        scopes = [each.value for each in scope]
        made = journey.make(name, scopes, by or getpass.getuser(), bootstrap.moment())
        typer.echo(made.token)
        typer.echo("Keep it like a password: it is shown this once.", err=True)


@app.command("list")
def listing() -> None:
    """List keys, those that count first. Times are UTC."""
    with plainly():
        rows = api_keys.every()
        if not rows:
            typer.echo("There is no key. Make one: coaching apikey new NAME --scope people:read")
            return
        table = Table("key", "name", "may", "made by", "last used", "ended", box=None)
        for row in rows:
            used = f"{row.used_at:%Y-%m-%d %H} h" if row.used_at else "never"
            ended = f"{row.revoked_at:%Y-%m-%d} by {row.revoked_by}" if row.revoked_at else ""
            table.add_row(row.prefix, row.name, ", ".join(row.scopes), row.made_by, used, ended)
        Console().print(table)


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(help="The eight letters that `coaching apikey list` shows.")],
    by: Annotated[str, typer.Option(help="Who ends it. Default: who is signed in here.")] = "",
) -> None:
    """End a key at once."""
    with plainly():
        found = api_keys.by_prefix(key)
        if found is None:
            raise LookupError(f"There is no key {key}. See which are there with: coaching apikey list")
        if not journey.revoke(ApiKeyId(found.pk), by or getpass.getuser(), bootstrap.moment()):
            raise LookupError(f"The key {key} was ended already.")
        typer.echo(f"The key {key} ({found.name}) counts no more.")
