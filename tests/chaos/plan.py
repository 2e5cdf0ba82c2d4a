"""What goes wrong, and when: drawn from a seed, each kind in turn, so that a short run meets them all."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")
LEASE_S = 5
WORKERS = ("worker-1", "worker-2")


class Blow(StrEnum):
    """What happens to our own programs."""

    KILL_WORKER = "worker killed"
    FREEZE_WORKER = "worker frozen past its lease"
    KILL_WEB = "web killed"
    KILL_REDIS = "Redis killed"
    EMPTY_REDIS = "Redis emptied"


@dataclass(frozen=True, slots=True)
class Event:
    """After `pause_s` seconds of machine time: a blow for `whom`, or a fault for the simulator to arm."""

    pause_s: float
    what: Blow | Mapping[str, Any]
    whom: str = ""
    lasts_s: float = 0.0

    @property
    def name(self) -> str:
        return self.what.value if isinstance(self.what, Blow) else f"{self.what['provider']}: {self.what['kind']}"


_BLOWS = (*(Blow.KILL_WORKER,) * 3, *(Blow.FREEZE_WORKER,) * 2, Blow.KILL_WEB, Blow.KILL_REDIS, Blow.EMPTY_REDIS)
_BOTH: tuple[Mapping[str, Any], ...] = (
    {"kind": "time_out", "ms": 1500},  # nothing is taken, and nobody can know
    {"kind": "accept_then_drop"},
    {"kind": "accept_then_slow", "ms": 1000 * LEASE_S + 2000},  # the answer comes after the lease
    {"kind": "accept_then_500"},
    {"kind": "accept_then_504"},
    {"kind": "unreadable_answer"},
    {"kind": "rate_limited", "wait_s": 1},
    {"kind": "unavailable"},
    {"kind": "refuse_connections", "ms": 800},
    {"kind": "callbacks_first"},
    {"kind": "duplicate", "times": 20},
    {"kind": "late", "ms": 3000, "times": 10},
    {"kind": "out_of_order", "times": 10},
    {"kind": "lost", "times": 5},
)
_FAULTS: tuple[Mapping[str, Any], ...] = (
    *({**fault, "provider": provider} for fault in _BOTH for provider in ("twilio", "sendgrid")),
    {"provider": "sendgrid", "kind": "rate_limited", "headers": False},  # and no word of when to come back
    {"provider": "twilio", "kind": "refused"},
)


def slow_reports(phone: str, email: str) -> tuple[Mapping[str, Any], ...]:
    """This will have every report about one person come after the lease: nothing settles a doubt before it arises."""
    slow = {"kind": "late", "ms": 1000 * LEASE_S + 3000, "times": None}
    found = ({**slow, "provider": "twilio", "address": phone}, {**slow, "provider": "sendgrid", "address": email})
    return tuple(fault for fault in found if fault["address"])


def blows(seed: int) -> Iterator[Event]:
    """This will give blows without end, one every few seconds."""
    dice = random.Random(seed)
    for blow in _in_turn(_BLOWS, dice):
        lasts_s = LEASE_S + dice.uniform(0.5, 2.0) if blow is Blow.FREEZE_WORKER else dice.uniform(0.0, 1.0)
        whom = {Blow.KILL_WEB: "web", Blow.KILL_REDIS: "redis"}.get(blow, dice.choice(WORKERS))
        yield Event(dice.uniform(0.5, 2.5), blow, whom, lasts_s)


def faults(seed: int) -> Iterator[Event]:
    """This will give faults of the providers without end, about one a second."""
    dice = random.Random(f"faults of {seed}")
    for fault in _in_turn(_FAULTS, dice):
        yield Event(dice.uniform(0.5, 1.5), {"nth": dice.randint(1, 4), "seed": seed, **fault})


def _in_turn(deck: tuple[T, ...], dice: random.Random) -> Iterator[T]:
    while True:
        yield from dice.sample(deck, len(deck))
