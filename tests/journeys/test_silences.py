"""What happens when nobody answers: one reminder, never more than asked for, and at last a coach."""

from datetime import timedelta

import pytest

from coaching.journeys import coach_says, converse, silences
from coaching.journeys.coach_says import NotSaid
from coaching.store.models import Alert, Enrolment, Hold, Message, OpenQuestion
from tests.world import START, World

pytestmark = pytest.mark.database


def days(world: World, until: timedelta) -> None:
    """Lets time pass, with the chores once in three hours."""
    end = START + until
    while world.now < end:
        world.move(min(end, world.now + timedelta(hours=3)))
        silences.look_after(world.office, world.moment())
        world.deliver()


def reminders(run: Enrolment) -> list[str]:
    return list(Message.objects.filter(enrolment=run, kind="nudge", state="accepted").values_list("text", flat=True))


def test_a_question_is_reminded_of_once_about_a_day_later_in_open_hours(world: World) -> None:
    run = world.enrol(email="")
    days(world, timedelta(days=3))
    [said] = reminders(run)
    assert said.startswith("Coach: No rush, Ana. Just one number when you can:")
    [row] = Message.objects.filter(enrolment=run, kind="nudge")
    assert row.handed_at is not None
    assert 7 <= row.handed_at.hour < 20
    assert row.handed_at - OpenQuestion.objects.get(enrolment=run, question="ready").asked_at >= timedelta(hours=24)


def test_who_has_answered_is_not_reminded(world: World) -> None:
    run = world.enrol(email="")
    world.move(START + timedelta(days=1, hours=6))
    for said in ("1", "7", "3", "6", "4", "5"):
        world.text(said)
        world.deliver()
    days(world, timedelta(days=3))
    assert reminders(run) == []


def test_no_more_than_two_reminders_in_a_week(world: World) -> None:
    run = world.enrol(email="")
    days(world, timedelta(days=8))
    asked = [text for text in reminders(run) if "No rush" in text]
    assert 1 <= len(asked) <= 2


def test_two_misses_bring_one_offer_of_fewer_texts(world: World) -> None:
    run = world.enrol(email="")
    days(world, timedelta(days=10))
    assert sum("Too many texts" in text for text in reminders(run)) == 1


def test_somebody_without_sms_is_offered_less_once_too(world: World) -> None:
    """A rehearsal showed it: the offer travels inside another email, was not recognised, and came every day."""
    run = world.enrol(phone="")
    days(world, timedelta(days=14))
    offers = Message.objects.filter(enrolment=run, dedupe_key__startswith="offer-less:")
    assert offers.count() == 1


def test_ten_silent_days_are_a_task_for_a_coach_and_an_offer_of_a_break(world: World) -> None:
    run = world.enrol(email="")
    days(world, timedelta(days=13))
    assert Alert.objects.filter(kind="silent", enrolment=run).count() == 1
    assert sum("Would a break help" in text for text in reminders(run)) == 1


@pytest.mark.slow
def test_the_safety_question_is_asked_again_and_then_a_coach_is_told_and_doses_are_held(world: World) -> None:
    run = world.enrol(email="")
    days(world, timedelta(days=30))
    assert [row.round for row in OpenQuestion.objects.filter(enrolment=run, question="safety").order_by("pk")] == [1, 2]
    assert Alert.objects.filter(kind="safety_silent", enrolment=run).count() == 1
    assert Hold.objects.filter(enrolment=run, kind="dose", cleared_at=None).exists()


def test_in_a_pause_nobody_is_reminded(world: World) -> None:
    run = world.enrol(email="")
    world.move(START + timedelta(days=1, hours=6))
    world.text("PAUSE 20")
    days(world, timedelta(days=12))
    assert reminders(run) == []


def test_a_coach_writes_and_lessons_wait_until_nobody_has_written_for_a_day(world: World) -> None:
    run = world.enrol(email="")
    world.move(START + timedelta(days=2, hours=1))
    coach_says.say(run, "How was your night?", "maya", world.office, world.moment())
    world.deliver()
    assert world.texts()[-1] == "Coach: How was your night?"
    world.move(START + timedelta(days=2, hours=12))
    assert world.rows(run, kind="step", day=2) == []
    world.move(START + timedelta(days=3, hours=2))
    assert converse.end_quiet_talks(world.office, world.moment()) == 1
    world.move(START + timedelta(days=3, hours=14))
    assert [row.state for row in world.rows(run, kind="step", day=3)] == ["accepted"]
    [waited] = world.rows(run, kind="step", day=2)
    assert waited.reason == "talking"


def test_a_coachs_words_wait_for_the_open_hours_unless_the_person_has_just_written(world: World) -> None:
    run = world.enrol(email="")
    world.move(START + timedelta(days=2, hours=17))
    before = len(world.texts())
    coach_says.say(run, "Good evening", "maya", world.office, world.moment())
    world.deliver()
    assert len(world.texts()) == before
    world.text("I cannot sleep and would like to talk about it, if that is possible at all")
    coach_says.say(run, "Of course", "maya", world.office, world.moment())
    world.deliver()
    assert world.texts()[-1] == "Coach: Of course"


def test_a_coach_cannot_write_to_somebody_who_stopped(world: World) -> None:
    run = world.enrol(email="")
    world.move(START + timedelta(days=2, hours=1))
    world.text("STOP")
    with pytest.raises(NotSaid, match="call instead"):
        coach_says.say(world.again(run), "Hello?", "maya", world.office, world.moment())


def test_a_coachs_words_go_by_email_where_there_is_no_phone(world: World) -> None:
    run = world.enrol(phone="")
    world.move(START + timedelta(days=2, hours=1))
    coach_says.say(run, "How was <your> night?", "maya", world.office, world.moment())
    world.deliver()
    mail = world.emails()[-1]
    shown = mail.shell.text
    for tag, value in mail.substitutions.items():
        shown = shown.replace(tag, value)
    assert "How was <your> night?" in shown
    assert "<your>" not in mail.shell.html + "".join(mail.substitutions.values()).replace("How was <your> night?", "")
