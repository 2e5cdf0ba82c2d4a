"""SendGrid's events on their way out: gathered for 50 ms, then posted as one signed JSON array per sending server."""

import asyncio
import json
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from coaching.simulator import signing
from coaching.simulator.callbacks import UNTIL_ACCEPTED, Callbacks, Delivery, Retries

Event = Mapping[str, Any]
SERVERS = 4
"""Sending servers: each posts its own arrays in order, and one message always stays with one server."""
GATHER_S, FULL = 0.015, 400
STALE_S = 3600
ONCE = Retries(count=0, on=frozenset())


@dataclass(slots=True)
class Batches:
    """`url` is the product's Event Webhook. Posts are retried until a 2xx."""

    callbacks: Callbacks
    key: ec.EllipticCurvePrivateKey
    url: str
    machine_ms: Callable[[], int]
    _waiting: dict[int, list[Event]] = field(default_factory=dict)
    _timers: dict[int, asyncio.TimerHandle] = field(default_factory=dict)

    @property
    def pending(self) -> int:
        return len(self._waiting)

    def add(self, message_id: str, event: Event) -> None:
        """This will send the event with the next array of the message's server."""
        server = zlib.crc32(message_id.encode()) % SERVERS
        batch = self._waiting.setdefault(server, [])
        batch.append(event)
        if len(batch) >= FULL:
            self._flush(server)
        elif len(batch) == 1:
            self._timers[server] = asyncio.get_running_loop().call_later(GATHER_S, self._flush, server)

    def add_alone(self, message_id: str, event: Event, *, delay_s: float) -> None:
        """This will post the event in an array of its own, `delay_s` later, beside the others."""
        self._post(f"late-{message_id}-{event.get('event')}", [event], delay_s=delay_s)

    def add_forged(self, message_id: str, event: Event, *, signature: str) -> None:
        """This will post the event once, as a stranger would, whatever the product says to it.
        `signature`: bad, no or stale."""
        self._post(f"forged-{message_id}", [event], signature=signature, retries=ONCE)

    def post_now(self, lane: str, events: Sequence[Event]) -> Awaitable[None]:
        """This will post the events at once; the answer is ready when the product has taken them."""
        taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._post(lane, events, ended=lambda: None if taken.done() else taken.set_result(None))
        return taken

    def forget(self) -> None:
        """This will drop what waits."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._waiting.clear()

    def _flush(self, server: int) -> None:
        self._timers.pop(server).cancel()
        self._post(f"sendgrid-{server}", self._waiting.pop(server))

    def _post(
        self,
        lane: str,
        events: Sequence[Event],
        *,
        signature: str = "good",
        delay_s: float = 0.0,
        retries: Retries = UNTIL_ACCEPTED,
        ended: Callable[[], None] | None = None,
    ) -> None:
        body = json.dumps(list(events), ensure_ascii=False).encode()
        self.callbacks.post(
            Delivery(lane, self.url, body, lambda: self._headers(body, signature), retries, delay_s, None, ended)
        )

    def _headers(self, body: bytes, signature: str) -> dict[str, str]:
        plain = {"Content-Type": "application/json"}
        if signature == "no":
            return plain
        stamp = self.machine_ms() // 1000 - (STALE_S if signature == "stale" else 0)
        signed = body + b" " if signature == "bad" else body
        return plain | signing.sign_body(self.key, stamp, signed)
