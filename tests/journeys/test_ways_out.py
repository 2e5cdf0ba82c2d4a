"""Every 30 days somebody who gets texts is told in one how to end them, whatever was moved or left out."""

from datetime import timedelta
from itertools import pairwise

import pytest

from coaching.core.linting.required import SMS_STOP
from coaching.core.model import SubscriberId
from coaching.journeys import prefer
from coaching.store import ways_out
from coaching.store.models import Enrolment, Message, TemplateVersion
from tests.world import START, World

DAY = timedelta(days=1)


def reminders(world: World, run: Enrolment) -> list[Message]:
    return [row for row in world.rows(run, kind="nudge") if row.template.endswith("/monthly")]


def longest_gap(world: World, run: Enrolment) -> int:
    """The most days between two texts that name STOP, with the enrolment and the last text of all at its ends."""
    texts = [row for row in world.rows(run, channel="sms") if row.state in ("accepted", "delivered")]
    told = sorted(row.due_at for row in texts if SMS_STOP.search(row.text))
    marks = [at.date() for at in (run.enrolled_at, *told, max(row.due_at for row in texts))]
    return max((after - before).days for before, after in pairwise(marks))


def test_who_lives_the_programme_day_by_day_needs_no_reminder(world: World) -> None:
    run = world.enrol()
    world.move(START + 60 * DAY)
    assert reminders(world, run) == []
    assert longest_gap(world, run) <= 30


def test_who_begins_late_is_reminded_on_the_way(world: World) -> None:
    run = world.enrol(start="2026-03-20")
    world.move(START + 100 * DAY)
    assert [row.state for row in reminders(world, run)] == ["accepted"]
    assert longest_gap(world, run) <= 30


def test_who_begins_after_more_than_a_month_is_reminded_with_the_first_text(world: World) -> None:
    run = world.enrol(start="2026-04-10")
    world.move(START + 100 * DAY)
    [one] = reminders(world, run)
    first = Message.objects.filter(enrolment=run, kind="step", channel="sms").earliest("due_at")
    assert one.on == first.on


def test_a_pause_makes_the_gap_longer_and_the_reminder_comes_after_it(world: World) -> None:
    run = world.enrol()
    world.move(START + 10 * DAY)
    prefer.pause(world.again(run), 14, "maya", world.moment())
    world.move(START + 80 * DAY)
    *capped, one = reminders(world, run)
    assert [(row.state, row.reason) for row in capped] == [("skipped", "cap")]  # a day with three messages already
    assert {"LESS", "PAUSE", "HELP", "STOP"} <= set(one.text.replace(".", "").replace(",", "").split())
    assert one.on is not None
    assert (one.on - START.date()).days == 30
    assert longest_gap(world, run) <= 30


def test_nobody_without_texts_is_reminded(world: World) -> None:
    run = world.enrol(start="2026-04-10", phone="")
    world.move(START + 90 * DAY)
    assert reminders(world, run) == []


def test_a_reminder_that_could_not_leave_is_owed_again_with_the_next_text(world: World) -> None:
    run = world.enrol(start="2026-03-20")
    world.move(START + 31 * DAY)
    [first] = reminders(world, run)
    Message.objects.filter(pk=first.pk).update(state="failed")
    world.move(START + 33 * DAY)
    assert [row.state for row in reminders(world, run)] == ["failed", "accepted"]


def test_a_reminder_that_breaks_on_one_person_keeps_nobodys_lesson_back(world: World) -> None:
    broken, other = (
        world.enrol(first_name=name, start="2026-03-20", phone=f"+1555123000{n}", email=f"{name}@example.org")
        for n, name in enumerate(("Bo", "Ana"), 1)
    )
    told = "{{ brand }}: {{ program }}, about 1 msg/day. LESS, PAUSE, HELP, STOP work."
    TemplateVersion.objects.create(
        name="sms/_house/monthly",
        number=2,
        source=told + "{% if first_name == 'Bo' %}{{ first_name|round }}{% endif %}",
        digest="b" * 64,
        author="maya",
        created_at=START,
        published_at=START,
    )
    world.move(START + 40 * DAY)
    assert reminders(world, broken) == []
    assert [row.state for row in reminders(world, other)] == ["accepted"]
    assert len(world.rows(broken, kind="step")) == len(world.rows(other, kind="step"))


@pytest.mark.database
def test_what_was_found_is_remembered(world: World) -> None:
    run = world.enrol(start="2026-03-20")
    world.move(START + 60 * DAY)
    [one] = reminders(world, run)
    halfway = Message.objects.get(enrolment=run, day=28, channel="sms")
    assert world.again(run).ways_out_at == halfway.due_at
    person = SubscriberId(run.subscriber_id)
    assert ways_out.last_texts([person], SMS_STOP, START) == {person: halfway.due_at}
    assert ways_out.last_texts([person], SMS_STOP, halfway.due_at) == {}
    assert one.due_at < halfway.due_at
