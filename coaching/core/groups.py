"""A change for many people: whom it can be made for, and why not for the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from coaching.core.decide import Status


class What(StrEnum):
    """What a coach may do for many at once. UNDO takes an earlier one back."""

    PAUSE = "pause"
    RESUME = "resume"
    TAG = "tag"
    UNTAG = "untag"
    MESSAGE = "message"
    MOVE = "move"
    UNDO = "undo"


REVERSIBLE = (What.PAUSE, What.RESUME, What.TAG, What.UNTAG)


@dataclass(frozen=True, slots=True)
class Facts:
    """What counts of one person. `is_paused`: a pause covers today or a day to come; `reachable`: a coach's words
    have a channel with consent that works."""

    status: Status
    is_paused: bool
    has_tag: bool
    reachable: bool


_NOT_RUNNING: Mapping[Status, str] = {
    Status.WAITING: "not confirmed yet",
    Status.STOPPED: "stopped",
    Status.COMPLETED: "complete",
    Status.ENDED: "ended by a coach",
}


def why_not(what: What, facts: Facts) -> str | None:
    """This will say in a few words why a change makes no sense for somebody; None if it does."""
    match what:
        case What.TAG:
            return "tagged already" if facts.has_tag else None
        case What.UNTAG:
            return None if facts.has_tag else "without this tag"
        case What.UNDO:
            return None
        case What.MESSAGE:
            return _why_no_message(facts)
        case What.PAUSE | What.RESUME | What.MOVE:
            return _NOT_RUNNING.get(facts.status) or _why_no_turn(what, facts)


def _why_no_message(facts: Facts) -> str | None:
    if facts.status is not Status.COMPLETED and facts.status in _NOT_RUNNING:
        return _NOT_RUNNING[facts.status]
    if not facts.reachable:
        return "no consent, or no address that works"
    return "paused, or about to be" if facts.is_paused else None


def _why_no_turn(what: What, facts: Facts) -> str | None:
    if what is What.PAUSE and facts.is_paused:
        return "paused already"
    return "not paused" if what is What.RESUME and not facts.is_paused else None
