"""Publishing another calendar: for newcomers, for everyone under way, and back again. The books balance throughout."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from coaching.campaigns.pinning import to_json
from coaching.core.decide import Status
from coaching.core.model import EnrolmentId
from coaching.core.revising import Add, CannotRevise, Change, Copy, Move, Remove, Slot, revise
from coaching.journeys import audit_books, library, next_lesson, work
from coaching.journeys.calendar import checks, draft, moving, publishing, reach
from coaching.journeys.calendar.draft import DraftConflict, Working
from coaching.journeys.calendar.publishing import CalendarRefused, Published
from coaching.journeys.office import Moment, Office
from coaching.journeys.pieces import Finished
from coaching.providers.base import Accepted, Outcome, Outgoing
from coaching.store import campaigns, enrolments, jobs, questions
from coaching.store.jobs import Claimed
from coaching.store.models import Audit, Enrolment, Job, ScheduleMove
from tests.programme import CAMPAIGN
from tests.world import World

pytestmark = pytest.mark.database
KEY = "magnesium"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Versions never change and are read once per process; here the same number means another row in each test."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    campaigns.get.cache_clear()
    library.forget()
    moving.mark_of.cache_clear()


def working() -> Working:
    found = draft.read(KEY)
    assert found is not None
    return found


def drafted(world: World, *changes: Change) -> Working:
    for each in changes:
        now = working()
        draft.change(now, each, now.revision, "maya", world.moment())
    return working()


def publish(world: World, *changes: Change, everyone: bool) -> Published:
    made = drafted(world, *changes)
    house = world.office.house
    moment = world.moment()
    return publishing.publish(
        made, seen=made.revision, note="why not", everyone=everyone, by="maya", house=house, moment=moment
    )


def work_off(world: World) -> None:
    while work.do_next(world.office, world.moment()):
        pass
    world.deliver()


def balanced(world: World) -> None:
    drawn = audit_books.check(world.office, world.moment())
    assert drawn.balanced, drawn.missing


def to_the_end(world: World, ana: Enrolment) -> None:
    """Every day's books balance; every lesson comes once, and one a day."""
    for _ in range(70):
        world.move(world.now + timedelta(days=1))
        balanced(world)
    rows = world.rows(ana, kind="step")
    assert max(Counter((row.step, row.unit) for row in rows).values()) == 1
    sent: dict[object, set[str]] = {}
    for row in rows:
        if row.accepted_at:
            sent.setdefault(row.on, set()).add(row.step)
    assert all(len(steps) == 1 for steps in sent.values())
    assert world.again(ana).status == Status.COMPLETED


def test_a_new_calendar_is_for_those_who_come_from_now_on(world: World) -> None:
    ana = world.enrol()
    made = publish(world, Move("day-20", 21), everyone=False)
    ben = world.enrol(first_name="Ben", phone="+15551230002", email="ben@example.org")
    assert made.job is None
    assert library.campaign(world.again(ben).campaign_id).steps[20].key == "day-20"
    assert world.again(ana).campaign_id != made.version.id
    assert working().changes == ()


def test_everyone_follows_the_new_calendar_from_their_next_day_and_every_lesson_comes_once(world: World) -> None:
    ana = world.enrol()
    world.move(world.now + timedelta(days=10))
    before = {row.step for row in world.rows(ana, kind="step")}
    publish(world, Move("day-20", 5), Move("day-30", 14), Slot("day-40", "pm"), everyone=True)
    work_off(world)
    balanced(world)
    followed = library.campaign(world.again(ana).campaign_id)
    assert {step.key for step in followed.steps[: len(before)]} == before
    assert "day-20" in {step.key for step in followed.steps[len(before) :]}
    to_the_end(world, ana)
    assert {row.step for row in world.rows(ana, kind="step")} == {step.key for step in followed.steps}


def test_a_longer_and_a_shorter_calendar_keep_the_books_in_balance(world: World) -> None:
    ana = world.enrol()
    world.move(world.now + timedelta(days=12))
    publish(world, Copy("day-03", "day-03-2", 15), Copy("day-05", "day-05-2", 2), Remove("day-40"), everyone=True)
    work_off(world)
    balanced(world)
    to_the_end(world, ana)


def test_people_who_were_moved_go_back_and_what_was_sent_stays_sent(world: World) -> None:
    ana = world.enrol()
    world.move(world.now + timedelta(days=10))
    came_from = world.again(ana).campaign_id
    made = publish(world, Move("day-30", 11), Move("day-20", 5), everyone=True)
    work_off(world)
    assert world.again(ana).campaign_id != came_from
    publishing.take_back(made.change, "maya", world.moment())
    work_off(world)
    balanced(world)
    assert library.campaign(world.again(ana).campaign_id).steps == library.campaign(came_from).steps
    assert ScheduleMove.objects.get().back_at is not None
    live = campaigns.current(KEY)
    assert live is not None
    assert (live.number, live.body) == (2, campaigns.get(came_from).body)
    to_the_end(world, ana)
    verbs = set(Audit.objects.filter(noun="calendar").values_list("verb", flat=True))
    assert Audit.objects.filter(noun="enrolment", noun_id=ana.pk, verb__startswith="changed the calendar").count() == 2
    assert {"published", "moved people to", "took back", "moved people back from"} <= verbs


def test_who_had_a_lesson_of_the_new_calendar_goes_back_without_hearing_it_twice(world: World) -> None:
    ana = world.enrol()
    world.move(world.now + timedelta(days=10))
    made = publish(world, Move("day-30", 12), Move("day-20", 5), everyone=True)
    work_off(world)
    early = timedelta(hours=20)
    world.move(world.now + early)
    publishing.take_back(made.change, "maya", world.moment())
    work_off(world)
    to_the_end(world, ana)
    lessons = Counter(row.step for row in world.rows(ana, kind="step", unit="sms"))
    assert max(lessons.values()) == 1


def test_a_day_later_a_calendar_cannot_be_taken_back_any_more(world: World) -> None:
    made = publish(world, Move("day-20", 21), everyone=False)
    world.now += timedelta(hours=24)
    with pytest.raises(CalendarRefused, match="for 24 hours"):
        publishing.take_back(made.change, "maya", world.moment())


def test_a_calendar_is_taken_back_once(world: World) -> None:
    made = publish(world, Move("day-20", 21), everyone=False)
    assert publishing.take_back(made.change, "maya", world.moment()) is None
    with pytest.raises(CalendarRefused):
        publishing.take_back(made.change, "maya", world.moment())


def test_work_that_moves_people_ends_when_the_calendar_is_taken_back_before_it(world: World) -> None:
    ana = world.enrol()
    made = publish(world, Move("day-20", 21), everyone=True)
    before = world.again(ana).campaign_id
    publishing.take_back(made.change, "maya", world.moment())
    work_off(world)
    assert world.again(ana).campaign_id == before
    assert Job.objects.get(kind="schedule").state == "failed"
    balanced(world)


def test_who_is_on_the_last_day_or_over_stays_as_they_are(world: World) -> None:
    ana = world.enrol()
    world.move(world.now + timedelta(days=56, hours=4))
    before = world.again(ana).campaign_id
    publish(world, Copy("day-03", "day-03-2", 20), everyone=True)
    work_off(world)
    assert world.again(ana).campaign_id == before
    assert "stay as they are" in Job.objects.get().result["sentence"]
    balanced(world)


def test_who_is_paused_is_moved_and_stays_paused(world: World) -> None:
    ana = world.enrol()
    world.move(world.now + timedelta(days=5))
    enrolments.pause(EnrolmentId(ana.pk), world.now.date(), None, "maya", world.now)
    made = publish(world, Move("day-20", 3), everyone=True)
    work_off(world)
    followed = world.again(ana)
    came_from = ScheduleMove.objects.get().came_from_id
    assert followed.campaign_id not in (made.version.id, came_from)
    assert library.campaign(followed.campaign_id).steps[:3] == library.campaign(came_from).steps[:3]
    world.move(world.now + timedelta(days=3))
    balanced(world)


def test_a_question_that_is_open_stays_answerable_after_the_move(world: World) -> None:
    ana = world.enrol()
    world.move(world.now + timedelta(hours=30))
    key = EnrolmentId(ana.pk)
    campaign = library.campaign(world.again(ana).campaign_id)
    asked = questions.asked(key, campaign, world.now)
    assert asked
    publish(world, Move("day-30", 3), everyone=True)
    work_off(world)
    followed = library.campaign(world.again(ana).campaign_id)
    assert [each.question for each in questions.asked(key, followed, world.now)] == [each.question for each in asked]
    world.text("1")
    assert [each.id for each in questions.asked(key, followed, world.now)] != [each.id for each in asked]


def test_the_reach_says_who_is_behind_who_had_it_and_from_when(world: World) -> None:
    world.enrol()
    world.move(world.now + timedelta(days=10))
    world.enrol(first_name="Ben", phone="+15551230002", email="ben@example.org", start="")
    made = drafted(world, Move("day-20", 5))
    found = reach.of(KEY, made.after, world.moment())
    assert (found.total, found.changed.count, found.same.count) == (2, 2, 0)
    assert (found.caught_up.names, list(found.caught_up.steps)) == (["Ana"], ["day-20"])
    assert (found.had.names, found.never.count) == (["Ana"], 0)
    assert found.by_version == {0: 2}
    assert found.first_name == "Ana"


def test_what_would_harm_is_in_the_way_of_publishing(world: World) -> None:
    made = drafted(world, Remove("day-56"), *(Remove(f"day-{n:02}") for n in (4, 6, 7)))
    found = checks.in_the_way(made.after, made.before, world.office.house)
    assert any("check-ins" in each.what for each in found)
    assert checks.blocking(found)
    with pytest.raises(CalendarRefused, match="Mend what stands in the way"):
        publish(world, everyone=False)
    live = campaigns.current(KEY)
    assert live is not None
    assert live.number == 0


def test_a_day_that_moves_and_names_a_day_is_to_be_read_again(world: World) -> None:
    made = drafted(world, Move("day-56", 55))
    found = checks.in_the_way(made.after, made.before, world.office.house)
    assert any("Read it once more, as days moved" in each.what for each in found)


def test_two_people_at_one_draft_lose_nothing(world: World) -> None:
    seen = working()
    draft.change(seen, Move("day-20", 21), seen.revision, "maya", world.moment())
    with pytest.raises(DraftConflict):
        draft.change(seen, Move("day-30", 31), seen.revision, "noor", world.moment())
    with pytest.raises(DraftConflict):
        draft.change(working(), Move("day-30", 31), seen.revision, "noor", world.moment())
    assert [each.key for each in working().changes if isinstance(each, Move)] == ["day-20"]


def test_each_change_is_taken_back_and_brought_back_in_turn(world: World) -> None:
    made = drafted(world, Move("day-20", 21), Slot("day-30", "pm"), Remove("day-40"))
    assert draft.undo(made, made.revision, "maya", world.moment()).endswith("is taken out")
    made = working()
    draft.discard(made, made.revision, "maya", world.moment())
    assert working().after == working().before
    made = working()
    assert draft.redo(made, made.revision, "maya", world.moment(), every=True) == 2
    assert len(working().changes) == 2


def test_a_draft_goes_along_when_another_version_was_published(world: World) -> None:
    made = drafted(world, Move("day-20", 21), Slot("day-40", "pm"))
    other = library.campaign(made.live.id)
    campaigns.publish_next(KEY, to_json(revise(other, Remove("day-40"))), based_on=made.live.id, at=world.now)
    stale = working()
    assert stale.is_stale
    with pytest.raises(CalendarRefused, match="Bring the draft upon it"):
        publish(world, everyone=False)
    lost = draft.rebase(stale, stale.revision, "maya", world.moment())
    assert len(lost) == 1
    assert not working().is_stale
    assert len(working().changes) == 1


def test_a_new_day_sends_only_texts_that_are_made_for_a_day(world: World) -> None:
    with pytest.raises(CannotRevise, match="Choose a text of the list"):
        drafted(world, Add("new", 5, "Rest", "am", "sms/magnesium/crisis"))
    made = drafted(world, Add("new", 5, "Rest", "am", "sms/magnesium/day-03"))
    assert made.after.steps[4].topic == "Rest"
    assert made.after.days == 57


def test_a_lesson_on_its_way_while_people_are_moved_goes_out_once(world: World) -> None:
    """A worker has read the old calendar and is sending; meanwhile its person is moved. The day at hand is the same in
    both, and what the worker stores afterwards does not take the move's wake-up away."""
    ana = world.enrol()
    world.move(world.now + timedelta(days=10))
    publish(world, Move("day-30", 12), Move("day-31", 13), Move("day-20", 2), Slot("day-30", "pm"), everyone=True)
    seen: list[Outgoing] = []

    def meanwhile(message: Outgoing) -> Outcome:
        if not seen:
            seen.append(message)
            while work.do_next(world.office, world.moment()):
                pass
        return Accepted(f"id-{message.message}")

    world.sms.answer = world.email.answer = meanwhile
    head = world.next_due()
    assert head is not None
    world.move(head)
    assert seen
    followed = world.again(ana)
    assert (
        library.campaign(followed.campaign_id).step_of_day(ScheduleMove.objects.get().through + 1) != CAMPAIGN.steps[11]
    )
    balanced(world)
    to_the_end(world, ana)


def test_who_has_not_said_yes_yet_is_moved_without_being_woken(world: World) -> None:
    world.office = replace(world.office, confirm=True)
    ana = world.enrol()
    made = publish(world, Move("day-20", 3), everyone=True)
    work_off(world)
    waiting = world.again(ana)
    assert (waiting.status, waiting.campaign_id, waiting.wake_at) == (Status.WAITING, made.version.id, None)
    balanced(world)


def test_where_nothing_ahead_changes_a_person_stays_with_the_version_they_had(world: World) -> None:
    ana = world.enrol()
    world.move(world.now + timedelta(days=30))
    before = world.again(ana).campaign_id
    publish(world, Move("day-10", 12), everyone=True)
    work_off(world)
    assert world.again(ana).campaign_id == before
    assert "nothing that lies ahead" in Job.objects.get().result["sentence"]


def test_a_way_is_known_by_the_number_it_leads_to_and_is_never_offered_to_anybody(world: World) -> None:
    ana = world.enrol()
    world.move(world.now + timedelta(days=10))
    made = publish(world, Move("day-20", 5), everyone=True)
    work_off(world)
    way = world.again(ana).campaign_id
    assert campaigns.numbers([way]) == {way: made.version.number}
    live = campaigns.current(KEY)
    assert live is not None
    assert live.id == made.version.id != way
    assert campaigns.drafts(KEY) == []


def test_a_lesson_left_out_ahead_stays_left_out_and_the_calendar_changes_after_it(world: World) -> None:
    ana = world.enrol()
    world.move(world.now + timedelta(days=10))
    campaign = library.campaign(world.again(ana).campaign_id)
    ahead = next_lesson.of(world.again(ana), world.office, world.moment())
    assert ahead is not None
    next_lesson.leave_out(world.again(ana), ahead.step.day, "maya", world.office, world.moment())
    publish(world, Move("day-30", ahead.step.day), everyone=True)
    work_off(world)
    followed = library.campaign(world.again(ana).campaign_id)
    assert followed.steps[: ahead.step.day] == campaign.steps[: ahead.step.day]
    assert followed.steps[ahead.step.day].key == "day-30"
    to_the_end(world, ana)


@pytest.fixture
def stumbling(world: World) -> Iterator[None]:
    """Work whose first piece the database lets go for the sake of another transaction."""
    tried: list[int] = []

    def piece(office: Office, job: Claimed, moment: Moment) -> Finished:
        tried.append(job.pk)
        if len(tried) == 1:
            raise OperationalError("deadlock detected") from DeadlockDetected("deadlock detected")
        return Finished(1)

    work.KINDS["stumble"] = piece
    yield
    del work.KINDS["stumble"]


@pytest.mark.usefixtures("stumbling")
def test_a_piece_that_stood_in_the_way_of_a_worker_is_done_again(world: World) -> None:
    jobs.add("stumble", "Stumble once", "maya", world.now)
    assert work.do_next(world.office, world.moment())
    assert work.do_next(world.office, world.moment())
    assert Job.objects.get().state == "done"
