"""`coaching doctor`: what is wrong with this installation, and how to mend it."""

import dataclasses
import json
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from coaching import bootstrap
from coaching.journeys import doctor as journey
from coaching.journeys.doctor import Broker, Patient
from coaching.journeys.findings import Finding, Level
from coaching.settings import load, templates_dir

console = Console()
COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Examine the database, Redis, workers, clocks, providers and settings; exit status 1 if a part fails."""
    patient = Patient(load(), _broker(), bootstrap.HOME_CAMPAIGN, templates_dir(), bootstrap.machine_time)
    findings = journey.examine(patient)
    failed = [each for each in findings if each.level is Level.FAIL]
    if as_json:
        parts = [dataclasses.asdict(each) for each in findings]
        typer.echo(json.dumps({"healthy": not failed, "findings": parts}, indent=2))
    else:
        _show(findings)
    if failed:
        raise typer.Exit(1)


def _broker() -> Broker:
    """The queue's settings as a worker has them."""
    from coaching.tasks.app import app

    app.loader.import_default_modules()
    tasks = [task for name, task in app.tasks.items() if name.startswith("coaching.")]
    return Broker(
        visibility_timeout_s=float(app.conf.broker_transport_options["visibility_timeout"]),
        acks_late=bool(app.conf.task_acks_late) or any(task.acks_late for task in tasks),
    )


def _show(findings: list[Finding]) -> None:
    table = Table("", "part", "found", box=None)
    table.add_column("how to mend it", overflow="fold")  # the names of variables are to be copied whole
    for each in findings:
        level = f"[{COLOURS[each.level]}]{each.level}[/]"
        table.add_row(level, each.name, escape(each.sentence), escape(each.mend))
    console.print(table)
    failed = sum(each.level is Level.FAIL for each in findings)
    warned = sum(each.level is Level.WARN for each in findings)
    if failed:
        console.print(f"{failed} to mend, {warned} to know of.", style="bold red")
    else:
        console.print(f"Fit to run; {warned} to know of.", style="bold green")
