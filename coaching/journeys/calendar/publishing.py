"""Publishing a calendar: for those who come from now on, or for everyone under way; and taking it back for a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.campaigns.pinning import to_json
from coaching.journeys.calendar import checks, draft, moving
from coaching.journeys.calendar.checks import Obstacle
from coaching.journeys.calendar.draft import DraftConflict, Working
from coaching.journeys.office import House, Moment
from coaching.store import audit, campaigns, jobs, schedule_changes
from coaching.store.campaigns import Stored, VersionConflict
from coaching.store.jobs import JobId
from coaching.store.models import ScheduleChange
from coaching.store.transactions import atomic

BACK_FOR = timedelta(hours=24)
NOTE_LETTERS = 200


class CalendarRefused(Exception):
    """The calendar cannot be published, or taken back; the sentence says what to do first."""

    def __init__(self, said: str, obstacles: tuple[Obstacle, ...] = ()) -> None:
        self.obstacles = obstacles
        super().__init__(said)


@dataclass(frozen=True, slots=True)
class Published:
    """What came of it: the version, and the work that moves people, if any."""

    version: Stored
    change: int
    job: JobId | None


def publish(
    working: Working, *, seen: int, note: str, everyone: bool, by: str, house: House, moment: Moment
) -> Published:
    """This will publish the draft as the next version. `seen`: the revision that was reviewed.

    Raises CalendarRefused where something stands in the way, DraftConflict where somebody was quicker.
    """
    if not working.changes or working.after == working.before:
        raise CalendarRefused("The draft changes nothing, so there is nothing to publish.")
    if working.is_stale:
        raise CalendarRefused("Another version was published meanwhile. Bring the draft upon it first.")
    if len(note) > NOTE_LETTERS:
        raise CalendarRefused(f"Shorten the note by {len(note) - NOTE_LETTERS} letters.")
    if found := checks.blocking(checks.in_the_way(working.after, working.before, house)):
        raise CalendarRefused("Not published yet. Mend what stands in the way first.", found)
    key = working.live.key
    try:
        with atomic():
            if seen != working.revision or not draft.empty(key, working.live.id, seen, by, moment):
                raise DraftConflict("Somebody else changed the draft meanwhile. Review it once more.")
            version = campaigns.publish_next(key, to_json(working.after), based_on=working.base.id, at=moment.now)
            change = _note(version, working.live.id, note, by, moment, everyone=everyone)
            audit.record(
                by, "published", "calendar", key, moment.now,
                version=version.number, note=note, everyone=everyone, changes=list(working.lines),
            )  # fmt: skip
            job = _move(version, change, by, moment) if everyone else None
    except VersionConflict as conflict:
        raise DraftConflict("Another version was published at the same moment. Look at the draft again.") from conflict
    return Published(version, change, job)


def _note(version: Stored, before: int, note: str, by: str, moment: Moment, *, everyone: bool) -> int:
    return schedule_changes.add(version.id, before, note, by, moment.machine_now, everyone=everyone)


def _move(version: Stored, change: int, by: str, moment: Moment) -> JobId:
    total = schedule_changes.count_under_way(version.key, version.id)
    title = f"Move everyone to version {version.number} of the calendar"
    return jobs.add(moving.MOVE, title, by, moment.machine_now, total=total, change=change)


def can_be_taken_back(change: ScheduleChange, live: int, machine_now: datetime) -> bool:
    """This will say whether a calendar can still be taken back: for 24 hours, while it is the newest."""
    is_open = change.taken_back_at is None and change.version_id == live
    return is_open and machine_now - change.at < BACK_FOR


def take_back(change: int, by: str, moment: Moment) -> JobId | None:
    """This will publish the calendar before once more, and move back those who were moved; raises CalendarRefused.

    Who was enrolled on it meanwhile stays with it. Answers the work that moves people, None where nobody was moved.
    """
    found = schedule_changes.get(change)
    if found is None:
        raise CalendarRefused("There is no such change.")
    key = found.version.key
    live = campaigns.current(key)
    if live is None or not can_be_taken_back(found, live.id, moment.machine_now):
        raise CalendarRefused("It can be taken back for 24 hours, once, and while no other version was published.")
    before = campaigns.get(found.before_id)
    try:
        with atomic():
            if not schedule_changes.take_back(change, by, moment.machine_now):
                raise CalendarRefused("It has been taken back already.")
            version = campaigns.publish_next(key, before.body, based_on=live.id, at=moment.now)
            audit.record(by, "took back", "calendar", key, moment.now, version=live.number, now=version.number)
            return _move_back(found, by, moment)
    except VersionConflict as conflict:
        raise CalendarRefused("Another version was published at the same moment; look again.") from conflict


def _move_back(change: ScheduleChange, by: str, moment: Moment) -> JobId | None:
    if not change.everyone:
        return None
    total = schedule_changes.count_moved(change.pk)
    title = f"Move people back from version {change.version.number} of the calendar"
    return jobs.add(moving.BACK, title, by, moment.machine_now, total=total, change=change.pk)
