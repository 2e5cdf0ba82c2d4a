"""Prints one table: what a message costs here and in the usual way, measured in the same run."""

import json
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bench import api as enrolling
from bench import lateness, measure, surroundings
from bench import webhooks as calls
from bench.measure import Cost
from bench.surroundings import BenchFailed
from coaching.core.model import Channel

# The usual way is slow; per message it costs the same however many there are.
FEWER = 5


app = typer.Typer(add_completion=False, invoke_without_command=True)


@app.callback()
def main(
    context: typer.Context,
    messages: Annotated[int, typer.Option(min=100, help="How many of each kind.")] = 2000,
    only: Annotated[Channel | None, typer.Option(help="Measure this channel alone.")] = None,
    profile: Annotated[str, typer.Option(help="Write our path's profile to this file, and measure nothing else.")] = "",
) -> None:
    """Measure SMS and email, from claim to settled ledger, against a local sink that answers after 20 ms."""
    if context.invoked_subcommand:
        return
    channels = [only] if only else list(Channel)
    try:
        _measure(channels, messages, profile)
    except BenchFailed as failed:
        print(failed)
        raise typer.Exit(1) from failed


def _measure(channels: list[Channel], messages: int, profile: str) -> None:
    if profile:
        measure.ours(channels[0], messages, profile)
        print(f"Written: {profile}. Look at it with: python -m pstats {profile}")
        return
    table = Table(title=f"What one message costs ({measure.machine()})")
    for name in ("channel", "way", "messages", "per second", "CPU ms each", "CPU against the usual way"):
        table.add_column(name, justify="left" if name in ("channel", "way") else "right")
    for channel in channels:
        usual = measure.naive(channel, messages // FEWER)
        _row(table, channel, "one Celery task each, SDK as shipped", usual, usual)
        _row(table, channel, "coaching, one process", measure.ours(channel, messages), usual)
        _row(table, channel, "coaching, Celery worker", measure.our_worker(channel, messages), usual)
    Console(width=120).print(table)


def _row(table: Table, channel: Channel, way: str, cost: Cost, usual: Cost) -> None:
    ratio = "1" if cost is usual else f"1/{usual.cpu_ms / cost.cpu_ms:.1f}"
    table.add_row(channel, way, str(cost.messages), f"{cost.rate:.0f}", f"{cost.cpu_ms:.2f}", ratio)


@app.command()
def crowd(
    people: Annotated[int, typer.Option(min=100, help="How many are due in the same minute.")] = 100_000,
    channel: Annotated[Channel, typer.Option(help="Which kind of message.")] = Channel.SMS,
    workers: Annotated[str, typer.Option(help="Numbers of workers to try.")] = "1,2",
) -> None:
    """Measure how late a crowd's messages are, from due to accepted, with one worker and with more."""
    table = Table(title=f"{people:,} people due at once ({measure.machine()})")
    for name in ("workers", "half of them by", "90 %", "99 %", "all", "messages a second"):
        table.add_column(name, justify="right")
    for number in workers.split(","):
        try:
            found = lateness.of_a_crowd(channel, people, int(number))
        except BenchFailed as failed:
            print(failed)
            raise typer.Exit(1) from failed
        seconds = [f"{found.by_share[share]:.1f} s" for share in lateness.SHARES]
        table.add_row(number, *seconds, f"{found.rate:,.0f}")
    Console(width=120).print(table)


@app.command()
def rebuild(people: Annotated[int, typer.Option(min=100, help="How many enrolments.")] = 1_000_000) -> None:
    """Measure how long an emptied Redis takes to be filled from SQL."""
    with surroundings.fresh() as here:
        try:
            here.run("bench.rebuild", "fill", str(people))
            told = json.loads(here.run("bench.rebuild", "measure"))
        except BenchFailed as failed:
            print(failed)
            raise typer.Exit(1) from failed
    table = Table(title=f"An emptied Redis is filled from SQL ({measure.machine()})")
    for name in ("entries", "seconds", "entries a second", "memory more"):
        table.add_column(name, justify="right")
    rate = told["entries"] / told["seconds"]
    table.add_row(f"{told['entries']:,}", f"{told['seconds']:.1f}", f"{rate:,.0f}", f"{told['more_mib']:.0f} MiB")
    Console(width=120).print(table)


@app.command()
def webhooks(
    count: Annotated[
        int, typer.Option(min=1000, help="How many people; each kind of call is about all of them.")
    ] = 5000,
    processes: Annotated[int, typer.Option(min=1, help="Processes of the web face.")] = 2,
) -> None:
    """Measure how many calls of the providers the web face takes, signatures, SQL and answers included."""
    try:
        found = calls.measure(count, processes)
    except BenchFailed as failed:
        print(failed)
        raise typer.Exit(1) from failed
    table = Table(title=f"Calls of providers to {processes} web processes ({measure.machine()})")
    for name in ("what", "each", "calls", "each per second", "CPU ms each", "slowest call, ms"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for one in found:
        table.add_row(
            one.kind,
            f"{one.each:,}",
            f"{one.calls:,}",
            f"{one.rate:,.0f}",
            f"{one.cpu_ms:.2f}",
            f"{one.slowest_ms:.0f}",
        )
    Console(width=120).print(table)


@app.command()
def listing(
    people: Annotated[int, typer.Option(min=1000, help="How many people there are.")] = 100_000,
    database: Annotated[str, typer.Option(help="An empty PostgreSQL database, as a URL; without it, SQLite.")] = "",
) -> None:
    """Measure the list of people on the server: first and deep pages, filters, searches."""
    with surroundings.fresh() as fresh:
        here = replace(fresh, env={**fresh.env, "COACHING_DATABASE_URL": database}) if database else fresh
        try:
            here.run("bench.listing", "fill", str(people))
            told = json.loads(here.run("bench.listing", "measure"))
        except BenchFailed as failed:
            print(failed)
            raise typer.Exit(1) from failed
    _pages(f"A page of the list of {people:,} people ({measure.machine()})", told)


@app.command()
def looks(
    people: Annotated[int, typer.Option(min=1000, help="How many people there are.")] = 100_000,
    database: Annotated[str, typer.Option(help="An empty PostgreSQL database, as a URL; without it, SQLite.")] = "",
) -> None:
    """Measure the looks before something is done for very many: a calendar, a text, a pause, a message."""
    with surroundings.fresh() as fresh:
        here = replace(fresh, env={**fresh.env, "COACHING_DATABASE_URL": database}) if database else fresh
        try:
            here.run("bench.listing", "fill", str(people))
            told = json.loads(here.run("bench.looks", "measure"))
        except BenchFailed as failed:
            print(failed)
            raise typer.Exit(1) from failed
    _pages(f"Looking before something is done for {people:,} people ({measure.machine()})", told)


def _pages(title: str, told: list[dict[str, Any]]) -> None:
    table = Table(title=title)
    for name in ("page", "median ms", "p95 ms", "CPU ms"):
        table.add_column(name, justify="left" if name == "page" else "right")
    for one in told:
        table.add_row(one["page"], f"{one['median_ms']:.1f}", f"{one['p95_ms']:.1f}", f"{one['cpu_ms']:.1f}")
    Console(width=120).print(table)


@app.command()
def preview() -> None:
    """Measure the editor's preview on the server: rendering, every rule of the lint, and the page around them."""
    with surroundings.fresh() as here:
        try:
            told = json.loads(here.run("bench.preview"))
        except BenchFailed as failed:
            print(failed)
            raise typer.Exit(1) from failed
    table = Table(title=f"A preview while somebody types ({measure.machine()})")
    for name in ("text", "letters", "median ms", "p95 ms"):
        table.add_column(name, justify="left" if name == "text" else "right")
    for one in told:
        table.add_row(one["what"], f"{one['letters']:,}", f"{one['median_ms']:.1f}", f"{one['p95_ms']:.1f}")
    Console(width=120).print(table)


@app.command()
def api(
    count: Annotated[int, typer.Option(min=100, help="How many people.")] = 2000,
    processes: Annotated[int, typer.Option(min=1, help="Processes of the web face.")] = 2,
) -> None:
    """Measure how many people the API enrols, one call each, consent, invitations and SQL included."""
    try:
        found = enrolling.measure(count, processes)
    except BenchFailed as failed:
        print(failed)
        raise typer.Exit(1) from failed
    print(
        f"{found.people:,} people enrolled by the API, {processes} web processes: {found.people / found.seconds:.0f} a "
        f"second, {1000 * found.cpu_seconds / found.people:.1f} ms CPU each, median call {found.median_ms:.0f} ms, "
        f"slowest {found.slowest_ms:.0f} ms. {measure.machine()}."
    )


@app.command()
def rehearse(people: Annotated[int, typer.Option(min=1, help="How many in the cohort.")] = 1000) -> None:
    """Measure a rehearsal: 56 days of one person, and of a cohort on all cores."""
    with surroundings.fresh() as here:
        try:
            told = json.loads(here.run("bench.rehearse", str(people)))
        except BenchFailed as failed:
            print(failed)
            raise typer.Exit(1) from failed
    print(
        f"One person, {told['messages']} messages: {told['first_s']:.2f} s ({told['first_cpu_s']:.2f} s CPU) with all "
        f"texts compiled, {told['again_s']:.2f} s ({told['again_cpu_s']:.2f} s CPU) after that."
    )
    print(
        f"{told['people']:,} people, {told['lives']} different lives: {told['cohort_s']:.1f} s. "
        f"Broken promises: {told['violations']}. {measure.machine()}."
    )


@app.command()
def publishing(messages: Annotated[int, typer.Option(min=100, help="How many emails are under way.")] = 10_000) -> None:
    """Publish versions of a text while a crowd gets it: each email must be wholly one version. Measures publishing."""
    with surroundings.fresh() as here:
        try:
            told = json.loads(here.run("bench.publishing", str(messages)))
        except BenchFailed as failed:
            print(failed)
            raise typer.Exit(1) from failed
    print(
        f"{told['messages']:,} emails in {told['seconds']:.1f} s while {told['versions']} versions went live, of which "
        f"{told['in_use']} were sent. Emails with words of two versions: {told['torn']}. A version took "
        f"{told['median_ms']:.0f} ms to publish, the slowest {told['slowest_ms']:.0f} ms. {measure.machine()}."
    )
    if told["torn"] or told["messages"] != messages:
        raise typer.Exit(1)


@app.command()
def importing(
    rows: Annotated[int, typer.Option(min=100, help="How many people in the file.")] = 200_000,
    kind: Annotated[str, typer.Option(help="csv or xlsx.")] = "csv",
    profile: Annotated[str, typer.Option(help="Write profiles to this path with .check and .enrol behind.")] = "",
) -> None:
    """Measure an import: a dry run with every check, then enrolling with consents, runs and invitations."""
    with surroundings.fresh() as here:
        try:
            told = json.loads(here.run("bench.importing", kind, str(rows), *([profile] if profile else [])))
        except BenchFailed as failed:
            print(failed)
            raise typer.Exit(1) from failed
    table = Table(title=f"{rows:,} people from a {kind} file of {told['file_mib']:.0f} MiB ({measure.machine()})")
    for name in ("step", "seconds", "CPU seconds", "rows a second", "longest piece"):
        table.add_column(name, justify="left" if name == "step" else "right")
    for step, word in (("check", "dry run: read and check"), ("enrol", "check again and enrol")):
        seconds = told[f"{step}_s"]
        longest = f"{told[f'{step}_longest_s'] * 1000:.0f} ms"
        table.add_row(word, f"{seconds:.1f}", f"{told[f'{step}_cpu_s']:.1f}", f"{rows / seconds:,.0f}", longest)
    Console(width=120).print(table)
    grew = (
        f"Memory grew by {told['more_mib']:.0f} MiB; the reader of a big file had {told['reader_mib']:.0f} MiB at most."
    )
    print(f"Enrolled: {told['good']:,}, with {told['messages']:,} first messages. {grew}")


if __name__ == "__main__":
    app()
