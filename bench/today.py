"""How long Today and the figures take with a crowd in the middle of its programme: three days of ledger, answers,
replies. `python -m bench.today 100000`."""

import secrets
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.people import open_programme
from bench.surroundings import fresh
from coaching import bootstrap
from coaching.store import campaigns
from coaching.store.models import Answer, CampaignVersion, Enrolment, Message, OpenQuestion, Reply, Subscriber, User

DAYS = 56
CHUNK = 2000
# Between the ids of one copy and the next.
APART = 1_000_000
ROUNDS = 15
LOOKS = ("/today/", "/today/sent/", "/figures/", "/figures/replies/", "/figures/check-ins/", "/figures/stops/",
         "/figures/delivery/", "/figures/cost/")  # fmt: skip


def crowd(count: int, now: datetime) -> None:
    """This will store people spread over the days of the programme, by copies of the first few thousand; one of 50
    has not written, one of 200 is lost."""
    _first(min(count, CHUNK), now)
    for number in range(1, count // CHUNK):
        for model in (Subscriber, Enrolment, Message, OpenQuestion, Answer, Reply):
            _copy(model, number)


def _copy(model: type[Model], number: int) -> None:
    """Every row of the first few thousand once more, with ids of its own."""
    cells = {}
    for field in model._meta.concrete_fields:
        if field.generated:
            continue
        ours = field.primary_key or (field.is_relation and field.related_model is not CampaignVersion)
        if ours:
            cells[field.column] = f"{field.column} + {number * APART}"
        elif field.unique:
            cells[field.column] = f"{field.column} || '-{number}'"
        else:
            cells[field.column] = field.column
    quoted = ", ".join(f'"{column}"' for column in cells)
    told = ", ".join(cell.replace(column, f'"{column}"', 1) for column, cell in cells.items())
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({quoted}) SELECT {told} FROM {table} WHERE id < {APART}")  # noqa: S608  # our names


def _first(count: int, now: datetime) -> None:
    version = campaigns.current("magnesium")
    assert version is not None
    numbers = range(count)
    people = Subscriber.objects.bulk_create(
        Subscriber(
            first_name=f"Person {n}", phone=f"+1555{n:07}", email=f"person{n}@example.org", zone="UTC",
            token=secrets.token_urlsafe(32), sms_state="active", email_state="active", created_at=now,
            sms_trouble="30003: unreachable" if n % 100 == 0 else "",
            email_trouble="bounced" if n % 200 == 0 else "",
        )
        for n in numbers
    )  # fmt: skip
    runs = Enrolment.objects.bulk_create(
        Enrolment(
            subscriber=person, campaign_id=version.id, status="active", enrolled_by="bench",
            enrolled_at=now - timedelta(days=DAYS + 2), settled_through=n % DAYS,
            start=now.date() - timedelta(days=n % DAYS), wake_at=now + timedelta(seconds=n % 7200),
        )
        for n, person in zip(numbers, people, strict=True)
    )  # fmt: skip
    Message.objects.bulk_create(row for run in runs for row in _sent(run, now))
    asked = OpenQuestion.objects.bulk_create(row for run in runs if run.pk % 50 for row in _asked(run, now))
    Answer.objects.bulk_create(Answer(question=row, value=(row.pk * 7) % 11, at=row.asked_at) for row in asked)
    Reply.objects.bulk_create(
        Reply(subscriber_id=run.subscriber_id, enrolment=run, channel="sms", text="Is tea fine?", label="unread",
              at=now)
        for run in runs if run.pk % 20 == 0
    )  # fmt: skip


def _sent(run: Enrolment, now: datetime) -> Iterator[Message]:
    for day in range(max(1, run.settled_through - 2), run.settled_through + 1):
        at = now - timedelta(days=run.settled_through - day, hours=1 + run.pk % 5)
        failed = run.pk % 300 == 0
        yield Message(
            dedupe_key=f"bench:{run.pk}:{day}", kind="step", subscriber_id=run.subscriber_id, enrolment=run, day=day,
            step=f"day-{day}", unit="sms", channel="sms", state="failed" if failed else "delivered", parts=1,
            template=f"sms/magnesium/day-{day:02}", due_at=at, until=at, handed_at=at, changed_at=at,
            accepted_at=None if failed else at, delivered_at=None if failed else at + timedelta(seconds=3),
        )  # fmt: skip


def _asked(run: Enrolment, now: datetime) -> Iterator[OpenQuestion]:
    for day in range(7, run.settled_through + 1, 7):
        for question, short in (("q1", "sleep? 0 very bad, 10 very good"), ("q2", "discomfort? 0 none, 10 the most")):
            at = now - timedelta(days=run.settled_through - day)
            yield OpenQuestion(
                enrolment=run, day=day, checkin="C-WEEK", question=question, short=short, lo=0, hi=10, asked_at=at,
                until=at + timedelta(days=3), answered_at=at,
            )  # fmt: skip


def measure(count: int) -> None:
    """This will fill the database and time each page, whole, in this process."""
    from django.conf import settings

    open_programme()
    begun = time.perf_counter()
    crowd(count, bootstrap.moment().now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{count:,} people, {Message.objects.count():,} messages, {Answer.objects.count():,} answers "
          f"in {time.perf_counter() - begun:.0f} s")  # fmt: skip
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.create_user("bench"))
    for address in LOOKS:
        rounds = ROUNDS if address.startswith("/today/") else 2
        client.get(address)
        took = list(islice(_times(client, address), rounds))
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        print(f"{address:<22} median {statistics.median(took):7.0f} ms, most {max(took):7.0f} ms, {len(asked)} queries")
        for query in sorted(asked.captured_queries, key=lambda each: -float(each["time"]))[:4]:
            print("   ", query["time"], query["sql"][:260].replace("\n", " "))


def _times(client: Client, address: str) -> Iterator[float]:
    while True:
        begun = time.process_time()
        answer = client.get(address)
        assert answer.status_code == 200, address
        yield (time.process_time() - begun) * 1000


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["inside", number]:
            measure(int(number))
        case [number]:
            with fresh() as around:
                print(around.run("bench.today", "inside", number), end="")
        case other:
            raise SystemExit(f"COUNT; not {other}")
