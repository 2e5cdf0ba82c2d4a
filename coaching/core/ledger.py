"""The states of a message and every move between them. Nothing else may change a state."""

from enum import StrEnum


class State(StrEnum):
    """OWED: to be composed when due (replies, invitations). RESERVED: composed, belongs to one worker.
    HANDED: about to be or already on the wire. WAITING: definitely not taken, to be tried again."""

    OWED = "owed"
    RESERVED = "reserved"
    HANDED = "handed"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    SKIPPED = "skipped"
    HELD = "held"
    FAILED = "failed"


class Event(StrEnum):
    RESERVED = "reserved"
    REFUSED = "refused at hand-over"
    PUT_OFF = "put off"
    HELD = "held"
    HANDED = "handed over"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RETRY_LATER = "retry later"
    FELL_BACK = "goes by the other channel"
    IN_DOUBT = "in doubt"
    PROVEN_ABSENT = "proven absent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    SENT_AGAIN = "sent again by a person"
    GIVEN_UP = "given up"
    TAKEN_BACK = "left out, and taken back"


class MoveRefused(Exception):
    """This state does not know that event."""


S, E = State, Event
MOVES: dict[tuple[State, Event], State] = {
    (S.OWED, E.RESERVED): S.RESERVED,
    (S.OWED, E.GIVEN_UP): S.SKIPPED,
    (S.WAITING, E.RESERVED): S.RESERVED,
    (S.WAITING, E.GIVEN_UP): S.SKIPPED,
    (S.RESERVED, E.RESERVED): S.RESERVED,
    (S.RESERVED, E.HANDED): S.HANDED,
    (S.RESERVED, E.REFUSED): S.SKIPPED,
    (S.RESERVED, E.PUT_OFF): S.WAITING,
    (S.RESERVED, E.HELD): S.HELD,
    (S.RESERVED, E.GIVEN_UP): S.SKIPPED,
    (S.HANDED, E.ACCEPTED): S.ACCEPTED,
    (S.HANDED, E.REJECTED): S.FAILED,
    (S.HANDED, E.RETRY_LATER): S.WAITING,
    (S.HANDED, E.FELL_BACK): S.WAITING,
    (S.HANDED, E.IN_DOUBT): S.UNKNOWN,
    (S.UNKNOWN, E.PROVEN_ABSENT): S.WAITING,
    (S.UNKNOWN, E.REJECTED): S.FAILED,
    (S.HELD, E.SENT_AGAIN): S.WAITING,
    (S.FAILED, E.SENT_AGAIN): S.WAITING,
    (S.SKIPPED, E.TAKEN_BACK): S.WAITING,
    (S.ACCEPTED, E.DELIVERED): S.DELIVERED,
    (S.ACCEPTED, E.BOUNCED): S.BOUNCED,
    (S.DELIVERED, E.BOUNCED): S.BOUNCED,
}
# A provider's word that it has the message is true whatever we believed when it comes.
for _state in (S.HANDED, S.UNKNOWN, S.WAITING, S.RESERVED, S.FAILED, S.SKIPPED, S.HELD):
    MOVES[(_state, E.ACCEPTED)] = S.ACCEPTED
    MOVES[(_state, E.DELIVERED)] = S.DELIVERED
    MOVES[(_state, E.BOUNCED)] = S.BOUNCED


def move(state: State, event: Event) -> State:
    """This will give the state after an event; raises MoveRefused where the table has no such move."""
    try:
        return MOVES[(state, event)]
    except KeyError:
        raise MoveRefused(f"a message that is {state} cannot be {event}") from None


def sources(event: Event) -> tuple[State, ...]:
    """This will list the states from which an event may come: the guard of a compare-and-swap."""
    return tuple(state for (state, known) in MOVES if known is event)


# How far a provider's word reaches; a lower rank never overwrites a higher one.
RANK = {S.ACCEPTED: 1, S.DELIVERED: 2, S.BOUNCED: 3}

IN_FLIGHT = (S.OWED, S.RESERVED, S.HANDED, S.WAITING)
TAKEN = (S.ACCEPTED, S.DELIVERED, S.BOUNCED)
BUCKETS: dict[str, tuple[State, ...]] = {
    "in flight": IN_FLIGHT,
    "unknown": (S.UNKNOWN,),
    "accepted": TAKEN,
    "skipped": (S.SKIPPED,),
    "held": (S.HELD,),
    "failed": (S.FAILED,),
}
