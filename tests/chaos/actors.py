"""Threads that work only while they are told to, and stand still in front of each step outside a transaction.

One thread at a time moves, so a test chooses the order of everything that happens, and the same choice gives the
same order.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, connections

Work = Callable[[], object]
PATIENCE_S = 60.0
# Words and campaigns never change and are read once per process: in the next example they would be no step.
WORDS = ('SELECT "store_campaignversion"', 'SELECT "store_templateversion"')


class Death(BaseException):
    """The process is gone: nothing in it catches this, and nothing more of it happens."""


@dataclass(slots=True)
class Actor:
    """A process of our own, played by a thread with its own connection to the database.

    `alarms`: what it may raise without harm. `wrote`: whether its last stretch changed anything in SQL.
    """

    name: str
    alarms: tuple[type[Exception], ...] = ()
    task: str = ""
    at: str = ""
    wrote: bool = False
    failed: BaseException | None = None
    _work: Work | None = None
    _left: int = 0
    _dying: bool = False
    _go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _parked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        return self._work is not None

    def begin(self, task: str, work: Work) -> None:
        """This will give it something to do; it stands still before its first step."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._live, name=self.name, daemon=True)
            self._thread.start()
        self.task, self._work = task, work
        self._move()

    def advance(self) -> None:
        """This will let it take one step, up to the next; raises what went wrong in it."""
        self._move()

    def die(self) -> None:
        """This will end what it does at once; what it had not committed goes with it."""
        self._dying = True
        self._move()

    def leave(self) -> None:
        """This will end the thread itself."""
        if self._thread is not None:
            if self.is_busy:
                self.die()
            self._go.release()
            self._thread.join(PATIENCE_S)

    def park(self, at: str) -> None:
        """Called from within: stand still until told to go on."""
        self.at = at
        self._parked.release()
        self._go.acquire()
        if self._dying:
            raise Death
        self.wrote = False

    def _move(self) -> None:
        self._go.release()
        if not self._parked.acquire(timeout=PATIENCE_S):
            raise AssertionError(f"{self.name} hangs in {self.task}, after {self.at}")
        if self.failed is not None:
            failed, self.failed = self.failed, None
            raise failed

    def _live(self) -> None:
        _here.actor = self
        self._go.acquire()
        while (work := self._work) is not None:
            try:
                with suppress(Death, *self.alarms), connection.execute_wrapper(self._watch):
                    work()
            except BaseException as error:  # told to the test, which runs in another thread
                self.failed = error
            if self._dying:
                connections.close_all()
            self._work, self._dying, self.at, self.wrote = None, False, "", True
            self._parked.release()
            self._go.acquire()
        connections.close_all()

    def _watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Every statement is a step, unless others would have to wait for its transaction."""
        if not _in_transaction() and not sql.startswith(WORDS):
            self.park(" ".join(sql.split()[:3]))
        self.wrote = self.wrote or not sql.lstrip().startswith("SELECT")
        return execute(sql, params, many, context)


class _Here(threading.local):
    actor: Actor | None = None


_here = _Here()


def park(at: str) -> None:
    """This will make the next thing a step of the actor whose thread this is; elsewhere it does nothing."""
    if _here.actor is not None:
        _here.actor.park(at)


def _in_transaction() -> bool:
    """Asked of the driver: a transaction that Django has begun but the server has not seen holds nothing yet."""
    raw = connection.connection
    if raw is None:
        return False
    if connection.vendor == "postgresql":
        return bool(raw.info.transaction_status)  # IDLE is 0
    return bool(raw.in_transaction)
