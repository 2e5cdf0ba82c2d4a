"""A person steers their programme: what each control changes about the next messages, and how it is taken back."""

from datetime import datetime

import pytest

from coaching.core.model import Channel
from coaching.journeys import prefer
from coaching.journeys.steer import Done, Refused
from coaching.store.consents import Proof
from coaching.store.models import Change, Enrolment, Message, Pause, Subscriber
from tests.steering import BERLIN, TAKEN, ask, at, days, lessons, sent_at
from tests.world import World

pytestmark = pytest.mark.database

# Pause and resume


def test_a_pause_of_five_days_keeps_the_place_and_ends_by_itself(world: World) -> None:
    ana = world.enrol()
    world.move(at(3, 8))
    assert ask(world, ana, "pause 5 days") == Done("pause-ok", {"pause_days": 5, "resume_day": 3})
    world.move(at(10, 20))
    assert lessons(ana)[2:] == [(3, "Mar 10"), (4, "Mar 11"), (5, "Mar 12")]


def test_after_todays_lesson_a_pause_begins_tomorrow(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 12))
    assert ask(world, ana, "PAUSE") == Done("pause-ok", {"pause_days": 7, "resume_day": 3})
    world.move(at(11, 20))
    assert lessons(ana)[2:] == [(3, "Mar 12"), (4, "Mar 13")]


def test_a_pause_until_a_day_has_that_day_in_it(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 12))  # Wednesday, 4 March
    assert ask(world, ana, "pause until Friday") == Done("pause-ok", {"pause_days": 2, "resume_day": 3})
    world.move(at(5, 20))
    assert lessons(ana)[2:] == [(3, "Mar 07")]


def test_a_pause_until_today_is_refused_once_todays_lesson_is_out(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 12))
    assert isinstance(ask(world, ana, "pause until today"), Refused)
    assert not Pause.objects.exists()


def test_after_a_pause_over_the_clock_change_lessons_come_at_the_same_time_of_day(world: World) -> None:
    ana = world.enrol(start="2026-03-26")  # clocks change on Sunday, 29 March
    world.move(datetime(2026, 3, 27, 12, tzinfo=BERLIN))
    assert ask(world, ana, "pause until 30 March") == Done("pause-ok", {"pause_days": 3, "resume_day": 3})
    world.move(datetime(2026, 4, 2, 20, tzinfo=BERLIN))
    assert lessons(ana) == [(1, "Mar 26"), (2, "Mar 27"), (3, "Mar 31"), (4, "Apr 01"), (5, "Apr 02")]
    assert sent_at(ana, 2).utcoffset() != sent_at(ana, 4).utcoffset()
    assert (sent_at(ana, 2).hour, sent_at(ana, 5, "email").hour) == (10, 10)


def test_a_newer_pause_takes_the_place_of_an_older_one_and_undo_brings_the_older_one_back(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 12))
    ask(world, ana, "pause 14")
    world.move(at(4, 12))
    assert ask(world, ana, "pause 2") == Done("pause-ok", {"pause_days": 2, "resume_day": 3})
    assert ask(world, ana, "undo") == Done("undo-ok", {"undone": "the pause of 2 days"})
    world.move(at(18, 20))
    assert lessons(ana)[2:] == [(3, "Mar 19"), (4, "Mar 20")]


def test_undo_of_a_pause_sends_todays_lesson_as_if_nothing_had_been_said(world: World) -> None:
    ana = world.enrol()
    world.move(at(3, 8))
    ask(world, ana, "pause 5")
    assert ask(world, ana, "UNDO") == Done("undo-ok", {"undone": "the pause of 5 days"})
    assert not Pause.objects.exists()
    world.move(at(4, 20))
    assert lessons(ana)[2:] == [(3, "Mar 05"), (4, "Mar 06")]


def test_undo_the_day_after_loses_no_lesson(world: World) -> None:
    ana = world.enrol()
    world.move(at(3, 9))
    ask(world, ana, "pause 5")
    world.move(at(4, 8))
    ask(world, ana, "undo")
    world.move(at(5, 20))
    assert lessons(ana)[2:] == [(3, "Mar 06"), (4, "Mar 07")]


def test_resume_ends_a_pause_and_its_undo_pauses_again(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 12))
    ask(world, ana, "pause 10")
    world.move(at(5, 8))
    assert ask(world, ana, "resume") == Done("resume-ok", {"resume_day": 3})
    world.move(at(5, 20))
    assert ask(world, ana, "undo") == Done("undo-ok", {"undone": "the end of the pause"})
    world.move(at(14, 20))
    assert lessons(ana)[2:] == [(3, "Mar 07"), (4, "Mar 15"), (5, "Mar 16")]


def test_resume_without_a_pause_is_refused(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 12))
    assert ask(world, ana, "resume") == Refused("Your program is not paused, so it goes on as it is.")


# Later


def test_later_moves_todays_lesson_by_three_hours_and_tomorrows_not_at_all(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 9))
    assert ask(world, ana, "LATER") == Done("later-ok", {"at_time": "1:00 pm"})
    world.move(at(7, 20))
    assert (sent_at(ana, 2).hour, sent_at(ana, 2).minute // 10) == (13, 0)
    assert sent_at(ana, 6).hour == 10
    assert days(ana) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("text", "hour", "said"),
    [
        ("later 18:00", 18, "6:00 pm"),
        ("later at 6", 18, "6:00 pm"),
        ("later tonight", 20, "8:00 pm"),
        ("later at 23:00", 20, "8:55 pm"),
        ("later 2 hours", 12, "12:00 pm"),
        ("later in 12 hours", 20, "8:55 pm"),
    ],
)
def test_later_is_today_and_in_open_hours(world: World, text: str, hour: int, said: str) -> None:
    ana = world.enrol()
    world.move(at(2, 9))
    assert ask(world, ana, text) == Done("later-ok", {"at_time": said})
    world.move(at(2, 23))
    assert sent_at(ana, 2).hour == hour


def test_later_after_the_lesson_or_at_a_time_gone_by_is_refused(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 9))
    assert isinstance(ask(world, ana, "later 8:00"), Done)  # 8 in the evening
    assert isinstance(ask(world, ana, "later 08:00"), Refused)
    world.move(at(3, 18))
    assert isinstance(ask(world, ana, "later"), Refused)
    ask(world, ana, "pause")
    world.move(at(4, 8))
    assert ask(world, ana, "later") == Refused("Your program is paused, so no text comes today. Reply RESUME to go on.")


def test_undo_of_later_gives_the_lesson_its_time_back_if_that_is_still_ahead(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 9))
    ask(world, ana, "later")
    assert ask(world, ana, "undo") == Done("undo-ok", {"undone": "the later time for today"})
    world.move(at(2, 12))
    assert sent_at(ana, 2).hour == 10
    world.move(at(6, 9))
    ask(world, ana, "later 18:00")
    world.move(at(6, 12))
    assert isinstance(ask(world, ana, "undo"), Refused)
    world.move(at(6, 20))
    assert sent_at(ana, 6).hour == 18
    assert isinstance(ask(world, ana, "undo"), Refused)


# Time


def test_time_moves_all_lessons_or_those_of_one_slot_and_undo_moves_them_back(world: World) -> None:
    ana = world.enrol()
    world.move(at(1, 20))
    assert ask(world, ana, "TIME 11:30") == Done("time-ok", {"at_time": "11:30 am"})
    world.move(at(4, 20))
    assert {sent_at(ana, day).hour for day in (2, 3, 4)} == {11}
    assert ask(world, ana, "time pm 7") == Done("time-ok", {"at_time": "7:00 pm"})
    world.move(at(7, 21))
    assert [sent_at(ana, day).hour for day in (6, 7)] == [11, 19]
    ask(world, ana, "time 15:00")
    ask(world, ana, "undo")
    world.move(at(11, 20))
    assert [sent_at(ana, day).hour for day in (9, 11)] == [11, 19]


@pytest.mark.parametrize(("text", "said", "hour"), [("time 7:30", "8:00 am", 8), ("time 23:00", "8:55 pm", 20)])
def test_a_time_outside_the_open_hours_is_moved_into_them_and_the_reply_says_so(
    world: World, text: str, said: str, hour: int
) -> None:
    ana = world.enrol()
    world.move(at(1, 20))
    assert ask(world, ana, text) == Done("time-ok", {"at_time": said})
    world.move(at(2, 23))
    assert sent_at(ana, 2).hour == hour


def test_a_time_that_has_passed_today_holds_from_tomorrow(world: World) -> None:
    ana = world.enrol()
    world.move(at(3, 12))  # day 3 comes at 17:30 and only fits its own hour
    assert ask(world, ana, "time 9:00") == Done("time-ok", {"at_time": "9:00 am"})
    world.move(at(4, 20))
    assert sent_at(ana, 3).hour == 17
    assert sent_at(ana, 4).hour == 9


# Less and more


def test_less_leaves_lessons_out_and_more_brings_them_back(world: World) -> None:
    ana = world.enrol()
    world.move(at(7, 20))
    assert ask(world, ana, "less") == Done("less-ok")
    world.move(at(14, 20))
    assert days(ana)[7:] == [11, 14]
    assert {row.reason for row in world.rows(ana, day__in=(8, 9, 10, 12, 13))} == {"less"}
    assert ask(world, ana, "more") == Done("more-ok")
    world.move(at(16, 20))
    assert days(ana)[9:] == [15, 16]


def test_undo_of_less_brings_the_daily_lesson_back_and_of_more_takes_it_away(world: World) -> None:
    ana = world.enrol()
    world.move(at(7, 20))
    ask(world, ana, "less")
    ask(world, ana, "less")
    assert Change.objects.count() == 1
    assert ask(world, ana, "undo") == Done("undo-ok", {"undone": "fewer texts"})
    world.move(at(8, 20))
    assert days(ana)[7:] == [8]
    ask(world, ana, "less")
    ask(world, ana, "more")
    assert ask(world, ana, "undo") == Done("undo-ok", {"undone": "a text a day"})
    world.move(at(11, 20))
    assert days(ana)[8:] == [11]


# Channels


def channels(enrolment: Enrolment, day: int) -> set[str]:
    rows = Message.objects.filter(enrolment=enrolment, kind="step", day=day, state__in=TAKEN)
    return set(rows.values_list("channel", flat=True))


def test_email_only_and_sms_only_carry_everything_and_undo_brings_both_back(world: World) -> None:
    ana = world.enrol()
    world.move(at(6, 20))
    assert ask(world, ana, "email only") == Done("only-email-ok")
    world.move(at(9, 20))
    assert [channels(ana, day) for day in (7, 8, 9)] == [{"email"}, {"email"}, {"email"}]
    assert ask(world, ana, "text only") == Done("only-sms-ok")
    world.move(at(12, 20))
    assert channels(ana, 12) == {"sms"}
    ask(world, ana, "email only")
    ask(world, ana, "text only")
    assert ask(world, ana, "undo") == Done("undo-ok", {"undone": "texts only"})
    assert world.again(ana).only == "email"
    assert ask(world, ana, "both") == Done("undo-ok", {"undone": "email only"})
    world.move(at(14, 20))
    assert channels(ana, 14) == {"sms", "email"}
    assert ask(world, ana, "both") == Refused("You get both already, texts and emails.")
    assert world.again(ana).subscriber.sms_state == "active"


@pytest.mark.parametrize(("changes", "text"), [({"email": ""}, "email only"), ({"phone": ""}, "sms only")])
def test_a_channel_that_cannot_carry_the_programme_is_refused_with_its_reason(
    world: World, changes: dict[str, object], text: str
) -> None:
    ana = world.enrol(**changes)
    assert isinstance(ask(world, ana, text), Refused)
    assert world.again(ana).only == ""
    assert isinstance(ask(world, ana, "both"), Refused)


def test_a_revoked_channel_and_one_in_trouble_are_refused(world: World) -> None:
    ana = world.enrol()
    Subscriber.objects.update(email_trouble="550")
    assert ask(world, ana, "email only") == Refused("Our emails do not reach you just now.")
    prefer.stop(ana.subscriber, (Channel.EMAIL,), Proof(how="link", actor="subscriber"), world.moment())
    assert ask(world, ana, "email only") == Refused("We have no yes from you for emails.")


def test_somebody_who_wants_email_only_gets_no_text_even_when_their_email_is_revoked(world: World) -> None:
    ana = world.enrol()
    world.move(at(1, 20))
    ask(world, ana, "email only")
    prefer.stop(ana.subscriber, (Channel.EMAIL,), Proof(how="link", actor="subscriber"), world.moment())
    world.move(at(3, 20))
    assert days(ana) == [1]


# Status


def test_status_says_where_one_is_and_what_comes_next(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 12))
    assert ask(world, ana, "status") == Done(
        "status", {"day": 2, "days": 56, "next_when": "Thu 5 Mar, 5:30 pm", "paused": False}
    )
    ask(world, ana, "pause 3")
    world.move(at(3, 12))
    assert ask(world, ana, "status") == Done(
        "status", {"day": 2, "days": 56, "next_when": "Sun 8 Mar, 5:30 pm", "paused": True}
    )
    prefer.pause(world.again(ana), None, "coach", world.moment())
    assert ask(world, ana, "status").values["next_when"] == "after you RESUME"  # type: ignore[union-attr]  # Done


def test_status_knows_fewer_texts_and_the_repeated_week(world: World) -> None:
    ana = world.enrol()
    world.move(at(7, 20))
    ask(world, ana, "less")
    assert ask(world, ana, "status").values["next_when"].startswith("Fri 13 Mar")  # type: ignore[union-attr]  # Done
    ask(world, ana, "more")
    ask(world, ana, "repeat week")
    assert ask(world, ana, "status").values["next_when"].startswith("Tue 10 Mar")  # type: ignore[union-attr]  # Done
