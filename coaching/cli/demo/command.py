"""The command: start the group, enrol the sample people, drive the clock, say where to look, judge the end."""

import re
import sys
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Annotated

import typer

from coaching import bootstrap
from coaching.cli import surroundings, up
from coaching.cli.books import show as show_books
from coaching.cli.demo import people as samples
from coaching.cli.demo import verdict
from coaching.cli.demo.driver import Driver, Pace, Stuck
from coaching.cli.demo.simulated import Simulator, State
from coaching.cli.group.signals import Stop, stop_requested
from coaching.cli.group.supervisor import Group, Stopped
from coaching.cli.say import fail, plainly
from coaching.core.model import EnrolmentId
from coaching.core.roles import Role
from coaching.journeys import books, enrol, prefer
from coaching.journeys.enrol import Request
from coaching.journeys.office import Office
from coaching.settings import load
from coaching.store import enrolments, team
from coaching.store.models import Enrolment

COACH, COACH_EMAIL, PASSWORD = "maya", "maya@example.org", "take-a-calm-breath"
SECOND = "jonas"
"""A second person with the same password: who writes a text about doses needs somebody else to approve it."""


def demo(
    people: Annotated[int, typer.Option(min=0, max=500, help="How many sample people.")] = 12,
    days: Annotated[int, typer.Option(min=1, max=56, help="Stop after so many days.")] = 56,
    speed: Annotated[str, typer.Option(help='Programme days per minute, "max", or "hold".')] = "14",
    leave: Annotated[bool, typer.Option("--exit", help="End when the days are over, with 0 if all is well.")] = False,
) -> None:
    """Show the whole programme in minutes: real worker, real Redis, simulated phones and mailboxes."""
    settings = load()
    pace = _pace(speed)
    with plainly(), stop_requested() as stop, Group(settings.var_dir, stop=stop) as group:
        try:
            typer.echo("Starting Redis, simulator, worker and web ...")
            up.start(group, settings, worker_threads=2)
        except Stopped:
            return
        surroundings.announce()
        try:
            ended_well = _play(people, days, pace, stop, wait=not leave)
            group.check()
        finally:
            surroundings.retract()
    raise typer.Exit(0 if ended_well else 1)


def _pace(speed: str) -> Pace:
    if speed in ("max", "hold"):
        return Pace(None, holds=speed == "hold")
    try:
        value = float(speed)
    except ValueError:
        value = 0.0
    if not 0.01 <= value <= 10_000:
        raise fail('--speed takes programme days per minute, e.g. 14; "max"; or "hold" to move the clock by hand.')
    return Pace(value)


def _play(size: int, days: int, pace: Pace, stop: Stop, *, wait: bool) -> bool:
    office = bootstrap.office()
    simulator = Simulator(load().simulator_url)
    line = Line(days)
    driver = Driver(office, simulator, pace, stop, line.show)
    first_day = begin(datetime.now(UTC).date())
    driver.move(datetime.combine(first_day - timedelta(days=1), clock_time(6), tzinfo=UTC))
    cohort = _enrol(size, first_day, office, simulator, hurried=pace.days_per_minute is None and not pace.holds)
    _greet(cohort)
    if pace.holds:
        typer.echo("The clock stands still. Move it with: coaching clock 1d   (or 30m, 8h, next)")
        stop.wait()
        return True
    begun = time.monotonic()
    try:
        driver.run(_end_of_day(first_day, min(days, samples.PAUSED_FROM_DAY - 1)))
        _pause()
        driver.run(_end_of_day(first_day, days + (samples.PAUSED_FOR_DAYS if days == 56 else 0)))
    except Stuck as stuck:
        line.close()
        typer.secho(str(stuck), fg=typer.colors.RED, err=True)
        return False
    line.close()
    if stop.is_set():
        return True
    well = _judge(simulator.state(), time.monotonic() - begun)
    if wait:
        typer.echo("The days are over. The pages stay open until Ctrl-C.")
        stop.wait()
    return well


def begin(today: date) -> date:
    """This will give the first day of the demo: four weeks before the next clock change, so that it is crossed."""
    day = today + timedelta(days=1)
    while not _changes(day + timedelta(days=28)):
        day += timedelta(days=1)
    return day


def _changes(on: date) -> bool:
    """Whether New York changes its clocks on that date (second Sunday of March, first of November)."""
    return on.isoweekday() == 7 and ((on.month == 3 and 8 <= on.day <= 14) or (on.month == 11 and on.day <= 7))


def _end_of_day(first_day: date, day: int) -> datetime:
    """The last corner of the earth has left that date."""
    return datetime.combine(first_day + timedelta(days=day), clock_time(12), tzinfo=UTC)


def _enrol(size: int, first_day: date, office: Office, simulator: Simulator, *, hurried: bool) -> list[samples.Sample]:
    team.add(COACH, Role.OWNER, email=COACH_EMAIL, password=PASSWORD)
    team.add(SECOND, Role.EDITOR, password=PASSWORD)
    cohort = list(samples.cohort(size))
    simulator.add_people(cohort, hurried=hurried)
    for each in cohort:
        request = Request(
            first_name=each.name, phone=each.phone, email=each.email, zone=each.zone, start=str(first_day),
            campaign="magnesium", consent=True, health=True, how="sample person of the demo", screen=each.screen,
        )  # fmt: skip
        enrol.enrol(request, COACH, office, bootstrap.moment())
    return cohort


def _greet(cohort: list[samples.Sample]) -> None:
    settings = load()
    zones = sorted({each.zone for each in cohort})
    typer.echo(f"\n  Phones and mailboxes   {settings.simulator_url}/")
    typer.echo(f"  The coach's pages      {settings.public_url}/   (sign in as {COACH}, password {PASSWORD})")
    typer.echo(f"  A second person        {SECOND}, same password: approves what {COACH} writes about doses and safety")
    typer.echo(f"\n{len(cohort)} sample people in {len(zones)} time zones: {', '.join(zones)}")
    for each in cohort[:8]:
        typer.echo(f"  {each.name:<6} {each.habit}")
    typer.echo("Press Ctrl-C to stop.\n")


def _pause() -> None:
    """The coach pauses one person, as if by the button on the page."""
    row = Enrolment.objects.filter(subscriber__first_name=samples.PAUSED, status="active").first()
    if row is not None:
        prefer.pause(enrolments.get(EnrolmentId(row.pk)), samples.PAUSED_FOR_DAYS, COACH, bootstrap.moment())


def _judge(seen: State, took_s: float) -> bool:
    moment = bootstrap.moment()
    show_books(books.draw_up(moment))
    taken = f"{seen.sms} SMS and {seen.emails} emails in {took_s:.0f} s; {seen.duplicates} duplicates"
    typer.echo(f"The simulator took {taken}.")
    wrong = verdict.faults(moment, seen, Simulator(load().simulator_url).of_the_ledger())
    for each in wrong:
        typer.secho(each, fg=typer.colors.RED, err=True)
    if not wrong:
        typer.secho("Every message inside its window, every lesson on its right local day, none twice.", fg="green")
    return not wrong


def clock(
    by: Annotated[str, typer.Argument(help='How far: e.g. 30m, 8h, 1d; or "next" for the next thing that is due.')],
) -> None:
    """Move the clock of a running demo, stopping at everything that happens on the way."""
    if load().mode != "demo":
        raise fail("Only the clock of a demo can be moved. Start one in another terminal: coaching demo --speed hold")
    office = bootstrap.office()
    with plainly(redis=True), stop_requested() as stop:
        driver = Driver(office, Simulator(load().simulator_url), Pace(None, exact=True), stop, lambda *_: None)
        try:
            now = driver.forward(_span(by))
        except Stuck as stuck:
            raise fail(str(stuck)) from stuck
        typer.echo(f"Programme time: {now:%a %d %b %Y %H:%M} UTC")


def _span(by: str) -> timedelta | None:
    if by == "next":
        return None
    found = re.fullmatch(r"(\d{1,3})([mhd])", by)
    if found is None:
        raise fail('Say how far: a number with m, h or d, e.g. 30m, 8h, 1d; or "next".')
    return int(found[1]) * {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}[found[2]]


class Line:
    """The progress line: rewritten on a terminal, one line per ten days elsewhere."""

    def __init__(self, days: int) -> None:
        self._days = days
        self._live = sys.stdout.isatty()
        self._last = -1
        self._first: date | None = None

    def show(self, now: datetime, state: State) -> None:
        self._first = self._first or now.date()
        day = min(self._days, max(0, (now.date() - self._first).days))
        text = (
            f"day {day:>2} of {self._days}   {now:%a %d %b %Y %H:%M} UTC   "
            f"{state.sms} SMS   {state.emails} emails   {state.duplicates} duplicates"
        )
        if self._live:
            sys.stdout.write(f"\r\x1b[K{text}")
            sys.stdout.flush()
        elif day // 10 > self._last:
            typer.echo(text)
        self._last = day // 10

    def close(self) -> None:
        if self._live:
            sys.stdout.write("\n")
