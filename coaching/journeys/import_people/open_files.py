"""The files that this process is reading: each stays open between two pieces of its job."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from coaching.journeys.import_people import apart
from coaching.journeys.import_people.reader import Addresses, Chunk, Order

MOST_OPEN = 2
CHUNKS = 4
"""Taken at once: each commit waits for the disk, and nobody else writes to SQLite for some 50 ms."""
Begin = Callable[[], tuple[IO[bytes], Order]]


@dataclass(frozen=True, slots=True)
class Taken:
    """The next parts of a file: chunks or, behind them, addresses. `ended`: nothing is left."""

    chunks: list[Chunk]
    addresses: Addresses | None
    ended: bool


@dataclass(slots=True)
class _Open:
    file: IO[bytes]
    parts: Iterator[Chunk | Addresses]
    chunks: int
    addresses: int

    def take(self) -> Taken:
        chunks: list[Chunk] = []
        for part in self.parts:
            if isinstance(part, Addresses):
                self.addresses += 1
                return Taken(chunks, part, ended=False)
            self.chunks += 1
            chunks.append(part)
            if len(chunks) == CHUNKS:
                return Taken(chunks, None, ended=False)
        return Taken(chunks, None, ended=True)

    def close(self) -> None:
        getattr(self.parts, "close", lambda: None)()
        self.file.close()


_files: dict[int, _Open] = {}


def take(upload: int, chunks: int, addresses: int, begin: Begin) -> Taken:
    """This will give what comes behind so many chunks and parts of addresses; raises FileRefused.

    Where the file lies open at another place, or not at all, `begin` lays it out and says what to read.
    """
    found = _files.pop(upload, None)
    if found is not None and (found.chunks, found.addresses) != (chunks, addresses):
        found.close()
        found = None
    if found is None:
        file, order = begin()
        found = _Open(file, apart.parts(file, order), chunks, addresses)
    try:
        taken = found.take()
    except BaseException:
        found.close()
        raise
    if taken.ended:
        found.close()
    else:
        close(but=MOST_OPEN - 1)
        _files[upload] = found
    return taken


def close(but: int = 0) -> None:
    """This will close the files that this process reads, those it took up first, `but` so many."""
    while len(_files) > but:
        _files.pop(next(iter(_files))).close()
