"""From one version of a programme to another in the middle of it: each lesson once, and one lesson a day.

Days up to the crossing stay as they were. From then on the days are those of the new version, but no lesson comes a
second time: on its day comes one that the person would have missed, because it now stands on a day gone by. As many
days become free as lessons were missed, or fewer; so no day is ever empty.
"""

from dataclasses import dataclass, replace
from types import MappingProxyType

from coaching.core.decide import NEEDED
from coaching.core.model import Campaign, Step


@dataclass(frozen=True, slots=True)
class Crossing:
    """`campaign`: what to follow from now on. `had`: lessons whose new day lies ahead, though they were sent already;
    they do not come again. `caught_up`: lessons whose new day is gone by; they come on those days instead.
    `never`: lessons whose new day is gone by and for which there is no day left."""

    campaign: Campaign
    had: tuple[Step, ...]
    caught_up: tuple[Step, ...]
    never: tuple[Step, ...]


def cross(old: Campaign, new: Campaign, through: int) -> Crossing:
    """This will join the days 1 to `through` of `old` with the days after it of `new`.

    Check-ins and replies are those of both; where both have one of the same name it is that of `old`, so that a
    question that is open stays answerable (design: branches are pinned). The times of day are those of `new`.
    """
    past = old.steps[:through]
    sent = {step.key for step in past}
    ahead = new.steps[len(past) :]
    had = tuple(step for step in ahead if step.key in sent)
    behind = tuple(step for step in new.steps[: len(past)] if step.key not in sent)
    kept = {step.key for step in sorted(behind, key=_weight)[: len(had)]}
    caught_up = tuple(step for step in behind if step.key in kept)
    fillers = iter(caught_up)
    filled = (next(fillers) if step.key in sent else step for step in ahead)
    steps = (*past, *(replace(step, day=day) for day, step in enumerate(filled, len(past) + 1)))
    campaign = replace(
        new,
        steps=steps,
        slots=MappingProxyType({**old.slots, **new.slots}),
        checkins=MappingProxyType({**new.checkins, **old.checkins}),
        system_texts=MappingProxyType({**new.system_texts, **old.system_texts}),
    )
    return Crossing(campaign, had, caught_up, tuple(step for step in behind if step.key not in kept))


def first_difference(old: Campaign, crossed: Campaign, through: int) -> int | None:
    """This will give the first day after `through` on which something else comes, or at another time; None: none."""
    longest = max(old.days, crossed.days)
    days = range(through + 1, longest + 1)
    return next((day for day in days if old.step_of_day(day) != crossed.step_of_day(day)), None)


def _weight(step: Step) -> int:
    """Where not all can be caught up, check-ins and notes on safety go first."""
    return int(NEEDED.isdisjoint(step.kinds))
