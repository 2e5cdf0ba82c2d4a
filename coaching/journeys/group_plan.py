"""What a change for many would do: for how many, why not for the others, and from when. It changes nothing."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from coaching.core import groups as rules
from coaching.core import schedule
from coaching.core.groups import Note, What
from coaching.core.model import EnrolmentId, Window
from coaching.journeys import library, to_many
from coaching.journeys.office import Moment, Office
from coaching.journeys.to_many import Spans, Sums, WordsRefused, Written
from coaching.store import chosen as people
from coaching.store import crowd, groups, standings
from coaching.store.chosen import Chosen
from coaching.store.crowd import Kind
from coaching.store.groups import Candidate

CLOSELY = 2_000
"""Up to here everybody is looked at one by one. Of more, who is alike is counted together by the database, which is as
exact, and SOME are looked at for what it cannot count: the parts of a text, and who has had enough today."""
SOME = 1_000
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
    begins; `sums` says what a message comes to, and `languages` who of them reads which. `going`: whom it can be done
    for; where they are a `crowd`, those of them for whom it makes sense, which are `many`."""

    going: tuple[EnrolmentId, ...]
    staying: Mapping[str, int]
    first: str
    sums: Sums | None = None
    languages: Mapping[str, int] = field(default_factory=dict)
    crowd: Chosen | None = None
    many: int = 0

    @property
    def count(self) -> int:
        return len(self.going) if self.crowd is None else self.many

    @property
    def asked(self) -> int:
        """For how many it was wished."""
        return self.count + self.left_out

    @property
    def left_out(self) -> int:
        return sum(self.staying.values())

    def is_as_shown(self, count: int) -> bool:
        """This will say whether it is for as many as were shown; of a crowd, always some come and some leave."""
        return abs(self.count - count) <= (0 if self.crowd is None else self.count // 100)


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


def plan(wish: Wish, chosen: Chosen, office: Office, moment: Moment, closely: int = CLOSELY) -> Plan:
    """This will work out what a wish means, and change nothing; `closely`: see CLOSELY. Raises GroupRefused."""
    check(wish)
    note = replace(wish.written.note, dose=_is_about_doses(wish, office, moment))
    total = people.count(chosen, moment.now)
    if total > closely:
        return _plan_crowd(wish, note, chosen, people.some(chosen, total, SOME, moment.now), office, moment)
    going, staying, spans = list[Candidate](), Counter[str](), Spans(moment.now)
    for each in groups.candidates(people.ids(chosen, moment.now), moment.now, wish.tag):
        facts = to_many.with_day(each, office, spans) if wish.what is What.MESSAGE else each.facts
        if why := rules.why_not(wish.what, facts, note):
            staying[why] += 1
        else:
            going.append(each)
    found = Plan(tuple(each.enrolment for each in going), dict(staying.most_common()), _first(wish))
    if wish.what is not What.MESSAGE:
        return found
    sums = to_many.add_up(replace(wish.written, note=note), going, office, moment)
    return _with_message(found, sums, going, moment)


def _plan_crowd(
    wish: Wish, note: Note, chosen: Chosen, some: Sequence[EnrolmentId], office: Office, moment: Moment
) -> Plan:
    going, staying = list[Kind](), Counter[str]()
    for kind in crowd.kinds(chosen, wish.what, note, wish.tag, moment.now):
        if why := rules.why_not(wish.what, kind.facts, note):
            staying[why] += kind.count
        else:
            going.append(kind)
    many = sum(kind.count for kind in going)
    found = Plan((), dict(staying.most_common()), _first(wish), crowd=chosen, many=many)
    if wish.what is not What.MESSAGE:
        return found
    looked_at = [
        each for each in groups.candidates(some, moment.now) if not rules.why_not(What.MESSAGE, each.facts, note)
    ]
    sums = to_many.estimate(replace(wish.written, note=note), going, looked_at, office, moment)
    return _with_message(found, sums, going, moment)


def _is_about_doses(wish: Wish, office: Office, moment: Moment) -> bool:
    return wish.what is What.MESSAGE and to_many.speaks_of_doses(wish.written, office, moment)


def _with_message(found: Plan, sums: Sums, going: Sequence[Candidate | Kind], moment: Moment) -> Plan:
    languages = Counter[str]()
    for each in going:
        languages[each.language] += each.count if isinstance(each, Kind) else 1
    return replace(found, first=_first_message(going, moment.now), sums=sums, languages=dict(languages.most_common()))


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


def _first_message(going: Iterable[Candidate | Kind], now: datetime) -> str:
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
