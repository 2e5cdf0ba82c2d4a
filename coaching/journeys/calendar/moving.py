"""Moves people under way to a new calendar, or back, a piece at a time. Each crosses on their next day.

Days with a row in the ledger stay as they are, so the books count on (core/crossing.py).
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from coaching.campaigns.pinning import to_json
from coaching.core import graph
from coaching.core.crossing import cross
from coaching.core.model import EnrolmentId
from coaching.journeys import library, wake
from coaching.journeys.calendar.reach import day_kept, is_finishing
from coaching.journeys.office import Moment, Office
from coaching.journeys.pieces import Finished, GoOn, Refused
from coaching.store import audit, campaigns, schedule_changes
from coaching.store.jobs import Claimed
from coaching.store.models import ScheduleChange
from coaching.store.schedule_changes import Group, UnderWay
from coaching.store.timetable import Due, to_ms

MOVE, BACK = "schedule", "schedule-back"
A_PIECE = 100

Store = Callable[[int, Group], list[EnrolmentId]]


def piece(office: Office, job: Claimed, moment: Moment) -> GoOn | Finished | Refused:
    """This will move the next people to a calendar that was published for everyone."""
    change = schedule_changes.get(job.arguments["change"])
    if change is None or not schedule_changes.stands(change.pk):
        return Refused("This calendar was taken back meanwhile")
    target = change.version_id
    page = schedule_changes.under_way(change.version.key, target, job.cursor.get("at", 0), A_PIECE)
    if not page:
        return _finished(change, job, moment, "moved to")
    groups = _groups(page, dict.fromkeys((each.enrolment for each in page), target), moment)
    woken = [pk for group in groups for pk in schedule_changes.move(change.pk, group, moment.now)]
    return _go_on(page, woken, job, office, moment)


def piece_back(office: Office, job: Claimed, moment: Moment) -> GoOn | Finished | Refused:
    """This will move the next people back to the version they came from; what was sent stays sent."""
    change = schedule_changes.get(job.arguments["change"])
    if change is None:
        return Refused("This change is not there any more")
    page = schedule_changes.moved(change.pk, job.cursor.get("at", 0), A_PIECE)
    if not page:
        return _finished(change, job, moment, "moved back from")
    origins = schedule_changes.origins(change.pk, [each.enrolment for each in page])
    groups = _groups(page, origins, moment)
    woken = [pk for group in groups for pk in schedule_changes.move_back(change.pk, group, moment.now)]
    return _go_on(page, woken, job, office, moment)


def _groups(page: Sequence[UnderWay], targets: dict[EnrolmentId, int], moment: Moment) -> list[Group]:
    """Those who can go, by the way they take. Who is at the end, or cannot be read, stays as they are."""
    found: defaultdict[tuple[int, int, int], list[EnrolmentId]] = defaultdict(list)
    for who in page:
        through = day_kept(who, moment.now)
        if through is not None and not is_finishing(through, library.campaign(who.version)):
            found[(who.version, targets[who.enrolment], through)].append(who.enrolment)
    return [
        Group(came_from, way, through, tuple(ids))
        for (came_from, target, through), ids in found.items()
        if (way := way_to(came_from, target, through)) is not None
    ]


def way_to(came_from: int, target: int, through: int) -> int | None:
    """This will give the version to follow from the day after `through`; None where it would not hang together."""
    crossed = cross(library.campaign(came_from), library.campaign(target), through).campaign
    if graph.flaws(crossed):
        return None
    return campaigns.way_to(target, to_json(crossed))


def _go_on(page: Sequence[UnderWay], woken: list[EnrolmentId], job: Claimed, office: Office, moment: Moment) -> GoOn:
    dues = [Due(pk, to_ms(moment.now)) for pk in woken]
    return GoOn({"at": page[-1].enrolment}, job.done + len(page), after=lambda: wake.soon(office.lessons, dues))


def _finished(change: ScheduleChange, job: Claimed, moment: Moment, verb: str) -> Finished:
    number = change.version.number
    left = schedule_changes.count_moved(change.pk)
    moved = left if job.kind == MOVE else max(0, job.done - left)
    audit.record(job.by, f"people {verb}", "calendar", change.version.key, moment.now, version=number, people=moved)
    told = f"{moved:,} {verb} version {number}."
    stays = job.done - moved
    if stays:
        told += f" {stays:,} stay as they are: their programme was over, or ends today."
    return Finished(job.done, {"sentence": told})
