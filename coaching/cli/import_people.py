"""`coaching import FILE`: people from a file, checked first and enrolled where you say so."""

import csv
import getpass
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from coaching import bootstrap
from coaching.cli.say import fail, plainly
from coaching.journeys import enrol, work
from coaching.journeys.import_people import checking, showing, steps, working
from coaching.journeys.import_people.steps import ImportRefused, Wish
from coaching.store import jobs, uploads
from coaching.store.jobs import JobId, State
from coaching.store.models import Upload

console = Console()
WAIT_S = 0.5


def import_people(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV or XLSX.")],
    who: Annotated[str, typer.Option(help="Who asked these people for their consent.")] = "",
    when: Annotated[str, typer.Option(help="Day of the last consent, e.g. 2026-11-01.")] = "",
    how: Annotated[str, typer.Option(help="How it was given, e.g. 'on paper at the front desk'.")] = "",
    wording: Annotated[str, typer.Option(help="The words they agreed to. Default: our own.")] = "",
    everybody: Annotated[
        bool, typer.Option("--everybody", help="All in the file agreed; not needed with a column of consent.")
    ] = False,
    campaign: Annotated[str, typer.Option(help="Key of the programme.")] = "magnesium",
    zone: Annotated[str, typer.Option(help="Time zone where the file has none, e.g. Europe/Berlin.")] = "",
    start: Annotated[str, typer.Option(help="First day where the file has none. Default: tomorrow there.")] = "",
    language: Annotated[str, typer.Option(help="Language where the file has none.")] = "en",
    calling: Annotated[str, typer.Option(help="Country of numbers without +, e.g. US.")] = "",
    per_day: Annotated[int, typer.Option(min=0, help="Ask at most so many people a day; 0: all at once.")] = 0,
    go: Annotated[bool, typer.Option("--enrol", help="Enrol after the check. Without it nobody is enrolled.")] = False,
    refused: Annotated[Path | None, typer.Option(help="Write the rows that were refused to this file.")] = None,
) -> None:
    """Bring many people in from a file. It is checked first; with --enrol those who may come in are enrolled."""
    with plainly(redis=True):
        by, office = getpass.getuser(), bootstrap.office()
        try:
            with file.open("rb") as body:
                upload = steps.receive(file.name, body, file.stat().st_size, by, bootstrap.moment())
            found = _get(upload)
            columns = uploads.remembered(found.header) or checking.guess(found.header)
            _say_columns(found, dict(columns))
            wish = Wish(
                columns=columns,
                campaign=campaign,
                start=start,
                zone=zone,
                language=language,
                calling=calling,
                who=who,
                when=when,
                how=how,
                wording=wording or " ".join(enrol.consent_wordings(campaign, office.house.values["brand"])),
                everybody=everybody,
            )
            _work_off(steps.check(found, wish, by, office, bootstrap.moment()), "Checking")
            _say_check(_get(upload))
            if go:
                _work_off(steps.begin(_get(upload), per_day, "day", by, bootstrap.moment()), "Enrolling")
                _say_result(_get(upload), refused)
        except ImportRefused as no:
            raise fail(str(no)) from no


def _get(upload: int) -> Upload:
    found = uploads.get(upload)
    if found is None:
        raise fail(f"Import {upload} is gone.")
    return found


def _say_columns(found: Upload, columns: dict[str, int]) -> None:
    named = ", ".join(f"{checking.FIELDS[field]} = {found.header[at]!r}" for field, at in columns.items())
    typer.echo(f"Import {found.pk}. Columns: {named or 'none was recognised'}.")


def _work_off(job: JobId, word: str) -> None:
    """Does the pieces itself; where a worker has the job, this only looks on."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        shown = progress.add_task(word, total=None)
        while (seen := jobs.show(job, bootstrap.machine_time())) is not None and seen.is_open:
            progress.update(shown, completed=seen.done, total=seen.total)
            if not work.do_next(bootstrap.office(), bootstrap.moment()):
                time.sleep(WAIT_S)
    if seen is None or seen.state is not State.DONE:
        raise fail(seen.detail if seen and seen.detail else "It was ended early.")


def _say_check(found: Upload) -> None:
    counts = found.counts["check"]
    table = Table("rows", "why they stay out", "e.g. row", box=None)
    for trouble, number in sorted(counts["bad"].items(), key=lambda pair: -pair[1]):
        row, why = found.samples[trouble][0]
        table.add_row(f"{number:,}", why, str(row))
    if table.row_count:
        console.print(table)
    typer.echo(f"{counts['good']:,} of {found.rows:,} people can be enrolled. Nobody is enrolled by the check.")


def _say_result(found: Upload, refused: Path | None) -> None:
    typer.echo(working.said(found.counts["enrol"]))
    if refused is not None:
        with refused.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows(showing.bad_rows(found))
        typer.echo(f"Refused rows: {refused}")
    typer.echo(
        f"Until {found.until:%Y-%m-%d %H:%M} UTC it can be taken back in the console, on the page of the import."
    )
