"""/readyz says whether this process can serve: in names only, to everybody, and soon."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client

from coaching import settings as coaching_settings
from coaching.settings import Settings

pytestmark = pytest.mark.database


@pytest.fixture
def settings_of_now(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Settings]]:
    """Sets variables of the environment and has the settings read anew, as a new process would."""

    def read(**variables: str) -> Settings:
        for name, value in variables.items():
            monkeypatch.setenv(f"COACHING_{name.upper()}", value)
        coaching_settings.load.cache_clear()
        return coaching_settings.load()

    yield read
    monkeypatch.undo()
    coaching_settings.load.cache_clear()


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_it_is_ready_without_a_sign_in(db: None, clean_redis: object) -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})
    assert answer["Cache-Control"] == "no-store"


def test_a_redis_that_is_gone_is_named_and_nothing_else_is_told(
    db: None, settings_of_now: Callable[..., Settings]
) -> None:
    settings_of_now(redis_url="redis://:a-password@127.0.0.1:1/0")
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "missing": ["redis"]})


def test_a_redis_that_never_answers_is_not_waited_for(db: None, settings_of_now: Callable[..., Settings]) -> None:
    with silent_server() as port:
        settings_of_now(redis_url=f"redis://127.0.0.1:{port}/0")
        begun = time.monotonic()
        answer = Client().get("/readyz")
    assert answer.json()["missing"] == ["redis"]
    assert time.monotonic() - begun < 60


def test_a_migration_that_is_not_applied_is_named(transactional_db: None, clean_redis: object) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET name = '0001_later' WHERE app = 'store' AND name = '0001_start'")
        try:
            answer = Client().get("/readyz")
        finally:
            cursor.execute("UPDATE django_migrations SET name = '0001_start' WHERE name = '0001_later'")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "missing": ["migrations"]})


def test_a_database_that_is_gone_is_named_and_no_empty_one_is_made(
    db: None, clean_redis: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from django.db import connection

    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(connection.settings_dict, "NAME", "gone.sqlite3")
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "missing": ["database"]})
    assert list(tmp_path.iterdir()) == []
