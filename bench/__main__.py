"""Prints one table: what a message costs here and in the usual way, measured in the same run."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench import measure
from bench.measure import Cost
from bench.surroundings import BenchFailed
from coaching.core.model import Channel

# The usual way is slow; per message it costs the same however many there are.
FEWER = 5


def main(
    messages: Annotated[int, typer.Option(min=100, help="How many of each kind.")] = 2000,
    only: Annotated[Channel | None, typer.Option(help="Measure this channel alone.")] = None,
    profile: Annotated[str, typer.Option(help="Write our path's profile to this file, and measure nothing else.")] = "",
) -> None:
    """Measure SMS and email, from claim to settled ledger, against a local sink that answers after 20 ms."""
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


if __name__ == "__main__":
    typer.run(main)
