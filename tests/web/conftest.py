"""What the tests of the pages ask for: a world at the time of the machine, a coach who is signed in."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from coaching.store.models import User
    from tests.world import World


PASSWORD = "calm-water-42"
SECRET = b"twenty bytes of noise"[:20]


def next_morning() -> datetime:
    """Six o'clock UTC of the coming day: programme time only runs ahead, and tests must not depend on the hour."""
    today = datetime.now(UTC).date()  # noqa: TID251  # a test is a face: it reads the clock the views read
    return datetime.combine(today + timedelta(days=1), time(6), tzinfo=UTC)


def member(name: str, role: str) -> "User":
    """Somebody of the team with a password, an email address and, as an owner, a second factor by SECRET."""
    from coaching.core import totp
    from coaching.core.roles import Role
    from coaching.store import second_factor, team

    made = team.add(name, Role(role), email=f"{name}@example.org", password=PASSWORD)
    if made.role == Role.OWNER:
        before = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251  # codes of now are still to be used
        second_factor.turn_on(made, SECRET, totp.code(SECRET, totp.step_at(before)), before)
        made.refresh_from_db()
    return made


@pytest.fixture(autouse=True)
def _static_folder() -> None:
    """The middleware that serves static files asks for the folder of collected ones."""
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def world(db: None, clean_redis: object) -> "World":
    """The views read the clocks themselves, so the world begins with the programme clock at the next morning."""
    from tests.world import World

    del db, clean_redis
    return World(next_morning())


@pytest.fixture
def coach(db: None) -> "User":
    from coaching.store.models import User

    del db
    return User.objects.create_user("maya", password=PASSWORD)


@pytest.fixture
def console(coach: "User") -> Client:
    """A browser in which the coach is signed in."""
    client = Client()
    client.force_login(coach)
    return client


@pytest.fixture
def owner(db: None) -> "User":
    """An owner with a second factor, as every owner outside the demo has."""
    from coaching.core.roles import Role

    del db
    return member("ines", Role.OWNER)


@pytest.fixture
def owners_console(owner: "User") -> Client:
    """A browser in which the owner is signed in."""
    client = Client()
    client.force_login(owner)
    return client
