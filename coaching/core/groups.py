"""A change for many people: whom it can be made for, and why not for the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from coaching.core.decide import Status
from coaching.core.model import Channel


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
    """What counts of one person. `is_paused`: a pause covers today or a day to come; `channels`: those with consent
    that work; `may_hear_doses`: cleared for words about supplements; `had_enough`: on the day on which a message would
    reach them they have had the most that anybody gets; `waits`: a message waits while they talk with a coach."""

    status: Status
    is_paused: bool
    has_tag: bool
    channels: frozenset[Channel] = frozenset()
    may_hear_doses: bool = False
    had_enough: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """How a message goes: by one `channel`, None: by text where the person agreed to texts, else by email. `dose`: its
    words speak of taking a supplement."""

    channel: Channel | None = None
    dose: bool = False

    def way(self, channels: frozenset[Channel]) -> Channel | None:
        """This will choose the channel for somebody whom these reach; None if there is no way."""
        wanted = (self.channel,) if self.channel else tuple(Channel)
        return next((channel for channel in wanted if channel in channels), None)


ANY_WAY = Note()
_NO_WAY = {
    Channel.SMS: "no consent to texts, or the number does not work",
    Channel.EMAIL: "no consent to emails, or the address does not work",
}


_NOT_RUNNING: Mapping[Status, str] = {
    Status.WAITING: "not confirmed yet",
    Status.STOPPED: "stopped",
    Status.COMPLETED: "complete",
    Status.ENDED: "ended by a coach",
}


def why_not(what: What, facts: Facts, note: Note = ANY_WAY) -> str | None:
    """This will say in a few words why a change makes no sense for somebody; None if it does."""
    match what:
        case What.TAG:
            return "tagged already" if facts.has_tag else None
        case What.UNTAG:
            return None if facts.has_tag else "without this tag"
        case What.UNDO:
            return None
        case What.MESSAGE:
            return _why_no_message(facts, note)
        case What.PAUSE | What.RESUME | What.MOVE:
            return _NOT_RUNNING.get(facts.status) or _why_no_turn(what, facts)


def _why_no_message(facts: Facts, note: Note) -> str | None:
    if facts.status is not Status.COMPLETED and facts.status in _NOT_RUNNING:
        return _NOT_RUNNING[facts.status]
    if note.way(facts.channels) is None:
        return _NO_WAY[note.channel] if note.channel else "no consent, or no address that works"
    if facts.is_paused:
        return "paused, or about to be"
    if note.dose and not facts.may_hear_doses:
        return "not cleared for words about supplements"
    return "with the most messages of a day already" if facts.had_enough else None


def _why_no_turn(what: What, facts: Facts) -> str | None:
    if what is What.PAUSE and facts.is_paused:
        return "paused already"
    return "not paused" if what is What.RESUME and not facts.is_paused else None
