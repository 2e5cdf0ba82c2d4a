"""Moves people under way to a new calendar, or back, a piece at a time. Each crosses on their next day.

Days with a row in the ledger stay as they are, so the books count on (core/crossing.py).
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

from coaching.campaigns.pinning import to_json
from coaching.core import graph
from coaching.core.crossing import cross
from coaching.core.decide import Status
from coaching.core.model import Campaign, EnrolmentId
from coaching.journeys import library, wake
from coaching.journeys.calendar.reach import day_kept, is_finishing
from coaching.journeys.office import Moment, Office
from coaching.journeys.pieces import Finished, GoOn, Refused, Store
from coaching.store import audit, campaigns, schedule_changes
from coaching.store.jobs import Claimed
from coaching.store.models import ScheduleChange
from coaching.store.schedule_changes import Group, UnderWay, Went
from coaching.store.timetable import Due, to_ms

MOVE, BACK = "schedule", "schedule-back"
A_PIECE = 100


def prepare(office: Office, job: Claimed, moment: Moment) -> Store:
    """This will see to the next people who are to be moved to a calendar that was published for everyone."""
    change = schedule_changes.get(job.arguments["change"])
    if change is None:
        return _gone
    page = schedule_changes.under_way(change.version.key, change.version_id, job.cursor.get("at", 0), A_PIECE)
    groups = _groups(page, dict.fromkeys((each.enrolment for each in page), change.version_id), moment)

    def store() -> GoOn | Finished | Refused:
        if not schedule_changes.stands(change.pk):
            return Refused("This calendar was taken back meanwhile")
        if not page:
            return _finished(change, job, moment, "to")
        return _go_on(page, groups, partial(schedule_changes.move, change.pk), job, office, moment)

    return store


def prepare_back(office: Office, job: Claimed, moment: Moment) -> Store:
    """This will see to the next people who go back to the version they came from; what was sent stays sent."""
    change = schedule_changes.get(job.arguments["change"])
    if change is None:
        return _gone
    page = schedule_changes.moved(change.pk, job.cursor.get("at", 0), A_PIECE)
    groups = _groups(page, schedule_changes.origins(change.pk, [each.enrolment for each in page]), moment)

    def store() -> GoOn | Finished | Refused:
        if not page:
            return _finished(change, job, moment, "back from")
        return _go_on(page, groups, partial(schedule_changes.move_back, change.pk), job, office, moment)

    return store


def _gone() -> Refused:
    return Refused("This change is not there any more")


@dataclass(frozen=True, slots=True)
class Way:
    """Some people, and how they go: `target` is the version they come to, `mark` names what they follow on the way."""

    came_from: int
    target: int
    through: int
    mark: str
    enrolments: tuple[EnrolmentId, ...]


def _groups(page: Sequence[UnderWay], targets: Mapping[EnrolmentId, int], moment: Moment) -> list[Way]:
    """Those who can go, by the way they take. Who is at the end, or cannot be read, stays as they are."""
    found: defaultdict[tuple[int, int, int], list[EnrolmentId]] = defaultdict(list)
    for who in page:
        through = day_kept(who, moment.now)
        if through is not None and not is_finishing(through, library.campaign(who.version)):
            found[(who.version, targets[who.enrolment], through)].append(who.enrolment)
    return [Way(*way, mark, tuple(ids)) for way, ids in found.items() if (mark := mark_of(*way))]


@lru_cache(maxsize=4096)
def mark_of(came_from: int, target: int, through: int) -> str:
    """This will give the digest of what to follow from the day after `through`; "" where it does not hang together.

    Versions never change, so it is worked out once per process; the proof of the branches takes some 60 ms.
    """
    crossed = _crossed(came_from, target, through)
    return "" if graph.flaws(crossed) else campaigns.digest(to_json(crossed))


def _crossed(came_from: int, target: int, through: int) -> Campaign:
    return cross(library.campaign(came_from), library.campaign(target), through).campaign


def _version(way: Way) -> int:
    """The version to follow; stored when the first person goes this way."""
    known = campaigns.with_digest(way.target, way.mark)
    return known or campaigns.add_way(way.target, to_json(_crossed(way.came_from, way.target, way.through)))


def _go_on(
    page: Sequence[UnderWay],
    ways: Sequence[Way],
    move: Callable[[Group, datetime], list[Went]],
    job: Claimed,
    office: Office,
    moment: Moment,
) -> GoOn:
    groups = [Group(way.came_from, _version(way), way.through, way.enrolments) for way in ways]
    went = [pk for group in groups if group.goes_to != group.came_from for pk in move(group, moment.now)]
    verb = "changed the calendar" if job.kind == MOVE else "changed the calendar back"
    audit.record_many(job.by, verb, "enrolment", [pk for pk, _ in went], moment.now)
    dues = [Due(pk, to_ms(moment.now)) for pk, status in went if status is Status.ACTIVE]
    return GoOn({"at": page[-1].enrolment}, job.done + len(page), after=lambda: wake.soon(office.lessons, dues))


def _finished(change: ScheduleChange, job: Claimed, moment: Moment, way: str) -> Finished:
    key, number = change.version.key, change.version.number
    moved = schedule_changes.count_moved(change.pk, back=job.kind == BACK)
    audit.record(job.by, f"moved people {way}", "calendar", key, moment.now, version=number, people=moved)
    told = f"{moved:,} moved {way} version {number}."
    if stays := max(0, job.done - moved):
        told += f" {stays:,} stay as they are: nothing that lies ahead of them changes, or nothing is left."
    return Finished(job.done, {"sentence": told})
