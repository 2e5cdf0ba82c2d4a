"""`coaching rehearse`: the whole programme for a made-up person, or a thousand, before anybody real is enrolled."""

import logging
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console

from coaching import bootstrap
from coaching.campaigns import personas as people
from coaching.campaigns.pinning import from_json
from coaching.cli.rehearsal import files, terminal, wanted
from coaching.cli.say import fail, plainly
from coaching.core.personas import Persona, PersonaRefused
from coaching.journeys import rehearse as journey
from coaching.journeys.office import Office
from coaching.journeys.rehearsal import crowd, file, published
from coaching.journeys.rehearsal.crowd import Life
from coaching.journeys.rehearsal.published import Published
from coaching.journeys.rehearsal.result import Rates, Rehearsal, Sums
from coaching.settings import templates_dir

STDOUT = "-"
WIDTH = 140

Who = Annotated[str, typer.Argument(help="diligent, silent, ambivalent, distressed, or one of your own file.")]
Name = Annotated[str | None, typer.Option(help="First name.")]
Zone = Annotated[str | None, typer.Option(help="Time zone, e.g. Europe/Paris.")]
Start = Annotated[str | None, typer.Option(help="First day, year-month-day. Left out: next Monday.")]
Track = Annotated[str | None, typer.Option(help="full, food_first, gentle, or none for no health screen.")]
Cleared = Annotated[bool | None, typer.Option("--cleared/--not-cleared", help="A doctor said OK beforehand.")]
Channels = Annotated[str | None, typer.Option(help="both, sms or email.")]
Replies = Annotated[str | None, typer.Option(help="How they answer: as a persona does, or a script file.")]
Pause = Annotated[list[str] | None, typer.Option(help='They ask for a pause: "day 10 for 5".')]
StopOn = Annotated[int | None, typer.Option(help="They write STOP on this day.")]
Outage = Annotated[list[str] | None, typer.Option(help='No provider answers: "day 12 09:00 for 2d".')]
CohortSize = Annotated[int, typer.Option(min=0, help="So many made-up people instead of one.")]
Seed = Annotated[int, typer.Option(help="Another number makes up another cohort.")]
Personas = Annotated[Path | None, typer.Option(help="A file of your own personas.")]
Key = Annotated[str, typer.Option(help="Key of the programme.")]
FromFiles = Annotated[bool, typer.Option("--files", help="The words of the files, not the published ones.")]
PerSegment = Annotated[float, typer.Option(min=0, help="Your estimate of what a segment costs.")]
PerEmail = Annotated[float, typer.Option(min=0, help="Your estimate of what an email costs.")]
Currency = Annotated[str, typer.Option(help="Of the two prices.")]
Json = Annotated[str, typer.Option(help="Write everything as JSON to this file, - for the terminal.")]
Html = Annotated[str, typer.Option(help="Write a page of one person to this file.")]


def rehearse(
    persona: Who = "diligent",
    name: Name = None,
    zone: Zone = None,
    start: Start = None,
    track: Track = None,
    cleared: Cleared = None,
    channels: Channels = None,
    replies: Replies = None,
    pause: Pause = None,
    stop_on: StopOn = None,
    outage: Outage = None,
    cohort: CohortSize = 0,
    seed: Seed = 1,
    personas: Personas = None,
    campaign: Key = "magnesium",
    from_files: FromFiles = False,
    per_segment: PerSegment = 0.0,
    per_email: PerEmail = 0.0,
    currency: Currency = "USD",
    json: Json = "",
    html: Html = "",
) -> None:
    """Play the programme for a made-up person: what goes out, when and why. Sends nothing. Exit 1: a broken promise."""
    _log_errors_only()
    rates = Rates(per_segment, per_email, currency)
    today = bootstrap.machine_time().date()
    if cohort and html:
        raise fail("A page shows one person. Leave --cohort or --html out; --json takes a cohort too.")
    try:
        with plainly():
            cast = people.read(personas) if personas else people.read()
            words = _words(campaign, from_files=from_files)
            told: Rehearsal | Sums
            if cohort:
                told = play_cohort(crowd.make_up(cohort, cast, wanted.first_day(start, today), seed), words)
            else:
                pauses, outages = tuple(pause or ()), tuple(outage or ())
                options = wanted.Options(name, zone, start, track, cleared, channels, replies, pauses, stop_on, outages)
                told = journey.alone(wanted.persona(persona, options, cast, today), words, office())
    except PersonaRefused as refused:
        raise fail(str(refused)) from refused
    _write(told, words, rates, json, html)
    raise typer.Exit(1 if told.violations else 0)


def _log_errors_only() -> None:
    """Alerts and waits, which are warnings elsewhere, are part of the play."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def _words(campaign: str, *, from_files: bool) -> Published:
    return published.of_files(campaign, templates_dir()) if from_files else published.newest(campaign)


def office() -> Office:
    """This will give the office with the house's own values; an address that is not set yet is named as missing."""
    own = bootstrap.office()
    if own.house.postal_address:
        return own
    return replace(own, house=replace(own.house, postal_address="(COACHING_POSTAL_ADDRESS is not set)"))


def play_cohort(cohort: crowd.Cohort, words: Published, processes: int | None = None) -> Sums:
    """This will play the lives of a cohort on all cores, and add them up."""
    count = min(processes or os.cpu_count() or 1, len(cohort.lives))
    shares = [cohort.lives[n::count] for n in range(count)]
    if count == 1:
        played = [_lives(shares[0], words)]
    else:
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
            played = list(pool.map(_lives, shares, [words] * count))
    lives = [played[n % count][n // count] for n in range(len(cohort.lives))]
    return crowd.add_up(cohort.members, lives, from_json(words.body))


def _lives(personas: Sequence[Persona], words: Published) -> list[Life]:
    """Also runs in a process of its own, which finds the settings in its surroundings."""
    _log_errors_only()
    bootstrap.spare_the_collector()
    return journey.together(personas, words, office())


def _write(told: Rehearsal | Sums, words: Published, rates: Rates, json: str, html: str) -> None:
    if json == STDOUT:
        typer.echo(files.as_json(told, rates), nl=False)
        return
    console = Console() if Console().is_terminal else Console(width=WIDTH)
    match told:
        case Rehearsal():
            terminal.show(told, rates, console)
        case Sums():
            terminal.show_sums(told, rates, words.where, console)
    if json:
        Path(json).write_text(files.as_json(told, rates), encoding="utf-8")
        typer.echo(f"Written: {json}")
    if html and isinstance(told, Rehearsal):
        Path(html).write_text(file.as_page(told, rates), encoding="utf-8")
        typer.echo(f"Written: {html}")
