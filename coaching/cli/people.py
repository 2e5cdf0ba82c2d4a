"""`coaching enrol | people | show`: people from a terminal."""

import getpass
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from coaching import bootstrap
from coaching.cli import whom
from coaching.cli.say import fail, plainly
from coaching.core.screen import read_line
from coaching.journeys import enrol as journey
from coaching.journeys import timeline, wordings
from coaching.store.models import Enrolment

console = Console()


def enrol(
    name: Annotated[str, typer.Option(help="First name.")],
    zone: Annotated[str, typer.Option(help="Time zone, e.g. Europe/Berlin.")],
    phone: Annotated[str, typer.Option(help="With + and country code, e.g. +15551234567.")] = "",
    email: Annotated[str, typer.Option(help="Email address.")] = "",
    start: Annotated[str, typer.Option(help="First day, e.g. 2026-12-01. Default: tomorrow there.")] = "",
    campaign: Annotated[str, typer.Option(help="Key of the programme.")] = "magnesium",
    screen: Annotated[
        str,
        typer.Option(
            help="Answers of the health screen, e.g. 'all=no M=yes' (K H N P M G F A; yes, no or unsure; needs "
            "--health-consent), or the result of a screen kept elsewhere: full, food_first or gentle."
        ),
    ] = "",
    region: Annotated[str, typer.Option(help="Country, e.g. US. Default: that of the phone number.")] = "",
    language: Annotated[str, typer.Option(help="Language of the texts that are written in it, e.g. es.")] = "en",
    consent: Annotated[bool, typer.Option("--consent", help="The person agreed to the wording shown.")] = False,
    health_consent: Annotated[
        bool, typer.Option("--health-consent", help="The person agreed that their health answers are kept.")
    ] = False,
) -> None:
    """Enrol a person. The consent wording is shown; --consent records that the person agreed to it."""
    with plainly(redis=True):
        office = bootstrap.office()
        brand = office.house.values["brand"]
        wording = " ".join(journey.consent_wordings(campaign, brand))
        typer.echo(f'Consent wording: "{wording}"')
        result, answers = _screen(screen)
        if answers:
            typer.echo(f'Health consent wording: "{wordings.for_health(brand)}"')
        request = journey.Request(
            first_name=name,
            phone=phone,
            email=email,
            zone=zone,
            start=start,
            campaign=campaign,
            consent=consent,
            language=language,
            how="recorded at the terminal",
            screen=result,
            region=region,
            health=health_consent,
            answers=answers,
        )
        enrolment = journey.enrol(request, getpass.getuser(), office, bootstrap.moment())
        waits = " They get an invitation and begin once they confirm." if office.confirm else ""
        typer.echo(f"{name} is enrolled (number {enrolment.pk}), first day {enrolment.start}.{waits}")


def _screen(typed: str) -> tuple[str, dict[str, str]]:
    """The result of a screen, or its answers."""
    if "=" not in typed:
        return typed, {}
    try:
        return "", {key: str(said) for key, said in read_line(typed).items()}
    except ValueError as wrong:
        raise fail(str(wrong)) from wrong


def people() -> None:
    """List people: where each one stands and when the next look is."""
    with plainly():
        table = Table("number", "name", "status", "day", "next look, local time", "zone", box=None)
        rows = Enrolment.objects.select_related("subscriber").order_by("id")
        for row in rows.iterator(500):
            local = row.wake_at.astimezone(ZoneInfo(row.subscriber.zone)) if row.wake_at else None
            table.add_row(
                str(row.pk),
                row.subscriber.first_name,
                row.status,
                str(row.settled_through),
                f"{local:%a %-d %b %H:%M}" if local else "-",
                row.subscriber.zone,
            )
        if table.row_count == 0:
            typer.echo("Nobody is enrolled yet. Begin with: coaching enrol --help")
            return
        console.print(table)


def show(
    person: Annotated[str, typer.Argument(help=whom.HELP)],
) -> None:
    """Show one person's past and future in their local time, each line with its reason."""
    with plainly():
        story = timeline.of(whom.find(person), bootstrap.moment())
        who = story.enrolment.subscriber
        console.print(f"{who.first_name}: day {story.day} of {story.days}, {story.enrolment.status} ({who.zone})")
        console.print(story.now_line + "\n", style="bold")
        console.print(_table("So far", story.past))
        console.print(_table("To come", story.future))


def _table(title: str, items: tuple[timeline.Item, ...]) -> Table:
    table = Table("local time", "day", "what", "channel", "why", title=title, title_justify="left", box=None)
    for item in items:
        what = f"{item.title}: {item.text}" if item.kind == "reply" else item.title
        table.add_row(f"{item.at:%a %-d %b %H:%M}", str(item.day or ""), what, item.channel, item.why)
    return table
