"""Whom a change for many people can be made for, and why not for the others."""

import pytest

from coaching.core.decide import Status
from coaching.core.groups import Facts, What, why_not

RUNNING = Facts(Status.ACTIVE, is_paused=False, has_tag=False, reachable=True)
PAUSED = Facts(Status.ACTIVE, is_paused=True, has_tag=True, reachable=True)
SILENT = Facts(Status.ACTIVE, is_paused=False, has_tag=False, reachable=False)
STOPPED = Facts(Status.STOPPED, is_paused=False, has_tag=True, reachable=False)
COMPLETE = Facts(Status.COMPLETED, is_paused=False, has_tag=False, reachable=True)


@pytest.mark.parametrize(
    ("what", "facts", "why"),
    [
        (What.PAUSE, RUNNING, None),
        (What.PAUSE, PAUSED, "paused already"),
        (What.PAUSE, STOPPED, "stopped"),
        (What.RESUME, PAUSED, None),
        (What.RESUME, RUNNING, "not paused"),
        (What.TAG, STOPPED, "tagged already"),
        (What.TAG, RUNNING, None),
        (What.UNTAG, RUNNING, "without this tag"),
        (What.MESSAGE, RUNNING, None),
        (What.MESSAGE, COMPLETE, None),
        (What.MESSAGE, SILENT, "no consent, or no address that works"),
        (What.MESSAGE, PAUSED, "paused, or about to be"),
        (What.MESSAGE, STOPPED, "stopped"),
        (What.MOVE, COMPLETE, "complete"),
        (What.MOVE, PAUSED, None),
        (What.UNDO, STOPPED, None),
    ],
)
def test_each_change_is_for_those_it_makes_sense_for(what: What, facts: Facts, why: str | None) -> None:
    assert why_not(what, facts) == why
