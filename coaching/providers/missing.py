"""Stands where a provider's keys are missing: refuses each message for now and says what to set."""

from collections.abc import Sequence
from dataclasses import dataclass

from coaching.providers.base import Outcome, Outgoing, RetryLater

LOOK_AGAIN_S = 900.0


@dataclass(frozen=True, slots=True)
class NotSetUp:
    """A channel without keys: visibly off, nothing lost."""

    what_to_do: str

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        return [RetryLater(LOOK_AGAIN_S, "not-set-up", self.what_to_do) for _ in batch]
