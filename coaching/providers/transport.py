"""The one road out: a loop in a thread of its own carries POSTs and says whether anything was written."""

import asyncio
import concurrent.futures
import os
import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver, AbstractStreamWriter

from coaching.providers.clock import boot_s
from coaching.providers.exchange import (
    DEADLINE_PASSED,
    NOT_CONNECTED,
    Carried,
    HttpAnswer,
    HttpRequest,
    InDoubt,
    NotWritten,
)

Clock = Callable[[], float]
MakeResolver = Callable[[], AbstractResolver]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long, in seconds.

    `connect_s` covers name, TCP and TLS; `read_s` is the longest silence once the request is out;
    `exchange_s` bounds everything, so that a peer which takes or gives one byte at a time ends too.
    `keepalive_s` is below the 20 s after which providers may hang up, so that we seldom write into a
    connection that is being closed: such a request could only be called in doubt. Without `reads_body` an answer is
    its status and headers: whoever answers without end fills nothing.
    """

    connections: int = 200
    connect_s: float = 3.0
    read_s: float = 10.0
    exchange_s: float = 60.0
    keepalive_s: float = 15.0
    reads_body: bool = True


class Transport:
    """Carries requests from any thread. Starts with the first use, and anew in a forked child.

    `resolver` makes what turns names into addresses, within the loop; None: the system's.
    """

    def __init__(
        self, limits: Limits | None = None, clock: Clock = boot_s, resolver: MakeResolver | None = None
    ) -> None:
        self.clock = clock
        self._resolver = resolver
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._road: _Road | None = None
        _transports.add(self)

    def carry(self, requests: Sequence[HttpRequest]) -> list[Carried]:
        """This will post all requests, at most `Limits.connections` at a time, and wait for their ends.

        Answers come in the order of the requests. Nothing is repeated or redirected, no failure of
        one request is raised. If the waiting thread is interrupted, what is not yet written never is.
        """
        if not requests:
            return []
        with self._lock:
            self._road = self._road or _Road(self._limits, self.clock, self._resolver)
            carried = self._road.start(requests)
        try:
            return carried.result()
        except BaseException:
            carried.cancel()
            raise

    def close(self) -> None:
        """This will wait for the requests under way, close all connections and end the thread."""
        with self._lock:
            road, self._road = self._road, None
        if road:
            road.close()

    def _forget_the_parents_road(self) -> None:
        """In a forked child: the thread is gone, the lock may be held by nobody, the sockets are the parent's.

        The old road is kept, never closed: the parent and the child share one epoll, and closing a
        socket here would take it out of the parent's epoll and end the parent's TLS sessions.
        """
        if self._road:
            _roads_of_the_parent.append(self._road)
        self._road = None
        self._lock = threading.Lock()


class _Road:
    """One loop, its thread and its pool of connections."""

    def __init__(self, limits: Limits, clock: Clock, resolver: MakeResolver | None) -> None:
        self._limits = limits
        self._clock = clock
        self._resolver = resolver
        self._slots = asyncio.Semaphore(limits.connections)
        self._session: aiohttp.ClientSession | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="coaching-transport", daemon=True)
        self._thread.start()

    def start(self, requests: Sequence[HttpRequest]) -> concurrent.futures.Future[list[Carried]]:
        return asyncio.run_coroutine_threadsafe(self._carry(requests), self._loop)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._drain(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _carry(self, requests: Sequence[HttpRequest]) -> list[Carried]:
        session = self._session = self._session or _session(self._limits, self._resolver)
        return await asyncio.gather(*(self._exchange(session, request) for request in requests))

    async def _exchange(self, session: aiohttp.ClientSession, request: HttpRequest) -> Carried:
        async with self._slots:
            body = _GuardedBody(request, self._clock)
            if body.is_late():
                return _past_deadline()
            try:
                async with session.post(request.url, data=body, headers=request.headers, allow_redirects=False) as got:
                    headers = {name.lower(): value for name, value in got.headers.items()}
                    return HttpAnswer(got.status, headers, await got.read() if self._limits.reads_body else b"")
            except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError is an OSError
                return body.what_became(error)

    async def _drain(self) -> None:
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        if under_way:
            await asyncio.wait(under_way)
        if self._session:
            await self._session.close()


def _session(limits: Limits, resolver: MakeResolver | None) -> aiohttp.ClientSession:
    """A pool without cookies, redirects, proxies or repeats (aiohttp repeats idempotent methods only)."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=limits.connections,
            keepalive_timeout=limits.keepalive_s,
            resolver=resolver() if resolver else None,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=limits.exchange_s, connect=limits.connect_s, sock_read=limits.read_s),
    )


class _GuardedBody(aiohttp.Payload):
    """The body as the last gate: aiohttp holds the headers back until the body writes, so a refusal
    here leaves the socket untouched, and `_opened` says for certain whether anything may be out."""

    _autoclose = True

    def __init__(self, request: HttpRequest, clock: Clock) -> None:
        super().__init__(request.body)
        self._size = len(request.body)
        self._deadline_s = request.deadline_s
        self._clock = clock
        self._refused = False
        self._opened = False

    def is_late(self) -> bool:
        return self._clock() >= self._deadline_s

    async def write(self, writer: AbstractStreamWriter) -> None:
        if self.is_late():
            self._refused = True
            raise TimeoutError("the deadline passed before the first byte")
        self._opened = True
        await writer.write(self._value)

    def what_became(self, error: Exception) -> NotWritten | InDoubt:
        reason = f"{type(error).__name__}: {error}"
        if self._refused:
            return _past_deadline()
        if self._opened:
            return InDoubt(f"The provider may have taken it; the connection failed after writing ({reason}).")
        return NotWritten(NOT_CONNECTED, f"The provider could not be reached; nothing was sent ({reason}).")

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return str(self._value, encoding, errors)


def _past_deadline() -> NotWritten:
    return NotWritten(DEADLINE_PASSED, "The time for this message had run out before it was written; nothing was sent.")


_transports: weakref.WeakSet[Transport] = weakref.WeakSet()
_roads_of_the_parent: list[_Road] = []


def _start_afresh_in_a_forked_child() -> None:
    for transport in _transports:
        transport._forget_the_parents_road()


# Not a comparison of process ids at each use: a lock held by another thread at the fork would stay
# locked in the child for ever.
os.register_at_fork(after_in_child=_start_afresh_in_a_forked_child)

SHARED = Transport()
"""The transport of this process: one thread and one pool for every provider."""
