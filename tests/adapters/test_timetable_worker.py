"""The real worker: a Celery process as the docs start it, a provider that keeps count, and a kill -9 in the middle."""

import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.adapters import sink
from tests.adapters.sink import Answer, Fault, Received, Reply, Sink, answer_json

if TYPE_CHECKING:
    import redis

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.chaos]

ROOT = Path(__file__).parents[2]
PEOPLE = 30
THREADS = 4
PATIENCE_S = 60.0


class Carriers:
    """Twilio and SendGrid at one address. They count what they take; while `silent`, they take and never answer."""

    def __init__(self) -> None:
        self.silent = True
        self.taken: Counter[int] = Counter()

    def __call__(self, request: Received) -> Reply:
        members = messages_in(request)
        self.taken.update(members)
        if self.silent:
            return Fault.SILENCE
        if request.path.startswith("/v3/"):
            return Answer(202, headers={"X-Message-Id": f"mail-{members[0]}"})
        return answer_json(201, {"sid": f"SM{members[0]:032x}", "status": "accepted"})


def messages_in(request: Received) -> list[int]:
    """Our own message ids, as the request carries them: the callback's address, or each person's arguments."""
    if request.path.startswith("/v3/"):
        return [int(each["custom_args"]["coaching_message"]) for each in request.json["personalizations"]]
    callback = request.form["StatusCallback"]
    return [int(callback.split("m=")[1].split("&")[0])]


@pytest.fixture
def carriers() -> Iterator[tuple[Carriers, Sink]]:
    carriers = Carriers()
    with sink.running(carriers) as running:
        yield carriers, running


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Asks again and again; fails after a minute."""
    asked = threading.Event()
    for _ in range(int(PATIENCE_S / 0.05)):
        if holds():
            return
        asked.wait(0.05)
    raise AssertionError(f"in vain: {what}")


def settings_for(url: str) -> dict[str, str]:
    return {
        "COACHING_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "COACHING_TWILIO_AUTH_TOKEN": "a-token",
        "COACHING_TWILIO_MESSAGING_SERVICE_SID": "MG" + "0" * 32,
        "COACHING_TWILIO_BASE_URL": url,
        "COACHING_SENDGRID_API_KEY": "a-key",
        "COACHING_SENDGRID_BASE_URL": url,
        "COACHING_EMAIL_FROM": "coach@example.org",
        "COACHING_POSTAL_ADDRESS": "1 Test Street, Springfield",
        "COACHING_LEASE_SECONDS": "5",
        "PYTHONPATH": str(ROOT),
    }


def enrol_people(now: datetime) -> None:
    """People whose first lesson is due now, wherever it is a little after noon."""
    from dataclasses import replace

    from coaching import bootstrap
    from coaching.journeys import enrol, publish
    from coaching.journeys.enrol import Request
    from coaching.settings import templates_dir

    moment = replace(bootstrap.moment(), now=now)
    office = replace(bootstrap.office(), confirm=False)
    publish.load_files(templates_dir(), office.house, moment)
    ahead = 12 - now.hour
    zone = f"Etc/GMT{-ahead:+d}"  # the sign of these zones is turned round
    local = now + timedelta(hours=ahead)
    slot = (local - timedelta(minutes=5)).strftime("%H:%M")
    for n in range(PEOPLE):
        person = Request(
            first_name=f"P{n}",
            phone=f"+155512330{n:02}",
            email=f"p{n}@example.org",
            zone=zone,
            start=local.date().isoformat(),
            campaign="magnesium",
            consent=True,
            health=True,
            slots={"am": slot, "pm": slot},
        )
        enrol.enrol(person, "coach", office, moment)


def test_a_worker_killed_in_the_middle_of_its_sends_costs_no_message_and_doubles_none(
    transactional_db: None, clean_redis: "redis.Redis", carriers: tuple[Carriers, Sink], tmp_path: Path
) -> None:
    from coaching import bootstrap
    from coaching.cli.group.process import Process
    from coaching.cli.group.supervisor import Group
    from coaching.core.ledger import TAKEN, State
    from coaching.core.model import Channel, MessageId
    from coaching.journeys import receipts
    from coaching.providers.events import DeliveryEvent, DeliveryState
    from coaching.store.models import Message

    count, running = carriers
    enrol_people(bootstrap.machine_time().astimezone(UTC))
    clean_redis.flushall()  # the worker finds an empty Redis, as after a loss, and fills it from SQL
    command = (*(sys.executable, "-m", "celery", "-A", "worker", "worker", "-P", "threads"), "-c", str(THREADS))

    def worker(name: str) -> Process:
        return Process(name, (*command, "--without-gossip", "--without-mingle"), env=settings_for(running.url))

    def in_flight() -> set[int]:
        return set(Message.objects.filter(state=State.HANDED).values_list("pk", flat=True))

    def every_thread_waits_for_an_answer() -> bool:
        batches = set(Message.objects.filter(state=State.HANDED).values_list("token", flat=True))
        return len(batches) == THREADS and in_flight() == set(count.taken)

    with Group(tmp_path, stop=threading.Event()) as group:
        group.start(worker("first"))
        wait_until(every_thread_waits_for_an_answer, "every thread of the first worker sends")
        os.killpg(group.pids()["first"], signal.SIGKILL)
        lost = in_flight()
        count.silent = False
        group.start(worker("second"))
        wait_until(
            lambda: set(Message.objects.filter(state=State.UNKNOWN).values_list("pk", flat=True)) == lost,
            "the second worker calls in doubt what the first had handed over",
        )
        for message in lost:  # the provider's own word settles them
            row = Message.objects.get(pk=message)
            event = DeliveryEvent(MessageId(message), f"id-{message}", DeliveryState.ACCEPTED, "", "accepted")
            receipts.take_in(event, Channel(row.channel), bootstrap.moment())
        wait_until(
            lambda: (
                Message.objects.filter(kind="step").count() >= PEOPLE
                and not Message.objects.exclude(state__in=TAKEN).exists()
            ),
            "everything is accepted",
        )
    rows = set(Message.objects.values_list("pk", flat=True))
    assert len(rows) == 4 * PEOPLE  # a welcome and the first lesson, each by SMS and email
    assert lost
    assert count.taken == Counter(dict.fromkeys(rows, 1))
