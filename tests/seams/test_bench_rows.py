"""The benchmarks write rows straight in SQL: they must fill every column that the tables have by now."""

import re
from pathlib import Path

import pytest
from django.apps import apps

BENCH = Path(__file__).resolve().parents[2] / "bench"
INSERTS = [
    (file.name, table, {column.strip(' "\n') for column in columns.split(",")})
    for file in sorted(BENCH.glob("*.py"))
    for table, columns in re.findall(r"INSERT INTO (store_\w+) \(([^)]*)\)", file.read_text())
]


def test_the_benchmarks_insert_rows_at_all() -> None:
    assert INSERTS


@pytest.mark.parametrize(("file", "table", "filled"), INSERTS, ids=lambda each: each if isinstance(each, str) else "")
def test_a_benchmark_fills_every_column_that_may_not_be_empty(file: str, table: str, filled: set[str]) -> None:
    fields = next(model for model in apps.get_models() if model._meta.db_table == table)._meta.concrete_fields
    needed = {each.column for each in fields if not (each.null or each.primary_key or each.generated)}
    assert needed <= filled, f"{file} leaves out columns of {table}"
