"""The programs of a run, as `coaching up` starts them but with two workers; each may lose its life and get another."""

import os
import signal
import sys
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

from coaching.cli.group import ports, readiness, redis_server
from coaching.cli.group.process import Process
from coaching.cli.group.supervisor import Group
from coaching.settings import Settings
from tests.chaos.database import lives
from tests.chaos.plan import WORKERS

ROOT = Path(__file__).parents[2]
ORDER = ("redis", "simulator", "web", *WORKERS)
LATENCY_MS = 150  # of each answer of the simulated providers, so that there is something on the wire to interrupt
_GONE_WITHIN_S = 60.0


def programs(settings: Settings, data: Path) -> dict[str, Process]:
    """This will describe each program by its role."""
    python = sys.executable
    celery = (python, "-m", "celery", "-A", "worker", "worker", "-P", "threads", "-c", "4", "-l", "warning")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    web_port, simulator_port = _port(settings.bind), _port(settings.simulator_url)
    simulator = (
        *(python, "-m", "coaching.simulator", "--port", str(simulator_port), "--product", settings.public_url),
        *("--twilio-sid", settings.twilio_account_sid, "--twilio-token", settings.twilio_auth_token),
        *("--messaging-service", settings.twilio_messaging_service_sid, "--sendgrid-key", settings.sendgrid_api_key),
        *("--sendgrid-private-key", str(data / "sendgrid-webhook.pem"), "--latency-ms", str(LATENCY_MS)),
    )
    return {
        "redis": redis_server.process(data / "redis", port=_port(settings.redis_url.removesuffix("/0"))),
        "simulator": Process(
            "simulator", simulator, ready=readiness.http(f"{settings.simulator_url}/control/state"), port=simulator_port
        ),
        "web": Process(
            "web",
            (python, "-m", "coaching.cli.serving"),
            ready=readiness.http(f"{settings.public_url}/healthz"),
            ready_within_s=60.0,
            port=web_port,
        ),
        **{
            name: Process(name, (*celery, "-n", f"{name}@%h", *quiet), env={"PYTHONPATH": str(ROOT)})
            for name in WORKERS
        },
    }


def _port(address: str) -> int:
    return int(address.rsplit(":", 1)[1])


@dataclass(slots=True)
class Cast:
    """Kills, freezes and starts again. One thread at a time uses it."""

    group: Group
    programs: dict[str, Process]
    lives: dict[str, int] = field(default_factory=dict)

    def start(self, role: str) -> None:
        """This will begin the next life of a program and wait until it is ready."""
        self.lives[role] = self.lives.get(role, 0) + 1
        self.group.start(replace(self.programs[role], name=self._life(role)))

    def kill(self, role: str) -> None:
        """This will end a program at once, as a power cut does, and wait until its port is free."""
        self._signal(role, signal.SIGKILL)
        port, beat = self.programs[role].port, threading.Event()
        for _ in range(int(_GONE_WITHIN_S / 0.02)):
            if not lives(self._pid(role)) and (port is None or ports.is_free(port)):
                return
            beat.wait(0.02)
        raise AssertionError(f"{role} was killed and still holds port {port} after {_GONE_WITHIN_S:g} s")

    def freeze(self, role: str) -> None:
        self._signal(role, signal.SIGSTOP)

    def thaw(self, role: str) -> None:
        self._signal(role, signal.SIGCONT)

    def restarts(self) -> int:
        return sum(self.lives.values()) - len(self.lives)

    def _life(self, role: str) -> str:
        return f"{role}.{self.lives[role]}"

    def _pid(self, role: str) -> int:
        return self.group.pids()[self._life(role)]

    def _signal(self, role: str, number: signal.Signals) -> None:
        os.killpg(self._pid(role), number)
