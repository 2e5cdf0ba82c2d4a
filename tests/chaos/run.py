"""One run: start everything, enrol people, drive the clock through the storm, let it settle, judge."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from coaching import bootstrap
from coaching.cli import office as command
from coaching.cli.demo import people as samples
from coaching.cli.group.signals import Stop
from coaching.cli.group.supervisor import Group
from coaching.core.doubt import LOOKS
from coaching.core.ledger import TAKEN, State
from coaching.journeys import books, enrol
from coaching.journeys.enrol import Request
from coaching.settings import load
from coaching.store.models import Doubt, Message
from tests.chaos import cast as programs
from tests.chaos import plan, verdict
from tests.chaos.cast import Cast
from tests.chaos.clock import Clock
from tests.chaos.database import Database, insist
from tests.chaos.phones import Phones
from tests.chaos.plan import Blow
from tests.chaos.storm import Storm
from tests.chaos.verdict import Seen

# The worker's own repair runs each minute or so, and a crowded machine takes its time.
SETTLES_WITHIN_S = 600.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run goes on for `seconds`, and until it has had so many messages and faults; at most `limit_s`.

    `calm_s`: for how long, at most, life goes on in fair weather. A look proves an absence only by a message that was
    accepted a minute after the lost one.
    """

    seed: int
    people: int
    seconds: float
    messages: int
    faults: int
    limit_s: float
    calm_s: float


@dataclass(frozen=True, slots=True)
class Report:
    """What happened. `wrong` is empty if every promise held.

    `doubts`: attempts that were in doubt, by how each ended. `duplicates`: by the simulator's own list, which holds
    `repeated` times in which words came again that were owed twice.
    """

    states: Counter[str]
    accepted: int
    duplicates: int
    repeated: int
    doubts: Counter[str]
    struck: Counter[str]
    restarts: int
    days: int
    steps: int
    waited_in_vain: int
    stormed_s: float
    took_s: float
    balanced: bool
    missing: int
    wrong: list[str]


def play(folder: Path, wanted: Wanted, database: Database, stop: Stop) -> Report:
    """This will run the service through the storm that is wanted, and then until it has settled.

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
        clock, eve = Clock(phones), _enrol(wanted.people, phones)
        storm = Storm(cast, phones, database, settings.redis_url)
        with _storming(storm, wanted.seed):
            stormed_s = _drive(clock, storm, wanted, stop)
        _settle(clock, wanted.calm_s, stop)
        return _report(storm, clock, eve, wanted, stormed_s, time.monotonic() - begun)


@contextmanager
def _storming(storm: Storm, seed: int) -> Iterator[None]:
    storm.begin(seed)
    try:
        yield
    finally:
        storm.end()
    if storm.failed:
        raise storm.failed[0]


def _drive(clock: Clock, storm: Storm, wanted: Wanted, stop: Stop) -> float:
    """Moves programme time until the storm has lasted, and done, enough. Answers how many seconds that took."""
    begun = time.monotonic()
    while not storm.over.is_set() and not stop.is_set():
        clock.step()
        passed_s = time.monotonic() - begun
        if passed_s > wanted.limit_s or (passed_s > wanted.seconds and _is_enough(storm, wanted)):
            break
    return time.monotonic() - begun


def _is_enough(storm: Storm, wanted: Wanted) -> bool:
    return (
        storm.phones.collect() >= wanted.messages
        and storm.struck().total() >= wanted.faults
        and len(storm.blows) == len(Blow)
    )


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
            campaign="magnesium", consent=True, health=True, how="sample person of the chaos run", screen=each.screen,
        )  # fmt: skip
        enrol.enrol(request, "coach", bootstrap.office(), bootstrap.moment())
    for each in cohort[::2]:
        for fault in plan.slow_reports(each.phone, each.email):
            phones.arm(fault)
    return eve


def _settle(clock: Clock, calm_s: float, stop: Stop) -> None:
    """The weather is fair: life goes on until no look for a message is left to make, then stands still."""
    ends = time.monotonic() + calm_s
    while not stop.is_set() and time.monotonic() < ends and _hopeful():
        clock.step()
        clock.phones.collect()
    ends = time.monotonic() + SETTLES_WITHIN_S
    while not stop.is_set() and time.monotonic() < ends:
        is_at_rest = clock.rest(ends - time.monotonic())
        if is_at_rest and not clock.phones.state()["callbacks_pending"] and clock.rest(0.0):
            return
        time.sleep(0.2)


def _hopeful() -> bool:
    """Whether a message in doubt is still to be looked for."""
    unknown = Message.objects.filter(state__in=[State.UNKNOWN, State.HANDED])
    used_up = unknown.filter(doubts__looks__gte=LOOKS)
    return unknown.exclude(pk__in=used_up.values("pk")).exists()


def _report(storm: Storm, clock: Clock, eve: datetime, wanted: Wanted, stormed_s: float, took_s: float) -> Report:
    moment = insist(bootstrap.moment)
    phones = storm.phones
    seen = Seen(phones.accepted(), phones.repeats(), phones.state()["duplicates"])
    drawn = books.draw_up(moment)
    report = Report(
        states=Counter(Message.objects.values_list("state", flat=True)),
        accepted=seen.accepted.total(),
        duplicates=sum(times - 1 for times in seen.accepted.values()) + len(verdict.unexplained(seen)),
        repeated=seen.repeated,
        doubts=_doubts(seen),
        struck=storm.struck(),
        restarts=storm.cast.restarts(),
        days=(moment.now - eve).days,
        steps=clock.steps,
        waited_in_vain=clock.waited_in_vain,
        stormed_s=stormed_s,
        took_s=took_s,
        balanced=drawn.balanced,
        missing=sum(each.units for each in drawn.missing),
        wrong=verdict.wrongs(seen, drawn, moment),
    )
    report.wrong.extend(_too_calm(report, storm, wanted))
    return report


def _doubts(seen: Seen) -> Counter[str]:
    """How each attempt ended that was looked for."""
    ends: Counter[str] = Counter()
    for attempt, message, state, now in Doubt.objects.values_list(
        "attempt", "message", "message__state", "message__attempt"
    ):
        if attempt != now or state in (State.WAITING, State.RESERVED):
            ends["proven absent, sent again"] += 1
        elif State(state) in TAKEN:
            ends["found, or told of by a report"] += 1
        elif state == State.UNKNOWN:
            ends["left to a person, sent" if message in seen.accepted else "left to a person, not sent"] += 1
        else:
            ends[f"proven absent, then {state}"] += 1
    return ends


def _too_calm(report: Report, storm: Storm, wanted: Wanted) -> list[str]:
    """A storm that struck nothing proves nothing."""
    found = []
    missed = [blow.value for blow in Blow if not storm.blows[blow]]
    if missed:
        found.append(f"The run was too short to meet: {', '.join(missed)}. Give it more time.")
    if report.accepted < wanted.messages:
        found.append(f"The providers accepted {report.accepted} messages, fewer than the {wanted.messages} wanted.")
    if report.struck.total() < wanted.faults:
        found.append(f"Only {report.struck.total()} faults struck, fewer than the {wanted.faults} wanted.")
    if sum(report.states[state] for state in TAKEN) < sum(report.states.values()) / 2:
        found.append("Fewer than half of the messages were accepted: this proves little.")
    return found
