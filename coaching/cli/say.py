"""How a command says no: one line that says what to do, and exit status 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from coaching.campaigns.loader import CampaignRefused
from coaching.cli.group.supervisor import GroupError
from coaching.journeys.again import AgainRefused
from coaching.journeys.alert import AlertRefused
from coaching.journeys.api_keys import KeyRefused
from coaching.journeys.enrol import EnrolmentRefused
from coaching.journeys.prefer import ChangeRefused
from coaching.journeys.proofread import TextRefused
from coaching.journeys.publish import WordsRefused
from coaching.journeys.switch import SwitchRefused
from coaching.store import redis_link
from coaching.store.connections import OperationalError, ProgrammingError
from coaching.store.redis_link import RedisUnreachable


def fail(message: str) -> typer.Exit:
    """This will print why to stderr; raise what it returns."""
    typer.secho(message, fg=typer.colors.RED, err=True)
    return typer.Exit(1)


@contextmanager
def plainly(*, redis: bool = False) -> Iterator[None]:
    """This will turn what a person can mend into one clear message. `redis`: check first that it answers."""
    try:
        if redis:
            redis_link.check()
        yield
    except (
        AgainRefused,
        AlertRefused,
        KeyRefused,
        EnrolmentRefused,
        ChangeRefused,
        CampaignRefused,
        WordsRefused,
        TextRefused,
        SwitchRefused,
        RedisUnreachable,
        GroupError,
        LookupError,
    ) as no:
        raise fail(str(no).strip("'\"")) from no
    except (OperationalError, ProgrammingError) as error:
        raise fail(_database(str(error))) from error


def _database(error: str) -> str:
    if "no such table" in error or "does not exist" in error:
        return f"The database has no tables yet, or old ones ({error.splitlines()[0]}). Run: coaching migrate"
    if "locked" in error:
        return "The database is locked by another program for more than 20 s. Close it, then try again."
    if "unable to open" in error:
        return "The database file cannot be opened. Check the folder in COACHING_DATABASE_URL, or run: coaching migrate"
    return f"The database does not answer: {error.splitlines()[0]}. Check COACHING_DATABASE_URL."
