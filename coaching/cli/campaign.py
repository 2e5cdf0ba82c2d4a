"""`coaching campaign`: programmes as files and as published versions."""

from typing import Annotated

import typer

from coaching import bootstrap
from coaching.campaigns import find, folders
from coaching.campaigns.loader import load as load_folder
from coaching.cli.say import fail, plainly
from coaching.core.model import Channel, Track
from coaching.core.segments import measure
from coaching.journeys import publish as journey
from coaching.settings import load as settings
from coaching.settings import templates_dir
from coaching.store import campaigns

app = typer.Typer(no_args_is_help=True)


@app.command()
def check(key: Annotated[str, typer.Argument(help="Key of the programme; all of them if left out.")] = "") -> None:
    """Check a programme's files: every problem with file, line and what to do."""
    with plainly():
        house = bootstrap.house(settings())
        for folder in [find(key)] if key else folders():
            loaded = load_folder(folder, templates_dir())
            journey.check_words({name: source.text for name, source in loaded.sources.items()}, house)
            campaign = loaded.campaign
            emails = sum(step.template(Channel.EMAIL, Track.FULL) is not None for step in campaign.steps)
            texts = [source.text for name, source in loaded.sources.items() if name.startswith("sms/")]
            longest = max(measure(text).units for text in texts)
            typer.echo(
                f"{campaign.key}: {campaign.days} days, {campaign.units} messages, {len(loaded.sources)} texts, "
                f"{emails} written emails, {len(campaign.checkins)} check-ins; longest SMS source: {longest}. "
                "No problems."
            )


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
