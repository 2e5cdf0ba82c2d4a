"""`coaching registration`: what the registration of a texting campaign asks for."""

from typing import Annotated

import typer

from coaching import bootstrap
from coaching.cli.say import plainly
from coaching.journeys import registration as journey


def registration(
    campaign: Annotated[str, typer.Option(help="Key of the programme.")] = bootstrap.HOME_CAMPAIGN,
) -> None:
    """Print description, opt-in flow, keywords, texts and samples for A2P 10DLC, made from the live words."""
    with plainly():
        typer.echo(journey.pack(campaign, bootstrap.office()), nl=False)
