"""What failed or was held is sent again by a named person's wish: at most once a failure, within every rule."""

from dataclasses import replace
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from coaching.cli.app import app
from coaching.core.consent import Permission
from coaching.core.ledger import State
from coaching.core.model import Channel, EnrolmentId, MessageId
from coaching.core.reasons import Reason
from coaching.journeys import again, books, prefer
from coaching.journeys.again import AgainRefused, Extra, GoesOn, No
from coaching.providers.base import Rejected, Scope
from coaching.store import holds
from coaching.store.consents import Proof
from coaching.store.models import Audit, Enrolment, Message, Subscriber, TemplateVersion
from tests.world import START, World

pytestmark = pytest.mark.database
NOON_OF_DAY_1 = START + timedelta(days=1, hours=5)
EVENING_OF_DAY_2 = START + timedelta(days=2, hours=15, minutes=30)
"""Half past nine in Berlin: the open hours of that day are over."""
REFUSED = Rejected("30007", Scope.CONTENT, "filtered by the carrier")


def refusing(world: World) -> None:
    world.sms.answer = lambda _: REFUSED


@pytest.fixture
def ana(world: World) -> Enrolment:
    """Day 1 by SMS has failed this morning, the email has arrived; by now the provider takes everything."""
    enrolment = world.enrol()
    world.move(START + timedelta(days=1, hours=1))
    refusing(world)
    world.move(NOON_OF_DAY_1)
    world.sms.answer = None
    return enrolment


def failed(world: World, ana: Enrolment, day: int = 1) -> Message:
    [row] = world.rows(ana, kind="step", day=day, channel="sms")
    assert row.state == State.FAILED
    return row


def plan(world: World, row: Message) -> again.GoesOn | again.Extra | again.No:
    [one] = again.preview([MessageId(row.pk)], world.moment())
    return one.what


def send(world: World, *rows: Message) -> again.Result:
    return again.send_again(
        [MessageId(row.pk) for row in rows], "maya", "Twilio had a fault.", world.office, world.moment()
    )


def why_not(world: World, row: Message) -> str:
    what = plan(world, row)
    assert isinstance(what, No), what
    assert send(world, row).refused[0].what == what
    world.deliver()
    assert Message.objects.get(pk=row.pk).state == row.state
    return what.why


def test_a_step_of_today_goes_out_again_with_its_stored_words(world: World, ana: Enrolment) -> None:
    row, before = failed(world, ana), len(world.texts())
    assert plan(world, row) == GoesOn(world.now)
    assert send(world, row).going_on == (row.pk,)
    world.deliver()
    after = Message.objects.get(pk=row.pk)
    assert (after.state, after.text, after.tries) == ("accepted", row.text, 1)
    assert world.texts()[before:] == [row.text]
    assert books.draw_up(world.moment()).balanced
    [line] = Audit.objects.filter(verb="sent again")
    assert (line.actor, line.noun_id) == ("maya", str(row.pk))
    assert line.facts == {"why": "Twilio had a fault.", "was": "failed", "code": "30007"}


def test_pressed_twice_it_goes_out_once(world: World, ana: Enrolment) -> None:
    row, before = failed(world, ana), len(world.texts())
    first, second = send(world, row), send(world, row)
    world.deliver()
    assert (len(first.going_on), len(second.refused)) == (1, 1)
    assert len(world.texts()) == before + 1


def test_a_past_step_travels_as_an_extra_message_in_the_next_open_hours(world: World, ana: Enrolment) -> None:
    world.move(EVENING_OF_DAY_2)
    row = failed(world, ana)
    what = plan(world, row)
    assert isinstance(what, Extra)
    assert f"{what.at:%d %H:%M}" == "05 07:00"
    result = send(world, row)
    before = len(world.texts())
    world.move(what.at + timedelta(minutes=1))
    [extra] = Message.objects.filter(pk=result.extra[MessageId(row.pk)])
    assert (extra.kind, extra.state, extra.text, extra.dedupe_key) == (
        "oneoff",
        "accepted",
        row.text,
        f"again:{row.pk}:{row.attempt}",
    )
    assert world.texts()[before:] == [row.text]
    left = Message.objects.get(pk=row.pk)
    assert (left.state, left.detail) == ("failed", f"filtered by the carrier Sent again as message {extra.pk}.")
    assert books.draw_up(world.moment()).balanced


def test_an_extra_message_is_made_once_for_each_failure(world: World, ana: Enrolment) -> None:
    world.move(NOON_OF_DAY_1 + timedelta(days=1))
    row = failed(world, ana)
    made = send(world, row).extra[MessageId(row.pk)]
    assert why_not(world, row) == f"Sent again already, as message {made}."
    assert Message.objects.filter(dedupe_key__startswith="again:").count() == 1


def test_an_email_goes_again_with_its_stored_words_too(world: World) -> None:
    ana = world.enrol()
    world.email.answer = lambda _: Rejected("x", Scope.CONTENT, "refused")
    world.move(NOON_OF_DAY_1)
    world.email.answer = None
    world.move(NOON_OF_DAY_1 + timedelta(days=1))
    [row] = world.rows(ana, kind="step", day=1, channel="email")
    what = plan(world, row)
    assert isinstance(what, Extra)
    send(world, row)
    before = len(world.emails())
    world.move(what.at + timedelta(minutes=1))
    [mail] = world.emails()[before:]
    assert mail.message != row.pk
    assert mail.to == "ana@example.org"


def test_extra_messages_to_one_person_come_on_as_many_days(world: World) -> None:
    ana = world.enrol()
    refusing(world)
    world.move(START + timedelta(days=4, hours=15, minutes=30))
    rows = world.rows(ana, kind="step", channel="sms", state="failed")
    assert len(rows) >= 3
    plans = again.preview([MessageId(row.pk) for row in rows], world.moment())
    extras = [each.what for each in plans if isinstance(each.what, Extra)]
    assert len({each.on for each in extras}) == len(extras) >= 3
    first = plans[0].row
    world.sms.answer = None
    send(world, first)
    [late] = again.preview([MessageId(rows[1].pk)], world.moment())
    assert isinstance(late.what, Extra)
    assert late.what.on > extras[0].on


def test_who_has_stopped_or_was_ended_gets_nothing_again(world: World, ana: Enrolment) -> None:
    row = failed(world, ana)
    prefer.stop(world.again(ana).subscriber, prefer.EVERY_CHANNEL, Proof("page", "subscriber"), world.moment())
    assert why_not(world, row) == "Ana has asked to stop."
    Enrolment.objects.filter(pk=ana.pk).update(status="ended")
    assert why_not(world, row) == "A coach has ended the programme for Ana."


def test_a_channel_that_does_not_reach_the_person_is_named(world: World, ana: Enrolment) -> None:
    row = failed(world, ana)
    Subscriber.objects.filter(pk=ana.subscriber_id).update(sms_trouble="30005: unknown number")
    assert why_not(world, row) == (
        "SMS does not reach Ana (30005: unknown number). The address must be put right first."
    )
    world.move(world.now + timedelta(days=1))
    assert "SMS does not reach Ana" in why_not(world, row)
    Subscriber.objects.filter(pk=ana.subscriber_id).update(sms_trouble="", sms_state=Permission.REVOKED)
    assert why_not(world, row) == "Ana has not agreed to messages by SMS, or not any more."


def test_consent_is_read_at_hand_over_as_always(world: World, ana: Enrolment) -> None:
    world.move(NOON_OF_DAY_1 + timedelta(days=1))
    row = failed(world, ana)
    what = plan(world, row)
    assert isinstance(what, Extra)
    made = send(world, row).extra[MessageId(row.pk)]
    proof = Proof("page", "subscriber")
    prefer.stop(world.again(ana).subscriber, (Channel.SMS,), proof, world.moment())
    world.move(what.at + timedelta(minutes=1))
    left = Message.objects.get(pk=made)
    assert (left.state, left.reason) == ("skipped", Reason.CONSENT_CHANGED)


def test_during_a_pause_nothing_extra_goes_out(world: World, ana: Enrolment) -> None:
    world.move(EVENING_OF_DAY_2)
    row = failed(world, ana)
    what = plan(world, row)
    assert isinstance(what, Extra)
    made = send(world, row).extra[MessageId(row.pk)]
    prefer.pause(world.again(ana), 7, "ana", world.moment())
    world.move(what.until + timedelta(minutes=1))
    left = Message.objects.get(pk=made)
    assert (left.state, left.reason) == ("skipped", Reason.WINDOW_CLOSED)
    Message.objects.filter(pk=made).delete()
    assert why_not(world, row) == "The programme is paused. Send it again once it goes on."


def test_an_extra_message_waits_for_a_conversation_without_going_round_in_circles(world: World, ana: Enrolment) -> None:
    world.move(NOON_OF_DAY_1 + timedelta(days=1))
    row = failed(world, ana)
    what = plan(world, row)
    assert isinstance(what, Extra)
    made = send(world, row).extra[MessageId(row.pk)]
    holds.place(EnrolmentId(ana.pk), "conversation", "she asked something", "maya", world.now)
    world.move(what.at + timedelta(minutes=1))
    assert (Message.objects.get(pk=made).state, Message.objects.get(pk=made).reason) == ("waiting", Reason.TALKING)
    holds.clear(EnrolmentId(ana.pk), "conversation", "maya", "settled", world.now)
    world.move(world.now + timedelta(minutes=20))
    assert Message.objects.get(pk=made).state == "accepted"


def test_words_about_supplements_never_go_to_somebody_on_hold(world: World, ana: Enrolment) -> None:
    world.move(NOON_OF_DAY_1 + timedelta(days=1))
    row = failed(world, ana)
    Message.objects.filter(pk=row.pk).update(dose=True)
    assert why_not(world, row) == "Its words are about supplements, and this person gets food-first texts now."


def test_words_of_another_form_than_the_persons_are_not_sent(world: World, ana: Enrolment) -> None:
    world.move(NOON_OF_DAY_1 + timedelta(days=1))
    row = failed(world, ana)
    Message.objects.filter(pk=row.pk).update(template="sms/magnesium/day-01.food_first")
    Enrolment.objects.filter(pk=ana.pk).update(screen="gentle")
    assert why_not(world, row) == "Its words are in another form than this person gets now."


def test_who_wants_fewer_messages_is_not_sent_more(world: World, ana: Enrolment) -> None:
    row = failed(world, ana)
    Enrolment.objects.filter(pk=ana.pk).update(cadence="light")
    what = plan(world, row)
    assert isinstance(what, GoesOn | No)  # day 1 may be one of the needed ones
    if isinstance(what, No):
        assert "fewer messages" in what.why


def test_what_was_held_today_goes_out_once_the_hold_is_cleared(world: World) -> None:
    ana = world.enrol()
    world.move(START + timedelta(days=1, hours=1))
    lost = TemplateVersion.objects.filter(name__startswith="sms/magnesium/day-01")
    kept = list(lost)
    lost.delete()
    world.move(NOON_OF_DAY_1)
    TemplateVersion.objects.bulk_create(kept)
    rows = world.rows(ana, kind="step", day=1, state="held")
    assert "held by a fault" in why_not(world, rows[0])
    prefer.clear_hold(world.again(ana), "fault", "maya", "The food table is back.", world.office, world.moment())
    send(world, *rows)
    world.deliver()
    assert {each.state for each in world.rows(ana, kind="step", day=1)} == {"accepted"}
    assert books.draw_up(world.moment()).balanced


def test_an_answer_that_failed_goes_again_within_its_hour_and_not_later(world: World, ana: Enrolment) -> None:
    world.sms.answer = lambda _: REFUSED
    world.text("PAUSE")
    world.deliver()
    world.sms.answer = None
    [row] = world.rows(ana, kind="reply")
    assert plan(world, row) == GoesOn(world.now)
    world.now += timedelta(hours=2)
    assert "puzzle its reader" in why_not(world, row)
    world.now -= timedelta(hours=2)
    send(world, row)
    world.deliver()
    assert Message.objects.get(pk=row.pk).state == "accepted"


def test_an_invitation_that_failed_goes_again_as_an_invitation(world: World) -> None:
    world.office = replace(world.office, confirm=True)
    refusing(world)
    ana = world.enrol()
    world.move(START + timedelta(hours=3))
    world.sms.answer = None
    [row] = world.rows(ana, kind="invite", channel="sms")
    assert row.state == "failed"
    world.now += timedelta(days=1)
    what = plan(world, row)
    assert isinstance(what, Extra)
    assert what.kind == "invite"
    send(world, row)
    before = len(world.texts())
    world.move(what.at + timedelta(minutes=1))
    assert world.texts()[before:] == [row.text]


def test_what_went_out_is_not_sent_again(world: World, ana: Enrolment) -> None:
    [mail] = world.rows(ana, kind="step", day=1, channel="email")
    assert "only what failed or was held" in why_not(world, mail)


def test_a_name_a_reason_and_a_known_number_are_needed(world: World, ana: Enrolment) -> None:
    row = failed(world, ana)
    for by, why in ((" ", "because"), ("maya", " ")):
        with pytest.raises(AgainRefused, match="both are kept"):
            again.send_again([MessageId(row.pk)], by, why, world.office, world.moment())
    with pytest.raises(AgainRefused, match="no message 987654"):
        again.preview([MessageId(987654)], world.moment())


def test_looking_at_what_would_happen_changes_nothing(world: World, ana: Enrolment) -> None:
    row = failed(world, ana)
    world.now += timedelta(days=1)
    before = list(Message.objects.order_by("pk").values())
    plan(world, row)
    assert list(Message.objects.order_by("pk").values()) == before


def test_the_terminal_names_who_failed_shows_what_would_happen_and_does_it(world: World, ana: Enrolment) -> None:
    run, row = CliRunner(), failed(world, ana)
    wide = {"COLUMNS": "220"}
    shown = " ".join(run.invoke(app, ["books", "--who", "failed"], env=wide).output.split())
    assert f"{row.pk} Ana ({ana.pk}) day 1 sms" in shown
    assert '"Failed: the provider refused it." filtered by the carrier' in shown
    assert "no message is failed" in run.invoke(app, ["books", "--who", "failed", "--reason", "storm"]).output
    assert run.invoke(app, ["books", "--reason", "storm"]).exit_code == 1
    looked = run.invoke(app, ["again", str(row.pk)], env=wide).output
    assert "Nothing was sent." in looked
    assert Message.objects.get(pk=row.pk).state == "failed"
    done = run.invoke(app, ["again", str(row.pk), "--why", "the carrier had a fault", "--by", "maya"])
    assert done.exit_code == 0, done.output
    assert Message.objects.get(pk=row.pk).state == "waiting" or Message.objects.filter(kind="oneoff").exists()
    again_ = run.invoke(app, ["again", str(row.pk), "--why", "once more"])
    assert again_.exit_code == 1
    assert run.invoke(app, ["again", "987654"]).exit_code == 1


def test_the_terminal_counts_what_was_closed_with_a_programme(world: World, ana: Enrolment) -> None:
    prefer.stop(world.again(ana).subscriber, prefer.EVERY_CHANNEL, Proof("page", "subscriber"), world.moment())
    said = CliRunner().invoke(app, ["books", "--who", "skipped"]).output
    assert "more were closed with the rest of a programme" in said
