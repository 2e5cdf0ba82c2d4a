"""A person steers their programme: what each control changes about the next messages, and how each is taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from coaching.core import schedule
from coaching.core.controls import Unclear, read_control
from coaching.core.model import Channel, EnrolmentId
from coaching.core.segments import measure
from coaching.journeys import owe, prefer, steer, travel
from coaching.journeys.steer import Done, Refused
from coaching.store import holds, standings
from coaching.store.consents import Proof
from coaching.store.models import Audit, Change, Enrolment, Message, Pause, Subscriber
from tests.world import START, World

pytestmark = pytest.mark.database
BERLIN = ZoneInfo("Europe/Berlin")
TAKEN = ("accepted", "delivered")


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = BERLIN) -> datetime:
    """A local time on the date that day of the programme has without pauses (day 1 is 3 March 2026)."""
    return datetime(2026, 3, 2, hour, minute, tzinfo=zone) + timedelta(days=day)


def ask(world: World, enrolment: Enrolment, text: str) -> Done | Refused:
    """What receive does with a control word: read it, carry it out."""
    enrolment = world.again(enrolment)
    today = schedule.local_date(world.now, standings.zone(enrolment.subscriber.zone))
    control = read_control(text, today, steer.places())
    assert control is not None, text
    assert not isinstance(control, Unclear), text
    outcome = steer.steer(enrolment, control, f"subscriber {enrolment.subscriber_id}", world.office, world.moment())
    world.deliver()
    return outcome


def lessons(enrolment: Enrolment, zone: ZoneInfo = BERLIN) -> list[tuple[int, str]]:
    """Day of the programme and local date of each lesson that went out, new or repeated, in order of sending."""
    rows = Message.objects.filter(enrolment=enrolment, kind__in=("step", "repeat"), state__in=TAKEN)
    found = [(row.day, f"{row.handed_at.astimezone(zone):%b %d}") for row in rows.order_by("handed_at", "pk")]
    return list(dict.fromkeys(found))


def days(enrolment: Enrolment) -> list[int]:
    return [day for day, _ in lessons(enrolment)]


def sent_at(enrolment: Enrolment, day: int, channel: str = "sms") -> datetime:
    row = Message.objects.get(enrolment=enrolment, kind="step", day=day, channel=channel, state__in=TAKEN)
    assert row.handed_at is not None
    return row.handed_at.astimezone(standings.zone(row.subscriber.zone))


def reply(world: World, enrolment: Enrolment, outcome: Done | Refused) -> str:
    """The text that receive sends."""
    template, values = (
        ("control-refused", {"why_not": outcome.why})
        if isinstance(outcome, Refused)
        else (outcome.template, outcome.values)
    )
    raw = Message.objects.count()
    owed = owe.answer(world.again(enrolment), raw, template, values, Channel.SMS, world.office, world.moment())
    assert owed is not None
    return Message.objects.get(pk=owed.message).text


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


# The week once more


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
    from dataclasses import replace

    ana = world.enrol()
    world.move(at(10, 20))
    ask(world, ana, "repeat week")
    world.office = replace(world.office, daily_cap=0)
    world.move(at(11, 20))
    assert [(row.state, row.reason) for row in world.rows(ana, kind="repeat", day=5)] == [("skipped", "cap")]


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


# Travel


def zone_of(world: World, enrolment: Enrolment) -> str:
    return world.again(enrolment).subscriber.zone


def test_away_keeps_the_time_of_the_place_and_comes_home_by_itself(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 20))
    assert ask(world, ana, "in New York until Friday") == Done(
        "away-ok", {"place": "New York", "away_until": "Fri 6 Mar"}
    )
    new_york = ZoneInfo("America/New_York")
    world.move(at(4, 23, zone=new_york))
    assert [sent_at(ana, day).hour for day in (3, 4)] == [17, 17]
    assert travel.come_home(world.office, world.moment()) == 0
    world.move(at(5, 0, 1, zone=new_york))
    assert travel.come_home(world.office, world.moment()) == 1
    assert travel.come_home(world.office, world.moment()) == 0
    person = world.again(ana).subscriber
    assert (person.zone, person.home_zone, person.home_at) == ("Europe/Berlin", "", None)
    world.move(at(6, 20))
    assert sent_at(ana, 6).hour == 10
    assert days(ana) == [1, 2, 3, 4, 5, 6]


def test_away_without_a_date_lasts_until_somebody_is_back_home(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 20))
    assert ask(world, ana, "I'm in Tokyo") == Done("away-ok", {"place": "Tokyo", "away_until": "you reply BACK HOME"})
    world.move(at(5, 20))
    assert travel.come_home(world.office, world.moment()) == 0
    assert ask(world, ana, "back home") == Done("undo-ok", {"undone": "the time of your trip"})
    assert zone_of(world, ana) == "Europe/Berlin"
    assert ask(world, ana, "back home") == Refused("You are on your home time already.")
    ask(world, ana, "undo")
    assert zone_of(world, ana) == "Asia/Tokyo"
    assert ask(world, ana, "back in Berlin") == Done("undo-ok", {"undone": "the time of your trip"})
    assert zone_of(world, ana) == "Europe/Berlin"


def test_one_trip_follows_another_and_undo_goes_back_one_place(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 20))
    ask(world, ana, "in Tokyo until 10 March")
    ask(world, ana, "in New York until 12 March")
    person = world.again(ana).subscriber
    assert (person.zone, person.home_zone) == ("America/New_York", "Europe/Berlin")
    ask(world, ana, "undo")
    person = world.again(ana).subscriber
    assert (person.zone, person.home_zone) == ("Asia/Tokyo", "Europe/Berlin")
    assert person.home_at == datetime(2026, 3, 11, tzinfo=ZoneInfo("Asia/Tokyo"))
    ask(world, ana, "undo")
    person = world.again(ana).subscriber
    assert (person.zone, person.home_zone, person.home_at) == ("Europe/Berlin", "", None)


def test_the_place_where_one_lives_is_no_trip(world: World) -> None:
    ana = world.enrol()
    assert isinstance(ask(world, ana, "in Munich until Friday"), Refused)


def test_a_lesson_that_was_still_to_come_is_not_lost_to_the_hours_of_the_new_place(world: World) -> None:
    ana = world.enrol(zone="America/New_York")
    new_york, tokyo = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
    world.move(at(2, 9, zone=new_york))  # 23:00 in Tokyo: day 2 was due at 10:00
    ask(world, ana, "in Tokyo until 20 March")
    world.move(at(5, 20, zone=tokyo))
    assert lessons(ana, tokyo)[1:] == [(2, "Mar 05"), (3, "Mar 06"), (4, "Mar 07")]


def test_an_undone_trip_leaves_no_trace_in_the_programme(world: World) -> None:
    ana = world.enrol(zone="America/New_York")
    new_york = ZoneInfo("America/New_York")
    world.move(at(2, 9, zone=new_york))
    ask(world, ana, "in Tokyo until 20 March")
    ask(world, ana, "undo")
    assert not Pause.objects.exists()
    world.move(at(3, 20, zone=new_york))
    assert lessons(ana, new_york) == [(1, "Mar 03"), (2, "Mar 04"), (3, "Mar 05")]


def _trips(seed: int, hours: Sequence[int]) -> list[tuple[datetime, str]]:
    chance = Random(seed)
    now, trips = at(1, 0), []
    while now < at(10, 0):
        now += timedelta(hours=chance.choice(hours), minutes=chance.choice((0, 1, 29, 59)))
        trips.append((now, chance.choice(("Tokyo", "New York", "Berlin"))))
    return trips


PLACES = {"Tokyo": "Asia/Tokyo", "New York": "America/New_York", "Berlin": "Europe/Berlin"}


@pytest.mark.parametrize("seed", range(8))
def test_nobody_gets_two_lessons_on_one_local_day_or_loses_one_however_they_travel(world: World, seed: int) -> None:
    ana = world.enrol()
    zones = [(START, "Europe/Berlin")]
    for now, place in _trips(seed, (7, 13, 20, 24, 31)):
        world.move(now)
        ask(world, ana, f"I'm in {place}")
        zones.append((now, PLACES[place]))
    world.move(at(16, 23))
    assert_one_a_day(ana, zones)
    assert len(days(ana)) >= 8


def assert_one_a_day(enrolment: Enrolment, zones: Sequence[tuple[datetime, str]]) -> None:
    """Each lesson came in its order and in open hours, and by the calendar of the place where the person was then, no
    other had come that day. `zones`: since when they were where."""
    rows = Message.objects.filter(enrolment=enrolment, kind="step", handed_at__isnull=False)
    instants = {row.day: row.handed_at for row in rows.order_by("handed_at", "pk") if row.handed_at}
    assert list(instants) == list(range(1, len(instants) + 1))
    for day, instant in instants.items():
        zone = ZoneInfo([name for since, name in zones if since <= instant][-1])
        local = instant.astimezone(zone)
        assert 8 <= local.hour < 21
        earlier = {instants[before].astimezone(zone).date() for before in range(1, day)}
        assert local.date() not in earlier, f"two lessons on {local.date()} in {zone.key}"


@pytest.mark.parametrize("home", ["Asia/Tokyo", "Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("place", ["Tokyo", "Berlin", "New York"])
@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_a_trip_that_begins_around_midnight_doubles_and_loses_nothing(
    world: World, home: str, place: str, minutes: int
) -> None:
    if PLACES[place] == home:
        return
    zone, there = ZoneInfo(home), ZoneInfo(PLACES[place])
    begins, ends = at(4, 0, zone=zone) + timedelta(minutes=minutes), at(8, 0, zone=there)
    ana = world.enrol(zone=home)
    world.move(begins)
    ask(world, ana, f"in {place} until Monday")
    world.move(ends)
    assert travel.come_home(world.office, world.moment()) == 1
    world.move(at(13, 23, zone=zone))
    assert_one_a_day(ana, [(START, home), (begins, PLACES[place]), (ends, home)])
    rows = Message.objects.filter(enrolment=ana, kind="step").exclude(state__in=TAKEN)
    assert {row.reason for row in rows} <= {"carried_by_other"}
    assert len(days(ana)) >= 11


# Undo, and what is refused


def test_undo_takes_back_one_change_after_the_other_and_then_says_there_is_none(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 12))
    ask(world, ana, "less")
    ask(world, ana, "time 11:00")
    assert ask(world, ana, "undo").values == {"undone": "the new time of your texts"}  # type: ignore[union-attr]  # Done
    assert ask(world, ana, "undo").values == {"undone": "fewer texts"}  # type: ignore[union-attr]  # Done
    assert ask(world, ana, "undo") == Done("nothing-to-undo")
    assert (world.again(ana).cadence, world.again(ana).slots) == ("daily", {})


def test_a_change_older_than_a_day_stands(world: World) -> None:
    ana = world.enrol()
    world.move(at(2, 12))
    ask(world, ana, "less")
    world.move(at(3, 12, 1))
    assert ask(world, ana, "undo") == Done("nothing-to-undo")
    assert world.again(ana).cadence == "light"


@pytest.mark.parametrize(
    "text", ["pause", "resume", "later", "time 9", "less", "email only", "repeat week", "back home"]
)
def test_nothing_is_steered_once_the_programme_has_ended(world: World, text: str) -> None:
    ana = world.enrol()
    prefer.end(ana, "coach", world.moment())
    assert ask(world, ana, text) == Refused("Your program is not running just now.")
    assert ask(world, ana, "undo") == Done("nothing-to-undo")
    assert ask(world, ana, "status").values["next_when"] == "none, it is done"  # type: ignore[union-attr]  # Done


def test_a_wish_for_a_time_is_told_when_somebody_else_changed_the_times_meanwhile(world: World) -> None:
    ana = world.enrol()
    from coaching.store import enrolments

    assert enrolments.set_slots(EnrolmentId(ana.pk), {}, {"am": "09:00", "pm": "18:00"})
    assert not enrolments.set_slots(EnrolmentId(ana.pk), {}, {"am": "11:00"})
    assert enrolments.set_slots(EnrolmentId(ana.pk), {"am": "09:00", "pm": "18:00"}, {})


def test_each_change_is_audited_by_kind_and_never_by_place(world: World) -> None:
    ana = world.enrol()
    ask(world, ana, "in Tokyo until Friday")
    [line] = Audit.objects.filter(verb="steered")
    assert line.facts == {"control": "Away"}


EVERYTHING = """status
pause 90
undo
pause until Friday
resume
undo
resume
later
undo
time 22:30
undo
less
more
email only
both
sms only
undo
repeat week
repeat week
status
undo
in Ho Chi Minh City until 30 September
in Dominican Republic until 30 September
I'm in Springfield Illinois
in Berlin until Friday
back home
back home
both"""


def test_each_answer_fits_one_text(world: World) -> None:
    ana = world.enrol(first_name="Bartholomew-Jane")
    world.move(at(10, 9))
    for text in EVERYTHING.splitlines():
        outcome = ask(world, ana, text)
        said = reply(world, ana, outcome)
        parts = measure(said)
        assert parts.count == 1, said
        assert parts.encoding == "GSM-7", said
        assert not isinstance(outcome, Refused) or len(outcome.why) <= 95
        world.now += timedelta(seconds=1)
