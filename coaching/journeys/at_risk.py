"""People at risk: who they are, and why in one sentence; each person once, for the most pressing sign."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from coaching.core import choices
from coaching.core import risk as rules
from coaching.core.model import EnrolmentId
from coaching.core.risk import Sign
from coaching.journeys.office import Moment
from coaching.journeys.own_page import SCALE
from coaching.store import risk


@dataclass(frozen=True, slots=True)
class AtRisk:
    enrolment: EnrolmentId
    first_name: str
    sign: Sign
    reason: str


def look(moment: Moment, most: int) -> tuple[AtRisk, ...]:
    """This will list at most so many people of each sign."""
    found: dict[EnrolmentId, AtRisk] = {}
    for each in (*_unreached(most), *_silent(moment, most), *islice(_worse(), most)):
        found.setdefault(each.enrolment, each)
    return tuple(found.values())


def _unreached(most: int) -> Iterator[AtRisk]:
    for each in risk.unreached(most):
        if why := rules.unreached(each.troubles):
            yield AtRisk(each.enrolment, each.first_name, Sign.UNREACHED, why)


def _silent(moment: Moment, most: int) -> Iterator[AtRisk]:
    for each in risk.silent(moment.now.date(), most):
        if why := rules.silent(each.day, heard=False):
            yield AtRisk(each.enrolment, each.first_name, Sign.SILENT, why)


def _worse() -> Iterator[AtRisk]:
    for each in risk.moved(SCALE):
        reading = choices.read(each.short, each.lo, each.hi)
        if why := rules.worse(reading.words, each.values, reading.ends):
            yield AtRisk(each.enrolment, each.first_name, Sign.WORSE, why)
