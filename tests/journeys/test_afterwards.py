"""After day 56: a later text gets thanks once a week, JOIN and START explain how to begin again, a person reads all."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from coaching.core.model import Channel
from coaching.journeys.danger import Heard

if TYPE_CHECKING:
    from coaching.store.models import Enrolment
    from tests.world import World

pytestmark = pytest.mark.database
PHONE = "+15551230001"


@pytest.fixture
def finished(world: "World") -> "Enrolment":
    from coaching.store.models import Enrolment

    ana = world.enrol()
    Enrolment.objects.filter(pk=ana.pk).update(status="completed", wake_at=None, closed_at=world.now)
    return world.again(ana)


def answered(world: "World", enrolment: "Enrolment", text: str, channel: Channel = Channel.SMS) -> list[str]:
    """The templates that a message is answered with."""
    from coaching.journeys import afterwards
    from coaching.store import inbox
    from coaching.store.models import Message

    raw = inbox.keep_raw("test", f"{text}:{world.now}", text, world.now)
    assert raw is not None
    owed = afterwards.answer_for_finished(enrolment, Heard(raw, channel, text), world.office, world.moment())
    return [Message.objects.get(pk=each.message).template.rpartition("/")[2] for each in owed]


def test_a_later_text_gets_thanks_and_a_way_to_reach_a_person_once_in_seven_days(
    world: "World", finished: "Enrolment"
) -> None:
    assert answered(world, finished, "I still do the breathing") == ["done-thanks"]
    world.now += timedelta(days=6)
    assert answered(world, finished, "and the walks") == []
    world.now += timedelta(days=2)
    assert answered(world, finished, "hello again") == ["done-thanks"]


@pytest.mark.parametrize("word", ["JOIN", "start"])
def test_join_and_start_explain_how_to_begin_again(world: "World", finished: "Enrolment", word: str) -> None:
    from coaching.store import proven
    from coaching.store.models import Message

    assert answered(world, finished, word) == ["join-link"]
    text = Message.objects.latest("pk").text
    assert proven.number_of(text.split("?p=")[1].split()[0]) == PHONE
    assert world.again(finished).status == "completed"


def test_by_email_the_page_is_named_without_a_proof_of_the_number(world: "World", finished: "Enrolment") -> None:
    from coaching.store.models import Message

    assert answered(world, finished, "Join", Channel.EMAIL) != []
    assert "?p=" not in str(Message.objects.latest("pk").words)


def test_a_run_that_a_coach_ended_gets_no_thanks_for_finishing(world: "World", finished: "Enrolment") -> None:
    from coaching.store.models import Enrolment

    Enrolment.objects.filter(pk=finished.pk).update(status="ended")
    ended = world.again(finished)
    assert answered(world, ended, "hello?") == []
    assert answered(world, ended, "JOIN") == ["join-link"]


def test_a_run_that_goes_on_is_answered_elsewhere(world: "World") -> None:
    assert answered(world, world.enrol(), "JOIN") == []
