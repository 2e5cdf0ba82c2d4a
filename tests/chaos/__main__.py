"""`python -m tests.chaos`: real programs on this machine, faults by a seeded plan, and the verdict in one page."""

import argparse
import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from tests.chaos.run import Report

QUICK_S = 40.0


def main() -> int:
    asked = _read()
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="coaching-chaos-"))
        _surround(folder, asked.database, stack)
        from coaching.cli.group.signals import stop_requested
        from coaching.cli.group.supervisor import Stopped
        from tests.chaos import run

        seconds = asked.minutes * 60 if asked.minutes else QUICK_S
        typer.echo(f"Chaos on {asked.database}, seed {asked.seed}: {asked.people} people, {seconds:g} s of trouble ...")
        with stop_requested() as stop:
            try:
                report = run.play(folder, asked.seed, asked.people, seconds, stop)
            except Stopped:
                typer.echo("Stopped; nothing is proven.")
                return 130
            except BaseException:
                typer.echo(f"Logs and data are kept in {folder}", err=True)
                raise
            finally:
                from django.db import connections

                connections.close_all()
    _say(report, asked.seed, asked.database)
    if report.wrong:
        typer.echo(f"Logs and data are kept in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def _read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos ARGS=...", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same plan of faults")
    parser.add_argument("--minutes", type=float, help=f"of trouble; without it {QUICK_S:g} seconds")
    parser.add_argument("--people", type=int, default=24, help="how many are enrolled")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    return parser.parse_args()


def _surround(folder: Path, database: str, stack: ExitStack) -> None:
    """Sets the environment before anything of the service reads it."""
    from coaching.cli import surroundings
    from tests import servers

    servers.forget_surroundings()
    os.environ.update(surroundings.demo(folder))
    os.environ["COACHING_LEASE_SECONDS"] = "5"
    if database == "postgres":
        os.environ["COACHING_TEST_DATABASE"] = database
        servers.start_shared(stack)
        os.environ["COACHING_DATABASE_URL"] = os.environ["COACHING_TEST_POSTGRES_URL"]


def _say(report: "Report", seed: int, database: str) -> None:
    states = ", ".join(f"{count} {state}" for state, count in sorted(report.states.items()))
    typer.echo(f"  messages        {sum(report.states.values())} in the ledger over {report.days} days: {states}")
    typer.echo(f"  providers       accepted {report.accepted}")
    typer.echo(f"  in doubt        {report.states['unknown']}, of which the providers have {report.unknown_taken}")
    for name, count in sorted(report.struck.items()):
        if count:
            typer.echo(f"  {count:>5} x {name}")
    typer.echo(f"  restarts        {report.restarts}")
    typer.echo(f"  left undone     {report.waited_in_vain} times, when programme time had to go on")
    typer.echo(f"  duration        {report.took_s:.0f} s, seed {seed}, {database}")
    for wrong in report.wrong:
        typer.echo(f"  WRONG: {wrong}")
    typer.echo("  Never twice, never lost, the books balance." if not report.wrong else "  The promises did not hold.")


if __name__ == "__main__":
    sys.exit(main())
