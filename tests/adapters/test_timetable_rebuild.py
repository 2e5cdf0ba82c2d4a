"""Redis is disposable: whatever it forgets, SQL brings back, for lessons and for messages owed at once."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import redis

    from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def world(db: None, clean_redis: "redis.Redis") -> "World":
    from tests.world import World

    return World()


@pytest.fixture
def emptied(world: "World", clean_redis: "redis.Redis") -> "World":
    """Five people in their third day, and a Redis that has just lost everything."""
    for n in range(5):
        world.enrol(first_name=f"P{n}", phone=f"+1555123100{n}", email=f"p{n}@example.org")
    world.move(world.now + timedelta(days=3, hours=3))
    clean_redis.flushall()
    return world


def test_whoever_is_awake_in_sql_is_in_the_timetable_again(emptied: "World") -> None:
    from coaching.journeys import deliver, repair
    from coaching.store.models import Enrolment
    from coaching.store.timetable import TimetableLost, to_ms

    with pytest.raises(TimetableLost):
        deliver.deliver_due(0, emptied.office, emptied.moment())
    assert repair.rebuild(emptied.office) == 5
    assert emptied.office.lessons.counts() == {"due": 5, "leased": 0}
    first = min(at for at in Enrolment.objects.values_list("wake_at", flat=True) if at)
    assert emptied.office.lessons.next_due_ms() == to_ms(first)


def test_after_a_rebuild_the_programme_goes_on_to_its_end_and_the_books_balance(emptied: "World") -> None:
    from coaching.journeys import books, repair

    repair.rebuild(emptied.office)
    emptied.move(emptied.now + timedelta(days=60))
    drawn = books.draw_up(emptied.moment())
    assert drawn.balanced
    assert drawn.buckets["accepted"] == drawn.planned
    assert len({(sms.message) for sms in emptied.sms.sent}) == len(emptied.sms.sent)


def test_only_one_process_rebuilds_at_a_time(emptied: "World", clean_redis: "redis.Redis") -> None:
    from coaching.journeys import repair
    from coaching.store import keys

    clean_redis.set(keys.REBUILDING.pattern, 1, ex=120)
    assert repair.rebuild(emptied.office) is None
    clean_redis.delete(keys.REBUILDING.pattern)
    assert repair.rebuild(emptied.office) == 5
    assert not clean_redis.exists(keys.REBUILDING.pattern)


def test_a_rebuild_beside_a_living_timetable_makes_nobody_later(world: "World") -> None:
    from coaching.journeys import repair
    from coaching.store.timetable import Due, to_ms

    enrolment = world.enrol()
    early = world.now + timedelta(minutes=1)
    world.office.lessons.put_many([Due(enrolment.pk, to_ms(early))])
    repair.rebuild(world.office)
    assert world.office.lessons.next_due_ms() == to_ms(early)


def test_a_message_owed_when_redis_was_lost_is_sent_after_the_rebuild(
    world: "World", clean_redis: "redis.Redis"
) -> None:
    from coaching.journeys import repair

    world.enrol()
    clean_redis.flushall()
    repair.rebuild(world.office)
    world.open()
    world.move(world.now + timedelta(hours=8))
    assert [text for text in world.texts() if "Coach" in text]


def test_an_owed_message_whose_worker_died_during_the_send_is_called_in_doubt_after_the_rebuild(
    world: "World", clean_redis: "redis.Redis"
) -> None:
    """Left out of the rebuild, it would stay `handed` for ever and nobody would be told."""
    from coaching.journeys import repair
    from coaching.store.models import Message

    world.enrol(email="")
    owed = Message.objects.exclude(kind="step").get()
    Message.objects.filter(pk=owed.pk).update(
        state="handed", token="dead", attempt="dead", lease_until=world.now - timedelta(minutes=1)
    )
    clean_redis.flushall()
    repair.rebuild(world.office)
    world.open()
    world.move(world.now + timedelta(hours=8))
    owed.refresh_from_db()
    assert owed.state == "unknown"
    assert owed.pk not in {each.message for each in world.sms.sent}


def test_an_owed_message_that_somebody_else_holds_is_looked_at_again_when_that_lease_ends(
    world: "World", clean_redis: "redis.Redis"
) -> None:
    from coaching.store.models import Message

    world.enrol(email="")
    owed = Message.objects.exclude(kind="step").get()
    world.now = owed.due_at + timedelta(minutes=1)
    Message.objects.filter(pk=owed.pk).update(
        state="reserved", token="other", lease_until=world.now + timedelta(seconds=40)
    )
    world.open()
    world.deliver()
    assert world.texts() == []
    world.move(world.now + timedelta(minutes=2))
    owed.refresh_from_db()
    assert owed.state == "accepted"


def test_an_overdue_enrolment_that_the_timetable_forgot_is_put_back(world: "World", clean_redis: "redis.Redis") -> None:
    from coaching.journeys import repair
    from coaching.store import keys

    enrolment = world.enrol()
    shard = world.office.lessons.shard_of(enrolment.pk)
    clean_redis.delete(keys.shard("due", shard).due)
    assert world.office.lessons.counts()["due"] == 0
    assert enrolment.wake_at is not None
    world.now = enrolment.wake_at + timedelta(hours=1)
    world.open()
    assert repair.put_overdue(world.office, world.now) > 0
    assert world.office.lessons.counts()["due"] == 1
    world.move(world.now + timedelta(hours=12))
    assert {row.state for row in world.rows(enrolment, kind="step")} == {"accepted"}


def test_an_owed_message_that_was_committed_but_never_put_is_found_and_sent(
    world: "World", clean_redis: "redis.Redis"
) -> None:
    from coaching.journeys import repair
    from coaching.store.models import Message

    world.enrol(email="")
    owed = Message.objects.exclude(kind="step").get()
    world.office.owed.clear()
    world.now = owed.due_at + timedelta(minutes=1)
    world.open()
    assert repair.put_overdue(world.office, world.now) == 0
    world.now += timedelta(minutes=5)
    world.open()
    assert repair.put_overdue(world.office, world.now) == 1
    world.deliver()
    owed.refresh_from_db()
    assert owed.state == "accepted"
