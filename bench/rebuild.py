"""How long it takes to fill an emptied Redis from SQL, and how much memory: run as a process of its own."""

import json
import resource
import sys
import time

from bench import people
from coaching import bootstrap
from coaching.journeys import repair
from coaching.store import campaigns
from coaching.store.models import Enrolment

# Rows straight in SQL: a million of them by the ORM would take longer than what is measured.
_PEOPLE = """INSERT INTO store_subscriber (first_name, phone, zone, home_zone, region, language, token, sms_state,
  email_state, sms_trouble, email_trouble, created_at)
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)
  SELECT 'Person', '+1' || (2000000000 + i), 'UTC', '', '', 'en', 'token' || i, 'active', 'none', '', '',
    CURRENT_TIMESTAMP FROM n"""
_RUNS = """INSERT INTO store_enrolment (subscriber_id, campaign_id, cycle, status, start, slots, cadence, only,
  settled_through, wake_at, enrolled_by, enrolled_at, closed_reason, closed_units)
  SELECT id, %s, 1, 'active', CURRENT_DATE, '{}', 'daily', '', 0, CURRENT_TIMESTAMP, 'bench', CURRENT_TIMESTAMP, '', 0
  FROM store_subscriber"""


def fill(count: int) -> None:
    from django.db import connection

    people.open_programme()
    version = campaigns.current("magnesium")
    assert version is not None
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [count])
        cursor.execute(_RUNS, [version.id])


def measure() -> dict[str, float]:
    """This will rebuild once and tell the seconds, the entries and the most memory this process ever took (MiB)."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    entries = repair.rebuild(bootstrap.office())
    took_s = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert entries == Enrolment.objects.count()
    return {"entries": entries, "seconds": took_s, "more_mib": (after - before) / 1024}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", number]:
            fill(int(number))
        case ["measure"]:
            print(json.dumps(measure()))
        case other:
            raise SystemExit(f"fill COUNT | measure; not {other}")
