"""One run: start everything, enrol people, drive the clock through the storm, let it settle, judge."""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from coaching import bootstrap
from coaching.cli import office as command
from coaching.cli.demo import people as samples
from coaching.cli.group.signals import Stop
from coaching.cli.group.supervisor import Group
from coaching.core.ledger import TAKEN, State
from coaching.journeys import books, enrol
from coaching.journeys.enrol import Request
from coaching.settings import load
from coaching.store.models import Message
from tests.chaos import cast as programs
from tests.chaos import plan, verdict
from tests.chaos.cast import Cast
from tests.chaos.clock import Clock
from tests.chaos.phones import Phones
from tests.chaos.plan import Blow
from tests.chaos.storm import Storm
from tests.chaos.verdict import Seen

# The worker's own repair runs each minute or so; a wake-up that Redis lost in a crash may need it.
SETTLES_WITHIN_S = 150.0
REPORTS_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class Report:
    """What happened. `wrong` is empty if every promise held; `unknown_taken`: in doubt, and the provider has them."""

    states: Counter[str]
    accepted: int
    unknown_taken: int
    days: int
    struck: Counter[str]
    restarts: int
    waited_in_vain: int
    took_s: float
    wrong: list[str]


def play(folder: Path, seed: int, people: int, storm_s: float, stop: Stop) -> Report:
    """This will run the service for `storm_s` seconds of trouble and then until it has settled.

    Raises GroupError if a program cannot be started, Stopped if asked to stop.
    """
    begun = time.monotonic()
    settings = load()
    phones = Phones(settings.simulator_url)
    with Group(folder, stop=stop) as group:
        cast = Cast(group, programs.programs(settings, folder / "data"))
        command.prepare()
        for role in programs.ORDER:
            cast.start(role)
        clock, first = Clock(phones), _enrol(people, phones)
        storm = Storm(cast, phones, settings.redis_url)
        storm.begin(seed)
        try:
            ends = time.monotonic() + storm_s
            while time.monotonic() < ends and not storm.over.is_set() and not stop.is_set():
                clock.step()
        finally:
            storm.end()
        if storm.failed:
            raise storm.failed[0]
        _settle(clock)
        return _report(storm, clock, first, time.monotonic() - begun)


def _enrol(size: int, phones: Phones) -> datetime:
    """Sample people whose programme begins tomorrow, on the eve of it. Answers that eve."""
    cohort = list(samples.cohort(size))
    phones.add_people(cohort)
    start = bootstrap.machine_time().date() + timedelta(days=2)
    eve = datetime.combine(start - timedelta(days=1), clock_time(6), tzinfo=UTC)
    Clock(phones).move(eve)
    for each in cohort:
        request = Request(
            first_name=each.name, phone=each.phone, email=each.email, zone=each.zone, start=str(start),
            campaign="magnesium", consent=True, how="sample person of the chaos run", screen=each.screen,
        )  # fmt: skip
        enrol.enrol(request, "coach", bootstrap.office(), bootstrap.moment())
    for each in cohort[::2]:
        for fault in plan.slow_reports(each.phone, each.email):
            phones.arm(fault)
    return eve


def _settle(clock: Clock) -> None:
    """Waits for rest, then for the reports that are still under way, which may wake somebody."""
    clock.rest(SETTLES_WITHIN_S)
    ends = time.monotonic() + REPORTS_WITHIN_S
    while clock.phones.state()["callbacks_pending"] and time.monotonic() < ends:
        time.sleep(0.1)
    clock.rest(SETTLES_WITHIN_S)


def _report(storm: Storm, clock: Clock, eve: datetime, took_s: float) -> Report:
    moment = bootstrap.moment()
    seen = Seen(storm.phones.accepted(), storm.phones.state())
    states = Counter(Message.objects.values_list("state", flat=True))
    unknown = Message.objects.filter(state=State.UNKNOWN).values_list("pk", flat=True)
    return Report(
        states=states,
        accepted=seen.accepted.total(),
        unknown_taken=sum(pk in seen.accepted for pk in unknown),
        days=(moment.now - eve).days,
        struck=storm.struck,
        restarts=storm.cast.restarts(),
        waited_in_vain=clock.waited_in_vain,
        took_s=took_s,
        wrong=[*verdict.wrongs(seen, books.draw_up(moment), moment), *_too_calm(storm, states)],
    )


def _too_calm(storm: Storm, states: Counter[str]) -> list[str]:
    """A storm that struck nothing proves nothing."""
    missed = [blow.value for blow in Blow if not storm.struck[blow.value]]
    faults = [name for name in storm.struck if ":" in name and storm.struck[name]]
    found = [f"The run was too short to meet: {', '.join(missed)}. Give it more time."] if missed else []
    if len(faults) < 5:
        found.append(f"Only {len(faults)} kinds of provider faults struck. Give it more time or people.")
    if sum(states[state] for state in TAKEN) < sum(states.values()) / 2:
        found.append("Fewer than half of the messages were accepted: this proves little.")
    return found
