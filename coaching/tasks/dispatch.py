"""Looks at the timetable from within every worker and queues hints: no beat, no leader, nobody to miss."""

import random
import threading
from typing import Any, ClassVar

import structlog
from celery import bootsteps
from celery.exceptions import OperationalError

from coaching import bootstrap
from coaching.journeys import repair
from coaching.settings import load
from coaching.store import redis_link
from coaching.store.redis_link import RedisError
from coaching.store.timetable import Timetable, TimetableLost

log = structlog.get_logger()
# A hint older than this is worthless: the next look makes a new one.
HINT_EXPIRES_S = 30


class Dispatcher(bootsteps.StartStopStep):
    """A thread in the worker. It starts after the pool, so that no forked child inherits its connections."""

    requires: ClassVar = {"celery.worker.components:Pool"}

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, worker: Any) -> None:
        self._thread = threading.Thread(target=self._run, args=(worker.app,), name="dispatch", daemon=True)
        self._thread.start()

    def stop(self, worker: Any) -> None:  # noqa: ARG002  # Celery's signature
        self._stopping.set()

    def terminate(self, worker: Any) -> None:  # noqa: ARG002  # as above
        self._stopping.set()

    def _run(self, app: Any) -> None:
        pause_s = load().peek_seconds
        while not self._stopping.is_set():
            try:
                redis_link.wait_for_bell(random.uniform(0.6, 1.4) * pause_s)  # jitter: workers take turns
                look(app)
            except TimetableLost:
                repair.rebuild(bootstrap.office())
            except (RedisError, OperationalError) as error:
                log.warning("timetable out of reach", error=type(error).__name__)
                self._stopping.wait(1.0)


def look(app: Any) -> int:
    """This will queue one hint for each shard that has something to claim; answers how many."""
    office = bootstrap.office()
    return _hint(app, office.owed, "coaching.deliver_owed", "owed") + _hint(
        app, office.lessons, "coaching.deliver", "lessons"
    )


def _hint(app: Any, timetable: Timetable, task: str, queue: str) -> int:
    shards = [shard for shard in timetable.ready() if timetable.hint(shard)]
    random.shuffle(shards)
    for shard in shards:
        app.send_task(task, kwargs={"shard": shard}, queue=queue, expires=HINT_EXPIRES_S)
    return len(shards)
