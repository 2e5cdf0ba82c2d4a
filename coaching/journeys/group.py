"""A change for many people: first a plan that says for how many, why not for the others and from when; then a job."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from coaching.core import groups as rules
from coaching.core import needs, schedule
from coaching.core.groups import REVERSIBLE, What
from coaching.core.model import Channel, EnrolmentId, Window
from coaching.core.rendering import SmsTemplate, TemplateRefused, compile_sms
from coaching.core.segments import Segments, measure
from coaching.journeys import group_work, library
from coaching.journeys.office import Moment, Office
from coaching.store import audit, groups, jobs, standings
from coaching.store.groups import Candidate
from coaching.store.jobs import JobId
from coaching.store.transactions import atomic

LONGEST = needs.LONGEST[Channel.SMS]
LONGEST_PAUSE = 90
LONGEST_TAG = 30
SLOTS = ("", "am", "pm")


class GroupRefused(Exception):
    """The change makes no sense as it was asked for; the sentence says what to mend."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `days` of a pause, None: until somebody resumes; `at` and `slot` of a move, "" for both."""

    what: What
    days: int | None = None
    tag: str = ""
    words: str = ""
    at: time | None = None
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a wish means for some people. `staying` counts those it cannot be done for, by reason; `first` says when it
    begins; `example` is the message as the person with the longest name gets it, by text."""

    going: tuple[EnrolmentId, ...]
    staying: Mapping[str, int]
    first: str
    example: str = ""
    segments: Segments | None = None

    @property
    def left_out(self) -> int:
        return sum(self.staying.values())


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
            _template(wish.words)


def tidy_tag(typed: str) -> str:
    """This will make a tag of what somebody typed: small letters, single spaces, no sign that is not seen."""
    seen = "".join(letter if letter.isprintable() else " " for letter in typed.replace(",", " "))
    return re.sub(r"\s+", " ", seen).strip().lower()


def plan(wish: Wish, ids: Sequence[EnrolmentId], office: Office, moment: Moment) -> Plan:
    """This will work out what a wish means, and change nothing. Raises GroupRefused."""
    check(wish)
    going, staying = [], Counter[str]()
    for each in groups.candidates(ids, moment.now, wish.tag):
        if why := rules.why_not(wish.what, each.facts):
            staying[why] += 1
        else:
            going.append(each)
    example = _longest(wish, going, office) if wish.what is What.MESSAGE else ""
    return Plan(
        going=tuple(each.enrolment for each in going),
        staying=dict(staying.most_common()),
        first=_first(wish, going, moment.now),
        example=example,
        segments=measure(example) if example else None,
    )


def said_to(template: SmsTemplate, first_name: str) -> str:
    """This will fill in the words for one person."""
    return template.render({"first_name": first_name})


def _template(words: str) -> SmsTemplate:
    if not words.strip():
        raise GroupRefused("Write something first.")
    if len(words) > LONGEST:
        raise GroupRefused(f"Shorten it by {len(words) - LONGEST} letters; {LONGEST} are long enough for a text.")
    try:
        return compile_sms(words, names=group_work.NAMES, foods=frozenset())
    except TemplateRefused as refused:
        raise GroupRefused(str(refused)) from refused


def _longest(wish: Wish, going: Sequence[Candidate], office: Office) -> str:
    """As the one with the longest text gets it; letters beyond the plain ones weigh more, so it is measured."""
    template = _template(wish.words)
    names = sorted({each.first_name for each in going}, key=len)[-20:] or ["Ana"]
    texts = [f"{office.house.values['brand']}: {said_to(template, name)}" for name in names]
    return max(texts, key=lambda text: (measure(text).count, measure(text).units))


def _first(wish: Wish, going: Sequence[Candidate], now: datetime) -> str:
    match wish.what:
        case What.PAUSE:
            return "The pause begins today; for those who have had today’s lesson, tomorrow."
        case What.RESUME:
            return "They go on from today, in the open hours of each."
        case What.MOVE:
            return "From the next lesson on that is not on its way yet."
        case What.MESSAGE:
            return _first_message(going, now)
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


def begin(wish: Wish, planned: Plan, by: str, moment: Moment) -> JobId:
    """This will leave the change for the workers and answer its job. Who it cannot be done for is left out."""
    options = _options(wish)
    with atomic():
        change = groups.begin(wish.what, planned.going, options, by, moment.now, wish.words)
        if change is None:
            raise GroupRefused("This has just been begun already.")
        count = len(planned.going)
        shown = {name: value for name, value in options.items() if name != "tag"}
        audit.record(by, f"{wish.what} for many", "group", change, moment.now, people=count, **shown)
        return _add(change, _title(wish, count), count, by, moment, undo=wish.what in REVERSIBLE)


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


def _add(change: int, title: str, count: int, by: str, moment: Moment, *, undo: bool) -> JobId:
    return jobs.add(group_work.KIND, title, by, moment.machine_now, total=count, change=change, undo=undo)


def _options(wish: Wish) -> dict[str, Any]:
    match wish.what:
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
