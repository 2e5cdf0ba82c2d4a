"""How late a crowd's messages are that fall due in the same minute, and how that falls with more workers."""

import sqlite3
import time
from dataclasses import dataclass

from bench import surroundings
from bench.surroundings import Surroundings
from coaching.core.model import Channel

WARM_UP = 64
SHARES = (0.5, 0.9, 0.99, 1.0)
LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class Lateness:
    """Seconds from due to accepted by which that share of the crowd had its message; `rate` in messages a second."""

    workers: int
    messages: int
    by_share: dict[float, float]
    rate: float


def of_a_crowd(channel: Channel, count: int, workers: int) -> Lateness:
    """This will have `count` people due at once and watch the ledger until each message is accepted."""
    with surroundings.fresh() as here:
        here.run("bench.people", "open", channel, str(WARM_UP))
        for number in range(workers):
            here.start(
                f"worker-{number}", "celery", "-A", "worker", "worker", "-P", "threads", "-c", "4",
                "--without-gossip", "--without-mingle", "-n", f"w{number}@bench",
            )  # fmt: skip
        here.run("bench.people", "put")
        here.wait_until(lambda: _accepted(here) == WARM_UP, "the warm-up is settled")
        here.run("bench.people", "crowd", channel, str(count), str(WARM_UP))
        begun = time.perf_counter()
        here.run("bench.people", "put")
        return _watch(here, count, workers, begun)


def _watch(here: Surroundings, count: int, workers: int, begun: float) -> Lateness:
    reached: dict[float, float] = {}
    deadline = begun + surroundings.PATIENCE_S * 4
    while len(reached) < len(SHARES):
        here.group.check()
        done = _accepted(here) - WARM_UP
        late_s = time.perf_counter() - begun
        reached |= {share: late_s for share in SHARES if share not in reached and done >= share * count}
        if time.perf_counter() > deadline:
            raise surroundings.BenchFailed(f"only {done} of {count} were accepted in {late_s:.0f} s")
        time.sleep(LOOK_S)
    return Lateness(workers, count, reached, count / reached[1.0])


def _accepted(here: Surroundings) -> int:
    path = here.env["COACHING_DATABASE_URL"].removeprefix("sqlite:///")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    try:
        return int(connection.execute("SELECT count(*) FROM store_message WHERE state = 'accepted'").fetchone()[0])
    finally:
        connection.close()
