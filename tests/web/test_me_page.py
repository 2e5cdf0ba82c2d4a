"""What a person sees on their own page: today, what comes next and why, their numbers, past lessons."""

from datetime import timedelta

import pytest
from django.test import Client

from coaching.core.model import EnrolmentId
from coaching.store import enrolments, holds
from coaching.store.models import Answer, Enrolment, Message, OpenQuestion
from coaching.web.me import blocks, masked
from tests.web.visits import look
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def ana(world: World) -> Enrolment:
    """Two days in: the lesson of day 2 came this morning, the first question is answered."""
    enrolled = world.enrol(start="")
    world.move(world.now + timedelta(days=1, hours=6))
    world.text("1")
    world.move(world.now + timedelta(days=1))
    return world.again(enrolled)


def answered(enrolment: Enrolment, question: str, day: int, value: int, world: World) -> None:
    asked, _ = OpenQuestion.objects.update_or_create(
        enrolment=enrolment,
        day=day,
        question=question,
        defaults={
            "checkin": "C-WEEK", "short": "sleep? 0 very bad, 10 very good", "lo": 0, "hi": 10,
            "asked_at": world.now, "until": world.now, "answered_at": world.now,
        },
    )  # fmt: skip
    Answer.objects.create(question=asked, value=value, at=world.now)


def test_the_page_shows_where_one_is_todays_words_and_what_comes_when_and_why(world: World, ana: Enrolment) -> None:
    said = look(world, ana)
    assert "Hi Ana" in said
    assert "Day 2 of 56" in said
    words = Message.objects.get(enrolment=ana, day=2, channel="sms").text.removeprefix("Coach: ")
    assert words.split("\n")[0][:40] in said
    assert "Next message" in said
    assert "tomorrow at " in said
    assert "you can choose another time" in said
    assert "Times are those of Berlin" in said


def test_a_lesson_that_is_still_to_come_today_is_announced_and_not_shown(world: World) -> None:
    ana = world.enrol(start="")
    world.move(world.now + timedelta(days=1))
    said = look(world, ana)
    assert "Your lesson comes today at 10:0" in said
    assert 'class="words"' not in said


def test_no_page_shows_a_whole_number_or_address(world: World, ana: Enrolment) -> None:
    for left in (timedelta(days=1), timedelta(days=-1)):
        said = look(world, ana, left=left)
        assert "+15551230001" not in said
        assert "ana@example.org" not in said
        assert "a•••@example.org" in said
        assert "/people/" not in said


def test_nobody_keeps_a_copy_of_the_page(world: World, ana: Enrolment) -> None:
    answer = Client().get(f"/me/{ana.subscriber.token}")
    assert answer["Cache-Control"] == "no-store"
    assert 'name="robots" content="noindex"' in answer.content.decode()


def test_numbers_are_drawn_from_own_answers_day_one_first_with_a_table_behind(world: World, ana: Enrolment) -> None:
    answered(ana, "q1", 7, 6, world)
    answered(ana, "q1", 1, 4, world)
    said = look(world, ana)
    assert "Sleep? day 1: 4, day 7: 6" in said
    assert "<polyline" in said
    assert said.index("<td>1</td>") < said.index("<td>7</td>")
    assert "no test" in said


def test_choices_and_quizzes_are_not_drawn(world: World, ana: Enrolment) -> None:
    assert "Your numbers" not in look(world, ana)


def test_past_lessons_open_their_words_and_only_their_own(world: World, ana: Enrolment) -> None:
    ben = world.enrol(first_name="Ben", phone="+15551239999", email="ben@example.org", start="")
    assert "Day 1</span>" in look(world, ana)
    lesson = look(world, ana, "/lesson/1")
    assert "Find our text from today and reply 1." in lesson
    assert "Your one step today" in lesson
    assert "Unsubscribe:" not in lesson
    assert Client().get(f"/me/{ben.subscriber.token}/lesson/1").status_code == 404


@pytest.mark.parametrize("day", [0, 3, 57, 99999999999999999999])
def test_a_lesson_that_has_not_come_is_not_there(world: World, ana: Enrolment, day: int) -> None:
    answer = Client().get(f"/me/{ana.subscriber.token}/lesson/{day}")
    assert answer.status_code == 404
    assert "has not come yet" in answer.content.decode()


def test_old_lessons_stand_on_further_pages(world: World, ana: Enrolment) -> None:
    for day in range(3, 16):
        Message.objects.create(
            dedupe_key=f"x{day}", kind="step", subscriber=ana.subscriber, enrolment=ana, day=day, channel="sms",
            unit="sms", state="delivered", due_at=world.now, until=world.now, changed_at=world.now,
            step=f"day-{day:02}",
        )  # fmt: skip
    first = look(world, ana)
    assert "Day 15</span>" in first
    assert "Day 2</span>" not in first  # it stands under today
    assert "Day 5</span>" not in first
    assert "before=5" in first or "before=6" in first
    older = Client().get(f"/me/{ana.subscriber.token}?before=6").content.decode()
    assert "Day 5</span>" in older
    assert "Day 6</span>" not in older


def test_words_about_a_supplement_are_put_away_while_they_are_not_for_the_person(world: World, ana: Enrolment) -> None:
    Message.objects.filter(enrolment=ana, day=2, channel="sms").update(dose=True, text="Coach: Take one capsule.")
    Enrolment.objects.filter(pk=ana.pk).update(screen="full", cleared_at=world.now)
    assert "Take one capsule" in look(world, ana)
    holds.place(EnrolmentId(ana.pk), "dose", "a warning sign", "the service", world.now)
    for part in ("", "/lesson/2"):
        assert "Take one capsule" not in look(world, ana, part)
        assert "It is put away" in look(world, ana, part)


def test_why_the_next_message_comes_then_is_said_for_wishes_and_few_messages(world: World, ana: Enrolment) -> None:
    Enrolment.objects.filter(pk=ana.pk).update(slots={"am": "07:30", "pm": "07:30"})
    assert "You chose 7:30 am for " in look(world, ana)
    enrolments.set_cadence(EnrolmentId(ana.pk), "light")
    assert "only check-ins and safety notes come" in look(world, ana)


def test_somebody_whose_program_is_over_sees_their_lessons_and_no_settings(world: World, ana: Enrolment) -> None:
    Enrolment.objects.filter(pk=ana.pk).update(status="completed", wake_at=None)
    said = look(world, ana)
    assert "You have finished the program. Well done." in said
    assert "Past lessons" in said
    assert "Your settings" not in said


def test_a_message_in_blocks_reads_as_it_was_written() -> None:
    text = "Hi Ana,\n\nOne line\nbroken in two.\n\nA title\n-------\n\n- one\n  and more\n- two\n\n"
    read = blocks.read(text + "--------------------\n\n1. first")
    assert [each.kind for each in read] == ["words", "words", "heading", "list", "list"]
    assert read[1].words == "One line broken in two."
    assert read[2].words == "A title"
    assert read[3].items == ("one and more", "two")


def test_what_is_masked_keeps_too_little_to_be_used() -> None:
    assert masked.phone("+15551230001") == "+1 ••• 01"
    assert masked.email("ana@example.org") == "a•••@example.org"
    assert masked.phone(None) == masked.email(None) == ""
