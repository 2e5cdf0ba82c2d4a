"""Both providers as they truly are: what was accepted, in which weather, and a search that never lies."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from coaching.core.doubt import Absent, Finding, Found, NotTold
from coaching.providers.base import Accepted, Outcome, Outgoing, Rejected, RetryLater, Scope, Unknown
from coaching.providers.lookups import Question
from tests.chaos.actors import park


class Weather(StrEnum):
    """How a request ends."""

    FAIR = "accepted"
    BUSY = "not now"
    REFUSES = "refused"
    LOST_ON_THE_WAY = "not taken, and nobody can know"
    LOST_ON_THE_WAY_BACK = "taken, and nobody can know"


class Search(StrEnum):
    """How well the provider's own search works."""

    CURRENT = "current"
    BEHIND = "behind"
    DOWN = "down"


@dataclass(slots=True)
class Exchange:
    """One channel. `may_take` is asked with each message id in the moment of acceptance."""

    boot_s: Callable[[], float]
    may_take: Callable[[int], None]
    weather: Weather = Weather.FAIR
    search: Search = Search.CURRENT
    taken: Counter[int] = field(default_factory=Counter)
    met: Counter[Weather] = field(default_factory=Counter)

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        park("about to send")
        outcomes = [self._take(message) for message in batch]
        park("answered, not yet settled")
        return outcomes

    def _take(self, message: Outgoing) -> Outcome:
        if message.deadline_s <= self.boot_s():
            return RetryLater(0.0, "deadline", "The time for this message had run out; nothing was sent.")
        self.met[self.weather] += 1
        match self.weather:
            case Weather.FAIR:
                return self._accept(message)
            case Weather.LOST_ON_THE_WAY_BACK:
                self._accept(message)
                return Unknown("No answer.")
            case Weather.LOST_ON_THE_WAY:
                return Unknown("No answer.")
            case Weather.BUSY:
                return RetryLater(30.0, "429", "Too many requests.")
            case Weather.REFUSES:
                return Rejected("30003", Scope.RECIPIENT, "Nobody has this address.")
            case other:
                assert_never(other)

    def _accept(self, message: Outgoing) -> Accepted:
        self.may_take(message.message)
        self.taken[message.message] += 1
        return Accepted(provider_id(message.message))

    def look(self, questions: Sequence[Question]) -> list[Finding]:
        park("about to search")
        return [self._find(question) for question in questions]

    def _find(self, question: Question) -> Finding:
        if self.search is Search.DOWN:
            return NotTold("The search does not answer.")
        if self.search is Search.BEHIND:
            return Absent(is_current=False)
        if self.taken[question.message]:
            return Found(provider_id(question.message))
        return Absent(is_current=True)


def provider_id(message: int) -> str:
    return f"id-{message}"
