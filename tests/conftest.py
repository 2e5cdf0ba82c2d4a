"""What every test may ask for; starts the servers before Django reads its settings."""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import django
import pytest
import redis
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from hypothesis import settings as hypothesis_settings

from tests import economies, servers

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

_servers = pytest.StashKey[ExitStack]()

# In CI each run tries the same examples and a slow machine is no failure; at home they vary.
hypothesis_settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis_settings.register_profile("home", deadline=None)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "home")


def pytest_configure(config: pytest.Config) -> None:
    """The process that starts the run starts what is shared; each process that runs tests starts its own.

    Django's settings are named here, not in pyproject.toml: pytest-django would read them before
    this hook, and tests would meet the developer's own database.
    """
    stack = config.stash[_servers] = ExitStack()
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if config.option.help or config.option.version:
        return
    if worker is None:
        servers.forget_surroundings()
        servers.start_shared(stack)
    if worker or not config.getoption("numprocesses", None):
        servers.start_own(stack, worker or "main")
        os.environ["DJANGO_SETTINGS_MODULE"] = "coaching.django_settings"
        economies.be_quick()
        django.setup()


@receiver(connection_created)
def answer_backwards(connection: BaseDatabaseWrapper, **_: object) -> None:
    """SQLite gives the rows of a query without an order from the last to the first.

    PostgreSQL gives them in any order, one that changes with every update: whoever counts on the
    order of the keys is found here, each time, and not once in a hundred runs.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA reverse_unordered_selects = ON")
            cursor.execute("PRAGMA synchronous = OFF")  # a crash of the machine may lose this database


def pytest_collection_finish() -> None:
    """What is there once all tests are imported stays to the end: no search for garbage needs to look at it."""
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_servers].close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Tests use the very database that COACHING_DATABASE_URL names, so that child processes find it too."""
    for connection in connections.all(initialized_only=False):
        connection.settings_dict["TEST"]["NAME"] = connection.settings_dict["NAME"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> None:
    """The database of a test process holds the programmes and their texts before its first test begins."""
    del django_db_setup
    with django_db_blocker.unblock():
        from tests.world import load_words

        load_words()


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of this test process's own Redis."""
    return os.environ["COACHING_REDIS_URL"]


@pytest.fixture
def clean_redis(redis_url: str) -> Iterator["redis.Redis"]:
    """A client of a Redis in which nothing is left from other tests."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
        yield client
