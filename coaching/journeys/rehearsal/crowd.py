"""A cohort: made-up people by the hundred. Each different life is played once, and told for everybody who leads it.

Two people of one persona, with the same channels and the same dice, live the same eight weeks by their own clocks: what
differs is the first day, the zone, and the seconds by which the programme spreads people. A test plays both ways.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from coaching.campaigns.personas import CHANNELS, Cast
from coaching.core import schedule
from coaching.core.ledger import State
from coaching.core.model import Campaign, Channel, EnrolmentId
from coaching.core.personas import Persona
from coaching.journeys import books
from coaching.journeys.rehearsal import violations
from coaching.journeys.rehearsal.result import Sums, Violation
from coaching.journeys.rehearsal.stage import Stage
from coaching.journeys.rehearsal.story import faults, unbalanced
from coaching.store import played
from coaching.store.played import Row

TICK = timedelta(minutes=4)
"""How often the clock of a crowd stops. Less than the five minutes that the last message of a day has to spare."""
FIRST_DAYS = 7
"""People begin on one of so many days in a row, as they come in over a week."""
VARIANTS = 5
"""So many different lives for each persona and choice of channels; silent people have one."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a cohort: whose life they lead, where and from when."""

    life: int
    zone: str
    start: date


@dataclass(frozen=True, slots=True)
class Cohort:
    """`lives`: one person each, all in one zone from one day."""

    members: tuple[Member, ...]
    lives: tuple[Persona, ...]

    def everybody(self) -> tuple[Persona, ...]:
        """This will give each member as a person of their own."""
        return tuple(replace(self.lives[each.life], zone=each.zone, start=each.start) for each in self.members)


@dataclass(frozen=True, slots=True)
class Life:
    """What one life came to; `zone` and `start` as it was played."""

    persona: str
    zone: str
    start: date
    status: str
    rows: tuple[Row, ...]
    labels: Counter[str] = field(default_factory=Counter)
    alerts: Counter[str] = field(default_factory=Counter)
    holds: Counter[str] = field(default_factory=Counter)
    planned: int = 0
    violations: tuple[Violation, ...] = ()


def make_up(size: int, cast: Cast, start: date, seed: int) -> Cohort:
    """This will make up people by the mix of a cast: the same people for the same seed."""
    dice, mix = random.Random(seed), cast.mix
    home = max(mix.zones, key=lambda name: mix.zones[name])
    lives: dict[tuple[str, str, int], int] = {}
    people: list[Persona] = []
    members = []
    for _ in range(size):
        kind, zone, channels = (_one(dice, weights) for weights in (mix.personas, mix.zones, mix.channels))
        persona = cast.personas[kind]
        variant = dice.randrange(VARIANTS) if persona.behaviour.share else 0
        key = (kind, channels, variant)
        if key not in lives:
            lives[key] = len(people)
            changes = {"zone": home, "start": start, "channels": CHANNELS[channels], "confirm": False}
            people.append(replace(persona, seed=variant, **changes))  # type: ignore[arg-type]  # fields of Persona
        members.append(Member(lives[key], zone, start + timedelta(days=dice.randrange(FIRST_DAYS))))
    return Cohort(tuple(members), tuple(people))


def _one(dice: random.Random, weights: Mapping[str, int]) -> str:
    return dice.choices(list(weights), list(weights.values()))[0]


def lives_of(stage: Stage) -> list[Life]:
    """This will read what a stage has played, one life for each of its people, in their order."""
    unsafe, ends = set(stage.provider.unsafe), played.ends()
    ordered = sorted(played.rows(), key=lambda row: (row.enrolment, row.due_at, row.id))
    rows = {run: tuple(group) for run, group in groupby(ordered, key=lambda row: row.enrolment)}
    labels, alerts, holds = played.labels(), played.alert_kinds(), played.holds_placed()
    found = []
    for number, persona in enumerate(stage.personas):
        run = stage.runs[number]
        status, closed = ends[run]
        judged = violations.Run(
            name=f"{persona.name}, {persona.behaviour.key} ({number + 1})",
            campaign=stage.campaign,
            zones=(ZoneInfo(persona.zone),),
            cap=stage.office.daily_cap,
            status=status,
            stopped_at=closed if status == "stopped" else None,
        )
        found.append(
            Life(
                persona.behaviour.key, persona.zone, persona.start, status, rows[run], labels[run], alerts[run],
                holds[run], stage.campaign.units, tuple(violations.of_run(rows[run], judged, unsafe)),
            )
        )  # fmt: skip
    drawn = books.draw_up(stage.moment())
    found[0] = replace(found[0], violations=(*found[0].violations, *unbalanced(drawn), *faults()))
    return found


def add_up(members: Sequence[Member], lives: Sequence[Life], campaign: Campaign) -> Sums:
    """This will add up the lives of all members, each by their own clock."""
    found = Sums(people=len(members))
    for number, member in enumerate(members, 1):
        life = lives[member.life]
        found.personas[life.persona] += 1
        found.ends[life.status] += 1
        found.planned += life.planned
        for name in ("labels", "alerts", "holds"):
            getattr(found, name).update(getattr(life, name))
        for row in life.rows:
            _count(row, _as_lived(row, life, member, EnrolmentId(number), campaign), found)
    for life in lives:
        found.violations += life.violations
    return found


def _count(row: Row, at: datetime, found: Sums) -> None:
    if row.accepted_at is None:
        if State(row.state) in (State.SKIPPED, State.HELD, State.FAILED):
            found.skips[row.reason or row.state] += 1
        return
    found.by_kind[row.kind] += 1
    minutes = found.minutes.setdefault(row.channel, Counter())
    minutes[at.astimezone(UTC).replace(second=0, microsecond=0)] += row.parts if row.channel is Channel.SMS else 1
    if row.channel is Channel.SMS:
        found.texts[at.date()] += 1
        found.segments[at.date()] += row.parts
    else:
        found.emails[at.date()] += 1


def _as_lived(row: Row, life: Life, member: Member, number: EnrolmentId, campaign: Campaign) -> datetime:
    """When it leaves for this member, in their zone: a lesson at their own second, all else by the same wall clock."""
    zone, played_in = ZoneInfo(member.zone), ZoneInfo(life.zone)
    wall = _left_at(row).astimezone(played_in)
    on = member.start + (wall.date() - life.start)
    step = campaign.step_of_day(row.day) if row.kind == "step" else None
    if step is not None and _was_in_time(row):
        at = schedule.moment(step, on, zone, campaign, {}, number)
    else:
        at = schedule.instant(on, wall.time(), zone)
    return (at or datetime.combine(on, wall.time(), tzinfo=zone)).astimezone(zone)


def _was_in_time(row: Row) -> bool:
    return row.accepted_at is not None and timedelta() <= row.accepted_at - row.due_at < TICK


def _left_at(row: Row) -> datetime:
    """The moment for which it was due, where nothing but the coarse clock of a crowd kept it waiting."""
    return row.due_at if _was_in_time(row) else row.accepted_at or row.due_at
