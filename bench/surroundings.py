"""What a measurement runs in: a fresh folder with its own Redis, database and sink, and a meter for CPU time."""

import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from coaching.cli.group import ports, readiness, redis_server
from coaching.cli.group.process import Process
from coaching.cli.group.supervisor import Group

PATIENCE_S = 240.0
_LOOK_S = 0.02
_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class BenchFailed(Exception):
    """A measured process failed or did not come to its end; the message quotes it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`env` points the service, and the usual way, at this Redis, database and sink."""

    folder: Path
    group: Group
    env: Mapping[str, str]
    sink_url: str

    def run(self, *argv: str) -> str:
        """This will run a module of the bench to its end and give what it printed; raises BenchFailed with that."""
        done = subprocess.run((sys.executable, "-m", *argv), env=self.env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchFailed(f"{' '.join(argv)}:\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def start(self, name: str, *argv: str) -> psutil.Process:
        self.group.start(Process(name, (sys.executable, "-m", *argv), env=self.env))
        return psutil.Process(self.group.pids()[name])

    def taken(self, channel: str) -> int:
        """This will ask the sink how many messages it has taken."""
        with _NO_PROXY.open(f"{self.sink_url}/taken", timeout=5) as answer:
            return int(json.load(answer)[channel])

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """This will look again and again; raises BenchFailed after four minutes or if a program has ended."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            self.group.check()
            if time.monotonic() > deadline:
                raise BenchFailed(f"in vain: {what}")
            time.sleep(_LOOK_S)


@contextmanager
def fresh() -> Iterator[Surroundings]:
    """This will start a Redis and a sink, and end everything that runs in them at the end of the block."""
    with TemporaryDirectory(prefix="coaching-bench-") as name:
        folder = Path(name)
        redis_port, sink_port = ports.free(), ports.free()
        sink_url = f"http://127.0.0.1:{sink_port}"
        with Group(folder / "group", stop=threading.Event()) as group:
            group.start(redis_server.process(folder / "redis", port=redis_port))
            ready = readiness.http(f"{sink_url}/taken")
            group.start(Process("sink", (sys.executable, "-m", "bench.sink", str(sink_port)), ready=ready))
            yield Surroundings(folder, group, _env(folder, redis_server.url(redis_port), sink_url), sink_url)


def _env(folder: Path, redis_url: str, sink_url: str) -> dict[str, str]:
    import os

    root = Path(__file__).resolve().parents[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COACHING_")}
    return kept | {
        "PYTHONPATH": str(root),
        "PYTHONWARNINGS": "ignore",
        "BENCH_REDIS_URL": redis_url,
        "BENCH_SINK_URL": sink_url,
        "BENCH_HTML": str(folder / "mail.html"),
        "COACHING_ENV_FILE": "",
        "COACHING_REDIS_URL": redis_url,
        "COACHING_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "COACHING_VAR_DIR": str(folder / "var"),
        "COACHING_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "COACHING_TWILIO_AUTH_TOKEN": "a-token",
        "COACHING_TWILIO_MESSAGING_SERVICE_SID": "MG" + "0" * 32,
        "COACHING_TWILIO_BASE_URL": sink_url,
        "COACHING_SENDGRID_API_KEY": "a-key",
        "COACHING_SENDGRID_BASE_URL": sink_url,
        "COACHING_EMAIL_FROM": "coach@example.org",
        "COACHING_POSTAL_ADDRESS": "1 Test Street, Springfield",
    }


def cpu_s(process: psutil.Process) -> float:
    """This will add up user and system seconds of a process and its children."""
    return sum(used.user + used.system for used in (each.cpu_times() for each in [process, *process.children(True)]))
