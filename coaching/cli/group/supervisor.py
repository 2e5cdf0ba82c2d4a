"""Starts the group's programs, watches them, and ends every one of them, whatever happens."""

import fcntl
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from coaching.cli.group import ports
from coaching.cli.group.logs import Log, Terminal
from coaching.cli.group.process import Child, Process
from coaching.cli.group.signals import Stop, stop_requested
from coaching.cli.group.watchdog import Watchdog

_POLL_S = 0.05
_ASKED_S = 3.0  # what the programs have to end by themselves; those that outlive others get _LATEST_S
_LATEST_S = 4.0
_LONGEST_BACKOFF_S = 30.0
_HEALTHY_AFTER_S = 60.0


class GroupError(Exception):
    """The group cannot run; the message is for the person at the terminal."""


class Stopped(Exception):
    """Somebody asked to stop while a program was still starting."""


class Group:
    """Programs that live and die together: `with Group(var_dir, stop=stop) as group: group.start(...)`.

    Logs are in var_dir/log/NAME.log, and on `echo` too where given. `stop` is looked at while
    waiting. One group at a time uses a var_dir. Leaving the block ends every program within 5 seconds.
    """

    def __init__(self, var_dir: Path, *, stop: Stop, echo: TextIO | None = None) -> None:
        self._var_dir = var_dir
        self._stop = stop
        self._terminal = Terminal(echo) if echo else None
        self._children: dict[str, _Kept] = {}

    def __enter__(self) -> Self:
        self._var_dir.mkdir(parents=True, exist_ok=True)
        self._lock = (self._var_dir / "group.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise GroupError(
                f"Another group is already running in {self._var_dir}. Stop it first (Ctrl-C in its terminal), "
                "or set COACHING_VAR_DIR to another folder."
            ) from None
        self._watchdog = Watchdog()
        self._own_log = Log(self._var_dir / "log", "group", self._terminal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._end_all()
        finally:
            self._watchdog.dismiss()
            self._lock.close()

    def start(self, process: Process) -> None:
        """This will start one program and wait until it is ready.

        Raises GroupError if its port is taken, if it ends or takes too long (quoting the end of its log);
        Stopped if asked to stop.
        """
        if process.port is not None and not ports.is_free(process.port):
            raise GroupError(
                f"{process.name} needs port {process.port}, which another program uses. "
                "Stop that program, or choose another port."
            )
        log = Log(self._var_dir / "log", process.name, self._terminal)
        kept = self._children[process.name] = _Kept(self._spawn(process, log), time.monotonic())
        deadline = kept.since + process.ready_within_s
        while True:
            if kept.child.exit_code is not None:
                raise GroupError(_story(kept.child, "while starting"))
            if process.ready is None or process.ready():
                break
            if time.monotonic() > deadline:
                raise GroupError(
                    f"{process.name} was not ready within {process.ready_within_s:g} s. "
                    f"The end of {log.path}:\n{log.last_lines()}"
                )
            if self._stop.wait(_POLL_S):
                raise Stopped
        self._own_log.write(f"{process.name} is ready (process {kept.child.pid})")

    def check(self) -> None:
        """This will raise GroupError, naming the program and quoting its log, if one has ended."""
        for kept in self._children.values():
            if kept.child.exit_code is not None:
                raise GroupError(_story(kept.child, "by itself"))

    def mend(self) -> None:
        """This will start again what has ended, each time after a longer pause (1 s to 30 s), and say so."""
        now = time.monotonic()
        for kept in self._children.values():
            if kept.child.exit_code is None:
                continue
            if kept.restart_at is None:
                kept.plan_restart(now)
                pause = kept.backoff_s
                self._own_log.write(f"{_story(kept.child, 'by itself')}\nStarting it again in {pause:g} s.")
            elif now >= kept.restart_at:
                self._release(kept.child)
                kept.replace(self._spawn(kept.child.process, kept.child.log), now)
                self._own_log.write(f"{kept.child.process.name} was started again (process {kept.child.pid})")

    def pids(self) -> dict[str, int]:
        """This will give the process id of each program by its name."""
        return {name: kept.child.pid for name, kept in self._children.items()}

    def _spawn(self, process: Process, log: Log) -> Child:
        try:
            child = Child(process, log)
        except OSError as error:
            raise GroupError(f"{process.name} cannot be started: {process.argv[0]}: {error.strerror}") from error
        self._watchdog.guard(child.pid)
        return child

    def _release(self, child: Child) -> None:
        child.end()
        self._watchdog.release(child.pid)

    def _end_all(self) -> None:
        children = [kept.child for kept in self._children.values()]
        begun = time.monotonic()
        first = [child for child in children if not child.process.outlives_others]
        last = [child for child in children if child.process.outlives_others]
        for group, until in ((first, begun + _ASKED_S), (last, begun + _LATEST_S)):
            for child in group:
                child.ask_to_stop()
            while any(child.exit_code is None for child in group) and time.monotonic() < until:
                time.sleep(_POLL_S)
        for child in children:
            if child.exit_code is None:
                self._own_log.write(f"{child.process.name} did not stop in time and was killed")
            self._release(child)


class _Kept:
    """A child and the history that decides when it may be started again."""

    def __init__(self, child: Child, since: float) -> None:
        self.child = child
        self.since = since
        self.restart_at: float | None = None
        self.backoff_s = 0.0

    def plan_restart(self, now: float) -> None:
        lived_well = now - self.since > _HEALTHY_AFTER_S
        self.backoff_s = 1.0 if lived_well or not self.backoff_s else min(self.backoff_s * 2, _LONGEST_BACKOFF_S)
        self.restart_at = now + self.backoff_s

    def replace(self, child: Child, now: float) -> None:
        self.child, self.since, self.restart_at = child, now, None


def run_group(processes: Sequence[Process], var_dir: Path, *, echo: TextIO | None = None, restart: bool) -> None:
    """This will run the programs, started in this order, until Ctrl-C or SIGTERM; then end them all.

    With `restart`, a program that ends is started again and the terminal says so; without, the
    group ends. Raises GroupError naming the program.
    """
    with stop_requested() as stop, Group(var_dir, stop=stop, echo=echo) as group:
        try:
            for process in processes:
                group.start(process)
        except Stopped:
            return
        while not stop.wait(_POLL_S):
            group.mend() if restart else group.check()


def _story(child: Child, when: str) -> str:
    code = child.exit_code or 0
    how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
    return f"{child.process.name} {how} {when}. The end of {child.log.path}:\n{child.log.last_lines()}"
