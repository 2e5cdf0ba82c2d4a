"""Our path without Celery: one process claims, decides, composes, sends and settles until nothing is due."""

import json
import resource
import sys
import time
from pathlib import Path

from bench import people
from coaching import bootstrap
from coaching.core.model import Channel
from coaching.journeys import deliver

WARM_UP = 64


def run(channel: Channel, count: int, profile: str = "") -> dict[str, float]:
    """This will deliver `count` messages after a warm-up; answers seconds and CPU seconds (user and system)."""
    people.open_programme()
    people.add(channel, WARM_UP, 0)
    people.put()
    deliver_all()
    people.add(channel, count, WARM_UP)
    people.put()
    cpu_s, wall_s = _cpu_s(), time.perf_counter()
    if profile:
        _profiled(profile)
    else:
        deliver_all()
    return {"seconds": time.perf_counter() - wall_s, "cpu_s": _cpu_s() - cpu_s}


def deliver_all() -> None:
    office = bootstrap.office()
    while shards := office.lessons.ready():
        for shard in shards:
            while deliver.deliver_due(shard, office, bootstrap.moment()):
                pass


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _profiled(path: str) -> None:
    import cProfile

    profiler = cProfile.Profile()
    profiler.runcall(deliver_all)
    profiler.dump_stats(path)


if __name__ == "__main__":
    channel, number, answer, *more = sys.argv[1:]
    Path(answer).write_text(json.dumps(run(Channel(channel), int(number), *more)), encoding="utf-8")
