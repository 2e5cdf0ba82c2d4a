"""The right side of the editor: what one person would read, what the rules say of it, and what it costs."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from coaching import bootstrap
from coaching.core.model import EnrolmentId
from coaching.core.segments import Segments, graphemes
from coaching.journeys import preview as journey
from coaching.journeys import preview_person, proofread, samples
from coaching.journeys.office import Office
from coaching.journeys.preview import EmailPreview, Look, Refused, SmsPreview
from coaching.journeys.proofread import Grade
from coaching.settings import load
from coaching.store import people
from coaching.store.people import Listed
from coaching.store.people_filter import Wanted
from coaching.store.standings import Loaded
from coaching.store.templates import Words

if TYPE_CHECKING:
    from coaching.web.console.editor import Edit

FOUND = 8


@dataclass(frozen=True, slots=True)
class Odd:
    """A sign outside GSM-7. `plain`: what may stand for it, None where nothing does; `lines`: where it stands in the
    source; none where a value brings it, such as a name."""

    sign: str
    called: str
    plain: str | None
    lines: tuple[int, ...]


def panel(editing: "Edit", live: Words, *, find: str = "") -> dict[str, Any]:
    """This will gather all that the preview shows. `find`: who is looked for by name, number or email."""
    office, moment = bootstrap.office(), bootstrap.moment()
    read = proofread.read(editing.name, editing.source, live.source.rstrip(), office.house, moment)
    offered = journey.offered(editing.name, office)
    seen = look(editing, live, office)
    shown = seen.preview
    sms = shown if isinstance(shown, SmsPreview) else None
    return {
        "sms": sms,
        "mail": shown if isinstance(shown, EmailPreview) else None,
        "problems": shown.problems if isinstance(shown, Refused) else (),
        "read": read,
        "seen_by": seen,
        "cost": cost(sms.segments) if sms else "",
        "grade_words": _grade(read.grade) if read.grade else "",
        "price": _price(sms.segments) if sms else "",
        "odd": tuple(_odd(sms.segments, editing.source)) if sms else (),
        "runs": tuple(_runs(sms)) if sms else (),
        "samples": groupby(offered, key=lambda each: each.group),
        "sample": samples.find(editing.sample, offered),
        "whom": _listed(editing.person),
        "found": matches(find) if find else (),
        "find": find,
    }


def look(editing: "Edit", live: Words, office: Office) -> Look:
    """This will show the text as somebody real would read it, else as the chosen sample: an enrolment that is not
    there, or whose person has been erased, is nobody."""
    whom = _listed(editing.person)
    if whom is not None:
        who = EnrolmentId(whom.enrolment.pk)
        return preview_person.look(editing.name, editing.source, live.number, who, office, bootstrap.moment())
    sample = samples.find(editing.sample, journey.offered(editing.name, office))
    return journey.look(editing.name, editing.source, sample, office)


def matches(find: str) -> tuple[Listed, ...]:
    """This will find real people by parts of name, number or email."""
    return people.page(Wanted(search=find.strip()), bootstrap.moment().now, size=FOUND).rows if find.strip() else ()


def _listed(person: int | None) -> Listed | None:
    found = people.of([EnrolmentId(person)]) if person is not None else ()
    return next((each for each in found if isinstance(each.loaded, Loaded)), None)


def cost(segments: Segments) -> str:
    """This will say what a text costs, and what would make it cheaper."""
    limit = 160 if segments.encoding == "GSM-7" else 70
    if segments.count <= 1:
        return f"Fits one text: {segments.units} of {limit}, {segments.left_in_last} left."
    over = segments.units - limit
    return f"Needs {segments.count} texts and costs {segments.count} times as much. Shorten it by {over} to fit one."


def _grade(grade: Grade) -> str:
    asked = f"above {grade.limit:g} it is refused" if grade.found > grade.aim else f"{grade.aim:g} or below is right"
    return f"Reads at grade {max(grade.found, 0):g}; {asked}"  # two short sentences count below zero


def _price(segments: Segments) -> str:
    settings = load()
    return f"{settings.sms_price * segments.count:.4f} {settings.currency}" if settings.sms_price else ""


def _odd(segments: Segments, source: str) -> Iterator[Odd]:
    plain = dict(segments.suggestions)
    for sign in segments.culprits:
        lines = tuple(number for number, line in enumerate(source.split("\n"), 1) if sign in line)
        yield Odd(sign, unicodedata.name(sign[0], "unnamed").lower(), plain.get(sign), lines)


def _runs(sms: SmsPreview) -> Iterator[tuple[bool, str]]:
    """The text in stretches, each with whether it is of signs that force UCS-2."""
    culprits = frozenset(sms.segments.culprits)
    for is_odd, run in groupby(graphemes(sms.text), key=lambda sign: sign in culprits):
        yield is_odd, "".join(run)
