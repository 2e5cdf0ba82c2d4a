"""What goes wrong, and when: drawn from a seed, each kind in turn, so that a short run meets them all."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")
LEASE_S = 5
WORKERS = ("worker-1", "worker-2")
PROVIDERS = ("twilio", "sendgrid")


class Blow(StrEnum):
    """What happens to our own programs."""

    KILL_WORKER = "worker killed"
    FREEZE_WORKER = "worker frozen past its lease"
    KILL_WEB = "web killed"
    KILL_REDIS = "Redis killed"
    FREEZE_REDIS = "Redis frozen"
    EMPTY_REDIS = "Redis emptied"
    DATABASE = "database in trouble"


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


_BLOWS = (
    *((Blow.KILL_WORKER,) * 3),
    *((Blow.FREEZE_WORKER,) * 2),
    *(Blow.KILL_WEB, Blow.KILL_REDIS, Blow.FREEZE_REDIS, Blow.EMPTY_REDIS, Blow.DATABASE),
)
_LASTS_S = {
    Blow.FREEZE_WORKER: (LEASE_S + 0.5, LEASE_S + 2.0),
    Blow.FREEZE_REDIS: (1.0, 6.0),  # a client gives up after 5 s, and what it asked for may happen twice
    Blow.DATABASE: (0.5, 4.0),
}
_WHOM = {Blow.KILL_WEB: "web", Blow.KILL_REDIS: "redis", Blow.FREEZE_REDIS: "redis"}
_BOTH: tuple[Mapping[str, Any], ...] = (
    {"kind": "time_out", "ms": 1500},  # nothing is taken, and nobody can know
    {"kind": "accept_then_drop"},
    {"kind": "accept_then_slow", "ms": 1000 * LEASE_S + 2000},  # the answer comes after the lease
    {"kind": "accept_then_500"},
    {"kind": "accept_then_502"},
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
    {"kind": "search_lags", "ms": 60_000, "times": 8},
    {"kind": "search_fails", "times": 4},
)
ENOUGH_ARMED = 5
"""So many faults of a provider may wait for a call to strike: with more, little would go well where little is sent."""
_CALLS = {"twilio": 16, "sendgrid": 3}  # up to which call a fault strikes: one email request carries many
_FAULTS: tuple[Mapping[str, Any], ...] = (
    *({**fault, "provider": provider} for fault in _BOTH for provider in PROVIDERS),
    {"provider": "sendgrid", "kind": "rate_limited", "headers": False},  # and no word of when to come back
    {"provider": "twilio", "kind": "rate_limited", "headers": False},
    {"provider": "twilio", "kind": "refused"},
    {"provider": "sendgrid", "kind": "refused"},
    {"provider": "twilio", "kind": "undelivered", "times": 2},
    {"provider": "sendgrid", "kind": "bounce", "times": 2},
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
        whom, lasts_s = dice.choice(WORKERS), dice.uniform(*_LASTS_S.get(blow, (0.0, 1.0)))
        yield Event(dice.uniform(0.5, 2.5), blow, _WHOM.get(blow, whom), lasts_s)


def faults(seed: int, provider: str) -> Iterator[Event]:
    """This will give faults of a provider without end, about three a second where they find something to strike."""
    dice = random.Random(f"{provider} of {seed}")
    for fault in _in_turn(tuple(each for each in _FAULTS if each["provider"] == provider), dice):
        yield Event(dice.uniform(0.1, 0.5), {"nth": dice.randint(1, _CALLS[provider]), "seed": seed, **fault})


def _in_turn(deck: tuple[T, ...], dice: random.Random) -> Iterator[T]:
    while True:
        yield from dice.sample(deck, len(deck))
