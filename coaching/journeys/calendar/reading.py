"""What the rules say of the words of each day, read a few at a time and kept for as long as the words are the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from coaching.campaigns import reviews
from coaching.core import linting
from coaching.core.linting import Level
from coaching.core.model import Step
from coaching.journeys import proofread
from coaching.journeys.office import House, Moment

AT_ONCE = 12
"""How many texts one page reads anew: each takes some 25 ms."""
MOST_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Lint:
    """What the rules say of a day's words. `unread`: how many of its texts are still to be read."""

    errors: int = 0
    warnings: int = 0
    unread: int = 0

    def __add__(self, other: "Lint") -> "Lint":
        return Lint(self.errors + other.errors, self.warnings + other.warnings, self.unread + other.unread)


_kept: dict[tuple[str, str, str, date], Lint] = {}


def of_steps(
    steps: Iterable[Step], words: Mapping[str, str], key: str, house: House, moment: Moment, most: int = AT_ONCE
) -> dict[str, Lint]:
    """This will give the state of each step by key; at most `most` texts that are new to this process are read."""
    left = most
    found = {}
    today = moment.now.date()
    for step in steps:
        state = Lint()
        for name in dict.fromkeys(text.template for text in step.texts if text.template in words):
            mark = (name, words[name], house.layout, today)
            if mark not in _kept and left > 0:
                left -= 1
                _keep(mark, _look(name, words[name], key, house, today))
            state += _kept.get(mark, Lint(unread=1))
        found[step.key] = state
    return found


def _keep(mark: tuple[str, str, str, date], state: Lint) -> None:
    while len(_kept) >= MOST_KEPT:
        _kept.pop(next(iter(_kept)), None)
    _kept[mark] = state


def _look(name: str, source: str, key: str, house: House, today: date) -> Lint:
    """Errors, and warnings that nobody has given a reason for."""
    desk = proofread.desk_of(key, house)
    around = replace(desk.around, today=today, layout=house.layout)
    found = linting.lint(desk.text(name, source), around)
    plain = [each for each in found if reviews.reason_for(desk.reviews, name, each) is None]
    errors = sum(each.level is Level.ERROR for each in plain)
    return Lint(errors, sum(each.level is Level.WARNING for each in plain))
