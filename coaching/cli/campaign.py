"""`coaching campaign`: programmes as files and as published versions."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from coaching import bootstrap
from coaching.campaigns import find, folders, linting
from coaching.campaigns.linting import Sender
from coaching.campaigns.loader import load as load_folder
from coaching.cli import campaign_report as report
from coaching.cli.say import fail, plainly
from coaching.journeys import publish as journey
from coaching.settings import load as settings
from coaching.settings import templates_dir
from coaching.store import campaigns

app = typer.Typer(no_args_is_help=True)


@app.command()
def check(
    key: Annotated[str, typer.Argument(help="Key of the programme; all of them if left out.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Read a programme's files by rule: what blocks it, what needs a reason, what it covers and how it reads."""
    with plainly():
        own = settings()
        sender = Sender(own.brand, bootstrap.house(own).values["support_contact"], own.public_url)
        passes = True
        for folder in [find(key)] if key else folders():
            loaded = load_folder(folder, templates_dir())
            desk = linting.desk(loaded, folder, templates_dir(), datetime.now(UTC).date(), sender)
            checked = linting.check(desk)
            passes = passes and checked.passes
            if as_json:
                typer.echo(json.dumps(report.as_json(desk, checked), indent=1, ensure_ascii=False))
            else:
                for line in (*report.findings(checked), *report.coverage(desk, checked)):
                    typer.echo(line)
        if not passes:
            raise typer.Exit(1)


@app.command("load")
def load_files() -> None:
    """Bring the files into the database: new ones are published, changed ones become drafts."""
    with plainly():
        for offered in journey.load_files(templates_dir(), bootstrap.house(settings()), bootstrap.moment()):
            version = "no change" if offered.version is None else f"version {offered.version}"
            drafts = f"; changed files kept as drafts: {', '.join(offered.drafted)}" if offered.drafted else ""
            typer.echo(f"{offered.campaign}: {version}{drafts}")


@app.command()
def publish(key: Annotated[str, typer.Argument(help="Key of the programme.")]) -> None:
    """Publish the newest draft of a programme's timing; people enrolled from now on follow it."""
    with plainly():
        drafts = campaigns.drafts(key)
        if not drafts:
            raise fail(f"{key} has no draft. Change its campaign.toml, then run: coaching campaign load")
        campaigns.publish(key, drafts[-1], bootstrap.moment().now)
        typer.echo(f"{key}: version {drafts[-1]} is published.")
