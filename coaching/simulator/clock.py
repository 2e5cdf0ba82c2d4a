"""The two clocks: machine time, which nobody moves, and programme time, which the demo moves."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Clock:
    """`machine_ms` answers epoch milliseconds; `offset_ms` is added to it to get programme time."""

    machine_ms: Callable[[], int]
    offset_ms: int = 0

    def programme_ms(self) -> int:
        """This will give the programme's now, in epoch milliseconds."""
        return self.machine_ms() + self.offset_ms
