"""`python -m tests.chaos`: real programs on this machine, faults by a seeded plan, and the verdict in one page."""

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tests.chaos.database import Database, Sqlite, postgres

if TYPE_CHECKING:
    from tests.chaos.run import Report, Wanted

LIMIT = 6.0
"""A run may take so many times its length to meet what is wanted, on a machine that has much else to do."""


def main() -> int:
    asked = _read()
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="coaching-chaos-"))
        database = _surround(folder, asked.database, stack)
        from coaching.cli.group.signals import stop_requested
        from coaching.cli.group.supervisor import Stopped
        from tests.chaos import run

        wanted = _wanted(asked)
        typer.echo(
            f"Chaos on {asked.database}, seed {wanted.seed}: {wanted.people} people, for {wanted.seconds:g} s and "
            f"until {wanted.messages:,} messages and {wanted.faults} faults ..."
        )
        with stop_requested() as stop:
            try:
                report = run.play(folder, wanted, database, stop)
            except Stopped:
                typer.echo("Stopped; nothing is proven.")
                return 130
            except BaseException:
                typer.echo(f"Logs and data are kept in {folder}", err=True)
                raise
            finally:
                from django.db import connections

                connections.close_all()
    _say(report, wanted, asked.database)
    if report.wrong:
        typer.echo(f"Logs and data are kept in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def _read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos ARGS=...", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same plan of faults")
    parser.add_argument("--minutes", type=float, default=1.0, help="of trouble, at least")
    parser.add_argument("--people", type=int, default=400, help="how many are enrolled")
    parser.add_argument("--messages", type=int, default=2000, help="which the providers must have accepted, at least")
    parser.add_argument("--faults", type=int, default=100, help="which must have struck, at least")
    parser.add_argument("--calm", type=float, default=180.0, help="seconds of looking for lost messages, at most")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    return parser.parse_args()


def _wanted(asked: argparse.Namespace) -> "Wanted":
    from tests.chaos.run import Wanted

    seconds = asked.minutes * 60
    limit_s = max(600.0, LIMIT * seconds)
    return Wanted(asked.seed, asked.people, seconds, asked.messages, asked.faults, limit_s, asked.calm)


def _surround(folder: Path, name: str, stack: ExitStack) -> Database:
    """Sets the environment before anything of the service reads it."""
    from coaching.cli import surroundings
    from tests import servers

    servers.forget_surroundings()
    os.environ.update(surroundings.demo(folder))
    os.environ["COACHING_LEASE_SECONDS"] = "5"
    os.environ["COACHING_DOUBT_GAP_SECONDS"] = "33"  # two of them outlast the longest exchange with a provider
    os.environ["COACHING_ALERT_CONTACTS"] = "[]"  # alerts are told at least once, which is no business of this count
    if name == "postgres":
        server = stack.enter_context(postgres())
        os.environ["COACHING_DATABASE_URL"] = server.url
        return server
    return Sqlite(Path(os.environ["COACHING_DATABASE_URL"].removeprefix("sqlite:///")))


def _say(report: "Report", wanted: "Wanted", database: str) -> None:
    for name, value in _table(report):
        typer.echo(f"  {name:<16}{value}")
    typer.echo(f"  faults          {report.struck.total()}")
    for name, count in sorted(report.struck.items(), key=lambda each: -each[1]):
        typer.echo(f"  {count:>5} x {name}")
    for wrong in report.wrong:
        typer.echo(f"  WRONG: {wrong}")
    again = f"--database {database} --seed {wanted.seed}"
    if report.wrong:
        typer.echo(f'  The promises did not hold. The same plan again: make chaos ARGS="{again}"')
    else:
        typer.echo("  Never twice, never lost, the books balance.")


def _table(report: "Report") -> Iterator[tuple[str, str]]:
    yield "messages", f"{sum(report.states.values()):,} in the ledger over {report.days} days: {_listed(report.states)}"
    yield "accepted", f"{report.accepted:,} by the providers' own count"
    yield "in doubt", f"{report.doubts.total()} attempts: {_listed(report.doubts) or 'none'}"
    yield (
        "duplicates",
        f"{report.duplicates} by the simulator's own list ({report.repeated} times the same words for another cause)",
    )
    yield "missing", f"{report.missing} units of the programme"
    yield "books", "balanced" if report.balanced else "NOT balanced"
    yield "restarts", f"{report.restarts} of our programs"
    yield "steps of time", f"{report.steps}, of which {report.waited_in_vain} left something undone for the next"
    yield "duration", f"{report.stormed_s:.0f} s of trouble, {report.took_s:.0f} s in all"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main())
