"""Replies: what a text is taken for, and what it changes."""

from datetime import timedelta

import pytest

from coaching.journeys import receive
from coaching.store import inbox
from coaching.store.models import OpenQuestion, Reply
from tests.world import START, World

pytestmark = pytest.mark.database


def test_the_questions_of_a_check_in_come_one_after_the_other(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(days=1, hours=6))
    for said in ("1", "about a 7", "3", "six", "4", "5"):
        assert world.text(said) == "answer"
        world.deliver()
    asked = OpenQuestion.objects.filter(enrolment=enrolment).order_by("id")
    assert [(each.question, each.answer.value) for each in asked] == [
        ("ready", 1), ("q1", 7), ("q2", 3), ("q3", 6), ("q4", 4), ("q5", 5),
    ]  # fmt: skip
    assert sum("Next:" in text for text in world.texts()) == 5


def test_a_text_that_comes_twice_counts_once(world: World) -> None:
    world.enrol()
    raw = inbox.keep_raw("test", "twilio:SM1", "7", world.now)
    assert raw is not None
    inbox.handled(raw, world.now, "answer")
    assert inbox.keep_raw("test", "twilio:SM1", "7", world.now) is None


def test_a_text_stored_but_not_worked_through_gets_its_second_chance(world: World) -> None:
    enrolment = world.enrol()
    body = "MessageSid=SM9&From=%2B15551230001&To=%2B15550000000&Body=STOP"
    raw = inbox.keep_raw(receive.SOURCE, "twilio:SM9", body, world.now)  # the process dies here
    assert inbox.keep_raw(receive.SOURCE, "twilio:SM9", body, world.now) == raw
    world.now += timedelta(minutes=2)
    assert receive.work_off(world.office, world.moment()) == 1
    assert world.again(enrolment).status == "stopped"
    assert receive.work_off(world.office, world.moment()) == 0


def test_what_nothing_understands_waits_for_a_person(world: World) -> None:
    world.enrol()
    world.move(START + timedelta(days=1, hours=6))
    assert world.text("my knee hurts when I walk") == "unread"  # a question is open, but this is talk
    assert [reply.text for reply in inbox.to_read()] == ["my knee hurts when I walk"]


def test_a_number_with_no_open_question_answers_nothing(world: World) -> None:
    world.enrol()
    assert world.text("7") == "unread"


def test_pause_and_resume_by_text_are_confirmed_and_keep_the_place(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(days=2, hours=6))
    assert world.text("Pause") == "steered"
    world.deliver()
    assert world.texts()[-1] == "Coach: Paused for 7 days. We will pick up on day 3. Reply RESUME to come back sooner."
    world.move(START + timedelta(days=5, hours=1))
    assert world.text("RESUME") == "steered"
    world.move(START + timedelta(days=5, hours=14))
    assert [row.day for row in world.rows(enrolment, kind="step", channel="sms")] == [1, 2, 3]


def test_stop_from_a_stranger_is_kept_and_hurts_nobody(world: World) -> None:
    world.enrol()
    assert world.text("STOP", phone="+15559999999") == "stranger"
    assert Reply.objects.count() == 0


def test_join_confirms_an_invitation_and_the_programme_begins(world: World) -> None:
    from dataclasses import replace

    world.office = replace(world.office, confirm=True)
    enrolment = world.enrol(email="")
    world.move(START + timedelta(hours=3))
    assert "Reply JOIN to start" in world.texts()[-1]
    assert world.again(enrolment).status == "waiting"
    world.move(START + timedelta(days=3))
    assert len(world.texts()) == 1
    assert world.text("join") == "join"
    world.deliver()
    assert "You joined" in world.texts()[-1]
    world.move(START + timedelta(days=4, hours=6))
    assert [row.day for row in world.rows(enrolment, kind="step", unit="sms", state="accepted")] == [1]
