"""On the road and home again: at which hour lessons come, and that none is doubled or lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from coaching.journeys import travel
from coaching.journeys.steer import Done, Refused
from coaching.store.models import Enrolment, Message, Pause
from tests.steering import TAKEN, ask, at, days, lessons, sent_at
from tests.world import START, World

pytestmark = pytest.mark.database


def zone_of(world: World, enrolment: Enrolment) -> str:
    return world.again(enrolment).subscriber.zone


def test_away_keeps_the_time_of_the_place_and_comes_home_by_itself(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 20))
    assert ask(world, ana, "in New York until Friday") == Done(
        "away-ok", {"place": "New York", "away_until": "Fri 6 Mar"}
    )
    new_york = ZoneInfo("America/New_York")
    world.move(at(4, 23, zone=new_york))
    assert [sent_at(ana, day).hour for day in (3, 4)] == [17, 17]
    assert travel.come_home(world.office, world.moment()) == 0
    world.move(at(5, 0, 1, zone=new_york))
    assert travel.come_home(world.office, world.moment()) == 1
    assert travel.come_home(world.office, world.moment()) == 0
    person = world.again(ana).subscriber
    assert (person.zone, person.home_zone, person.home_at) == ("Europe/Berlin", "", None)
    world.move(at(6, 20))
    assert sent_at(ana, 6).hour == 10
    assert days(ana) == [1, 2, 3, 4, 5, 6]


def test_away_without_a_date_lasts_until_somebody_is_back_home(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 20))
    assert ask(world, ana, "I'm in Tokyo") == Done("away-ok", {"place": "Tokyo", "away_until": "you reply BACK HOME"})
    world.move(at(5, 20))
    assert travel.come_home(world.office, world.moment()) == 0
    assert ask(world, ana, "back home") == Done("undo-ok", {"undone": "the time of your trip"})
    assert zone_of(world, ana) == "Europe/Berlin"
    assert ask(world, ana, "back home") == Refused("You are on your home time already.")
    ask(world, ana, "undo")
    assert zone_of(world, ana) == "Asia/Tokyo"
    assert ask(world, ana, "back in Berlin") == Done("undo-ok", {"undone": "the time of your trip"})
    assert zone_of(world, ana) == "Europe/Berlin"


def test_one_trip_follows_another_and_undo_goes_back_one_place(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 20))
    ask(world, ana, "in Tokyo until 10 March")
    ask(world, ana, "in New York until 12 March")
    person = world.again(ana).subscriber
    assert (person.zone, person.home_zone) == ("America/New_York", "Europe/Berlin")
    ask(world, ana, "undo")
    person = world.again(ana).subscriber
    assert (person.zone, person.home_zone) == ("Asia/Tokyo", "Europe/Berlin")
    assert person.home_at == datetime(2026, 3, 11, tzinfo=ZoneInfo("Asia/Tokyo"))
    ask(world, ana, "undo")
    person = world.again(ana).subscriber
    assert (person.zone, person.home_zone, person.home_at) == ("Europe/Berlin", "", None)


def test_the_place_where_one_lives_is_no_trip(world: World) -> None:
    ana = world.enrol()
    assert isinstance(ask(world, ana, "in Munich until Friday"), Refused)


def test_a_lesson_that_was_still_to_come_is_not_lost_to_the_hours_of_the_new_place(world: World) -> None:
    ana = world.enrol(zone="America/New_York")
    new_york, tokyo = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
    world.move(at(2, 9, zone=new_york))  # 23:00 in Tokyo: day 2 was due at 10:00
    ask(world, ana, "in Tokyo until 20 March")
    world.move(at(5, 20, zone=tokyo))
    assert lessons(ana, tokyo)[1:] == [(2, "Mar 05"), (3, "Mar 06"), (4, "Mar 07")]


def test_an_undone_trip_leaves_no_trace_in_the_programme(world: World) -> None:
    ana = world.enrol(zone="America/New_York")
    new_york = ZoneInfo("America/New_York")
    world.move(at(2, 9, zone=new_york))
    ask(world, ana, "in Tokyo until 20 March")
    ask(world, ana, "undo")
    assert not Pause.objects.exists()
    world.move(at(3, 20, zone=new_york))
    assert lessons(ana, new_york) == [(1, "Mar 03"), (2, "Mar 04"), (3, "Mar 05")]


def _trips(seed: int, hours: Sequence[int]) -> list[tuple[datetime, str]]:
    chance = Random(seed)
    now, trips = at(1, 0), []
    while now < at(10, 0):
        now += timedelta(hours=chance.choice(hours), minutes=chance.choice((0, 1, 29, 59)))
        trips.append((now, chance.choice(("Tokyo", "New York", "Berlin"))))
    return trips


PLACES = {"Tokyo": "Asia/Tokyo", "New York": "America/New_York", "Berlin": "Europe/Berlin"}


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 8))])
def test_nobody_gets_two_lessons_on_one_local_day_or_loses_one_however_they_travel(world: World, seed: int) -> None:
    ana = world.enrol()
    zones = [(START, "Europe/Berlin")]
    for now, place in _trips(seed, (7, 13, 20, 24, 31)):
        world.move(now)
        ask(world, ana, f"I'm in {place}")
        zones.append((now, PLACES[place]))
    world.move(at(16, 23))
    assert_one_a_day(ana, zones)
    assert len(days(ana)) >= 8


def assert_one_a_day(enrolment: Enrolment, zones: Sequence[tuple[datetime, str]]) -> None:
    """Each lesson came in its order and in open hours, and by the calendar of the place where the person was then, no
    other had come that day. `zones`: since when they were where."""
    rows = Message.objects.filter(enrolment=enrolment, kind="step", handed_at__isnull=False)
    instants = {row.day: row.handed_at for row in rows.order_by("handed_at", "pk") if row.handed_at}
    assert list(instants) == list(range(1, len(instants) + 1))
    for day, instant in instants.items():
        zone = ZoneInfo([name for since, name in zones if since <= instant][-1])
        local = instant.astimezone(zone)
        assert 8 <= local.hour < 21
        earlier = {instants[before].astimezone(zone).date() for before in range(1, day)}
        assert local.date() not in earlier, f"two lessons on {local.date()} in {zone.key}"


@pytest.mark.parametrize(
    ("home", "place"), [(home, place) for home in PLACES.values() for place in PLACES if PLACES[place] != home]
)
@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_a_trip_that_begins_around_midnight_doubles_and_loses_nothing(
    world: World, home: str, place: str, minutes: int
) -> None:
    zone, there = ZoneInfo(home), ZoneInfo(PLACES[place])
    begins, ends = at(4, 0, zone=zone) + timedelta(minutes=minutes), at(8, 0, zone=there)
    ana = world.enrol(zone=home)
    world.move(begins)
    ask(world, ana, f"in {place} until Monday")
    world.move(ends)
    assert travel.come_home(world.office, world.moment()) == 1
    world.move(at(13, 23, zone=zone))
    assert_one_a_day(ana, [(START, home), (begins, PLACES[place]), (ends, home)])
    rows = Message.objects.filter(enrolment=ana, kind="step").exclude(state__in=TAKEN)
    assert {row.reason for row in rows} <= {"carried_by_other"}
    assert len(days(ana)) >= 11
