"""Reads and checks a big file in a process of its own, while this one stores what came of the rows before.

Half of the work of a dry run needs no database: so it runs on another core, ahead by what fits a pipe. The child can
reach neither database nor Redis nor provider. Where it dies, this process reads on from the same place by itself.
"""

import fcntl
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import structlog

from coaching.journeys.import_people import reader
from coaching.journeys.import_people.reader import Order, Part
from coaching.journeys.import_people.reading import FileRefused
from coaching.journeys.rehearsal.apart import WALLS

log = structlog.get_logger()
CHILD = (sys.executable, "-m", "coaching.cli.import_reader")
BIG = 8_000_000
"""Bytes of a file; below, the start of a process takes longer than all rows."""
_PIPE = 1 << 20


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the child says in the place of FileRefused."""

    why: str


class _ChildLost(Exception):
    """It died, or was ended, in the middle."""


def parts(file: IO[bytes], order: Order) -> Iterator[Part]:
    """This will do what reader.read does, for a big file in a child; close the iterator to end that."""
    if os.fstat(file.fileno()).st_size >= BIG:
        try:
            for part in _by_child(file, order):
                yield part
                order = order.after(part)
        except _ChildLost:
            log.warning("the reader of a file was lost; its rows are read here", chunks=order.chunks)
        else:
            return
    yield from reader.read(file, order)


def _by_child(file: IO[bytes], order: Order) -> Iterator[Part]:
    number = file.fileno()
    with subprocess.Popen(
        [*CHILD, str(number)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=(number,),
        env={**os.environ, **WALLS},
    ) as child:
        try:
            if child.stdin is None or child.stdout is None:
                raise _ChildLost
            _widen(child.stdout)
            with child.stdin as road:
                pickle.dump(order, road)
            while (said := pickle.load(child.stdout)) is not None:  # noqa: S301  # from our own child, over a pipe
                if isinstance(said, Refusal):
                    raise FileRefused(said.why)
                yield said
        except (EOFError, pickle.UnpicklingError, BrokenPipeError) as error:
            raise _ChildLost from error
        finally:
            child.kill()


def _widen(pipe: IO[bytes]) -> None:
    """Room for some chunks, where the system lets us (Linux)."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        try:
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
        except OSError:
            return
