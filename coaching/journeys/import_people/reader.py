"""A file of people, a chunk of rows at a time: read, checked, and each address with the first row that has it.

It needs nothing but the file: a process of its own can do it (apart.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO

import orjson

from coaching.journeys.import_people import checking, reading
from coaching.journeys.import_people.checking import Bad, Checker, Good, Plan, Trouble
from coaching.journeys.import_people.reading import Format
from coaching.store import uploads
from coaching.store.first_rows import FirstRows

ROWS = uploads.SIZE
ADDRESSES = 10_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """The next rows of a file. `packed`: as uploads.keep_packed takes them, b"" where they are stored already."""

    count: int
    packed: bytes
    good: list[Good]
    bad: list[Bad]


@dataclass(frozen=True, slots=True)
class Addresses:
    """After the last chunk: a part of all addresses, sorted: (digest, row), row 0 for one that is only mentioned."""

    found: list[tuple[int, int]]


Part = Chunk | Addresses


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be read. `form` None: rows that were read before, one to the line as JSON. `rows`: in a chunk.

    `chunks` and `addresses` were given out before, in this order; they are read again and left out.
    """

    form: Format | None
    plan: Plan
    chunks: int = 0
    addresses: int = 0
    rows: int = ROWS

    def after(self, part: Part) -> "Order":
        """This will give the order for what comes behind a part."""
        if isinstance(part, Chunk):
            return replace(self, chunks=self.chunks + 1)
        return replace(self, addresses=self.addresses + 1)


def read(file: IO[bytes], order: Order) -> Iterator[Part]:
    """This will read a file to its end; raises FileRefused."""
    checker, number = Checker(order.plan), 0
    every = reading.rows(file, order.form) if order.form else _stored(file)
    rows = islice(every, 1 if order.form else 0, None)  # the header goes
    with FirstRows() as first:
        while some := list(islice(rows, order.rows)):
            good, bad = _check(checker, number * order.rows, some, first)
            if number >= order.chunks:
                packed = uploads.packed_json(some) if order.form else b""
                yield Chunk(len(some), packed, good, bad)
            number += 1
        for place, found in enumerate(first.batches(ADDRESSES)):
            if place >= order.addresses:
                yield Addresses(found)


def _stored(file: IO[bytes]) -> Iterator[list[str]]:
    file.seek(0)
    return map(orjson.loads, file)


def _check(
    checker: Checker, before: int, rows: Sequence[Sequence[str]], first: FirstRows
) -> tuple[list[Good], list[Bad]]:
    """The first good row with an address has it; a bad one mentions it, so that an erasure finds the file."""
    good: list[Good] = []
    bad: list[Bad] = []
    found: list[tuple[int, int]] = []
    for row, cells in enumerate(rows, before + 1):
        read = checker.read(row, cells)
        if isinstance(read, Good):
            good.append(read)
            found += [(key, row) for key in read.keys]
        else:
            bad.append(read)
            found += [(key, 0) for key in checking.mentioned(cells, checker.plan.columns, checker.plan.calling)]
    taken = first.add(found)
    if taken:
        good, twice = apart(good, taken)
        bad = sorted([*bad, *twice], key=lambda each: each.row)
    return good, bad


def apart(rows: Sequence[Good], first: dict[int, int]) -> tuple[list[Good], list[Bad]]:
    """This will part the rows whose addresses are theirs from those that repeat an earlier row (`first`: by digest)."""
    own: list[Good] = []
    twice: list[Bad] = []
    for good in rows:
        earliest = min([first.get(key, good.row) for key in good.keys], default=good.row)
        if earliest == good.row:
            own.append(good)
        else:
            sentence = f"The same number or address stands in row {earliest} of this file already."
            twice.append(Bad(good.row, ((Trouble.TWICE, sentence),)))
    return own, twice
