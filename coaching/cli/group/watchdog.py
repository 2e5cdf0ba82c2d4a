"""Ends the group's programs even if the group itself is killed (kill -9, out of memory): no orphans, on any system.

A small process of its own waits on a pipe whose other end only the group holds. The kernel closes that
end however the group dies; what is still on the list is then ended. Unlike PR_SET_PDEATHSIG this also
reaches the programs' own children, and works on macOS.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time

_GRACE_S = 4.0


class Watchdog:
    """The list of process groups that must not outlive this process."""

    def __init__(self) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C and a closed terminal must not reach it
        )

    @property
    def pid(self) -> int:
        return self._popen.pid

    def guard(self, process_group: int) -> None:
        self._say(f"+{process_group}\n")

    def release(self, process_group: int) -> None:
        self._say(f"-{process_group}\n")

    def dismiss(self) -> None:
        """This will end the watchdog and all that it still guards."""
        assert self._popen.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._popen.stdin.close()
        self._popen.wait()

    def _say(self, line: str) -> None:
        assert self._popen.stdin is not None
        try:
            self._popen.stdin.write(line.encode())
            self._popen.stdin.flush()
        except BrokenPipeError:
            raise RuntimeError("the watchdog process was killed; stop and start again") from None


def _watch() -> None:
    guarded: set[int] = set()
    for line in sys.stdin:
        (guarded.add if line[0] == "+" else guarded.discard)(int(line[1:]))
    _end(guarded)


def _end(groups: set[int]) -> None:
    left = {group for group in groups if _reached(group, signal.SIGTERM)}
    deadline = time.monotonic() + _GRACE_S
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = {group for group in left if _reached(group, 0)}
    for group in left:
        _reached(group, signal.SIGKILL)


def _reached(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    _watch()
