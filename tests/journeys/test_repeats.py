"""A week once more: which lessons come again, when, in which form, and what ends it."""

from dataclasses import replace

import pytest

from coaching.core.model import EnrolmentId
from coaching.journeys.steer import Done, Refused
from coaching.store import holds
from coaching.store.models import Enrolment, Message, Pause
from tests.steering import BERLIN, TAKEN, ask, at, days, lessons
from tests.world import World

pytestmark = pytest.mark.database


def repeated(world: World, enrolment: Enrolment) -> list[tuple[int, str, str]]:
    rows = world.rows(enrolment, kind="repeat")
    return [(row.day, f"{row.on:%b %d}", row.channel) for row in rows if row.state in TAKEN]


def test_a_week_once_more_sends_its_lessons_one_a_day_and_then_goes_on(world: World) -> None:
    ana = world.enrol()
    world.move(at(10, 20))
    assert ask(world, ana, "repeat week") == Done("repeat-ok")
    world.move(at(18, 20))
    assert repeated(world, ana) == [
        (5, "Mar 13", "email"), (8, "Mar 16", "sms"), (8, "Mar 16", "email"), (9, "Mar 17", "sms"),
        (10, "Mar 18", "sms"),
    ]  # fmt: skip
    assert lessons(ana)[10:] == [
        (5, "Mar 13"), (8, "Mar 16"), (9, "Mar 17"), (10, "Mar 18"), (11, "Mar 20"),
    ]  # fmt: skip
    assert all(row.handed_at and row.due_at <= row.handed_at for row in world.rows(ana, kind="repeat"))


def test_before_todays_lesson_the_week_begins_today_unless_its_hour_is_over(world: World) -> None:
    ana = world.enrol()
    world.move(at(11, 9))
    ask(world, ana, "repeat week")
    world.move(at(18, 20))
    assert lessons(ana)[10:][:2] == [(5, "Mar 13"), (8, "Mar 16")]
    assert lessons(ana)[-1] == (11, "Mar 20")


def test_there_is_no_week_to_repeat_on_the_first_days_and_none_within_another(world: World) -> None:
    ana = world.enrol()
    assert ask(world, ana, "repeat week") == Refused("There is no lesson to repeat yet.")
    world.move(at(10, 20))
    ask(world, ana, "repeat week")
    assert isinstance(ask(world, ana, "repeat week"), Refused)
    assert Pause.objects.count() == 1


def test_undo_ends_the_repeated_week_and_gives_its_messages_up(world: World) -> None:
    ana = world.enrol()
    world.move(at(10, 20))
    ask(world, ana, "repeat week")
    world.move(at(11, 12))
    assert days(ana)[10:] == [5]
    assert ask(world, ana, "undo") == Done("undo-ok", {"undone": "the week once more"})
    world.move(at(13, 20))
    assert lessons(ana)[10:] == [(5, "Mar 13"), (11, "Mar 14"), (12, "Mar 15")]
    assert {row.reason for row in world.rows(ana, kind="repeat", state="skipped")} == {"repeat_ended"}


def test_resume_ends_a_repeated_week_and_nobody_gets_two_lessons_on_one_day(world: World) -> None:
    ana = world.enrol()
    world.move(at(10, 20))
    ask(world, ana, "repeat week")
    world.move(at(11, 12))
    assert ask(world, ana, "resume") == Done("resume-ok", {"resume_day": 11})
    world.move(at(18, 20))
    assert lessons(ana)[10:][:3] == [(5, "Mar 13"), (11, "Mar 14"), (12, "Mar 15")]
    assert len({on for _, on in lessons(ana)}) == len(lessons(ana))


def test_a_pause_within_a_repeated_week_silences_it_and_undo_brings_it_back(world: World) -> None:
    ana = world.enrol()
    world.move(at(10, 20))
    ask(world, ana, "repeat week")
    world.move(at(11, 20))
    ask(world, ana, "pause 2")
    ask(world, ana, "undo")
    world.move(at(18, 20))
    assert lessons(ana)[10:] == [(5, "Mar 13"), (8, "Mar 16"), (9, "Mar 17"), (10, "Mar 18"), (11, "Mar 20")]


def test_a_repeated_dose_lesson_follows_the_track_and_the_holds_of_its_day(world: World) -> None:
    ana = world.enrol(screen="full")
    Enrolment.objects.update(screen="full", cleared_at=world.now)
    world.move(at(10, 20))
    assert world.rows(ana, day=9, channel="sms")[0].template.endswith("day-09")
    ask(world, ana, "repeat week")
    world.move(at(15, 9))
    holds.place(EnrolmentId(ana.pk), "dose", "an answer", "the service", world.now)
    world.move(at(18, 20))
    nine = Message.objects.get(enrolment=ana, kind="repeat", day=9)
    assert (nine.state, nine.dose, nine.template) == ("accepted", False, "sms/magnesium/day-09.food_first")
    assert nine.text != world.rows(ana, kind="step", day=9)[0].text


def test_a_conversation_lets_a_repeated_lesson_wait_and_the_day_leaves_it_out(world: World) -> None:
    ana = world.enrol()
    world.move(at(10, 20))
    ask(world, ana, "repeat week")
    world.move(at(14, 9))
    holds.place(EnrolmentId(ana.pk), "conversation", "the coach writes", "coach", world.now)
    world.move(at(14, 15))
    assert {row.reason for row in world.rows(ana, kind="repeat", day=8)} == {"talking"}
    holds.clear(EnrolmentId(ana.pk), "conversation", "coach", "done", world.now)
    world.move(at(14, 16))
    assert repeated(world, ana)[1:] == [(8, "Mar 16", "sms"), (8, "Mar 16", "email")]
    holds.place(EnrolmentId(ana.pk), "conversation", "the coach writes", "coach", world.now)
    world.move(at(18, 20))
    assert [(row.day, row.state, row.reason) for row in world.rows(ana, kind="repeat", state="skipped")] == [
        (9, "skipped", "talking"), (10, "skipped", "talking"),
    ]  # fmt: skip


def test_time_and_email_only_hold_for_repeated_lessons_too(world: World) -> None:
    ana = world.enrol()
    world.move(at(10, 20))
    ask(world, ana, "repeat week")
    ask(world, ana, "time 15:00")
    ask(world, ana, "email only")
    world.move(at(18, 20))
    assert {row.channel for row in world.rows(ana, kind="repeat", state="accepted")} == {"email"}
    assert {row.handed_at.astimezone(BERLIN).hour for row in world.rows(ana, kind="repeat", state="accepted")} == {15}
    assert [day for day, _, _ in repeated(world, ana)] == [5, 8, 9, 10]


def test_later_moves_a_repeated_lesson_of_today(world: World) -> None:
    ana = world.enrol()
    world.move(at(10, 20))
    ask(world, ana, "repeat week")
    world.move(at(11, 9))
    assert ask(world, ana, "later 18:00") == Done("later-ok", {"at_time": "6:00 pm"})
    world.move(at(11, 20))
    assert world.rows(ana, kind="repeat", state="accepted")[0].handed_at.astimezone(BERLIN).hour == 18


def test_a_stop_within_a_repeated_week_ends_it(world: World) -> None:
    ana = world.enrol()
    world.move(at(10, 20))
    ask(world, ana, "repeat week")
    world.text("STOP")
    world.move(at(18, 20))
    assert repeated(world, ana) == []
    assert {row.reason for row in world.rows(ana, kind="repeat")} == {"stopped"}


def test_a_repeated_lesson_over_the_cap_is_left_out_and_looked_at_once(world: World) -> None:
    ana = world.enrol()
    world.move(at(10, 20))
    ask(world, ana, "repeat week")
    world.office = replace(world.office, daily_cap=0)
    world.move(at(11, 20))
    assert [(row.state, row.reason) for row in world.rows(ana, kind="repeat", day=5)] == [("skipped", "cap")]
