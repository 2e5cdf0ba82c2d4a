"""Two answers that are owed to one person at once leave in their order, whichever shard and worker each falls to."""

from datetime import timedelta

import pytest

from coaching.core.ledger import State
from coaching.core.model import MessageId
from coaching.journeys import deliver_owed
from coaching.providers.base import Accepted, Outcome, Outgoing, RetryLater
from coaching.store import turns
from coaching.store.models import Enrolment, Message
from coaching.store.timetable import Due, to_ms
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def ana(world: World) -> Enrolment:
    return world.enrol(start="")


def owe(world: World, ana: Enrolment, text: str, kind: str = "reply") -> Message:
    """An answer to what Ana has just written, in the ledger and in the timetable."""
    row = Message.objects.create(
        dedupe_key=f"{kind}:{text}", kind=kind, subscriber=ana.subscriber, enrolment=ana, channel="sms", state="owed",
        text=text, parts=1, due_at=world.now, until=world.now + timedelta(hours=1), changed_at=world.now,
    )  # fmt: skip
    world.office.owed.put_many([Due(row.pk, to_ms(world.now))])
    return row


def deliver(world: World, row: Message) -> None:
    """One worker works off the shard of one message."""
    world.open()
    deliver_owed.deliver_owed(world.office.owed.shard_of(row.pk), world.office, world.moment())


def test_the_later_waits_where_its_shard_is_worked_off_first(world: World, ana: Enrolment) -> None:
    world.deliver()
    before = len(world.texts())
    first, second = owe(world, ana, "Well done."), owe(world, ana, "Next: how did you sleep?", "ask")
    deliver(world, second)
    assert world.texts()[before:] == []
    assert Message.objects.get(pk=second.pk).state == State.OWED
    deliver(world, first)
    world.move(world.now + timedelta(seconds=2))
    assert world.texts()[before:] == ["Well done.", "Next: how did you sleep?"]


def test_three_at_once_leave_in_their_order(world: World, ana: Enrolment) -> None:
    world.deliver()
    before = len(world.texts())
    rows = [owe(world, ana, text) for text in ("One.", "Two.", "Three.")]
    for row in reversed(rows):
        deliver(world, row)
    world.move(world.now + timedelta(seconds=5))
    assert world.texts()[before:] == ["One.", "Two.", "Three."]


def test_an_answer_to_a_danger_waits_for_nothing(world: World, ana: Enrolment) -> None:
    world.deliver()
    owe(world, ana, "Well done.")
    safety = owe(world, ana, "Please call 112 now.", "safety")
    assert turns.behind([MessageId(safety.pk)], world.now) == {}
    deliver(world, safety)
    assert world.texts()[-1] == "Please call 112 now."


def test_an_answer_whose_forerunner_is_kept_back_goes_after_half_a_minute(world: World, ana: Enrolment) -> None:
    world.deliver()

    def later(message: Outgoing) -> Outcome:
        if message.message == first.pk:
            return RetryLater(600, "20429", "too many requests")
        return Accepted(f"id-{message.message}")

    world.sms.answer = later
    first, second = owe(world, ana, "Well done."), owe(world, ana, "Next: how did you sleep?")
    world.deliver()
    assert Message.objects.get(pk=second.pk).state == State.OWED
    world.move(world.now + turns.AT_MOST + timedelta(seconds=2))
    assert world.texts()[-1] == "Next: how did you sleep?"
    assert Message.objects.get(pk=first.pk).state == State.WAITING


def test_answers_to_other_people_and_on_the_other_channel_wait_for_nobody(world: World, ana: Enrolment) -> None:
    ben = world.enrol(first_name="Ben", phone="+15551230002", email="ben@example.org", start="")
    owe(world, ana, "Well done.")
    to_ben = owe(world, ben, "Well done, too.")
    by_email = owe(world, ana, "In writing.")
    Message.objects.filter(pk=by_email.pk).update(channel="email")
    assert turns.behind([MessageId(to_ben.pk), MessageId(by_email.pk)], world.now) == {}
