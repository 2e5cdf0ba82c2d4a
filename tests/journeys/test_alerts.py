"""An alert reaches somebody, goes on to the next, ends when it is acknowledged; the books raise one by themselves."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from coaching.core.alerts import Contact, Kind, Level
from coaching.core.model import Channel
from coaching.journeys import alert, audit_books, books, repair
from coaching.journeys.alert import AlertRefused
from coaching.providers.base import Email, RetryLater, Sms
from coaching.store import alerts, keys, redis_link
from coaching.store.alerts import News
from coaching.store.models import Alert, Message
from tests.world import START, World

pytestmark = pytest.mark.database
UTC_ZONE = ZoneInfo("UTC")
MAYA = Contact("Maya", UTC_ZONE, sms="+15557770001", email="maya@example.org")
BEN = Contact("Ben", UTC_ZONE, sms="+15557770002")


@pytest.fixture
def staffed(world: World) -> World:
    world.office = replace(world.office, contacts=(MAYA, BEN))
    return world


def danger(world: World, about: str = "7", body: str = "I feel like dying") -> Alert:
    return alert.raise_(News(Kind.CRISIS, about, "Ana may be in danger.", body=body), world.now)


def told(world: World) -> list[str]:
    return [each.to for each in (*world.sms.sent, *world.email.sent)]


def test_a_red_alert_is_told_at_once_on_every_path_of_the_first_contact(staffed: World) -> None:
    danger(staffed)
    done = alert.tell_due(staffed.office, staffed.moment())
    assert (done.turns, done.sent) == (1, 2)
    assert told(staffed) == ["+15557770001", "maya@example.org"]
    assert alert.tell_due(staffed.office, staffed.moment()).sent == 0


def test_what_the_person_wrote_stays_on_the_page(staffed: World) -> None:
    danger(staffed)
    alert.tell_due(staffed.office, staffed.moment())
    [sms], [mail] = staffed.sms.sent, staffed.email.sent
    assert isinstance(sms, Sms)
    assert isinstance(mail, Email)
    assert "dying" not in sms.body + mail.shell.text + mail.shell.html + mail.shell.subject
    assert "/alerts/" in sms.body
    assert sms.body.startswith("Coach RED: Ana may be in danger.")


def test_unacknowledged_it_goes_to_the_next_contact_and_then_begins_anew(staffed: World) -> None:
    one = danger(staffed)
    for _ in range(3):
        alert.tell_due(staffed.office, staffed.moment())
        staffed.now += timedelta(minutes=15)
    assert told(staffed)[:1] == ["+15557770001"]
    assert [each.to for each in staffed.sms.sent] == ["+15557770001", "+15557770002", "+15557770001"]
    assert "nobody acknowledged it in time; the next contact is told" in [each.what for each in alerts.log_of(one.pk)]


def test_acknowledged_nobody_else_is_told(staffed: World) -> None:
    one = danger(staffed)
    alert.tell_due(staffed.office, staffed.moment())
    alert.acknowledge(one.pk, "maya", staffed.moment())
    staffed.now += timedelta(hours=2)
    assert alert.tell_due(staffed.office, staffed.moment()).turns == 0
    with pytest.raises(AlertRefused):
        alert.acknowledge(one.pk, "ben", staffed.moment())
    assert [(each.actor, each.what) for each in alerts.log_of(one.pk)][-1] == ("maya", "acknowledged")


def test_a_path_that_fails_is_tried_again_and_seen(staffed: World) -> None:
    one = danger(staffed)
    staffed.sms.answer = lambda _: RetryLater(5, "not_connected", "out of reach")
    assert alert.tell_due(staffed.office, staffed.moment()).failed == 1
    assert any("not reached by sms" in each.what for each in alerts.log_of(one.pk))
    staffed.sms.answer = None
    staffed.now += timedelta(minutes=2)
    assert alert.tell_due(staffed.office, staffed.moment()).sent == 1
    assert {each.state for each in alerts.notices_of(one.pk)} == {"sent"}


def test_texts_of_one_class_within_half_an_hour_are_one_alert(world: World) -> None:
    first = danger(world)
    world.now += timedelta(minutes=20)
    second = danger(world, body="nobody would miss me")
    world.now += timedelta(minutes=31)
    third = danger(world)
    assert first.pk == second.pk != third.pk
    merged = Alert.objects.get(pk=first.pk)
    assert merged.count == 2
    assert "nobody would miss me" in merged.body


def test_an_alert_is_closed_with_what_was_done_and_can_be_opened_again(world: World) -> None:
    one = danger(world)
    with pytest.raises(AlertRefused, match="one sentence"):
        alert.close(one.pk, "maya", "  ", world.moment())
    alert.close(one.pk, "maya", "Called her; she is with a friend.", world.moment())
    assert alerts.open_ones() == []
    alert.reopen(one.pk, "maya", world.moment())
    assert [each.pk for each in alerts.open_ones()] == [one.pk]


def test_with_nobody_to_tell_nothing_may_claim_that_somebody_was_told(world: World) -> None:
    assert not alert.can_be_told(Level.RED, world.office)
    staffed = replace(world.office, contacts=(BEN,))
    assert alert.can_be_told(Level.RED, staffed)
    assert not alert.can_be_told(Level.RED, replace(staffed, ready=frozenset({Channel.EMAIL})))


def test_the_books_raise_the_alarm_by_themselves_name_who_and_mend_the_gap(world: World) -> None:
    ana = world.enrol()
    world.move(START + timedelta(days=4, hours=14))
    assert audit_books.check(world.office, world.moment()).balanced
    Message.objects.get(enrolment=ana, day=3).delete()  # broken on purpose
    assert not audit_books.check(world.office, world.moment()).balanced
    [raised] = alerts.open_ones()
    assert raised.kind == "books"
    assert "Ana" in raised.body
    world.deliver()
    [gap] = world.rows(ana, kind="step", day=3)
    assert (gap.state, gap.reason) == ("skipped", "missed")
    assert audit_books.check(world.office, world.moment()).balanced
    assert alerts.open_ones() == []


def test_somebody_missing_is_counted_again_before_the_alarm(world: World) -> None:
    ana = world.enrol()
    world.move(START + timedelta(days=4, hours=14))
    assert books.still_missing([ana.pk], world.moment()) == ()


def test_an_active_run_without_a_next_time_is_found_and_woken(world: World) -> None:
    ana = world.enrol()
    world.move(START + timedelta(days=2, hours=14))
    type(ana).objects.filter(pk=ana.pk).update(wake_at=None)
    redis_link.client().flushdb()
    repair.rebuild(world.office)
    assert world.office.lessons.next_due_ms() is None
    assert repair.wake_sleepers(world.office, world.now) == 1
    assert world.office.lessons.next_due_ms() is not None
    assert repair.wake_sleepers(world.office, world.now) == 0


def test_a_redis_that_began_anew_is_filled_again_whatever_copy_it_brought(world: World) -> None:
    world.enrol()
    repair.rebuild(world.office)
    assert repair.rebuild_if_begun_anew(world.office) is None
    client = redis_link.client()
    for shard in range(redis_link.LESSON_SHARDS):
        client.delete(keys.shard("due", shard).due)  # an old copy: it knows nobody of today
    client.set(keys.SERVER.pattern, "the server that stood here before")
    assert repair.rebuild_if_begun_anew(world.office) == 3
    assert world.office.lessons.counts()["due"] == 1
    assert repair.rebuild_if_begun_anew(world.office) is None
