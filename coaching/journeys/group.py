"""A change for many people that is wished and planned (group_plan.py): begun as a job, and taken back."""

from dataclasses import dataclass
from typing import Any

from coaching.core.groups import REVERSIBLE, Note, What
from coaching.journeys import group_work, to_many
from coaching.journeys.group_plan import (
    LONGEST_PAUSE,
    LONGEST_TAG,
    SLOTS,
    GroupRefused,
    Plan,
    Wish,
    check,
    plan,
    tidy_tag,
)
from coaching.journeys.office import Moment
from coaching.journeys.to_many import WordsRefused
from coaching.store import audit, crowd, groups, jobs
from coaching.store.jobs import JobId
from coaching.store.transactions import atomic

__all__ = [
    "LONGEST_PAUSE",
    "LONGEST_TAG",
    "SLOTS",
    "Begun",
    "GroupRefused",
    "Plan",
    "Wish",
    "begin",
    "check",
    "plan",
    "tidy_tag",
    "undo",
]


@dataclass(frozen=True, slots=True)
class Begun:
    """A change that workers have taken up, and their job."""

    change: int
    job: JobId


def begin(wish: Wish, planned: Plan, by: str, moment: Moment) -> Begun:
    """This will leave the change for the workers. Who it cannot be done for is left out. Raises GroupRefused."""
    options = _options(wish, planned)
    with atomic():
        written = wish.written
        change = groups.begin(
            wish.what, planned.going, options, by, moment.now, written.words, other_words=written.others
        )
        if change is None:
            raise GroupRefused("This has just been begun already.")
        count = _add_members(change, wish, planned, moment)
        shown = {name: value for name, value in options.items() if name != "tag"}
        if planned.sums and planned.sums.marks:
            shown |= {"warnings": sorted(planned.sums.marks), "why": written.why}
        audit.record(by, f"{wish.what} for many", "group", change, moment.now, people=count, **shown)
        return Begun(
            change,
            _add(
                change,
                _title(wish, count),
                count,
                by,
                moment,
                undo=wish.what in REVERSIBLE,
                mail=wish.what is What.MESSAGE,
            ),
        )


def _add_members(change: int, wish: Wish, planned: Plan, moment: Moment) -> int:
    """A crowd is stored by the database; each is looked at again when it is their turn."""
    if planned.crowd is None:
        return len(planned.going)
    note = Note(wish.written.note.channel, dose=planned.sums is not None and planned.sums.dose)
    return crowd.add_members(change, planned.crowd, wish.what, note, wish.tag, moment.now)


def undo(change: int, by: str, moment: Moment) -> JobId:
    """This will take a change back for exactly those it was made for; raises GroupRefused."""
    original = groups.get(change)
    if original is None or original.what not in REVERSIBLE:
        raise GroupRefused("There is nothing to take back.")
    if groups.is_open(change):
        raise GroupRefused("It is still at work; end it first, then take it back.")
    ids = groups.done_ids(change)
    with atomic():
        back = groups.begin(What.UNDO, ids, {}, by, moment.now, undoes=change)
        if back is None:
            raise GroupRefused("It has been taken back already.")
        audit.record(by, "took back for many", "group", change, moment.now, people=len(ids))
        return _add(back, f"Take back: {original.what} for {_people(len(ids))}", len(ids), by, moment, undo=False)


def _add(change: int, title: str, count: int, by: str, moment: Moment, *, undo: bool, mail: bool = False) -> JobId:
    return jobs.add(group_work.KIND, title, by, moment.machine_now, total=count, change=change, undo=undo, mail=mail)


def _options(wish: Wish, planned: Plan) -> dict[str, Any]:
    """What the workers need to know. Words that are not in order are refused here, whoever asks."""
    match wish.what:
        case What.MESSAGE if planned.sums is not None:
            try:
                to_many.require(wish.written, planned.sums)
            except WordsRefused as refused:
                raise GroupRefused(str(refused)) from refused
            return {"channel": wish.written.note.channel or "", "dose": planned.sums.dose}
        case What.PAUSE:
            return {"days": wish.days}
        case What.TAG | What.UNTAG:
            return {"tag": wish.tag}
        case What.MOVE:
            return {"time": f"{wish.at:%H:%M}", "slot": wish.slot}
        case _:
            return {}


def _title(wish: Wish, count: int) -> str:
    match wish.what:
        case What.PAUSE:
            return f"Pause {_people(count)}"
        case What.RESUME:
            return f"Resume {_people(count)}"
        case What.TAG:
            return f"Tag {_people(count)}"
        case What.UNTAG:
            return f"Take a tag off {_people(count)}"
        case What.MESSAGE:
            return f"Write to {_people(count)}"
        case _:
            return f"Move the time of day of {_people(count)}"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"
