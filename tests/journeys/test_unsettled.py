"""What has no end yet is found by its own index, however many messages have one."""

import pytest
from django.db import connection

from coaching.store import unsettled
from tests.world import World


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a small table is read whole by PostgreSQL, rightly")
def test_sqlite_finds_the_unsettled_by_their_index(world: World) -> None:
    del world
    query, params = unsettled.rows().filter(state__in=["owed", "waiting"]).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}", params)
        plan = " ".join(str(row[3]) for row in cursor.fetchall())
    assert "message_unsettled" in plan
