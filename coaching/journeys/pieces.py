"""What a piece of background work answers: where to go on, that nothing is left, or why it cannot be done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from coaching.journeys.office import Moment, Office
from coaching.store.jobs import Claimed


def nothing() -> None:
    """What most pieces do once they are stored."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """More is left. `done` counts all that is done so far; `total`, where it has become known.
    `after` is done once the piece is stored, e.g. what Redis is to hear of."""

    cursor: Mapping[str, Any]
    done: int
    total: int | None = None
    after: Callable[[], None] = nothing


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing is left. `result` is what the page of the job shows."""

    done: int
    result: Mapping[str, Any] = field(default_factory=dict)
    after: Callable[[], None] = nothing


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be done. `why` says what to do, in words for a coach."""

    why: str


Piece = Callable[[Office, Claimed, Moment], GoOn | Finished | Refused]

Store = Callable[[], GoOn | Finished | Refused]
"""The half of a piece that writes."""

Prepare = Callable[[Office, Claimed, Moment], Store]
"""The half of a piece that reads and thinks, outside the transaction: nobody waits for it."""
