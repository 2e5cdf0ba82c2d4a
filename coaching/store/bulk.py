"""Sets before loops: one statement for many rows, the same on PostgreSQL and SQLite."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from types import NoneType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

Row = Mapping[str, object]


def insert_if_new(model: type[Model], rows: Sequence[Row], unique: str) -> dict[str, int]:
    """This will insert the rows whose `unique` value is new and answer {unique value: id} for those only."""
    if not rows:
        return {}
    fields = {field.name: field for field in model._meta.concrete_fields}
    names = list(rows[0])
    columns = ", ".join(_quote(fields[name].column) for name in names)
    slot = "(" + ", ".join(["%s"] * len(names)) + ")"
    prep = [_Preparer(fields[name]) for name in names]
    columns_of = [save.column([row[name] for row in rows]) for name, save in zip(names, prep, strict=True)]
    params = list(chain.from_iterable(zip(*columns_of, strict=True)))
    sql = (
        f"INSERT INTO {_quote(model._meta.db_table)} ({columns}) VALUES {', '.join([slot] * len(rows))} "
        f"ON CONFLICT ({_quote(fields[unique].column)}) DO NOTHING RETURNING {_quote(fields[unique].column)}, id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return dict(cursor.fetchall())


class _Preparer:
    """Turns the cells of one column into what this database stores. The moments of a batch repeat, and plain
    words and numbers are stored as they are: asking Django for each cell was a fifth of a message's cost."""

    _PLAIN = frozenset((str, int, bool, NoneType))

    def __init__(self, column: "Field[Any, Any]") -> None:
        self._prepare = column.get_db_prep_save
        self._connection = connections[DEFAULT_DB_ALIAS]
        self._moments: dict[date, Any] = {}

    def __call__(self, value: Any) -> Any:
        if type(value) in self._PLAIN:
            return value
        if not isinstance(value, date):
            return self._prepare(value, self._connection)
        if value not in self._moments:
            self._moments[value] = self._prepare(value, self._connection)
        return self._moments[value]

    def column(self, cells: Sequence[Any]) -> Sequence[Any]:
        """This will prepare a whole column; a plain one, as most are, without a look at each cell."""
        return cells if self._PLAIN.issuperset(map(type, cells)) else [self(cell) for cell in cells]


def values(columns: Mapping[str, str], rows: Sequence[Sequence[object]]) -> tuple[str, list[Any]]:
    """This will write `WITH v(...) AS (VALUES ...)` and its parameters.

    `columns` maps each name to its SQL type: PostgreSQL needs it, SQLite would mangle timestamps by it.
    """
    casts = connection.vendor == "postgresql"
    first = "(" + ", ".join(f"CAST(%s AS {kind})" if casts else "%s" for kind in columns.values()) + ")"
    other = "(" + ", ".join(["%s"] * len(columns)) + ")"
    slots = ", ".join([first, *[other] * (len(rows) - 1)])
    return f"WITH v({', '.join(columns)}) AS (VALUES {slots})", [adapt(cell) for row in rows for cell in row]


def adapt(value: Any) -> Any:
    """This will turn a datetime into what this database stores."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def insert_many(
    model: type[Model], same: Row, names: Sequence[str], rows: Sequence[Sequence[object]], back: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """This will insert many rows at once and answer the columns named in `back`; a row whose unique value is there
    already is left out. `same`: what all rows share, sent once; `names`: the fields that `rows` hold, in this order.
    """
    if not rows:
        return []
    fields = {field.name: field for field in model._meta.concrete_fields}
    save = [_Preparer(fields[name]) for name in names]
    casts = connection.vendor == "postgresql"
    first = ", ".join(f"CAST(%s AS {_kind(fields[name])})" if casts else "%s" for name in names)
    other = ", ".join(["%s"] * len(names))
    slots = ", ".join([f"({first})", *[f"({other})"] * (len(rows) - 1)])
    own = [_quote(fields[name].column) for name in names]
    shared = [_Preparer(fields[name])(value) for name, value in same.items()]
    into = ", ".join([*own, *(_quote(fields[name].column) for name in same)])
    chosen = ", ".join([*(f"v.{column}" for column in own), *["%s"] * len(same)])
    returning = ", ".join(_quote(fields[name].column) for name in back)
    sql = (
        f"WITH v({', '.join(own)}) AS (VALUES {slots}) INSERT INTO {_quote(model._meta.db_table)} ({into}) "
        f"SELECT {chosen} FROM v WHERE true ON CONFLICT DO NOTHING" + (f" RETURNING {returning}" if back else "")
    )
    columns = [each.column(cells) for each, cells in zip(save, zip(*rows, strict=True), strict=True)]
    params = list(chain.from_iterable(zip(*columns, strict=True)))
    with connection.cursor() as cursor:
        cursor.execute(sql, params + shared)
        return list(cursor.fetchall()) if back else []


def _kind(field: "Field[Any, Any]") -> str:
    """Without its length: a cast to varchar(60) would cut the 61st letter off in silence."""
    return str(field.db_type(connection)).split("(")[0]


def among(what: str, table: str, cell: str, values: Collection[object], where: str = "") -> list[tuple[Any, ...]]:
    """This will select `what` where `cell` is one of many values: Django takes longer to write that than SQL to answer.

    `where`: a further condition.
    """
    found: list[tuple[Any, ...]] = []
    every = list(values)
    for at in range(0, len(every), 5_000):
        some = every[at : at + 5_000]
        slots = ", ".join(["%s"] * len(some))
        found += fetch(f"SELECT {what} FROM {table} WHERE {cell} IN ({slots}){where}", some)
    return found


def fetch(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """This will run one statement and answer its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapt(value) for value in params])
        return list(cursor.fetchall())


def _quote(name: str | None) -> str:
    return str(connection.ops.quote_name(str(name)))
