"""A coach says what a reply was: the branch runs as if it had been understood at its own time; it can be taken back."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from coaching.core.alerts import Kind
from coaching.core.model import Channel
from coaching.core.needs import Need
from coaching.core.safety import Tier
from coaching.core.stopping import Channels
from coaching.journeys import correct, danger
from coaching.journeys.correct import NotCorrected
from coaching.journeys.danger import Heard
from coaching.store import threads
from coaching.store.models import Alert, Answer, Audit, Enrolment, Hold, Message, OpenQuestion, Reply, Thread
from tests.world import START, World

pytestmark = pytest.mark.database
UNCLEAR = "hmm five or six nights, hard to say"


@pytest.fixture
def ana(world: World) -> Enrolment:
    """Day 1: she has said that she is ready, and is asked about her sleep."""
    enrolled = world.enrol(screen="full")
    world.move(START + timedelta(days=1, hours=6))
    world.text("1")
    world.deliver()
    return world.again(enrolled)


def said(world: World, text: str) -> Reply:
    world.text(text)
    return Reply.objects.select_related("subscriber", "enrolment__subscriber", "enrolment__campaign").latest("pk")


def sleep(ana: Enrolment) -> OpenQuestion:
    return OpenQuestion.objects.filter(enrolment=ana, question="q1").latest("pk")


def take(world: World, reply: Reply, question: int, value: str = "6") -> str:
    return correct.as_answer(reply, question, value, "maya", world.office, world.moment())


def again(reply: Reply) -> Reply:
    return Reply.objects.select_related("subscriber", "enrolment__subscriber", "enrolment__campaign").get(pk=reply.pk)


def test_an_unclear_reply_taken_as_an_answer_runs_the_branch_and_asks_the_next_question(
    world: World, ana: Enrolment
) -> None:
    reply, question = said(world, UNCLEAR), sleep(ana)
    assert reply.label == "unclear"
    assert "sleep" in take(world, reply, question.pk)
    world.deliver()
    answer = Answer.objects.get(question=question)
    assert (answer.value, answer.reply_id, answer.at) == (6, reply.pk, reply.at)
    assert OpenQuestion.objects.filter(enrolment=ana, question="q2", answered_at=None).exists()
    assert "Next:" in world.texts()[-1]
    assert not any("did not get that" in text for text in world.texts())  # it had not left, and is not needed any more
    fresh = again(reply)
    assert (fresh.label, fresh.first_label, fresh.corrected_by, fresh.for_day) == ("answer", "unclear", "maya", 1)
    assert Thread.objects.get(pk=ana.subscriber_id).need == Need.NOTHING


def test_what_had_left_before_a_correction_stays_said(world: World, ana: Enrolment) -> None:
    reply, question = said(world, UNCLEAR), sleep(ana)
    world.deliver()
    take(world, reply, question.pk)
    world.deliver()
    assert ["did not get that" in text for text in world.texts()[-2:]] == [True, False]


def test_an_answer_taken_two_days_later_counts_for_its_own_time_and_day(world: World, ana: Enrolment) -> None:
    reply, question = said(world, UNCLEAR), sleep(ana)
    world.move(world.now + timedelta(days=2, hours=15))  # in the night, where she lives
    before = len(world.texts())
    take(world, reply, question.pk)
    world.deliver()
    answer = Answer.objects.get(question=question)
    assert (answer.at, again(reply).for_day) == (reply.at, 1)
    assert len(world.texts()) == before  # what follows waits for her open hours
    follows = Message.objects.filter(enrolment=ana, kind__in=("ask", "reply"), state="owed").latest("pk")
    assert 8 <= follows.due_at.astimezone(ZoneInfo("Europe/Berlin")).hour < 21


def test_a_question_that_was_not_open_or_a_number_it_cannot_have_is_refused(world: World, ana: Enrolment) -> None:
    reply, question = said(world, UNCLEAR), sleep(ana)
    for number, value in ((question.pk, "11"), (question.pk, "six"), (question.pk, "-1"), (question.pk, "")):
        with pytest.raises(NotCorrected, match="whole number from 0 to 10"):
            take(world, reply, number, value)
    with pytest.raises(NotCorrected, match="answered already, or was not open"):
        take(world, reply, 987_654)
    world.text("7")
    with pytest.raises(NotCorrected, match="answered already, or was not open"):
        take(world, reply, question.pk)
    assert again(reply).label == "unclear"
    assert Answer.objects.get(question=question).value == 7


def test_the_question_of_somebody_else_is_never_answered(world: World, ana: Enrolment) -> None:
    ben = world.enrol(first_name="Ben", phone="+15551230002", email="ben@example.org", start="")
    reply, question = said(world, UNCLEAR), sleep(ana)
    Reply.objects.filter(pk=reply.pk).update(subscriber=ben.subscriber, enrolment=ben)
    with pytest.raises(NotCorrected):
        take(world, again(reply), question.pk)
    assert not Answer.objects.filter(question=question).exists()


def test_taking_it_back_forgets_the_answer_and_what_has_not_left(world: World, ana: Enrolment) -> None:
    reply, question = said(world, UNCLEAR), sleep(ana)
    world.move(world.now + timedelta(hours=12))
    take(world, reply, question.pk)
    correct.undo(again(reply), "maya", world.moment())
    assert not Answer.objects.filter(question=question).exists()
    assert sleep(ana).answered_at is None
    assert OpenQuestion.objects.get(enrolment=ana, question="q2").closed_why == "taken back"
    assert {each.reason for each in Message.objects.filter(enrolment=ana, kind="ask", state="skipped")} == {
        "taken_back"
    }
    fresh = again(reply)
    assert (fresh.label, fresh.read_at, fresh.first_label) == ("unclear", None, "")
    assert Thread.objects.get(pk=ana.subscriber_id).need == Need.UNSURE
    take(world, again(reply), question.pk, "5")
    assert Answer.objects.get(question=question).value == 5


def test_pressed_twice_it_counts_once(world: World, ana: Enrolment) -> None:
    reply, question = said(world, UNCLEAR), sleep(ana)
    take(world, reply, question.pk)
    with pytest.raises(NotCorrected):
        take(world, reply, question.pk)
    with pytest.raises(NotCorrected):
        take(world, again(reply), question.pk)
    assert Message.objects.filter(enrolment=ana, dedupe_key__startswith="ask:", text__contains="Next").count() == 2


def test_an_all_clear_that_was_a_mistake_is_taken_back_with_it(world: World) -> None:
    ana = world.enrol(screen="full")
    for day in range(1, 4):
        world.move(START + timedelta(days=day, hours=12))
    world.move(START + timedelta(days=4, hours=13))
    question = OpenQuestion.objects.get(enrolment=ana, question="clear")
    reply = said(world, "1")
    assert Answer.objects.get(reply=reply).question_id == question.pk
    assert world.again(ana).cleared_at is not None
    told = correct.as_talk(reply, "maya", world.moment())
    assert "all clear" in told
    assert world.again(ana).cleared_at is None
    assert OpenQuestion.objects.get(pk=question.pk).answered_at is None
    assert not correct.may_undo(again(reply))  # the answer itself is forgotten


def test_just_talk_is_noted_and_can_be_taken_back(world: World, ana: Enrolment) -> None:
    reply = said(world, "What a lovely morning, and the birds are singing")
    assert threads.waiting(0, world.now) == 1
    correct.as_talk(reply, "maya", world.moment())
    assert threads.waiting(0, world.now) == 0
    assert correct.may_undo(again(reply))
    correct.undo(again(reply), "maya", world.moment())
    assert threads.waiting(0, world.now) == 1


def test_a_false_alarm_is_dismissed_with_its_alert(world: World, ana: Enrolment) -> None:
    reply = said(world, "What a lovely morning, and the birds are singing")
    Reply.objects.filter(pk=reply.pk).update(label="unsure")
    danger.smells(ana, Heard(1, Channel.SMS, reply.text), reply, world.moment())
    assert Thread.objects.get(pk=ana.subscriber_id).need == Need.RED_FLAG
    correct.as_talk(again(reply), "maya", world.moment())
    assert Alert.objects.get(kind=Kind.UNSURE).closed_by == "maya"
    assert Thread.objects.get(pk=ana.subscriber_id).need == Need.NOTHING


def test_taken_as_stop_it_ends_messages_with_the_reply_as_proof(world: World, ana: Enrolment) -> None:
    reply = said(world, "I think I may be finished with all this, what do you say")
    correct.as_stop(reply, Channels.ALL, "maya", world.office, world.moment())
    world.deliver()
    person = world.again(ana).subscriber
    assert (person.sms_state, person.email_state, world.again(ana).status) == ("revoked", "revoked", "stopped")
    proof = person.consents.filter(event="revoked").latest("pk")
    assert (proof.actor, "finished with all this" in proof.proof) == ("maya", True)
    assert not correct.may_undo(again(reply))
    with pytest.raises(NotCorrected):
        correct.as_talk(again(reply), "ben", world.moment())


def test_an_old_stop_gets_no_confirmation(world: World, ana: Enrolment) -> None:
    reply = said(world, "I think I may be finished with all this, what do you say")
    world.move(world.now + timedelta(hours=2))
    before = len(world.texts())
    told = correct.as_stop(reply, Channels.SMS, "maya", world.office, world.moment())
    world.deliver()
    assert "No confirmation" in told
    assert len(world.texts()) == before
    assert world.again(ana).status == "active"  # emails go on


def test_taken_as_a_danger_it_does_all_that_a_danger_calls_for(world: World, ana: Enrolment) -> None:
    reply = said(world, "it rained in the garden all of the morning")
    correct.as_danger(reply, Tier.CRISIS, "maya", world.office, world.moment())
    world.deliver()
    kinds = set(Hold.objects.filter(enrolment=ana, cleared_at=None).values_list("kind", flat=True))
    assert kinds == {"dose", "conversation"}
    alert = Alert.objects.get(kind=Kind.CRISIS)
    assert (alert.level, alert.reply_id) == ("red", reply.pk)
    assert Message.objects.get(enrolment=ana, kind="safety").state == "accepted"
    assert Thread.objects.get(pk=ana.subscriber_id).need == Need.RED_FLAG
    assert (again(reply).label, again(reply).tier) == ("danger", "crisis")


def test_every_correction_stands_in_the_audit_without_a_word_of_the_person(world: World, ana: Enrolment) -> None:
    reply = said(world, UNCLEAR)
    take(world, reply, sleep(ana).pk)
    correct.undo(again(reply), "maya", world.moment())
    correct.as_talk(again(reply), "maya", world.moment())
    lines = Audit.objects.filter(noun="subscriber", noun_id=str(ana.subscriber_id), actor="maya").order_by("pk")
    assert [line.verb for line in lines] == ["took as an answer", "took a correction back", "took as talk"]
    assert not any(UNCLEAR in str(line.facts) or str(line.facts.get("value")) == "6" for line in lines)


def test_a_guess_is_made_of_the_questions_that_were_open_then(world: World, ana: Enrolment) -> None:
    reply = said(world, "ooh that would be six I guess, what with the dog and the heat and all those late trains")
    found = correct.choices(reply)
    assert found.guess is not None
    assert (found.guess.asked.id, found.guess.value) == (sleep(ana).pk, 6)
    world.move(world.now + timedelta(days=5))
    assert correct.choices(again(reply)).guess == found.guess or sleep(ana).closed_at is not None
