"""One person on whose data a template fails is set aside; the other 249 of her batch get theirs."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from coaching.store.models import Enrolment
    from tests.world import World

pytestmark = pytest.mark.database
TOGETHER = 250
POISONED = 7
TEMPLATE = "sms/magnesium/day-01"
# An edit that reads well, passes every check, and breaks on one name.
EDIT = "{{ brand }}: Hi {{ first_name }}{% if first_name == 'Bo' %} {{ first_name|round }}{% endif %}, ready? Reply 1."


@pytest.fixture
def crowd(world: "World") -> "World":
    """A world whose timetable has one shard, so that all come up in one batch, and a template published in error."""
    from coaching.journeys import publish
    from coaching.store import redis_link
    from coaching.store.timetable import Timetable

    one_shard = Timetable(redis_link.client(), "due", 1)
    world.office = replace(world.office, lessons=one_shard)
    publish.publish(
        TEMPLATE, EDIT, based_on=0, author="coach", note="shorter", house=world.office.house, moment=world.moment()
    )
    return world


def enrolled(world: "World", together: int) -> "list[Enrolment]":
    """So many people in their first morning, in few statements each: enrolling is not what is tested."""
    from coaching.core.consent import ConsentEvent
    from coaching.core.decide import Status
    from coaching.core.model import Channel
    from coaching.store import campaigns, consents, enrolments, subscribers
    from coaching.store.consents import Proof
    from coaching.store.subscribers import NewSubscriber
    from coaching.store.timetable import Due, to_ms
    from coaching.store.transactions import atomic

    version = campaigns.current("magnesium")
    assert version is not None
    due, runs = world.now + timedelta(days=1, hours=6), []
    with atomic():
        for n in range(together):
            name = "Bo" if n == POISONED else f"Ana {n}"
            person = subscribers.add(
                NewSubscriber(name, f"+1555200{n:04}", f"p{n}@example.org", "Europe/Berlin"), world.now
            )
            for channel in Channel:
                consents.record(person, channel, ConsentEvent.GRANTED, Proof("a test", "coach"), world.now)
            runs.append(
                enrolments.add(
                    person, version.id, start=date(2026, 3, 3), status=Status.ACTIVE, screen=None, slots={},
                    wake_at=due, by="coach", at=world.now,
                )
            )  # fmt: skip
    world.office.lessons.put_many(Due(run.pk, to_ms(due)) for run in runs)
    world.now = due
    world.open()
    return runs


def test_one_poisoned_person_of_a_batch_is_held_with_an_alert_and_the_other_249_get_theirs(crowd: "World") -> None:
    from coaching.core.model import EnrolmentId
    from coaching.journeys import books, deliver
    from coaching.store import alerts, holds
    from coaching.store.models import Hold, Message

    runs = enrolled(crowd, TOGETHER)
    assert deliver.deliver_due(0, crowd.office, crowd.moment()) == TOGETHER

    poisoned = runs[POISONED]
    rows = Message.objects.filter(kind="step", day=1)
    theirs = rows.exclude(enrolment=poisoned)
    assert {(row.state, row.channel) for row in theirs} == {("accepted", "sms"), ("accepted", "email")}
    assert theirs.count() == 2 * (TOGETHER - 1)
    assert len({sms.to for sms in crowd.sms.sent}) == TOGETHER - 1

    hers = rows.filter(enrolment=poisoned)
    assert [(row.state, row.reason) for row in hers] == [("held", "fault")] * 2
    assert all("RenderFailed" in row.detail for row in hers)
    assert [hold.kind for hold in holds.of(EnrolmentId(poisoned.pk))] == ["fault"]
    assert Hold.objects.count() == 1

    [alert] = alerts.of_person(poisoned.subscriber_id)
    assert (alert.kind, alert.acknowledged_at) == ("fault", None)
    assert alert.title.startswith("Bo is held")
    assert [each.pk for each in alerts.open_ones()] == [alert.pk]
    assert books.draw_up(crowd.moment()).balanced


def test_she_stays_set_aside_until_somebody_clears_the_hold_and_then_goes_on_with_the_next_day(crowd: "World") -> None:
    from coaching.journeys import deliver, prefer, publish
    from coaching.store import alerts

    poisoned = enrolled(crowd, 10)[POISONED]
    deliver.deliver_due(0, crowd.office, crowd.moment())
    crowd.now += timedelta(hours=1)
    crowd.open()
    crowd.deliver()
    assert len(alerts.open_ones()) == 1
    assert {row.state for row in crowd.rows(poisoned, kind="step")} == {"held"}

    good = "{{ brand }}: Hi {{ first_name }}, ready? Reply 1."
    publish.publish(
        TEMPLATE, good, based_on=1, author="coach", note="mended", house=crowd.office.house, moment=crowd.moment()
    )
    run = crowd.again(poisoned)
    prefer.clear_hold(run, "fault", "coach", "The template is mended.", crowd.office, crowd.moment())
    crowd.move(crowd.now + timedelta(days=1))
    assert {(row.day, row.state) for row in crowd.rows(poisoned, kind="step")} == {(1, "held"), (2, "accepted")}
