"""Who has yet to get a text: what SQL counts is what deciding and composing would do, for every text of the days."""

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from coaching.core.decide import is_left_out, legs_of
from coaching.core.model import Channel, EnrolmentId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coaching.store.models import Enrolment
    from tests.world import World

pytestmark = pytest.mark.database


def crowd(world: "World") -> "list[Enrolment]":
    """One of each kind: tracks, an all clear, a hold, one channel, trouble, another language, fewer messages."""
    from coaching.store import enrolments, holds
    from coaching.store.models import Subscriber

    made = []
    screens = [None, "full", "food_first", "gentle"]
    for n in range(24):
        person = world.enrol(
            first_name=f"Ana{n}",
            phone=f"+155512310{n:02}",
            email=f"ana{n}@example.org",
            start="",
            screen=screens[n % 4],
            language="es" if n % 5 == 0 else "en",
        )
        made.append(person)
        key = EnrolmentId(person.pk)
        if n % 3 == 0:
            enrolments.clear_for_doses(key, world.now)
        if n % 7 == 1:
            holds.place(key, "dose", "answered 3", "the service", world.now)
        if n % 6 == 2:
            enrolments.set_only(key, ("sms", "email")[n % 4 // 2])
        if n % 8 == 3:
            Subscriber.objects.filter(pk=person.subscriber_id).update(sms_trouble="unreachable")
        if n % 9 == 4:
            Subscriber.objects.filter(pk=person.subscriber_id).update(email_trouble="bounced")
        if n % 4 == 1:
            enrolments.set_cadence(key, "light")
    return made


def expected(people: "list[Enrolment]") -> "Counter[str]":
    """What each person would get on each day that is left, by template."""
    found: Counter[str] = Counter()
    for name, _ in set(_each(people)):
        found[name] += 1
    return found


def _each(people: "list[Enrolment]") -> "Iterator[tuple[str, int]]":
    from coaching.journeys import library
    from coaching.store import standings, templates

    live = templates.current(templates.names())
    for person in people:
        loaded = standings.load(EnrolmentId(person.pk))
        campaign = library.campaign_for(loaded.campaign_version, loaded.person.phone)
        standing = loaded.standing
        for step in campaign.steps[standing.settled_through :]:
            if is_left_out(standing, step):
                continue
            units = tuple(unit for unit in step.channels if (step.key, unit) not in standing.settled)
            for leg in legs_of(standing, step, units):
                channel, text = (Channel.SMS, leg.wraps) if leg.wraps else (leg.channel, leg.template)
                names = library.candidates(campaign.key, channel, text, loaded.person.language)
                yield library.pick(names, live).name, person.pk


@pytest.mark.parametrize("days", [0, pytest.param(5, marks=pytest.mark.slow)])
def test_the_count_is_what_each_person_would_get(world: "World", days: int) -> None:
    from coaching.journeys import readers
    from coaching.store import templates

    people = crowd(world)
    world.move(world.now + timedelta(days=days, hours=12))
    should = expected([world.again(each) for each in people])
    assert len(should) > 100
    for name, live in templates.current(templates.names()).items():
        if "/day-" in name or name in should:
            found = readers.impact(name, live.source, live, world.office, world.moment())
            assert found.people == should[name], name


def test_the_first_to_get_it_comes_first_and_at_the_time_it_is_sent(world: "World") -> None:
    from coaching.journeys import readers
    from coaching.journeys.preview import SmsPreview
    from coaching.store import templates

    name = "sms/magnesium/day-03"
    world.enrol(first_name="Late", phone="+15551239991", email="late@example.org", start="2026-03-06")
    world.enrol(first_name="Early", phone="+15551239992", email="early@example.org", start="2026-03-03")
    live = templates.current([name])[name]
    found = readers.impact(name, "{{ brand }}: Breathe, {{ first_name }}.", live, world.office, world.moment())
    assert [each.label for each in found.shown] == ["Early", "Late"]
    assert found.first is not None
    world.move(found.first - timedelta(minutes=1))
    before = len(world.texts())
    world.move(found.first + timedelta(minutes=1))
    shown = found.shown[0].before
    assert isinstance(shown, SmsPreview)
    assert world.texts()[before:] == [shown.text]


def test_who_cannot_be_given_the_new_text_is_named(world: "World") -> None:
    from coaching.journeys import readers
    from coaching.store import templates

    name = "sms/magnesium/day-03"
    world.enrol(first_name="Ana", start="")
    live = templates.current([name])[name]
    found = readers.impact(name, "{{ saved_value }}", live, world.office, world.moment())
    assert [who for who, _ in found.faults] == ["Ana"]


def test_who_gets_a_dose_text_only_once_cleared_is_counted_apart(world: "World") -> None:
    from coaching.journeys import readers
    from coaching.store import enrolments, templates

    name = "sms/magnesium/day-09"
    runs = [
        world.enrol(first_name=f"Ana{n}", phone=f"+1555123999{n}", email=f"a{n}@example.org", start="", screen=screen)
        for n, screen in enumerate(("full", "full", "food_first", "gentle"))
    ]
    world.move(world.now + timedelta(hours=12))
    enrolments.clear_for_doses(EnrolmentId(runs[0].pk), world.now)
    live = templates.current([name])[name]
    found = readers.impact(name, live.source, live, world.office, world.moment())
    assert (found.people, found.may_yet) == (1, 2)
