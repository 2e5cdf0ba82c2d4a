"""A change for many people: first a plan that says for how many, why not for the others and from when; then a job."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from coaching.core import groups as rules
from coaching.core import schedule
from coaching.core.groups import REVERSIBLE, What
from coaching.core.model import EnrolmentId, Window
from coaching.journeys import group_work, library, to_many
from coaching.journeys.office import Moment, Office
from coaching.journeys.to_many import Spans, Sums, WordsRefused, Written
from coaching.store import audit, groups, jobs, standings
from coaching.store.groups import Candidate
from coaching.store.jobs import JobId
from coaching.store.transactions import atomic

LONGEST_PAUSE = 90
LONGEST_TAG = 30
SLOTS = ("", "am", "pm")
NOTHING_WRITTEN = Written("")


class GroupRefused(Exception):
    """The change makes no sense as it was asked for; the sentence says what to mend."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `days` of a pause, None: until somebody resumes; `at` and `slot` of a move, "" for both;
    `written` is a message."""

    what: What
    days: int | None = None
    tag: str = ""
    written: Written = NOTHING_WRITTEN
    at: time | None = None
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a wish means for some people. `staying` counts those it cannot be done for, by reason; `first` says when it
    begins; `sums` says what a message comes to, and `languages` who of them reads which."""

    going: tuple[EnrolmentId, ...]
    staying: Mapping[str, int]
    first: str
    sums: Sums | None = None
    languages: Mapping[str, int] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        return sum(self.staying.values())


@dataclass(frozen=True, slots=True)
class Begun:
    """A change that workers have taken up, and their job."""

    change: int
    job: JobId


def check(wish: Wish) -> None:
    """This will raise GroupRefused where something is missing or out of bounds."""
    match wish.what:
        case What.PAUSE if wish.days is not None and not 1 <= wish.days <= LONGEST_PAUSE:
            raise GroupRefused(f"Pause for 1 to {LONGEST_PAUSE} days, or until you resume.")
        case What.TAG | What.UNTAG if not wish.tag:
            raise GroupRefused("Name the tag first.")
        case What.TAG | What.UNTAG if len(wish.tag) > LONGEST_TAG:
            raise GroupRefused(f"Shorten the tag by {len(wish.tag) - LONGEST_TAG} letters.")
        case What.MOVE if wish.at is None:
            raise GroupRefused("Say at what time lessons are to come, such as 09:30.")
        case What.MESSAGE:
            try:
                for words in wish.written.all.values():
                    to_many.template(words)
            except WordsRefused as refused:
                raise GroupRefused(str(refused)) from refused


def tidy_tag(typed: str) -> str:
    """This will make a tag of what somebody typed: small letters, single spaces, no sign that is not seen."""
    seen = "".join(letter if letter.isprintable() else " " for letter in typed.replace(",", " "))
    return re.sub(r"\s+", " ", seen).strip().lower()


def plan(wish: Wish, ids: Sequence[EnrolmentId], office: Office, moment: Moment) -> Plan:
    """This will work out what a wish means, and change nothing. Raises GroupRefused."""
    check(wish)
    if wish.what is What.MESSAGE:
        return _plan_message(wish.written, ids, office, moment)
    going, staying = [], Counter[str]()
    for each in groups.candidates(ids, moment.now, wish.tag):
        if why := rules.why_not(wish.what, each.facts):
            staying[why] += 1
        else:
            going.append(each)
    return Plan(tuple(each.enrolment for each in going), dict(staying.most_common()), _first(wish))


def _plan_message(written: Written, ids: Sequence[EnrolmentId], office: Office, moment: Moment) -> Plan:
    note = replace(written.note, dose=to_many.speaks_of_doses(written, office, moment))
    going, staying, spans = [], Counter[str](), Spans(moment.now)
    for each in groups.candidates(ids, moment.now):
        if why := rules.why_not(What.MESSAGE, to_many.with_day(each, office, spans), note):
            staying[why] += 1
        else:
            going.append(each)
    return Plan(
        going=tuple(each.enrolment for each in going),
        staying=dict(staying.most_common()),
        first=_first_message(going, moment.now),
        sums=to_many.add_up(replace(written, note=note), going, office, moment),
        languages=dict(Counter(each.language for each in going).most_common()),
    )


def _first(wish: Wish) -> str:
    match wish.what:
        case What.PAUSE:
            return "The pause begins today; for those who have had today’s lesson, tomorrow."
        case What.RESUME:
            return "They go on from today, in the open hours of each."
        case What.MOVE:
            return "From the next lesson on that is not on its way yet."
        case _:
            return "At once."


def _first_message(going: Sequence[Candidate], now: datetime) -> str:
    windows = {(library.campaign_for(each.campaign, each.phone).window, each.zone) for each in going}
    spans = [(_opens(window, zone, now), zone) for window, zone in windows if _is_known(zone)]
    if not spans:
        return "Nobody gets it."
    first, zone = min(spans)
    if first <= now:
        return "The first go out at once; each within the person’s own open hours."
    local = first.astimezone(standings.zone(zone))
    return f"The first goes out on {local:%a %-d %b, %H:%M} ({zone}); each within the person’s own open hours."


def _opens(window: Window, zone: str, now: datetime) -> datetime:
    return schedule.next_open(window, standings.zone(zone), now)[0]


def _is_known(name: str) -> bool:
    try:
        standings.zone(name)
    except (LookupError, ValueError):
        return False
    return True


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
        count = len(planned.going)
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
