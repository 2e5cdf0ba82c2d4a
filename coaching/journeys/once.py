"""A call with a name of its own is carried out once: what it does and that it is done stand in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from coaching.core.model import SubscriberId
from coaching.journeys import wake
from coaching.journeys.office import Moment
from coaching.store import api_calls
from coaching.store.api_calls import Answered, Begun, OtherBody, UnderWay
from coaching.store.api_keys import ApiKeyId
from coaching.store.transactions import atomic

__all__ = ["Answered", "Call", "Did", "OtherBody", "UnderWay", "carry_out"]


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, the name they gave the call, and what they ask: method, address and body."""

    key: ApiKeyId
    name: str
    asked: bytes


@dataclass(frozen=True, slots=True)
class Did:
    """What was made or changed (`subject`, an id), and whose it is."""

    subject: int
    subscriber: SubscriberId


def carry_out(call: Call, status: int, do: Callable[[], Did], moment: Moment) -> Did | Answered | UnderWay | OtherBody:
    """This will carry a call out, or say what became of it before. What `do` raises is raised, and frees the name."""
    begun = api_calls.begin(call.key, call.name, call.asked, moment.machine_now)
    if not isinstance(begun, Begun):
        return begun
    try:
        with wake.held_back(), atomic():
            done = do()
            if not api_calls.finish(begun, status, done.subject, done.subscriber, moment.machine_now):
                raise _TakenOver
    except _TakenOver:
        return UnderWay()
    except BaseException:
        api_calls.forget(begun)
        raise
    return done


class _TakenOver(Exception):
    """It took so long that somebody else carries it out by now; what was done here is undone."""
