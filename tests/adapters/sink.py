"""A real HTTP server on loopback that keeps every byte it gets and answers as a test tells it."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl

PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came. `connection` counts the connections from 1; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_up_afterwards: bool = False
    claimed_length: int | None = None


class Fault(Enum):
    HANG_UP = "hang up after reading"
    SILENCE = "never answer"


Reply = Answer | Fault
Script = Callable[[Received], Reply]


def answer_json(status: int, content: object, **headers: str) -> Answer:
    return Answer(
        status, json.dumps(content).encode(), {name.replace("_", "-"): text for name, text in headers.items()}
    )


def in_turn(*replies: Reply) -> Script:
    """This will give one reply for each request, and the last one for all further."""
    left = list(replies)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


class Sink:
    """Use `running(...)`. `requests` are in order of arrival; `bytes_seen` counts incomplete ones too."""

    def __init__(self, script: Script, *, hang_up_at_the_door: bool) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self.open_connections = 0
        self.bytes_seen = 0
        self.port = 0
        self._script = script
        self._hang_up_at_the_door = hang_up_at_the_door
        self._changed = threading.Condition()
        self._writers: set[asyncio.StreamWriter] = set()
        self._stopping = asyncio.Event()
        self._loop = asyncio.new_event_loop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """This will wait until something is true of this sink, and fail the test after a minute."""
        with self._changed:
            assert self._changed.wait_for(holds, PATIENCE_S), "the sink waited in vain"

    def hang_up_on_idle_connections(self) -> None:
        """This will close every connection from our side, and return when the other side has closed too."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(PATIENCE_S)
        self.wait_until(lambda: self.open_connections == 0)

    async def _hang_up(self) -> None:
        for writer in self._writers:
            writer.write_eof()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self._note(connections=1, open_connections=1)
        number = self.connections
        try:
            while not self._hang_up_at_the_door:
                request = await self._read(reader, number)
                self.requests.append(request)
                self._note()
                if not await self._reply(self._script(request), writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the other side hung up: what came is already counted
        finally:
            self._writers.discard(writer)
            writer.transport.abort() if self._hang_up_at_the_door else writer.close()
            self._note(open_connections=-1)

    async def _read(self, reader: asyncio.StreamReader, connection: int) -> Received:
        first = await reader.readexactly(1)
        self._note(bytes_seen=1)
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        start, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self._note(bytes_seen=len(head) - 1 + len(body))
        method, path, _ = start.split(" ")
        return Received(method, path, headers, body, connection)

    async def _reply(self, reply: Reply, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection stays open."""
        match reply:
            case Fault.HANG_UP:
                return False
            case Fault.SILENCE:
                await self._stopping.wait()
                return False
            case Answer(status, body, headers, hang_up, claimed):
                length = len(body) if claimed is None else claimed
                lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {length}"]
                lines += [f"{name}: {value}" for name, value in headers.items()]
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
                await writer.drain()
                return not hang_up
        raise AssertionError(reply)

    def _note(self, **counts: int) -> None:
        with self._changed:
            for name, more in counts.items():
                setattr(self, name, getattr(self, name) + more)
            self._changed.notify_all()

    async def _open(self) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**26)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _close(self, server: asyncio.Server) -> None:
        """Ends the conversations instead of cancelling them, which asyncio would report as errors."""
        server.close()
        self._stopping.set()
        for writer in self._writers:
            writer.transport.abort()
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others)
        await server.wait_closed()


@contextmanager
def running(script: Script | Reply, *, hang_up_at_the_door: bool = False) -> Iterator[Sink]:
    """This will run a sink in a thread of its own on a free port, as long as the block lasts."""
    sink = Sink(script if callable(script) else in_turn(script), hang_up_at_the_door=hang_up_at_the_door)
    thread = threading.Thread(target=sink._loop.run_forever, name="sink")
    thread.start()
    server = asyncio.run_coroutine_threadsafe(sink._open(), sink._loop).result(PATIENCE_S)
    try:
        yield sink
    finally:
        asyncio.run_coroutine_threadsafe(sink._close(server), sink._loop).result(PATIENCE_S)
        sink._loop.call_soon_threadsafe(sink._loop.stop)
        thread.join(PATIENCE_S)
        sink._loop.close()
