"""Which row of a file has an address first: a table of this process alone, on disk beyond what fits its cache.

Addresses come in no order. Put into the real table as they come, each would touch a page of its own: at a million rows
that wrote gigabytes. Here nothing is logged or synced, and the real table gets them sorted, once.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from types import TracebackType

_CACHE_KB = 32_768
_MOST_ASKED = 10_000


class FirstRows:
    """Addresses by their digest (uploads.digest), each with its first row. Row 0 only mentions one: any other wins."""

    def __init__(self) -> None:
        self._table = sqlite3.connect("", isolation_level=None)
        for setting in (f"cache_size = -{_CACHE_KB}", "journal_mode = OFF", "synchronous = OFF"):
            self._table.execute(f"PRAGMA {setting}")
        self._table.execute('CREATE TABLE seen (digest INTEGER PRIMARY KEY, "row" INTEGER NOT NULL)')

    def __enter__(self) -> "FirstRows":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._table.close()

    def add(self, found: Sequence[tuple[int, int]]) -> dict[int, int]:
        """This will note (digest, row), rows in order, and give those that an earlier row has, with that row."""
        before = self._table.total_changes
        self._table.execute("BEGIN")
        self._table.executemany(
            'INSERT INTO seen VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET "row" = excluded."row" WHERE "row" = 0',
            found,
        )
        self._table.execute("COMMIT")
        if self._table.total_changes - before == len(found):
            return {}
        rows: dict[int, int] = {}
        for at in range(0, len(found), _MOST_ASKED):
            some = [key for key, _ in found[at : at + _MOST_ASKED]]
            slots = ",".join("?" * len(some))
            rows |= dict(self._table.execute(f'SELECT digest, "row" FROM seen WHERE digest IN ({slots})', some))
        return {key: rows[key] for key, row in found if rows[key] != row}

    def batches(self, size: int) -> Iterator[list[tuple[int, int]]]:
        """This will give everything, sorted by digest."""
        every = self._table.execute('SELECT digest, "row" FROM seen ORDER BY digest')
        while some := every.fetchmany(size):
            yield some
