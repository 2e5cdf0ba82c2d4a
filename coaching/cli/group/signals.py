"""Turns Ctrl-C, SIGTERM and a closed terminal into something to wait for, so that a group ends in order."""

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

_ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(Protocol):
    """What a waiting loop looks at; a threading.Event is one too."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float | None = None) -> bool: ...


class StopRequest:
    """Set by a signal handler. A handler may interrupt the very code that waits, and a second signal the
    handler itself, so nothing here takes a lock (a threading.Event does, and hangs for ever)."""

    def __init__(self) -> None:
        self._asked = False
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)

    def is_set(self) -> bool:
        return self._asked

    def wait(self, timeout: float | None = None) -> bool:
        """This will wait until asked to stop, at most `timeout` seconds; answers whether it was."""
        if not self._asked:
            select.select([self._read], [], [], timeout)
        return self._asked

    def set(self) -> None:
        if not self._asked:
            self._asked = True
            os.write(self._write, b"!")

    def close(self) -> None:
        os.close(self._read)
        os.close(self._write)


@contextmanager
def stop_requested() -> Iterator[StopRequest]:
    """This will give a request that is set once this process is asked to stop; main thread only.

    The handlers of before are back in place afterwards.
    """
    stop = StopRequest()

    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, note) for number in _ASKED_TO_STOP}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        stop.close()
