"""What refusals, outages and storms do to messages and people: nothing is lost or doubled, and somebody knows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from coaching.core.model import Channel
from coaching.core.reasons import Reason
from coaching.journeys import deliver, owe, queueing
from coaching.journeys.post import Parcel
from coaching.providers.base import Accepted, Outcome, Outgoing, Rejected, RetryLater, Scope, Sms, Unknown
from coaching.store import alerts, inbox, redis_link, switches
from coaching.store.gates import Gate
from coaching.store.messages import Claimed, draft_of
from coaching.store.models import Alert, Enrolment, Hold, Message, OpenQuestion, Reply
from coaching.store.standings import person_of
from coaching.store.timetable import Due, to_ms
from tests.world import START, World

pytestmark = pytest.mark.database
DAY_2 = START + timedelta(days=2, hours=2, minutes=30)
"""Half an hour before day 2, a lone SMS, goes out in Berlin."""


def gated(world: World) -> Gate:
    gates = {channel: Gate(redis_link.client(), channel) for channel in Channel}
    world.office = replace(world.office, gates=gates)
    return gates[Channel.SMS]


def texts_answer(world: World, answer: Outcome | Callable[[Outgoing], Outcome]) -> None:
    world.sms.answer = answer if callable(answer) else lambda _: answer


def works_again(world: World) -> None:
    world.sms.answer = None


def once(world: World, at: datetime) -> None:
    """Works off each shard once; what comes up again by itself waits."""
    world.now = at
    world.open()
    for shard in world.office.lessons.ready():
        deliver.deliver_due(shard, world.office, world.moment())


def day(world: World, ana: Enrolment, number: int, unit: str = "sms") -> Message:
    [row] = world.rows(ana, kind="step", day=number, unit=unit)
    return row


def kinds_raised() -> list[str]:
    return list(Alert.objects.order_by("pk").values_list("kind", flat=True))


def test_a_number_that_cannot_be_reached_is_marked_and_the_step_goes_by_email(world: World) -> None:
    ana = world.enrol()
    world.move(DAY_2)
    texts_answer(world, Rejected("21614", Scope.RECIPIENT, "This number cannot receive SMS."))
    world.move(DAY_2 + timedelta(hours=2))
    row = day(world, ana, 2)
    assert (row.state, row.channel, row.unit) == ("accepted", "email", "sms")
    assert "21614" in world.again(ana).subscriber.sms_trouble
    world.move(DAY_2 + timedelta(days=3))
    assert {row.channel for row in world.rows(ana, kind="step", day__gte=3)} == {"email"}


def test_without_another_channel_a_refusal_is_final_and_a_coach_is_told(world: World) -> None:
    ana = world.enrol(email="")
    world.move(DAY_2)
    texts_answer(world, Rejected("21614", Scope.RECIPIENT, "This number cannot receive SMS."))
    world.move(DAY_2 + timedelta(hours=2))
    assert day(world, ana, 2).state == "failed"
    assert kinds_raised() == ["unreachable"]


def test_a_block_at_the_carrier_is_a_stop_and_nothing_falls_back_to_email(world: World) -> None:
    ana = world.enrol()
    world.move(DAY_2)
    mails = len(world.emails())
    texts_answer(world, Rejected("21610", Scope.RECIPIENT, "This person opted out."))
    world.move(DAY_2 + timedelta(days=5))
    assert world.again(ana).status == "stopped"
    assert day(world, ana, 2).state == "failed"
    assert len(world.emails()) == mails


def test_a_code_that_nobody_listed_is_not_tried_again_and_raises_an_alert(world: World) -> None:
    ana = world.enrol()
    world.move(DAY_2)
    texts_answer(world, Rejected("21999", Scope.PROVIDER, "Twilio refused with code 21999, which is not listed here."))
    world.move(DAY_2 + timedelta(hours=2))
    row = day(world, ana, 2)
    assert (row.state, row.tries) == ("failed", 1)
    assert kinds_raised() == ["unknown_code"]


def test_a_provider_that_is_away_costs_five_tries_in_all_and_everybody_gets_theirs_when_it_is_back(
    world: World,
) -> None:
    gated(world)
    people = [world.enrol(first_name=f"P{n}", phone=f"+1555123100{n}", email="") for n in range(8)]
    world.move(DAY_2)
    texts_answer(world, RetryLater(15, "not_connected", "The provider could not be reached."))
    world.now = DAY_2 + timedelta(minutes=35)
    world.open()
    world.deliver()
    tries = sum(day(world, each, 2).tries for each in people)
    assert tries == 5
    assert kinds_raised() == ["circuit"]
    for minutes in (2, 4, 6):
        world.now += timedelta(minutes=minutes)
        world.open()
        world.deliver()
    assert sum(day(world, each, 2).tries for each in people) == tries  # machine time stands still: it rests
    assert {day(world, each, 2).reason for each in people} == {Reason.CIRCUIT}
    works_again(world)
    redis_link.client().delete("gate:sms:circuit")
    world.move(DAY_2 + timedelta(hours=2))
    assert {day(world, each, 2).state for each in people} == {"accepted"}


def test_a_wrong_key_stops_the_channel_at_once_keeps_the_messages_and_tells_the_house(world: World) -> None:
    gated(world)
    ana, ben = world.enrol(email=""), world.enrol(first_name="Ben", phone="+15551230002", email="")
    world.move(DAY_2)
    texts_answer(world, Rejected("20003", Scope.CONFIGURATION, "Twilio does not accept the account and token."))
    world.now = DAY_2 + timedelta(minutes=35)
    world.open()
    world.deliver()
    assert {day(world, each, 2).state for each in (ana, ben)} == {"waiting"}
    assert kinds_raised() == ["circuit"]
    works_again(world)
    redis_link.client().hset("gate:sms:circuit", "until", 1)
    world.move(DAY_2 + timedelta(hours=3))
    assert {day(world, each, 2).state for each in (ana, ben)} == {"accepted"}
    assert alerts.open_ones() == []


def test_a_country_that_is_switched_off_stops_nobody_else(world: World) -> None:
    gate = gated(world)
    ana = world.enrol(email="")
    world.move(DAY_2)
    texts_answer(world, Rejected("21408", Scope.CONFIGURATION, "SMS to this country is switched off."))
    world.move(DAY_2 + timedelta(hours=2))
    assert day(world, ana, 2).state == "failed"
    assert gate.state().open_s == 0
    assert kinds_raised() == ["unknown_code"]


def test_a_provider_that_says_later_is_asked_again_after_growing_waits_until_the_hours_end(world: World) -> None:
    ana = world.enrol(email="")
    world.move(DAY_2)
    texts_answer(world, RetryLater(2, "20429", "Twilio asks for fewer requests at a time."))
    world.move(DAY_2 + timedelta(minutes=40))
    early = day(world, ana, 2)
    assert early.state == "waiting"
    assert 3 <= early.tries <= 7
    world.move(DAY_2 + timedelta(hours=14))
    row = day(world, ana, 2)
    assert (row.state, row.reason) in {("failed", "tried_out"), ("skipped", "window_closed"), ("skipped", "folded")}


def test_a_channel_without_keys_waits_and_spends_no_try(world: World) -> None:
    world.office = replace(world.office, ready=frozenset({Channel.EMAIL}))
    ana = world.enrol(email="")
    world.move(DAY_2 + timedelta(hours=1))
    row = day(world, ana, 2)
    assert (row.state, row.reason, row.tries) == ("waiting", "not_set_up", 0)


def test_the_same_words_twice_in_a_day_are_a_storm_and_are_kept_back(world: World) -> None:
    ana = world.enrol()
    world.move(DAY_2 + timedelta(hours=1))
    row = day(world, ana, 2)
    Message.objects.filter(pk=row.pk).update(dedupe_key="a bug", kind="oneoff", step="", day=0)
    ana.refresh_from_db()
    type(ana).objects.filter(pk=ana.pk).update(settled_through=1, wake_at=world.now)
    world.office.lessons.put_many([Due(ana.pk, to_ms(world.now))])
    world.deliver()
    again = day(world, ana, 2)
    assert (again.state, again.reason) == ("skipped", "storm")
    assert "storm" in kinds_raised()


def test_a_second_acceptance_under_another_id_raises_the_alarm(world: World) -> None:
    ana = world.enrol()
    world.move(DAY_2)

    def slow(each: Outgoing) -> Outcome:
        Message.objects.filter(pk=each.message).update(state="accepted", provider_id="SM-other")
        return Accepted("SM-this")

    texts_answer(world, slow)
    world.move(DAY_2 + timedelta(hours=1))
    assert day(world, ana, 2).state == "accepted"
    assert "second_acceptance" in kinds_raised()


def test_after_an_outage_of_days_one_word_is_said_and_what_was_missed_has_its_reason(world: World) -> None:
    ana = world.enrol()
    world.move(START + timedelta(days=3, hours=12))
    sent = len(world.texts())
    world.now = START + timedelta(days=7, hours=12)  # nobody worked for four days
    world.open()
    world.deliver()
    world.move(START + timedelta(days=8, hours=12))
    said = world.texts()[sent:]
    assert sum("Sorry for the gap" in text for text in said) == 1
    missed = world.rows(ana, kind="step", day__in=[4, 5, 6])
    assert {row.state for row in missed} == {"skipped"}
    assert {row.reason for row in missed} <= {"missed", "folded"}
    assert len(world.rows(ana, kind="back")) == 1


def test_somebody_who_stopped_and_came_back_hears_no_excuse(world: World) -> None:
    ana = world.enrol()
    world.move(START + timedelta(days=2, hours=12))
    world.text("STOP")
    world.move(START + timedelta(days=8, hours=12))
    world.text("START")
    world.move(START + timedelta(days=9, hours=12))
    assert world.rows(ana, kind="back") == []


def test_a_fault_in_one_persons_data_holds_her_and_raises_an_alert(world: World) -> None:
    ana = world.enrol()
    type(ana.subscriber).objects.filter(pk=ana.subscriber_id).update(zone="Nowhere/Atlantis")
    world.move(START + timedelta(days=1, hours=6))
    assert Hold.objects.filter(enrolment=ana, kind="fault", cleared_at=None).count() == 1
    assert kinds_raised() == ["fault"]


def test_a_worker_that_is_about_to_end_gives_its_batch_back_unsent(world: World) -> None:
    ana = world.enrol()
    world.move(DAY_2)
    world.office = replace(world.office, stopping=lambda: True)
    once(world, DAY_2 + timedelta(minutes=35))
    row = day(world, ana, 2)
    assert (row.state, row.reason, row.tries) == ("waiting", "released", 0)
    assert world.office.lessons.counts() == {"due": 1, "leased": 0}
    world.office = replace(world.office, stopping=lambda: False)
    world.deliver()
    assert day(world, ana, 2).state == "accepted"


def test_programmes_take_turns_where_sending_is_slow(world: World) -> None:
    world.enrol()
    world.move(DAY_2 + timedelta(hours=1))
    [row] = Message.objects.filter(day=2)
    draft = draft_of(row)
    big = [replace(draft, template="sms/big/day-02", due_at=DAY_2 + timedelta(seconds=n)) for n in range(5)]
    small = [replace(draft, template="sms/small/day-02", due_at=DAY_2 + timedelta(seconds=90 + n)) for n in range(2)]
    parcels = [Parcel(Claimed(row.pk, each), person_of(row.subscriber)) for each in (*big, *small)]
    order = [each.claimed.draft.template.split("/")[1] for each in queueing.in_fair_order(parcels)]
    assert order == ["big", "small", "big", "small", "big", "big", "big"]


def test_a_slow_sender_spreads_texts_over_time_and_loses_none(world: World) -> None:
    people = [world.enrol(first_name=f"P{n}", phone=f"+1555123100{n}", email="") for n in range(6)]
    world.move(DAY_2)
    world.office = replace(world.office, gates={Channel.SMS: Gate(redis_link.client(), "sms", 2.0)})
    before = len(world.texts())
    once(world, DAY_2 + timedelta(minutes=35))
    assert len(world.texts()) - before == 2
    waiting = Message.objects.filter(day=2, state="waiting", reason=Reason.SLOWED)
    assert waiting.count() == 4
    assert all(row.retry_at and row.retry_at <= world.now + timedelta(seconds=3) for row in waiting)
    world.move(DAY_2 + timedelta(minutes=40))
    assert {day(world, each, 2).state for each in people} == {"accepted"}
    assert {day(world, each, 2).tries for each in people} == {1}


def test_an_unknown_outcome_of_everybody_opens_the_circuit_too(world: World) -> None:
    gate = gated(world)
    for n in range(6):
        world.enrol(first_name=f"P{n}", phone=f"+1555123100{n}", email="")
    world.move(DAY_2)
    texts_answer(world, Unknown("no answer"))
    once(world, DAY_2 + timedelta(minutes=35))
    assert gate.state().open_s > 0


def test_the_switch_keeps_lessons_back_and_lets_safety_pass(world: World) -> None:
    ana = world.enrol()
    world.move(DAY_2)
    switches.turn_off("all", "maya", "a mistake in the texts", world.now)
    raw = inbox.keep_raw("test", "x", "x", world.now)
    inbox.add_reply(ana.subscriber, ana.pk, raw, "sms", "I feel faint", "unread", world.now)
    owed = owe.answer(ana, raw or 0, "rf-urgent", {}, Channel.SMS, world.office, world.moment(), kind="safety")
    owe.put_all([owed] if owed else [], world.office)
    world.move(DAY_2 + timedelta(hours=1))
    assert "call your doctor" in world.texts()[-1]
    assert day(world, ana, 2).state == "waiting"


def test_a_safety_text_that_the_carrier_blocks_goes_by_email_and_a_coach_is_told(world: World) -> None:
    ana = world.enrol()
    world.move(DAY_2)
    mails = len(world.emails())
    raw = inbox.keep_raw("test", "x", "x", world.now)
    inbox.add_reply(ana.subscriber, ana.pk, raw, "sms", "I feel faint", "unread", world.now)
    texts_answer(world, Rejected("21610", Scope.RECIPIENT, "This person opted out."))
    owed = owe.answer(ana, raw or 0, "rf-urgent", {}, Channel.SMS, world.office, world.moment(), kind="safety")
    owe.put_all([owed] if owed else [], world.office)
    world.deliver()
    assert len(world.emails()) == mails + 1
    assert "safety_unsent" in kinds_raised()


def test_only_texts_of_the_right_person_count_for_a_storm(world: World) -> None:
    for n in range(3):
        world.enrol(first_name="Ana", phone=f"+1555123100{n}", email="")
    world.move(DAY_2 + timedelta(hours=1))
    assert {row.state for row in Message.objects.filter(kind="step", day=2)} == {"accepted"}
    assert len({each.body for each in world.sms.sent if isinstance(each, Sms)}) < len(world.sms.sent)


@pytest.mark.parametrize("reported", ["handed", "delivered"])
def test_who_answers_before_the_provider_does_has_answered(world: World, reported: str) -> None:
    """The text arrives while our request for it still waits for its end; a report may have come already."""
    ana = world.enrol(screen="full")
    world.move(START + timedelta(days=1, hours=1))

    def slow(each: Outgoing) -> Outcome:
        if "Ready? Reply 1" in getattr(each, "body", ""):
            Message.objects.filter(pk=each.message).update(state=reported)
            world.text("1")
        return Accepted(f"SM-{each.message}")

    texts_answer(world, slow)
    world.move(START + timedelta(days=1, hours=6))
    [reply] = Reply.objects.filter(subscriber=ana.subscriber)
    assert (reply.label, reply.for_day) == ("answer", 1)
    assert OpenQuestion.objects.filter(enrolment=ana, day=1, question="ready").count() == 1
