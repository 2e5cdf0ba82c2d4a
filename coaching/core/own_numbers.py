"""A person's own numbers, as an email draws them: day 1, the time before and the last time, for each question."""

from collections.abc import Iterable, Iterator
from typing import TypedDict

from coaching.core.leads import Past
from coaching.core.model import Campaign, Question, Track


class Point(TypedDict):
    """One answer. `width`: how much of the bar it fills, in percent."""

    day: int
    value: int
    width: int


class Row(TypedDict):
    """One question, e.g. "sleep", with a scale that ends at `of`, and its answers in order of days."""

    name: str
    of: int
    points: list[Point]


EARLIER = 2
"""So many answers are shown beside that of day 1."""


def rows(past: Iterable[Past], campaign: Campaign, track: Track) -> list[Row]:
    """This will draw up the numbers that a person gave (oldest first); [] where there are none.

    Only of questions which the person's track is asked now: somebody who was told to leave a food alone is not
    reminded of it. Plain values, so that they are stored with the message.
    """
    given = list(past)
    drawn = []
    for question in _compared(campaign, track):
        days = {each.for_day: each.value for each in given if each.question == question.key}
        if question.hi and days:
            drawn.append(
                Row(name=question.name or question.key, of=question.hi, points=list(_points(days, question.hi)))
            )
    return drawn


def _compared(campaign: Campaign, track: Track) -> Iterator[Question]:
    """The questions that are put beside those of day 1, each once, in the order in which they are asked."""
    seen: set[str] = set()
    for step in campaign.steps:
        form = campaign.form(step.checkin, track) if step.checkin else None
        for question in form.questions if form else ():
            if question.trend and question.key not in seen:
                seen.add(question.key)
                yield question


def _points(days: dict[int, int], of: int) -> Iterator[Point]:
    later = sorted(day for day in days if day != 1)[-EARLIER:]
    for day in ([1] if 1 in days else []) + later:
        yield Point(day=day, value=days[day], width=max(0, min(100, round(100 * days[day] / of))))
