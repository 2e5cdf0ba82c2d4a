"""Looks at the timetable from within every worker and queues hints: no beat, no leader, nobody to miss."""

import os
import random
import threading
from typing import Any, ClassVar

import structlog
from celery import bootsteps
from celery.exceptions import OperationalError

from coaching import bootstrap
from coaching.journeys import repair
from coaching.journeys.office import Office
from coaching.settings import load
from coaching.store import chores, connections, health, redis_link
from coaching.store.redis_link import RedisError
from coaching.store.timetable import Timetable, TimetableLost

log = structlog.get_logger()
# A hint older than this is worthless: the next look makes a new one.
HINT_EXPIRES_S = 30
BEAT_EVERY_S = 5.0


class Dispatcher(bootsteps.StartStopStep):
    """A thread in the worker. It starts after the pool, so that no forked child inherits its connections."""

    requires: ClassVar = {"celery.worker.components:Pool"}

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, worker: Any) -> None:
        bootstrap.spare_the_collector()
        name = f"{worker.hostname}:{os.getpid()}"
        self._thread = threading.Thread(target=self._run, args=(worker.app, name), name="dispatch", daemon=True)
        self._thread.start()

    def stop(self, worker: Any) -> None:  # noqa: ARG002  # Celery's signature
        """What is on the wire ends, what is not gives its lease back: another worker goes on at once."""
        bootstrap.begin_to_stop()
        self._stopping.set()

    def terminate(self, worker: Any) -> None:  # noqa: ARG002  # as above
        bootstrap.begin_to_stop()
        self._stopping.set()

    def _run(self, app: Any, name: str) -> None:
        try:
            self._look_on(app, name)
        finally:
            connections.close()

    def _look_on(self, app: Any, name: str) -> None:
        pause_s = load().peek_seconds
        beat_at_s = bootstrap.boot_seconds()
        while not self._stopping.is_set():
            try:
                redis_link.wait_for_bell(_jitter(pause_s))
                connections.refresh()
                look(app)
                if bootstrap.boot_seconds() >= beat_at_s:  # after the look: a worker that cannot look shows no beat
                    beat_at_s = bootstrap.boot_seconds() + BEAT_EVERY_S
                    health.beat(name, bootstrap.machine_time())
                    repair.rebuild_if_begun_anew(bootstrap.office())
            except (RedisError, OperationalError) as error:
                log.warning("timetable out of reach", error=type(error).__name__)
                self._stopping.wait(1.0)
            except Exception:  # the outermost edge of this thread: without it the worker would go deaf
                log.exception("the look at the timetable failed")
                self._stopping.wait(1.0)


def _jitter(seconds: float) -> float:
    """Workers take turns."""
    return random.uniform(0.6, 1.4) * seconds


def look(app: Any) -> int:
    """This will queue one hint for each shard that has something to claim; answers how many.

    Now and then it queues the chores as well. A lost timetable is rebuilt first; the next look finds it.
    """
    office = bootstrap.office()
    try:
        hinted = _hint_all(app, office)
        for task, queue, is_due in (
            ("coaching.tell", "owed", redis_link.take_telling),
            ("coaching.chores", "owed", chores.is_due),
            ("coaching.check_books", "owed", chores.are_books_due),
            ("coaching.work", "jobs", chores.is_work_due),
            ("coaching.announce", "jobs", chores.are_announcements_due),
        ):
            if is_due():
                app.send_task(task, queue=queue, expires=HINT_EXPIRES_S)
        return hinted
    except TimetableLost:
        repair.rebuild(office)
        return 0


def _hint_all(app: Any, office: Office) -> int:
    return _hint(app, office.owed, "coaching.deliver_owed", "owed") + _hint(
        app, office.lessons, "coaching.deliver", "lessons"
    )


def _hint(app: Any, timetable: Timetable, task: str, queue: str) -> int:
    shards = [shard for shard in timetable.ready() if timetable.hint(shard)]
    random.shuffle(shards)
    for shard in shards:
        app.send_task(task, kwargs={"shard": shard}, queue=queue, expires=HINT_EXPIRES_S)
    return len(shards)
