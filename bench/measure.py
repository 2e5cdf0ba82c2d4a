"""The three ways of sending the same message, each measured from the first claim to the last settled row."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass

import psutil

from bench import surroundings
from bench.surroundings import Surroundings, cpu_s
from coaching.core.model import Channel

WARM_UP = 64


@dataclass(frozen=True, slots=True)
class Cost:
    """What `messages` messages took; CPU: user and system, of the processes under test alone."""

    messages: int
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        return self.messages / self.seconds

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu_seconds / self.messages


def ours(channel: Channel, count: int, profile: str = "") -> Cost:
    """This will measure our delivery in one process, the ledger on, without Celery around it."""
    with surroundings.fresh() as here:
        answer = here.folder / "ours.json"
        here.run("bench.ours", channel, str(count), str(answer), *([profile] if profile else []))
        found = json.loads(answer.read_text(encoding="utf-8"))
        return Cost(count, found["seconds"], found["cpu_s"])


def our_worker(channel: Channel, count: int) -> Cost:
    """This will measure the worker as the docs start it; its dispatching counts too."""
    with surroundings.fresh() as here:
        here.run("bench.people", "open", channel, str(WARM_UP))
        worker = here.start(
            "worker", "celery", "-A", "worker", "worker", "-P", "threads", "-c", "4", "--without-mingle"
        )
        here.run("bench.people", "put")
        here.wait_until(lambda: _accepted(here) == WARM_UP, "the warm-up is settled")
        here.run("bench.people", "add", channel, str(count), str(WARM_UP))
        before = cpu_s(worker)
        begun = time.perf_counter()
        here.run("bench.people", "put")
        here.wait_until(lambda: _accepted(here) == WARM_UP + count, "every message is settled")
        return Cost(count, time.perf_counter() - begun, cpu_s(worker) - before)


def naive(channel: Channel, count: int) -> Cost:
    """This will measure one Celery task for each message with the SDKs as shipped; queueing the tasks counts too."""
    with surroundings.fresh() as here:
        here.run("bench.page")
        worker = here.start("naive", "celery", "-A", "bench.naive", "worker", "-c", "8", "--without-mingle")
        queue_tasks(here, channel, WARM_UP)
        here.wait_until(lambda: here.taken(channel) == WARM_UP, "the warm-up is taken")
        before = cpu_s(worker)
        begun = time.perf_counter()
        queueing_s = queue_tasks(here, channel, count)
        here.wait_until(lambda: here.taken(channel) == WARM_UP + count, "every message is taken")
        return Cost(count, time.perf_counter() - begun, cpu_s(worker) - before + queueing_s)


def queue_tasks(here: Surroundings, channel: Channel, count: int) -> float:
    """This will queue one task for each message; answers the CPU seconds that the queueing took."""
    done = subprocess.run(
        (sys.executable, "-m", "bench.queueing", channel, str(count)), env=here.env, capture_output=True, check=True
    )
    return float(done.stdout)


def _accepted(here: Surroundings) -> int:
    path = here.env["COACHING_DATABASE_URL"].removeprefix("sqlite:///")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM store_message WHERE state = 'accepted'").fetchone()[0])
    finally:
        connection.close()


def machine() -> str:
    """This will say in one line what was measured on."""
    return f"{os.cpu_count()} cores, {psutil.virtual_memory().total // 2**30} GB, Python {sys.version.split()[0]}"
