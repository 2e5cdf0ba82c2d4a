"""Where the group's programs write: one file each, kept small, and the terminal with the name before each line."""

import threading
from collections import deque
from pathlib import Path
from typing import TextIO

_COLOURS = (36, 33, 32, 35, 34, 96, 93, 92)
_KEPT_LINES = 15
_LARGEST_BYTES = 10_000_000


class Terminal:
    """Lines of several programs on one stream: coloured where the stream is a terminal, whole lines only."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._names: list[str] = []

    def write(self, name: str, line: str) -> None:
        with self._lock:
            if name not in self._names:
                self._names.append(name)
            label = f"{name:<9} |"
            if self._stream.isatty():
                colour = _COLOURS[self._names.index(name) % len(_COLOURS)]
                label = f"\x1b[{colour}m{label}\x1b[0m"
            self._stream.write(f"{label} {line}\n")
            self._stream.flush()


class Log:
    """The log of one program: FOLDER/NAME.log; at 10 MB it becomes NAME.log.1 and a new one begins."""

    def __init__(self, folder: Path, name: str, terminal: Terminal | None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{name}.log"
        self._name = name
        self._terminal = terminal
        self._last: deque[str] = deque(maxlen=_KEPT_LINES)

    def write(self, line: str) -> None:
        self._last.append(line)
        if self.path.exists() and self.path.stat().st_size > _LARGEST_BYTES:
            self.path.replace(self.path.with_suffix(".log.1"))
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        if self._terminal:
            self._terminal.write(self._name, line)

    def last_lines(self) -> str:
        """This will quote the newest lines of this run (at most 15), indented, for an error message."""
        return "\n".join(f"    {line}" for line in self._last) or "    (it wrote nothing)"
