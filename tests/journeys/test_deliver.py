"""A due message: from the timetable to the provider and back into the ledger."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coaching.core.model import EnrolmentId
from coaching.core.reasons import Reason
from coaching.journeys import books, prefer
from coaching.journeys.timeline import of as timeline_of
from coaching.providers.base import Outgoing, Rejected, RetryLater, Scope, Unknown
from coaching.store import holds, switches
from coaching.store.consents import Proof
from tests.world import START, World

pytestmark = pytest.mark.database


def test_the_first_lesson_goes_out_on_its_local_morning_on_both_channels(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(days=1, hours=6))
    steps = world.rows(enrolment, kind="step")
    assert [(row.day, row.channel, row.state) for row in steps] == [(1, "sms", "accepted"), (1, "email", "accepted")]
    berlin_ten = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    assert all(berlin_ten <= row.due_at < berlin_ten + timedelta(seconds=240) for row in steps)


def test_eight_weeks_give_each_unit_one_row_across_the_clock_change_and_the_books_balance(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(days=60))
    assert world.again(enrolment).status == "completed"
    steps = world.rows(enrolment, kind="step")
    assert {row.state for row in steps} == {"accepted"}
    by_date: dict[date, set[int]] = {}
    for row in steps:
        local = row.handed_at.astimezone(_berlin())
        assert 8 <= local.hour < 21
        by_date.setdefault(local.date(), set()).add(row.day)
    assert [days for _, days in sorted(by_date.items())] == [{day} for day in range(1, 57)]
    drawn = books.draw_up(world.moment())
    assert drawn.balanced
    assert drawn.buckets["accepted"] == drawn.planned == len(steps)


def test_nobody_without_an_all_clear_gets_a_supplement_text(world: World) -> None:
    world.enrol(screen="full")
    world.move(START + timedelta(days=7))
    assert any("Which lunch has more magnesium" in text for text in world.texts())
    assert not any("elemental" in text for text in world.texts())


def test_the_all_clear_answer_opens_supplement_texts_for_a_screened_person(world: World) -> None:
    world.enrol(screen="full")
    world.move(START + timedelta(days=4, hours=12))
    assert world.text("1") == "answer"
    world.move(START + timedelta(days=7))
    assert any("elemental" in text for text in world.texts())


def test_an_all_clear_without_a_recorded_screen_stays_food_first(world: World) -> None:
    world.enrol()
    world.move(START + timedelta(days=4, hours=12))
    assert world.text("1") == "answer"
    world.move(START + timedelta(days=7))
    assert not any("elemental" in text for text in world.texts())


def test_stop_ends_every_programme_message_and_says_why(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(days=3, hours=12))
    before = len(world.texts()) + len(world.emails())
    assert world.text("Stop. Thank you") == "opt_out"
    world.move(START + timedelta(days=70))
    assert len(world.texts()) + len(world.emails()) == before + 1
    assert world.texts()[-1] == "Coach: You are opted out and will get no more texts. Reply START to rejoin."
    assert "asked to stop" in timeline_of(EnrolmentId(enrolment.pk), world.moment()).now_line
    assert books.draw_up(world.moment()).balanced


def test_start_after_stop_goes_on_at_the_right_day(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(days=3, hours=12))
    world.text("STOP")
    world.move(START + timedelta(days=6, hours=1))
    assert world.text("START") == "opt_in"
    world.move(START + timedelta(days=7, hours=23))
    sent = [row.day for row in world.rows(enrolment, kind="step", state="accepted", channel="sms")]
    assert sent[-2:] == [6, 7]
    assert books.draw_up(world.moment()).balanced


def test_a_pause_stretches_the_programme_by_whole_days(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(days=3, hours=4))  # the third day, before its evening text
    first = prefer.pause(world.again(enrolment), 5, "coach", world.moment())
    assert first == date(2026, 3, 5)
    world.move(START + timedelta(days=9))
    rows = world.rows(enrolment, kind="step", channel="sms")
    assert [(row.day, row.on) for row in rows][-2:] == [(2, date(2026, 3, 4)), (3, date(2026, 3, 10))]


def test_a_pause_after_todays_step_begins_tomorrow(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(days=2, hours=6))
    assert prefer.pause(world.again(enrolment), 2, "coach", world.moment()) == date(2026, 3, 5)


def test_a_pause_without_an_end_rests_until_somebody_resumes(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(days=2, hours=6))
    prefer.pause(world.again(enrolment), None, "coach", world.moment())
    world.move(START + timedelta(days=20, hours=1))
    assert max(row.day for row in world.rows(enrolment, kind="step")) == 2
    prefer.resume(world.again(enrolment), "coach", world.office, world.moment())
    world.move(START + timedelta(days=20, hours=14))
    assert max(row.day for row in world.rows(enrolment, kind="step", state="accepted")) == 3
    assert books.draw_up(world.moment()).balanced


def test_an_outage_of_days_brings_no_flood_and_each_missed_text_has_its_reason(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(days=3, hours=12))
    world.now = START + timedelta(days=8, hours=6)  # nobody worked in between
    world.open()
    world.deliver()
    missed = world.rows(enrolment, kind="step", state="skipped")
    assert {row.day for row in missed} == {4, 5, 6, 7}
    assert {row.reason for row in missed} <= {Reason.MISSED, Reason.FOLDED}
    today = world.rows(enrolment, kind="step", day=8)
    assert [row.state for row in today] == ["accepted", "accepted"]
    assert books.draw_up(world.moment()).balanced


def test_a_folded_text_travels_in_the_next_email(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(days=6, hours=12))
    world.now = START + timedelta(days=8, hours=6)
    world.open()
    world.deliver()
    assert "Week 1 check-in" in world.emails()[-1].shell.text
    folded = world.rows(enrolment, kind="step", day=7)
    assert {row.reason for row in folded} == {Reason.FOLDED}
    assert all(row.folded_into for row in folded)


def test_one_faulty_person_is_set_aside_and_the_others_get_theirs(world: World) -> None:
    from coaching.store.models import Subscriber

    healthy = world.enrol()
    poisoned = world.enrol(first_name="Bo", phone="+15551230002", email="bo@example.org")
    world.move(START + timedelta(hours=20))
    Subscriber.objects.filter(pk=poisoned.subscriber_id).update(zone="Nowhere/Real")
    world.now = START + timedelta(days=1, hours=4)
    world.open()
    world.deliver()
    assert {row.state for row in world.rows(healthy, kind="step")} == {"accepted"}
    assert [hold.kind for hold in holds.of(EnrolmentId(poisoned.pk))] == ["fault"]


def test_a_refused_number_is_failed_with_its_reason_and_the_channel_is_marked(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(hours=20))
    world.sms.answer = lambda _: Rejected("21211", Scope.RECIPIENT, "This number does not exist.")
    world.move(START + timedelta(days=1, hours=6))
    row = world.rows(enrolment, kind="step", unit="sms", day=1)[0]
    assert (row.state, row.code, row.detail) == ("failed", "21211", "This number does not exist.")
    assert world.again(enrolment).subscriber.sms_trouble.startswith("21211")
    world.move(START + timedelta(days=2, hours=6))
    second = world.rows(enrolment, kind="step", day=2)
    assert [(row.unit, row.channel, row.state) for row in second] == [("sms", "email", "accepted")]


def test_a_message_the_provider_wants_later_is_tried_again_with_the_same_words(world: World) -> None:
    tries: list[Outgoing] = []

    def busy(message: Outgoing) -> RetryLater:
        tries.append(message)
        return RetryLater(600, "20429", "Too many requests.")

    world.sms.answer = busy
    enrolment = world.enrol(email="")
    world.move(START + timedelta(days=1, hours=3, minutes=5))
    world.sms.answer = None
    world.move(START + timedelta(days=1, hours=4))
    row = world.rows(enrolment, kind="step", unit="sms")[0]
    assert row.state == "accepted"
    assert row.tries == len([t for t in tries if t.message == row.pk]) + 1
    assert [sms.body for sms in world.sms.sent if sms.message == row.pk] == [row.text]  # type: ignore[union-attr]


def test_an_unknown_outcome_is_never_sent_again_by_itself(world: World) -> None:
    world.sms.answer = lambda _: Unknown("no answer in 10 s")
    enrolment = world.enrol(email="")
    world.move(START + timedelta(days=1, hours=12))
    row = world.rows(enrolment, kind="step", unit="sms")[0]
    assert (row.state, row.tries) == ("unknown", 1)


def test_a_hold_placed_during_the_morning_changes_the_text_just_in_time(world: World) -> None:
    enrolment = world.enrol(screen="full")
    world.move(START + timedelta(days=4, hours=12))
    world.text("1")
    holds.place(EnrolmentId(enrolment.pk), "dose", "a test", "coach", world.now)
    world.move(START + timedelta(days=7))
    assert not any("elemental" in text for text in world.texts())


def test_the_stop_switch_keeps_everything_back_until_it_is_released(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(hours=20))
    switches.turn_off("all", "coach", "a test", world.now)
    world.move(START + timedelta(days=1, hours=3, minutes=10))
    assert {row.state for row in world.rows(enrolment, kind="step")} == {"waiting"}
    assert {row.reason for row in world.rows(enrolment, kind="step")} == {Reason.SWITCHED_OFF}
    switches.turn_on("all")
    world.move(START + timedelta(days=1, hours=4))
    assert {row.state for row in world.rows(enrolment, kind="step")} == {"accepted"}


def test_consent_taken_back_between_reserving_and_sending_is_honoured(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(hours=20))

    def stop_meanwhile(message: Outgoing) -> Unknown:
        raise AssertionError(f"message {message.message} left after STOP")

    person = world.again(enrolment).subscriber
    prefer.stop(person, prefer.EVERY_CHANNEL, Proof("page", "subscriber"), world.moment())
    world.sms.answer = stop_meanwhile
    world.email.answer = stop_meanwhile
    world.move(START + timedelta(days=3))


def test_the_timeline_shows_the_days_to_come_in_order(world: World) -> None:
    enrolment = world.enrol()
    world.move(START + timedelta(days=5))
    timeline = timeline_of(EnrolmentId(enrolment.pk), world.moment())
    assert timeline.day == 5
    assert [item.day for item in timeline.future][:2] == [5, 6]
    assert "Next: day 5" in timeline.now_line


def _berlin() -> object:
    from zoneinfo import ZoneInfo

    return ZoneInfo("Europe/Berlin")
