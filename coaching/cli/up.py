"""`coaching up | serve`: the whole group on this machine, or only the web face."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import typer

from coaching.cli import office, surroundings
from coaching.cli.group import readiness, redis_server
from coaching.cli.group.process import Process
from coaching.cli.group.redis_server import RedisMissing
from coaching.cli.group.signals import stop_requested
from coaching.cli.group.supervisor import Group, GroupError, Stopped
from coaching.cli.say import plainly
from coaching.settings import Settings, load


def up() -> None:
    """Run everything on this machine at real time, until Ctrl-C. Data stay in var/."""
    settings = load()
    with plainly(), stop_requested() as stop, Group(settings.var_dir, stop=stop, echo=sys.stderr) as group:
        try:
            start(group, settings, worker_threads=4)
        except Stopped:
            return
        surroundings.announce()
        try:
            typer.echo(f"Coach's pages: {settings.public_url}/  (make an account: coaching createuser NAME)")
            if settings.simulator_url:
                typer.echo(f"No provider keys are set, so messages go to the simulator: {settings.simulator_url}/")
            while not stop.wait(0.2):
                group.mend()
        finally:
            surroundings.retract()


def start(group: Group, settings: Settings, *, worker_threads: int) -> None:
    """This will start Redis, the simulator where it is used, the web face, and the worker once there are tables."""
    try:
        first = [redis_server.process(_data(settings) / "redis", port=_port(settings.redis_url))]
    except RedisMissing as missing:
        raise GroupError(str(missing)) from missing
    if settings.simulator_url:
        first.append(_simulator(settings))
    with ThreadPoolExecutor(1) as pool:  # the tables are made while the servers start
        prepared = pool.submit(office.prepare)
        for process in (*first, _web(settings)):
            group.start(process)
        prepared.result()
    group.start(_worker(worker_threads))


def _data(settings: Settings) -> Path:
    return settings.var_dir / "data" if settings.mode == "demo" else settings.var_dir


def _port(url: str) -> int:
    return urlsplit(url).port or 80


def _simulator(settings: Settings) -> Process:
    port = _port(settings.simulator_url)
    return Process(
        name="simulator",
        argv=(
            sys.executable,
            "-m",
            "coaching.simulator",
            "--port",
            str(port),
            "--product",
            settings.public_url,
            "--twilio-sid",
            settings.twilio_account_sid,
            "--twilio-token",
            settings.twilio_auth_token,
            "--messaging-service",
            settings.twilio_messaging_service_sid,
            "--sendgrid-key",
            settings.sendgrid_api_key,
            "--sendgrid-private-key",
            str(_data(settings) / "sendgrid-webhook.pem"),
            *(("--parse-path", "/hooks/sendgrid/inbound") if settings.reply_domain else ()),
        ),
        ready=readiness.http(f"{settings.simulator_url}/control/state"),
        port=port,
    )


def _worker(threads: int) -> Process:
    argv = [sys.executable, "-m", "celery", "-A", "worker", "worker", "-P", "threads", "-c", str(threads)]
    return Process(
        name="worker",
        argv=(*argv, "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "warning"),
        env={"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])},
    )


def _web(settings: Settings) -> Process:
    return Process(
        name="web",
        argv=(sys.executable, "-m", "coaching.cli.serving"),
        ready=readiness.http(f"{settings.public_url}/healthz"),
        port=_port(settings.public_url),
    )


def serve() -> None:
    """Run the web face alone (pages, webhooks, links), as a container does."""
    from coaching.cli import serving

    serving.run()
