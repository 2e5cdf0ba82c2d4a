"""One program of the group: what to run, and the running child with its log."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from coaching.cli.group.logs import Log


@dataclass(frozen=True, slots=True)
class Process:
    """One program to run. `env` is added to the group's own environment.

    `ready` says whether the program does its work yet: None counts it as ready once started.
    It is asked over and over for at most `ready_within_s` seconds. A program that others need
    until their last moment (`outlives_others`, a database) is told to stop after they have ended.
    `port` is the one on 127.0.0.1 that the program will listen on: it must be free at the start.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None
    ready_within_s: float = 30.0
    outlives_others: bool = False
    port: int | None = None


class Child:
    """A started program, leader of a process group of its own; its output goes to the log line by line."""

    def __init__(self, process: Process, log: Log) -> None:
        """This will start the program. Raises OSError if it cannot be started at all."""
        self.process = process
        self.log = log
        self._popen = subprocess.Popen(
            process.argv,
            env=os.environ | dict(process.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._copy_output, name=f"log of {process.name}", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative for the signal that ended it."""
        return self._popen.poll()

    def ask_to_stop(self) -> None:
        if self.exit_code is None:
            self._signal(signal.SIGTERM)

    def end(self) -> None:
        """This will kill what is left of the program and its own children, then close its log."""
        self._signal(signal.SIGKILL)
        self._popen.wait()
        self._reader.join(timeout=1.0)

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):
            return  # the whole process group has ended (macOS answers "not permitted" for a zombie)

    def _copy_output(self) -> None:
        assert self._popen.stdout is not None
        with self._popen.stdout as output:
            for line in output:
                self.log.write(line.decode("utf-8", "replace").rstrip("\r\n"))
