"""Whom a change for many people can be made for, and why not for the others."""

from dataclasses import replace

import pytest

from coaching.core.decide import Status
from coaching.core.groups import Facts, Note, What, why_not
from coaching.core.model import Channel

BOTH = frozenset(Channel)
RUNNING = Facts(Status.ACTIVE, is_paused=False, has_tag=False, channels=BOTH)
PAUSED = Facts(Status.ACTIVE, is_paused=True, has_tag=True, channels=BOTH)
SILENT = Facts(Status.ACTIVE, is_paused=False, has_tag=False, channels=frozenset())
STOPPED = Facts(Status.STOPPED, is_paused=False, has_tag=True, channels=frozenset())
COMPLETE = Facts(Status.COMPLETED, is_paused=False, has_tag=False, channels=BOTH)


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


@pytest.mark.parametrize(
    ("note", "changes", "why"),
    [
        (Note(Channel.EMAIL), {}, None),
        (
            Note(Channel.EMAIL),
            {"channels": frozenset({Channel.SMS})},
            "no consent to emails, or the address does not work",
        ),
        (
            Note(Channel.SMS),
            {"channels": frozenset({Channel.EMAIL})},
            "no consent to texts, or the number does not work",
        ),
        (Note(dose=True), {}, "not cleared for words about supplements"),
        (Note(dose=True), {"may_hear_doses": True}, None),
        (Note(), {"had_enough": True}, "with the most messages of a day already"),
        (Note(), {"waits": True}, None),
    ],
)
def test_a_message_goes_to_those_it_may_reach_in_the_way_that_was_chosen(
    note: Note, changes: dict[str, object], why: str | None
) -> None:
    assert why_not(What.MESSAGE, replace(RUNNING, **changes), note) == why  # type: ignore[arg-type]  # fields of Facts


def test_a_text_goes_before_an_email_where_both_may_go() -> None:
    assert Note().way(BOTH) is Channel.SMS
    assert Note().way(frozenset({Channel.EMAIL})) is Channel.EMAIL
    assert Note(Channel.EMAIL).way(BOTH) is Channel.EMAIL
