"""Whether a person may be told about taking supplements, and so which form of a text is theirs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from coaching.core.model import Effect, Track


@dataclass(frozen=True, slots=True)
class Clearance:
    """`screen`: the track of the recorded screen, None without one. `is_cleared`: a doctor or pharmacist said OK.
    `is_held`: a hold on supplement texts is active."""

    screen: Track | None
    is_cleared: bool = False
    is_held: bool = False

    @property
    def track(self) -> Track:
        """This will choose the form of a text, failing closed: `full` needs a recorded screen, an "all clear" of a
        doctor or pharmacist (which lifts food_first, never gentle) and no hold on supplement texts."""
        if self.screen is Track.GENTLE:
            return Track.GENTLE
        if self.screen is None or self.is_held or not self.is_cleared:
            return Track.FOOD_FIRST
        return Track.FULL

    def after(self, effects: Iterable[Effect]) -> "Clearance":
        """This will say how things stand once an answer has had its effects."""
        stands = self
        for effect in effects:
            match effect:
                case Effect.CLEAR | Effect.UNCLEAR:
                    stands = replace(stands, is_cleared=effect is Effect.CLEAR)
                case Effect.DOSE_HOLD:
                    stands = replace(stands, is_held=True)
                case Effect.SAVE:
                    pass
                case other:
                    assert_never(other)
        return stands
