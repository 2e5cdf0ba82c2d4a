"""Every queue that gets a hint is consumed by the worker as the docs start it, and every task is sent by somebody."""

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import redis

    from tests.world import World

ROOT = Path(__file__).parents[2]
SHOWN_IN = ["worker.py", "docker-compose.yml", "Dockerfile", "coaching/cli/up.py", "README.md", "docs"]


@pytest.fixture
def world(db: None, clean_redis: "redis.Redis") -> "World":
    from tests.world import World

    return World()


@pytest.fixture
def app() -> Any:
    from coaching.tasks.app import app

    app.finalize()
    app.loader.import_default_modules()
    return app


@pytest.fixture
def hinted(world: "World", clean_redis: "redis.Redis", app: Any) -> dict[str, set[str]]:
    """What the dispatcher queues when both timetables have something due: queue -> names of tasks."""
    from coaching.store import keys, redis_link
    from coaching.store.timetable import Due
    from coaching.tasks import dispatch

    world.office.lessons.put_many(Due(member, 0) for member in range(32))
    world.office.owed.put_many(Due(member, 0) for member in range(8))
    redis_link.want_telling()
    assert dispatch.look(app) == world.office.lessons.size + world.office.owed.size
    queues = [name.decode() for name in clean_redis.scan_iter(_type="list") if name.decode() != keys.BELL.pattern]
    return {
        queue: {json.loads(message)["headers"]["task"] for message in clean_redis.lrange(queue, 0, -1)}
        for queue in queues
    }


def commands() -> list[list[str]]:
    """Each worker command of the docs and the machinery, in words; a YAML list and an argv tuple count too."""
    files = [
        file for name in SHOWN_IN for file in [ROOT / name, *sorted((ROOT / name).glob("**/*.md"))] if file.is_file()
    ]
    found = []
    for file in files:
        plain = re.sub(r"[\[\](),\"']", " ", file.read_text(encoding="utf-8"))
        found += [shlex.split(match) for match in re.findall(r"celery\s+-A\s+worker\s+worker[^`\n]*", plain)]
    return found


def consumed(command: list[str], app: Any) -> set[str]:
    for flag in ("-Q", "--queues"):
        if flag in command:
            return set(command[command.index(flag) + 1].split(","))
    return set(app.amqp.queues)


def test_the_docs_start_a_worker_somewhere() -> None:
    assert len(commands()) >= 3


def test_every_queue_that_is_sent_to_is_consumed_by_every_worker_command(hinted: dict[str, set[str]], app: Any) -> None:
    assert set(hinted) == {"owed", "lessons", "jobs"}
    for command in commands():
        assert set(hinted) <= consumed(command, app), command


def test_every_registered_task_is_sent_by_somebody_and_every_sent_one_is_registered(
    hinted: dict[str, set[str]], app: Any
) -> None:
    registered = {name for name in app.tasks if name.startswith("coaching.")}
    assert set.union(*hinted.values()) == registered


def test_a_task_named_without_a_queue_goes_where_the_dispatcher_sends_it(hinted: dict[str, set[str]], app: Any) -> None:
    for queue, tasks in hinted.items():
        for task in tasks:
            assert app.amqp.router.route({}, task)["queue"].name == queue


def test_hints_expire_and_carry_nothing_but_a_shard(world: "World", clean_redis: "redis.Redis", app: Any) -> None:
    from coaching.store.timetable import Due
    from coaching.tasks import dispatch

    world.office.lessons.put_many([Due(5, 0)])
    assert dispatch.look(app) == 1
    [message] = [json.loads(raw) for raw in clean_redis.lrange("lessons", 0, -1)]
    assert message["headers"]["expires"] is not None
    assert message["headers"]["kwargsrepr"] == "{'shard': 5}"
    assert dispatch.look(app) == 0


def test_a_look_at_a_lost_timetable_rebuilds_it(world: "World", clean_redis: "redis.Redis", app: Any) -> None:
    from coaching.store.timetable import to_ms
    from coaching.tasks import dispatch

    enrolment = world.enrol()
    clean_redis.flushall()
    assert dispatch.look(app) == 0
    assert enrolment.wake_at is not None
    assert world.office.lessons.next_due_ms() == to_ms(enrolment.wake_at)
