"""The emails that look back: each person's own numbers, read at once for a batch, and on those days alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coaching.core.model import Channel, EnrolmentId, SubscriberId
from coaching.journeys.compose import Composer
from coaching.providers.base import Email, Shell
from coaching.store.messages import Draft
from coaching.store.models import Message
from coaching.store.standings import Person
from tests.world import World

pytestmark = pytest.mark.database
ANA, BEN, CAL = "+15551230001", "+15551230002", "+15551230003"
DAY_1, DAY_7 = datetime(2026, 3, 3, 12, tzinfo=UTC), datetime(2026, 3, 9, 16, tzinfo=UTC)


def answer(world: World, phone: str, *texts: str) -> None:
    for text in texts:
        world.text(text, phone)
        world.now += timedelta(seconds=20)
        world.deliver()


def enrol(world: World) -> None:
    world.enrol(screen="full")
    world.enrol(screen="full", first_name="Ben", phone=BEN, email="ben@example.org")
    world.enrol(screen="full", first_name="Cal", phone=CAL, email="cal@example.org")


def latest(world: World, address: str) -> Email:
    return [mail for mail in world.emails() if mail.to == address][-1]


def test_the_email_of_the_week_shows_each_person_their_own_numbers(world: World) -> None:
    enrol(world)
    world.move(DAY_1)
    answer(world, ANA, "1", "4", "3", "5", "2", "6")
    answer(world, BEN, "1", "8")
    world.move(DAY_7 + timedelta(hours=6))
    ana, ben, cal = (latest(world, f"{name}@example.org") for name in ("ana", "ben", "cal"))
    assert "Sleep (0 to 10): day 1: 4\nDiscomfort (0 to 10): day 1: 3\nCalm (0 to 10): day 1: 5\n" in ana.shell.text
    assert "Sleep (0 to 10): day 1: 8\n" in ben.shell.text
    assert "numbers so far" not in cal.shell.text
    assert 'width="40%"' in ana.shell.html


def test_the_numbers_are_kept_with_the_message_that_drew_them(world: World) -> None:
    """So that the page shows the email as it was sent, whatever is answered later."""
    world.enrol(screen="full")
    world.move(DAY_1)
    answer(world, ANA, "1", "4")
    world.move(DAY_7 + timedelta(hours=6))
    kept = Message.objects.get(step="day-07", channel="email").words["numbers"]
    assert kept == [{"name": "sleep", "of": 10, "points": [{"day": 1, "value": 4, "width": 40}]}]
    assert "numbers" not in Message.objects.get(step="day-05", channel="email").words


def test_people_of_a_batch_with_the_same_numbers_share_an_email(world: World) -> None:
    composer = Composer(world.office.house, {})
    row = {"name": "sleep", "of": 10, "points": [{"day": 1, "value": 4, "width": 40}]}
    other = {**row, "points": [{"day": 1, "value": 9, "width": 90}]}
    ana, ben, cal, dan = (shell(composer, name, numbers) for name, numbers in enumerate(([row], [row], [other], [])))
    assert ana == ben
    assert len({ana.text, cal.text, dan.text}) == 3


def shell(composer: Composer, number: int, numbers: list[dict[str, object]]) -> Shell:
    person = Person(SubscriberId(number), f"Ana {number}", "token", None, "ana@example.org")
    draft = Draft(
        dedupe_key=f"recap:{number}",
        kind="step",
        subscriber=person.subscriber,
        enrolment=EnrolmentId(number),
        channel=Channel.EMAIL,
        template="email/magnesium/day-07",
        version=0,
        due_at=DAY_7,
        until=DAY_7,
    )
    own = {"first_name": person.first_name, "day": 7, "days": 56, "topic": "Week 1 check-in", "numbers": numbers}
    return composer.shell(composer.fill(draft, own, person), person)[0]


def test_answers_are_read_once_for_a_batch_and_only_on_a_day_that_looks_back(world: World) -> None:
    enrol(world)
    world.move(DAY_1)
    answer(world, ANA, "1", "4")
    world.move(DAY_1 + timedelta(days=4, hours=6))
    assert answers_read(world, DAY_1 + timedelta(days=5, hours=6)) == 0
    world.move(DAY_7 - timedelta(minutes=30))
    assert answers_read(world, DAY_7 + timedelta(hours=2)) <= 3  # one for each batch; people are spread over minutes


def answers_read(world: World, until: datetime) -> int:
    with CaptureQueriesContext(connection) as seen:
        world.move(until)
    return sum('FROM "store_answer"' in query["sql"] for query in seen.captured_queries)
