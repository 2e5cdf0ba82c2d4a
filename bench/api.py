"""How many people another system can enrol by the API: one call each over kept-open connections, all checks included.

`fill` and `enrol` run as processes of their own, so that the web face's own CPU time can be told from theirs.
"""

import json
import os
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

from bench import surroundings
from bench.surroundings import Surroundings, cpu_s
from coaching.cli.group import ports, readiness
from coaching.cli.group.process import Process

CONNECTIONS = 8
WARM_UP = 50


@dataclass(frozen=True, slots=True)
class Enrolled:
    """`cpu_seconds` of the web face alone; milliseconds of the median call and of the slowest."""

    people: int
    seconds: float
    cpu_seconds: float
    median_ms: float
    slowest_ms: float


def measure(count: int, processes: int) -> Enrolled:
    """This will start the web face with so many processes and enrol so many people."""
    import psutil

    with surroundings.fresh() as bare:
        here = _with_web(bare, processes)
        key = here.run("bench.api", "fill").strip()
        here = Surroundings(here.folder, here.group, {**here.env, "BENCH_KEY": key}, here.sink_url)
        ready = readiness.http(f"{here.env['COACHING_PUBLIC_URL']}/healthz")
        here.group.start(Process("web", (sys.executable, "-m", "coaching.cli.serving"), env=here.env, ready=ready))
        web = psutil.Process(here.group.pids()["web"])
        here.run("bench.api", "enrol", "0", str(WARM_UP))
        before = cpu_s(web)
        told = json.loads(here.run("bench.api", "enrol", str(WARM_UP), str(WARM_UP + count)))
        return Enrolled(count, told["seconds"], cpu_s(web) - before, told["median_ms"], told["slowest_ms"])


def _with_web(here: Surroundings, processes: int) -> Surroundings:
    bind = f"127.0.0.1:{ports.free()}"
    env = {
        **here.env,
        "COACHING_BIND": bind,
        "COACHING_PUBLIC_URL": f"http://{bind}",
        "COACHING_API_CALLS_PER_MINUTE": "10000000",
        "WEB_CONCURRENCY": str(processes),
    }
    return Surroundings(here.folder, here.group, env, here.sink_url)


# What runs in the other processes


def fill() -> str:
    """This will load the programme and make a key; answers its token."""
    from bench import people
    from coaching import bootstrap
    from coaching.core.scopes import Scope
    from coaching.store import api_keys

    people.open_programme()
    return api_keys.make("bench", [Scope.PEOPLE_WRITE], "bench", bootstrap.machine_time()).token


def enrol(first: int, end: int) -> dict[str, float]:
    """This will enrol the people from `first` to before `end`, and tell how long that took."""
    from coaching.journeys import wordings

    bodies = [_body(number, wordings.VERSION) for number in range(first, end)]
    times: list[float] = []
    lanes = [bodies[n::CONNECTIONS] for n in range(CONNECTIONS)]
    threads = [threading.Thread(target=_lane, args=(lane, times)) for lane in lanes if lane]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    assert len(times) == len(bodies), "a call was answered otherwise than it should have been"
    ordered = sorted(times)
    return {"seconds": seconds, "median_ms": 1000 * ordered[len(ordered) // 2], "slowest_ms": 1000 * ordered[-1]}


def _body(number: int, version: str) -> bytes:
    consent = {"agreed": True, "wording_version": version}
    who = {"first_name": f"Person {number}", "phone": f"+1212{number + 2_000_000:07}", "zone": "America/New_York"}
    return json.dumps({**who, "email": f"p{number}@example.org", "campaign": "magnesium", "consent": consent}).encode()


def _lane(bodies: Sequence[bytes], times: list[float]) -> None:
    connection = HTTPConnection(urlsplit(os.environ["COACHING_PUBLIC_URL"]).netloc, timeout=60)
    for body in bodies:
        headers = {
            "Authorization": f"Bearer {os.environ['BENCH_KEY']}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        begun = time.perf_counter()
        connection.request("POST", "/api/v1/enrolments", body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status == 201:
            times.append(time.perf_counter() - begun)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill"]:
            print(fill())
        case ["enrol", start, stop]:
            print(json.dumps(enrol(int(start), int(stop))))
        case other:
            raise SystemExit(f"fill | enrol FIRST END; not {other}")
