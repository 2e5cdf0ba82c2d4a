"""Whom a new calendar reaches, where very many are under way: the same numbers as if each had been looked at."""

from datetime import timedelta

import pytest

from coaching.core.revising import Move
from coaching.journeys import prefer
from coaching.journeys.calendar import reach
from tests.journeys.test_schedule_change import KEY, _nothing_remembered, drafted
from tests.world import World

__all__ = ["_nothing_remembered"]
pytestmark = pytest.mark.database


def test_who_stands_at_the_same_place_is_counted_together_as_if_one_by_one(world: World) -> None:
    people = [
        world.enrol(first_name=f"Ana{n}", phone=f"+1555123000{n}", email=f"a{n}@example.org", zone=zone, start=start)
        for n, (zone, start) in enumerate(
            [("Europe/Berlin", "2026-03-03"), ("Europe/Berlin", "2026-03-03"), ("Asia/Tokyo", "2026-03-05")] * 2
        )
    ]
    world.move(world.now + timedelta(days=6))
    prefer.pause(people[1], 5, "maya", world.moment())
    prefer.pause(people[2], None, "maya", world.moment())
    world.move(world.now + timedelta(days=2))
    made = drafted(world, Move("day-05", 20), Move("day-30", 3))
    one_by_one = reach.of(KEY, made.after, world.moment())
    together = reach.of(KEY, made.after, world.moment(), closely=2)
    assert together.total == one_by_one.total == 6
    assert together.by_version == one_by_one.by_version
    for found, known in zip(together.groups, one_by_one.groups, strict=True):
        assert (found.count, found.steps) == (known.count, known.steps)
    assert together.first == one_by_one.first
    assert together.changed.count
    assert together.is_exact
    assert (together.paused, together.paused_seen) == (2, 2)


def test_of_very_many_with_a_pause_some_are_looked_at_and_that_is_said(world: World) -> None:
    for n in range(4):
        one = world.enrol(first_name=f"Ana{n}", phone=f"+1555123000{n}", email=f"a{n}@example.org")
        prefer.pause(world.again(one), 5, "maya", world.moment())
    made = drafted(world, Move("day-05", 20))
    found = reach.of(KEY, made.after, world.moment(), closely=3)
    assert (found.paused, found.paused_seen, found.is_exact) == (4, 3, False)
    assert sum(those.count for those in (found.changed, found.same, found.finishing)) == 4
