"""The next lesson, sent now or left out by a coach: through the ledger, never two on one day, and the books balance."""

import pytest

from coaching.core.model import EnrolmentId
from coaching.journeys import books, next_lesson, prefer, timeline
from coaching.journeys.prefer import ChangeRefused
from coaching.store.models import Audit, Enrolment, Hold, Message
from tests.steering import at, days, lessons
from tests.world import World

pytestmark = pytest.mark.database


def out(world: World, ana: Enrolment, day: int) -> None:
    next_lesson.leave_out(world.again(ana), day, "maya", world.office, world.moment())


def now(world: World, ana: Enrolment) -> None:
    next_lesson.send_now(world.again(ana), "maya", world.office, world.moment())


def test_todays_lesson_goes_now_and_the_next_one_keeps_its_day(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 8, 30))
    assert days(ana) == [1]
    now(world, ana)
    world.deliver()
    assert days(ana) == [1, 2]
    world.move(at(3, 20))
    assert lessons(ana)[1:] == [(2, "Mar 04"), (3, "Mar 05")]
    assert Audit.objects.filter(verb="sent now", actor="maya").count() == 1


def test_nobody_gets_two_lessons_on_one_day(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 8, 30))
    now(world, ana)
    world.deliver()
    with pytest.raises(ChangeRefused, match="gone out already"):
        now(world, ana)
    world.move(at(2, 20))
    assert days(ana) == [1, 2]


@pytest.mark.parametrize(("hour", "says"), [(6, "Messages may arrive from"), (7, "Messages may arrive from")])
def test_outside_the_window_nothing_goes(world: World, hour: int, says: str) -> None:
    ana = world.enrol()
    world.move(at(2, hour))
    with pytest.raises(ChangeRefused, match=says):
        now(world, ana)


def test_before_the_first_day_and_on_a_break_nothing_goes(world: World) -> None:
    ana = world.enrol()
    with pytest.raises(ChangeRefused, match="begins on"):
        now(world, ana)
    world.move(at(2, 8, 30))
    prefer.pause(world.again(ana), 3, "maya", world.moment())
    with pytest.raises(ChangeRefused, match="paused today"):
        now(world, ana)


def test_a_lesson_that_is_left_out_is_skipped_with_its_reason_and_the_books_balance(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 8, 30))
    out(world, ana, 2)
    world.move(at(3, 20))
    assert days(ana) == [1, 3]
    row = Message.objects.filter(enrolment=ana, day=2).first()
    assert row is not None
    assert (row.state, row.reason) == ("skipped", "left_out")
    assert books.draw_up(world.moment()).balanced


def test_leaving_out_is_taken_back_until_its_day_is_over(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 8, 30))
    out(world, ana, 2)
    next_lesson.take_back(world.again(ana), 2, "maya", world.office, world.moment())
    assert [item.day for item in timeline.of(EnrolmentId(ana.pk), world.moment()).future][:1] == [2]
    world.move(at(2, 20))
    assert lessons(ana) == [(1, "Mar 03"), (2, "Mar 04")]
    out(world, ana, 3)
    world.move(at(4, 8))
    with pytest.raises(ChangeRefused, match="over"):
        next_lesson.take_back(world.again(ana), 3, "maya", world.office, world.moment())
    assert books.draw_up(world.moment()).balanced


def test_leaving_out_twice_leaves_one_out(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 8, 30))
    out(world, ana, 2)
    with pytest.raises(ChangeRefused, match="another one by now"):
        out(world, ana, 2)


def test_a_left_out_lesson_of_today_is_not_sent_now_by_mistake(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 8, 30))
    out(world, ana, 2)
    with pytest.raises(ChangeRefused, match="left out"):
        now(world, ana)


def test_a_lesson_that_a_hold_keeps_back_is_not_pushed_past_it(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 8, 30))
    Hold.objects.create(enrolment=ana, kind="conversation", cause="x", by="maya", at=world.now)
    now(world, ana)
    world.deliver()
    assert days(ana) == [1]


def test_the_sheet_shows_the_words_as_this_person_gets_them(world: World) -> None:
    ana = world.enrol()
    coming = next_lesson.of(world.again(ana), world.office, world.moment())
    assert coming is not None
    assert coming.step.day == 1
    assert "Ana" in "".join(look.text for look in coming.looks)
    assert [bool(look.segments) for look in coming.looks] == [look.channel == "sms" for look in coming.looks]
