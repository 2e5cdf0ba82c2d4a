"""Every key in Redis is declared with its type, lifetime and purpose; what is not permanent goes away."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from coaching.store import keys
from coaching.store.keys import Key

if TYPE_CHECKING:
    import redis

    from tests.world import World


@pytest.fixture
def world(db: None, clean_redis: "redis.Redis") -> "World":
    from tests.world import World

    return World()


def declared(name: str) -> Key:
    """The one declaration that a key's name fits."""
    [key] = [
        key
        for key in keys.ALL
        if re.fullmatch(
            re.escape(key.pattern).replace("N", r"\d+").replace("<name>", ".+").replace("<channel>", "\\w+"), name
        )
    ]
    return key


def most_seconds(key: Key) -> int | None:
    """The lifetime in seconds where the declaration promises one: "at most 2 s"."""
    promised = re.match(r"at most (\d+) s\b", key.lifetime)
    return int(promised[1]) if promised else None


def check(client: "redis.Redis") -> set[Key]:
    found = set()
    for name in client.scan_iter():
        key = declared(bytes(name).decode())
        found.add(key)
        assert client.type(name) == key.kind.encode(), name
        seconds = most_seconds(key)
        assert (client.pttl(name) == -1) if seconds is None else (0 <= client.pttl(name) <= seconds * 1000), name
    return found


def test_a_delivered_programme_leaves_only_declared_keys_each_with_its_lifetime(
    world: "World", clean_redis: "redis.Redis"
) -> None:
    from coaching.store import redis_link

    for n in range(3):
        world.enrol(first_name=f"P{n}", phone=f"+1555123200{n}", email=f"p{n}@example.org")
    world.move(world.now + timedelta(days=30))
    running = check(clean_redis)
    assert {keys.DUE, keys.EPOCH, keys.OWED_EPOCH} <= running
    redis_link.ring()
    assert world.office.lessons.hint(1)
    assert world.office.owed.hint(1)
    assert {keys.BELL, keys.HINTED, keys.OWED_HINTED} <= check(clean_redis)
    world.move(world.now + timedelta(days=40))
    assert check(clean_redis) - {keys.BELL, keys.HINTED, keys.OWED_HINTED} == {keys.EPOCH, keys.OWED_EPOCH}


def test_every_key_that_a_shard_uses_is_declared_and_the_others_are_named_as_they_are() -> None:
    used = {
        declared(name)
        for timetable in ("due", "owed")
        for shard in (keys.shard(timetable, 0), keys.shard(timetable, 15))
        for name in (shard.due, shard.leased, shard.epoch, shard.hinted)
    }
    others = {
        keys.BELL,
        keys.REBUILDING,
        keys.BEAT,
        keys.CHORES,
        keys.BOOKS,
        keys.WORK,
        keys.TELL,
        keys.SERVER,
        keys.REFUSED,
    }
    others |= {keys.TRIES, keys.JOINING, keys.ANNOUNCE}
    gates = {declared(name) for name in keys.gate("sms")}
    assert used | others | gates == set(keys.ALL)


def test_the_keys_of_a_gate_and_of_the_chores_go_away_by_themselves(clean_redis: "redis.Redis") -> None:
    from coaching.store import chores, redis_link, refusals
    from coaching.store.gates import Gate

    gate = Gate(clean_redis, "sms", 1.0)
    gate.admit([1, 1, 1])
    gate.report(good=0, bad=6)
    redis_link.want_telling()
    refusals.count("twilio-inbound")
    assert chores.is_due()
    assert chores.are_books_due()
    assert not chores.are_books_due()
    assert chores.is_work_due()
    assert chores.are_announcements_due()
    lasting = {keys.TOKENS, keys.CIRCUIT, keys.TELL, keys.BELL, keys.CHORES, keys.BOOKS, keys.WORK, keys.REFUSED}
    lasting |= {keys.ANNOUNCE}
    assert check(clean_redis) == lasting


def test_what_strangers_leave_in_redis_goes_away_and_their_tries_name_nobody(clean_redis: "redis.Redis") -> None:
    from coaching.store import limits, proven

    limits.take("join", "+15551230001", 3, timedelta(hours=1))
    assert not any(b"5551230001" in name for name in clean_redis.scan_iter())
    assert proven.number_of(proven.link_to("+15551230001")) == "+15551230001"
    assert check(clean_redis) == {keys.TRIES, keys.JOINING}


def test_the_keys_of_one_shard_lie_in_one_slot_of_a_cluster() -> None:
    shard = keys.shard("due", 7)
    for name in (shard.due, shard.leased, shard.epoch, shard.hinted):
        assert re.findall(r"\{(.+?)\}", name) == ["due:7"]


def test_the_lock_of_a_rebuild_is_released_and_bounded(world: "World", clean_redis: "redis.Redis") -> None:
    from coaching.journeys import repair

    repair.rebuild(world.office)
    assert keys.REBUILDING not in check(clean_redis)
    assert most_seconds(keys.REBUILDING) == 120
