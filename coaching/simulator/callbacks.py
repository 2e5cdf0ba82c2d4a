"""The way out: webhooks posted by a few keep-alive carriers, in order per lane, with each provider's retries."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import aiohttp
from yarl import URL

log = logging.getLogger(__name__)

CARRIERS = 8
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0
BLOCKING_TRIES = 8
"""A post that the product keeps refusing steps aside after this many tries, and others pass it."""


@dataclass(frozen=True, slots=True)
class Retries:
    """`count` further tries after a failure named in `on`: ct (no connection), rt (no answer in time),
    4xx, 5xx. Times in seconds."""

    count: int
    on: frozenset[str]
    connect_s: float = 5.0
    read_s: float = 15.0


ALWAYS = frozenset({"ct", "rt", "4xx", "5xx"})
UNTIL_ACCEPTED = Retries(count=100_000, on=ALWAYS | {"3xx"})


def read_retries(fragment: str, *, otherwise: Retries) -> Retries:
    """This will read the connection overrides of a webhook URL's fragment, such as "rc=3&rp=all"
    (twilio.com/docs/usage/webhooks/webhooks-connection-overrides)."""
    asked = {name: values[-1] for name, values in parse_qs(fragment).items()}
    if not asked:
        return otherwise
    policy = asked.get("rp", "ct")
    on = ALWAYS if policy == "all" else frozenset(policy.split(",")) & ALWAYS
    count = min(max(_number(asked.get("rc"), 1), 0), 5)
    connect_ms = min(max(_number(asked.get("ct"), 5000), 100), 10_000)
    read_ms = min(max(_number(asked.get("rt"), 15_000), 100), 15_000)
    return Retries(count, on, connect_ms / 1000, read_ms / 1000)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() else otherwise


@dataclass(slots=True)
class Delivery:
    """One webhook. `headers` is asked anew for each try (a signature may carry the time of its post).
    `answered` gets the body of a 2xx; `ended` is called once, however it ends."""

    lane: str
    url: str
    body: bytes
    headers: Callable[[], Mapping[str, str]]
    retries: Retries
    delay_s: float = 0.0
    answered: Callable[[str], None] | None = None
    ended: Callable[[], None] | None = None
    tries: int = 0


@dataclass(slots=True)
class Callbacks:
    """`product` is the only place ever dialled; a URL on another host is carried there under its own
    name, so that nothing leaves the machine and the signature still covers the exact URL."""

    product: URL
    _lanes: dict[str, deque[Delivery]] = field(default_factory=dict)
    _ready: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    _timers: set[asyncio.TimerHandle] = field(default_factory=set)
    _carriers: list[asyncio.Task[None]] = field(default_factory=list)
    _session: aiohttp.ClientSession | None = None
    _asides: int = 0
    delayed: int = 0
    delivered: int = 0
    given_up: int = 0

    @property
    def pending(self) -> int:
        return self.delayed + sum(len(lane) for lane in self._lanes.values())

    def post(self, delivery: Delivery) -> None:
        """This will post the delivery after its delay, behind what its lane already holds."""
        if delivery.delay_s <= 0:
            return self._queue(delivery)
        self.delayed += 1
        self._later(delivery.delay_s, self._queue_delayed, delivery)

    async def open(self) -> None:
        """This will open the connections and let the carriers start."""
        connector = aiohttp.TCPConnector(limit=CARRIERS, keepalive_timeout=30)
        self._session = aiohttp.ClientSession(
            connector=connector, auto_decompress=True, headers={"User-Agent": "coaching-simulator"}
        )
        self._carriers = [asyncio.create_task(self._carry()) for _ in range(CARRIERS)]

    async def close(self) -> None:
        """This will stop at once; what is still queued is lost, as in a power cut."""
        self.forget()
        for carrier in self._carriers:
            carrier.cancel()
        await asyncio.gather(*self._carriers, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def forget(self) -> None:
        """This will drop everything that waits."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._lanes.clear()
        self.delayed = 0
        while not self._ready.empty():
            self._ready.get_nowait()

    def _queue(self, delivery: Delivery) -> None:
        lane = self._lanes.setdefault(delivery.lane, deque())
        lane.append(delivery)
        if len(lane) == 1:
            self._ready.put_nowait(delivery.lane)

    def _queue_delayed(self, delivery: Delivery) -> None:
        self.delayed -= 1
        self._queue(delivery)

    async def _carry(self) -> None:
        while True:
            name = await self._ready.get()
            lane = self._lanes.get(name)
            if lane:
                await self._carry_head(name, lane)

    async def _carry_head(self, name: str, lane: deque[Delivery]) -> None:
        delivery = lane[0]
        delivery.tries += 1
        failure = await self._try(delivery)
        if self._lanes.get(name) is not lane:
            return  # forgotten while in flight
        if failure in delivery.retries.on and delivery.tries <= delivery.retries.count:
            if failure != "ct" and delivery.tries == BLOCKING_TRIES and len(lane) > 1:
                return self._step_aside(name, lane)
            return self._later(_pause_s(delivery.tries), self._ready.put_nowait, name)
        if failure:
            self.given_up += 1
        self._advance(name, lane)
        if delivery.ended is not None:
            delivery.ended()

    def _step_aside(self, name: str, lane: deque[Delivery]) -> None:
        self._asides += 1
        delivery = lane[0]
        delivery.lane = f"aside-{self._asides}"
        self._queue(delivery)
        self._advance(name, lane)

    def _advance(self, name: str, lane: deque[Delivery]) -> None:
        lane.popleft()
        if lane:
            self._ready.put_nowait(name)
        else:
            del self._lanes[name]

    async def _try(self, delivery: Delivery) -> str:
        """Posts once; answers "" for a 2xx, else the kind of failure in Twilio's words."""
        assert self._session is not None
        target, headers = self._aim(delivery)
        limits = aiohttp.ClientTimeout(sock_connect=delivery.retries.connect_s, sock_read=delivery.retries.read_s)
        try:
            async with self._session.post(
                target, data=delivery.body, headers=headers, timeout=limits, allow_redirects=False
            ) as answer:
                text = await answer.text(errors="replace")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return "ct"
        except (aiohttp.ClientError, TimeoutError, OSError) as wrong:
            log.info("webhook not answered: %s", type(wrong).__name__)
            return "rt"
        if answer.status // 100 != 2:
            return f"{answer.status // 100}xx"
        self.delivered += 1
        if delivery.answered is not None:
            delivery.answered(text)
        return ""

    def _aim(self, delivery: Delivery) -> tuple[URL, dict[str, str]]:
        named = URL(delivery.url, encoded=True).with_fragment(None)
        headers = dict(delivery.headers())
        if named.origin() == self.product.origin():
            return named, headers
        headers["Host"], headers["X-Forwarded-Proto"] = named.raw_authority, named.scheme
        path = URL(named.raw_path_qs, encoded=True)
        return self.product.origin().join(path), headers

    def _later(self, delay_s: float, action: Callable[..., None], *args: object) -> None:
        def run() -> None:
            self._timers.discard(timer)
            action(*args)

        timer = asyncio.get_running_loop().call_later(delay_s, run)
        self._timers.add(timer)


def _pause_s(tries: int) -> float:
    pause: float = FIRST_PAUSE_S * 2 ** min(tries - 1, 10)
    return min(pause, LONGEST_PAUSE_S)
