"""How long the list of people takes on the server: a database of many people, each page asked for again and again.

A process of its own: `fill COUNT` stores them, `measure` prints JSON, one entry for each kind of page.
"""

import json
import sys
import time
from dataclasses import asdict, dataclass
from statistics import median, quantiles

from bench import people
from coaching import bootstrap
from coaching.store import campaigns
from coaching.store.models import Enrolment, Subscriber

ROUNDS, WARM_UP = 25, 3

# Rows straight in SQL: made by the ORM they would take longer than what is measured. Numbers are spread by primes.
_NAMES = "Ana Ben Cleo Dora Emil Fay Gus Hana Ivo Jana Karl Lena Max Nora Olaf Petra Quinn Rosa Sven Tara"
_PEOPLE = """INSERT INTO store_subscriber (first_name, phone, email, zone, home_zone, region, language, token,
  sms_state, email_state, sms_trouble, email_trouble, created_at)
  WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < %s)
  SELECT {names} || ' ' || (i * 7919 %% 100003), '+1' || (2000000000 + i * 7919), 'person' || (i * 104729 %% 1000003)
    || '@example.org', CASE i %% 4 WHEN 0 THEN 'Europe/Berlin' WHEN 1 THEN 'America/New_York' ELSE 'UTC' END, '', '',
    'en', 'token' || i, CASE i %% 10 WHEN 0 THEN 'revoked' ELSE 'active' END,
    CASE i %% 3 WHEN 0 THEN 'active' ELSE 'none' END,
    CASE i %% 97 WHEN 0 THEN '30005 unknown' ELSE '' END, '', CURRENT_TIMESTAMP FROM n"""
_RUNS = """INSERT INTO store_enrolment (subscriber_id, campaign_id, cycle, status, start, slots, cadence, "only",
  screen, settled_through, wake_at, enrolled_by, enrolled_at, closed_reason, closed_units)
  SELECT id, %s, 1, CASE id %% 20 WHEN 0 THEN 'stopped' WHEN 1 THEN 'waiting' WHEN 2 THEN 'completed' ELSE 'active' END,
    {start}, '{{}}', 'daily', '', CASE id %% 3 WHEN 0 THEN 'full' WHEN 1 THEN 'food_first' ELSE NULL END, id %% 56,
    NULL, 'bench', CURRENT_TIMESTAMP, '', 0 FROM store_subscriber"""
_AGAIN = """INSERT INTO store_enrolment (subscriber_id, campaign_id, cycle, status, start, slots, cadence, "only",
  screen, settled_through, wake_at, enrolled_by, enrolled_at, closed_reason, closed_units)
  SELECT subscriber_id, campaign_id, 2, 'active', start, '{}', 'daily', '', screen, 3, NULL, 'bench', enrolled_at, '', 0
  FROM store_enrolment WHERE status = 'completed'"""
_MESSAGES = """INSERT INTO store_message (dedupe_key, kind, subscriber_id, enrolment_id, step, day, unit, channel,
  state, reason, detail, dose, template, version, subject, text, words, digest, address, parts, due_at, until,
  token, tries, attempt, provider_id, code, changed_at)
  SELECT 'bench:' || e.id || ':' || d.n, 'step', e.subscriber_id, e.id, 'day-0' || d.n, d.n, 'sms', 'sms', 'delivered',
    '', '', {no}, '', 0, '', 'Some words', '{{}}', '', '', 1, e.enrolled_at, e.enrolled_at,
    '', 1, '', '', '', e.enrolled_at
  FROM store_enrolment e JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3) d ON d.n <= e.settled_through"""
_REPLIES = """INSERT INTO store_reply (subscriber_id, channel, text, label, tier, at, read_by,
  first_label, corrected_by)
  SELECT id, 'sms', 'Some words', CASE id %% 40 WHEN 0 THEN 'unread' ELSE 'answer' END, '', created_at, '', '', ''
  FROM store_subscriber WHERE id %% 2 = 0"""
_TAGS = """INSERT INTO store_subscribertag (subscriber_id, tag, by, at)
  SELECT id, CASE id %% 50 WHEN 0 THEN 'pilot' ELSE 'clinic' END, 'bench', created_at
  FROM store_subscriber WHERE id %% 10 = 0"""


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds on the server for one kind of page, over ROUNDS askings; `cpu_ms`: of this process alone."""

    page: str
    median_ms: float
    p95_ms: float
    cpu_ms: float


def fill(count: int) -> None:
    """This will store `count` people with runs, messages, replies and tags."""
    from django.db import connection

    people.open_programme()
    version = campaigns.current("magnesium")
    assert version is not None
    postgres = connection.vendor == "postgresql"
    cases = " ".join(f"WHEN {n} THEN '{name}'" for n, name in enumerate(_NAMES.split()))
    start = "CURRENT_DATE - CAST(id %% 56 AS integer)" if postgres else "date('now', '-' || (id %% 56) || ' days')"
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE.format(names=f"CASE i %% 20 {cases} END"), [count])
        cursor.execute(_RUNS.format(start=start), [version.id])
        for sql in (_AGAIN, _MESSAGES.format(no="FALSE" if postgres else "0"), _REPLIES, _TAGS):
            cursor.execute(sql.replace("%%", "%"))
        cursor.execute("ANALYZE")


def measure() -> list[Took]:
    """This will sign a coach in and ask for each kind of page, through every layer but the socket."""
    from django.test import Client

    from coaching.store.models import User

    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(User.objects.get_or_create(username="bench")[0])
    middle = Enrolment.objects.count() // 2
    someone = Subscriber.objects.get(pk=middle)
    pages = {
        "first page": "",
        "deep page, by key": f"?before={middle}",
        "the page before it": f"?after={middle}",
        "filter: stopped": "?status=stopped",
        "filter: replies to read": "?status=to-read",
        "filter: tag and day range": "?tag=pilot&from=10&to=30",
        "filter: silent for 7 days": "?silent=7",
        "filter: cannot be reached": "?trouble=1",
        "filter: programme, channel, track": "?programme=magnesium&channel=email&track=gentle",
        "search: part of a name, many": "?q=ana",
        "search: whole name, few": f"?q={someone.first_name.replace(' ', '+')}",
        "search: end of a number": f"?q={str(someone.phone)[-7:]}",
        "search: email": f"?q={someone.email}",
        "search: nobody": "?q=zebra",
    }
    return [_asked(browser, name, f"/people/{query}") for name, query in pages.items()]


def _asked(browser: object, name: str, address: str) -> Took:
    taken, worked = [], []
    for _ in range(WARM_UP + ROUNDS):
        begun, busy = time.perf_counter(), time.process_time()
        answer = browser.get(address)  # type: ignore[attr-defined]  # Django's test client, imported where it is used
        taken.append(1000 * (time.perf_counter() - begun))
        worked.append(1000 * (time.process_time() - busy))
        assert answer.status_code == 200, (address, answer.status_code)
    kept = taken[WARM_UP:]
    return Took(name, median(kept), quantiles(kept, n=20)[-1], median(worked[WARM_UP:]))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", number]:
            fill(int(number))
        case ["measure"]:
            bootstrap.office()
            print(json.dumps([asdict(each) for each in measure()]))
        case other:
            raise SystemExit(f"fill COUNT | measure; not {other}")
