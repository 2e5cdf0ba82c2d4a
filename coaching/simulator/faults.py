"""Faults on demand: which call goes wrong, how, and how often. Counting only; the APIs act them out."""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Stage(StrEnum):
    """The moment at which a fault strikes."""

    BEFORE = "before"  # the request is not stored
    REWORD = "reword"  # a true refusal, said badly
    AFTER = "after"  # stored, then the answer goes wrong
    EARLY = "early"  # webhooks go out before the answer
    SEARCH = "search"
    OUTCOME = "outcome"  # what becomes of the message
    ORDER = "order"  # reports swapped
    WEBHOOK = "webhook"  # one callback, event or inbound post
    LISTEN = "listen"  # the port itself


TWILIO, SENDGRID = "twilio", "sendgrid"
BOTH = frozenset({TWILIO, SENDGRID})

KINDS: Mapping[str, tuple[Stage, frozenset[str]]] = {
    "refuse_connections": (Stage.LISTEN, BOTH),
    "unavailable": (Stage.BEFORE, BOTH),
    "time_out": (Stage.BEFORE, BOTH),
    "rate_limited": (Stage.BEFORE, BOTH),
    "unauthorized": (Stage.BEFORE, BOTH),
    "forbidden": (Stage.BEFORE, BOTH),
    "refused": (Stage.BEFORE, BOTH),
    "vague_error": (Stage.REWORD, frozenset({SENDGRID})),
    "accept_then_drop": (Stage.AFTER, BOTH),
    "accept_then_500": (Stage.AFTER, BOTH),
    "accept_then_502": (Stage.AFTER, BOTH),
    "accept_then_504": (Stage.AFTER, BOTH),
    "accept_then_slow": (Stage.AFTER, BOTH),
    "unreadable_answer": (Stage.AFTER, BOTH),
    "callbacks_first": (Stage.EARLY, BOTH),
    "search_fails": (Stage.SEARCH, BOTH),
    "search_lags": (Stage.SEARCH, BOTH),
    "undelivered": (Stage.OUTCOME, frozenset({TWILIO})),
    "bounce": (Stage.OUTCOME, frozenset({SENDGRID})),
    "blocked": (Stage.OUTCOME, frozenset({SENDGRID})),
    "dropped": (Stage.OUTCOME, frozenset({SENDGRID})),
    "deferred": (Stage.OUTCOME, frozenset({SENDGRID})),
    "spamreport": (Stage.OUTCOME, frozenset({SENDGRID})),
    "unsubscribe": (Stage.OUTCOME, frozenset({SENDGRID})),
    "open_and_click": (Stage.OUTCOME, frozenset({SENDGRID})),
    "out_of_order": (Stage.ORDER, BOTH),
    "duplicate": (Stage.WEBHOOK, BOTH),
    "late": (Stage.WEBHOOK, BOTH),
    "lost": (Stage.WEBHOOK, BOTH),
    "bad_signature": (Stage.WEBHOOK, BOTH),
    "no_signature": (Stage.WEBHOOK, BOTH),
    "stale_signature": (Stage.WEBHOOK, frozenset({SENDGRID})),
    "unknown_event": (Stage.WEBHOOK, BOTH),
    "unknown_field": (Stage.WEBHOOK, BOTH),
    "category_string": (Stage.WEBHOOK, frozenset({SENDGRID})),
    "category_list": (Stage.WEBHOOK, frozenset({SENDGRID})),
    "no_sg_message_id": (Stage.WEBHOOK, frozenset({SENDGRID})),
}


@dataclass(slots=True)
class Fault:
    """Strikes from the `nth` matching call on, `times` times (None: until cleared), each with `chance`
    drawn from `seed`. `event` narrows a webhook fault to one event or status. `options` belong to the kind."""

    provider: str
    kind: str
    address: str | None = None
    event: str | None = None
    nth: int = 1
    times: int | None = 1
    chance: float = 1.0
    seed: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    seen: int = 0
    struck: int = 0
    _dice: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    @property
    def stage(self) -> Stage:
        return KINDS[self.kind][0]

    def ms(self, otherwise: int) -> int:
        """This will give the option `ms`, a span in milliseconds of machine time."""
        return int(self.options.get("ms", otherwise))

    def is_spent(self) -> bool:
        return self.times is not None and self.struck >= self.times

    def meets(self, addresses: Collection[str], event: str | None) -> bool:
        here = self.address is None or self.address in addresses
        return here and (self.event is None or self.event == event)

    def try_to_strike(self) -> bool:
        """This will count one matching call, and say whether it goes wrong."""
        self.seen += 1
        if self.seen < self.nth or self.is_spent() or self._dice.random() >= self.chance:
            return False
        self.struck += 1
        return True


@dataclass(slots=True)
class Faults:
    armed: list[Fault] = field(default_factory=list)

    def strike(
        self, stage: Stage, provider: str, addresses: Collection[str] = (), event: str | None = None
    ) -> Fault | None:
        """This will answer the first armed fault that this call meets, or None. A call meets at most one per stage."""
        lowered = {address.lower() for address in addresses}
        for fault in self.armed:
            here = fault.stage is stage and fault.provider == provider and fault.meets(lowered, event)
            if here and fault.try_to_strike():
                return fault
        return None


RESERVED = frozenset({"provider", "kind", "address", "event", "nth", "times", "chance", "seed"})


def read_fault(raw: Mapping[str, Any]) -> Fault:
    """This will read one fault of POST /control/faults; keys that are not its own become options of the kind.

    Raises ValueError saying what is wrong."""
    provider, kind = raw.get("provider"), raw.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"kind: {kind!r} is unknown; use one of {', '.join(KINDS)}")
    if not isinstance(provider, str) or provider not in KINDS[kind][1]:
        raise ValueError(f"provider: {kind} works with {' or '.join(sorted(KINDS[kind][1]))}, not {provider!r}")
    nth, times, chance, seed = (raw.get(key, start) for key, start in _NUMBERS)
    if not isinstance(nth, int) or nth < 1 or not (times is None or (isinstance(times, int) and times >= 1)):
        raise ValueError("nth and times: whole numbers from 1; times may be null for ever")
    if not isinstance(chance, int | float) or not 0 <= chance <= 1 or not isinstance(seed, int):
        raise ValueError("chance: a number from 0 to 1; seed: a whole number")
    address, event = raw.get("address"), raw.get("event")
    if not all(value is None or isinstance(value, str) for value in (address, event)):
        raise ValueError("address and event: texts, or leave them out")
    options = {key: value for key, value in raw.items() if key not in RESERVED}
    address = address.lower() if address else None
    return Fault(provider, kind, address, event, nth, times, float(chance), seed, options)


_NUMBERS: tuple[tuple[str, Any], ...] = (("nth", 1), ("times", 1), ("chance", 1.0), ("seed", 0))
