"""In-doubt sends on the real simulator with its faults: never twice, never lost, and a person for the rest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from typer.testing import CliRunner

from coaching.cli.app import app
from coaching.core.model import Channel, MessageId
from coaching.core.reasons import Reason
from coaching.journeys import books, deliver, doubt, prefer, receipts
from coaching.journeys.doubt import Choice, ChoiceRefused, Tally
from coaching.journeys.office import Moment
from coaching.providers.webhooks import read_sendgrid_events, read_twilio_status
from coaching.store import doubts
from coaching.store.consents import Proof
from coaching.store.models import Audit, Doubt, Enrolment, Message
from coaching.tasks import chores
from tests.adapters import simulators
from tests.adapters.simulators import Post, Product, Simulator
from tests.town import BY, HALF_PAST_EIGHT, Dying, Killed, Slow, Town

pytestmark = pytest.mark.database
STORED = ["accept_then_drop", "accept_then_500", "accept_then_502", "accept_then_504", "unreadable_answer"]
both = pytest.mark.parametrize("channel", Channel)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Product, Simulator]]:
    with (
        simulators.run_product() as product,
        simulators.run_simulator(product.url, tmp_path_factory.mktemp("keys")) as simulator,
    ):
        yield product, simulator


@pytest.fixture
def town(db: None, clean_redis: object, house: tuple[Product, Simulator]) -> Town:
    product, simulator = house
    simulator.call("POST", "/control/reset")
    product.posts = []
    return Town(product, simulator)


@pytest.fixture
def ana(town: Town) -> Enrolment:
    """Enrolled, and day 1 is due within the hour."""
    enrolment = town.enrol()
    town.move(HALF_PAST_EIGHT)
    return enrolment


@both
@pytest.mark.parametrize("fault", STORED)
def test_what_was_taken_but_badly_answered_is_found_and_never_sent_twice(
    town: Town, ana: Enrolment, channel: Channel, fault: str
) -> None:
    town.arm(channel, fault)
    town.send_day_1()
    assert town.step(ana, channel).state == "unknown"
    assert town.look(1.9)[0].looked == 0
    assert town.look(2) == [Tally(looked=1, found=1)]
    row = town.step(ana, channel)
    assert (row.state, row.provider_id) == ("accepted", town.taken(channel)[-1]["provider_id"])
    before = len(town.taken(channel))
    town.look(4, 8, 70)
    town.deliver()
    assert (len(town.taken(channel)), town.duplicates()) == (before, 0)


@both
def test_what_was_never_taken_is_proven_absent_by_two_looks_and_sent_once_with_the_stored_words(
    town: Town, ana: Enrolment, channel: Channel
) -> None:
    before = len(town.taken(channel))
    town.arm(channel, "time_out", ms=0)
    town.send_day_1()
    words = town.step(ana, channel).text
    town.somebody_else_gets_one(channel)
    assert town.look(2)[0].absent == 0
    assert len(town.taken(channel)) == before
    assert town.look(4)[0].absent == 1
    assert town.step(ana, channel).state == "waiting"
    town.deliver()
    row = town.step(ana, channel)
    assert (row.state, row.tries, row.text) == ("accepted", 2, words)
    town.look(6, 10, 80)
    town.deliver()
    assert (len(town.taken(channel)), town.duplicates()) == (before + 1, 0)
    assert books.draw_up(town.moment()).balanced


@both
def test_without_a_later_message_absence_is_not_proven_and_a_person_is_asked(
    town: Town, ana: Enrolment, channel: Channel
) -> None:
    town.simulator.call("POST", "/control/reset")
    for each in Channel:
        town.arm(each, "time_out", ms=0)
    town.send_day_1()
    tallies = town.look(2, 4, 8, 16, 32, 64, 128)
    assert [tally.looked for tally in tallies] == [2, 2, 2, 2, 2, 2, 0]
    row = town.step(ana, channel)
    assert row.state == "unknown"
    assert Doubt.objects.get(message=row, attempt=row.attempt).look_at is None
    town.deliver()
    assert town.taken(channel) == []


@both
@pytest.mark.parametrize("fault", ["search_fails", "search_lags"])
def test_with_a_search_that_fails_or_lags_for_ever_nothing_is_sent_again(
    town: Town, ana: Enrolment, channel: Channel, fault: str
) -> None:
    town.arm(channel, "accept_then_drop")
    town.simulator.arm(provider=BY[channel], kind=fault, times=None, ms=86_400_000)
    town.send_day_1()
    before = len(town.taken(channel))
    town.somebody_else_gets_one(channel)
    town.look(2, 4, 8, 16, 32, 64, 128)
    town.deliver()
    assert town.step(ana, channel).state == "unknown"
    assert (len(town.taken(channel)), town.duplicates()) == (before, 0)


@both
def test_a_search_that_catches_up_shows_what_was_taken(town: Town, ana: Enrolment, channel: Channel) -> None:
    town.arm(channel, "accept_then_drop")
    town.simulator.arm(provider=BY[channel], kind="search_lags", times=None, ms=86_400_000)
    town.send_day_1()
    town.look(2, 4)
    town.simulator.call("DELETE", "/control/faults")
    assert town.look(8)[0].found == 1
    assert town.step(ana, channel).state == "accepted"


@both
def test_a_webhook_settles_it_before_any_look(town: Town, ana: Enrolment, channel: Channel) -> None:
    town.arm(channel, "accept_then_drop")
    town.send_day_1()
    town.simulator.settle()
    for post in town.product.posts:
        _take_in(post, town.moment())
    assert town.step(ana, channel).state == "delivered"
    assert town.look(2, 4) == [Tally(), Tally()]


def _take_in(post: Post, moment: Moment) -> None:
    """As the web face does behind the signature."""
    if post.path.endswith("/events"):
        receipts.take_in_many(read_sendgrid_events(post.body), Channel.EMAIL, moment)
    else:
        number = MessageId(int(dict(parse_qsl(urlsplit(post.path).query))["m"]))
        receipts.take_in(read_twilio_status(parse_qsl(post.body.decode()), number), Channel.SMS, moment)


def test_a_webhook_after_the_first_look_ends_the_looks(town: Town, ana: Enrolment) -> None:
    town.arm(Channel.SMS, "accept_then_drop")
    town.simulator.arm(provider="twilio", kind="search_fails")
    town.send_day_1()
    town.look(2)
    town.simulator.settle()
    for post in town.product.posts:
        _take_in(post, town.moment())
    assert town.look(4) == [Tally()]
    assert not Doubt.objects.filter(look_at__isnull=False).exists()


def test_what_is_proven_absent_after_its_hours_is_skipped_with_that_reason(town: Town, ana: Enrolment) -> None:
    town.arm(Channel.SMS, "time_out", ms=0)
    town.send_day_1()
    before = len(town.taken(Channel.SMS))
    town.somebody_else_gets_one(Channel.SMS)
    town.now = HALF_PAST_EIGHT + timedelta(hours=14)
    town.look(2, 4)
    row = town.step(ana, Channel.SMS)
    assert (row.state, row.reason) == ("skipped", Reason.WINDOW_CLOSED)
    assert len(town.taken(Channel.SMS)) == before


def test_what_is_proven_absent_after_stop_is_never_sent(town: Town, ana: Enrolment) -> None:
    town.arm(Channel.SMS, "time_out", ms=0)
    town.send_day_1()
    before = len(town.taken(Channel.SMS))
    town.somebody_else_gets_one(Channel.SMS)
    prefer.stop(town.again(ana).subscriber, prefer.EVERY_CHANNEL, Proof("page", "subscriber"), town.moment())
    town.look(2, 4)
    town.deliver()
    row = town.step(ana, Channel.SMS)
    assert (row.state, row.reason) == ("skipped", Reason.STOPPED)
    assert len(town.taken(Channel.SMS)) == before
    assert books.draw_up(town.moment()).balanced


def test_the_last_step_of_a_complete_run_still_goes_out(town: Town, ana: Enrolment) -> None:
    town.arm(Channel.SMS, "time_out", ms=0)
    town.send_day_1()
    Enrolment.objects.filter(pk=ana.pk).update(status="completed", settled_through=56, closed_at=town.now, wake_at=None)
    town.somebody_else_gets_one(Channel.SMS)
    town.look(2, 4)
    town.deliver()
    assert town.step(ana, Channel.SMS).state == "accepted"
    assert town.duplicates() == 0


def test_an_answer_to_a_person_that_was_never_taken_is_sent_once_more(town: Town, ana: Enrolment) -> None:
    town.arm(Channel.SMS, "time_out", ms=0)
    before = len(town.taken(Channel.SMS))
    assert town.text("PAUSE") == "steered"
    town.deliver()
    [row] = town.rows(ana, kind="reply")
    assert (row.state, len(town.taken(Channel.SMS))) == ("unknown", before)
    town.somebody_else_gets_one(Channel.SMS)
    town.look(2, 4)
    town.deliver()
    [row] = town.rows(ana, kind="reply")
    assert (row.state, len(town.taken(Channel.SMS)), town.duplicates()) == ("accepted", before + 1, 0)


def test_members_of_one_attempt_that_went_in_two_requests_are_settled_singly(town: Town, ana: Enrolment) -> None:
    bo = town.enrol(first_name="Bo", phone="+15551230002", email="bo@example.org")
    town.arm(Channel.EMAIL, "accept_then_drop")
    town.arm(Channel.EMAIL, "time_out", address="bo@example.org", ms=0)
    town.now = HALF_PAST_EIGHT + timedelta(hours=1)
    town.open()
    lessons = town.office.lessons
    deliver.deliver(
        [c for shard in lessons.ready() for c in lessons.claim(shard, 10, 60_000)], town.office, town.moment()
    )
    rows = [town.step(each, Channel.EMAIL) for each in (ana, bo)]
    assert [row.state for row in rows] == ["unknown", "unknown"]
    assert rows[0].attempt == rows[1].attempt
    town.somebody_else_gets_one(Channel.EMAIL)
    first, second = town.look(2, 4)
    assert (first.looked, first.found, second.looked, second.absent) == (2, 1, 1, 1)
    assert [town.step(each, Channel.EMAIL).state for each in (ana, bo)] == ["accepted", "waiting"]
    assert town.duplicates() == 0


def test_a_worker_that_dies_after_the_hand_over_leaves_it_to_be_looked_for(town: Town, ana: Enrolment) -> None:
    alive = town.office
    town.office = replace(alive, providers={channel: Dying(alive.providers[channel]) for channel in Channel})
    with pytest.raises(Killed):
        town.send_day_1()
    town.office = alive
    row = town.step(ana, Channel.SMS)
    assert row.state == "handed"
    assert town.look(1.5)[0].called == 0  # its lease has ended, but an answer may still come
    tally = town.look(2.1)[0]
    assert (tally.called, tally.looked, tally.found) == (1, 1, 1)
    assert town.step(ana, Channel.SMS).state == "accepted"
    assert town.duplicates() == 0


def test_a_worker_that_settles_after_all_wins_over_the_doubt(town: Town, ana: Enrolment) -> None:
    alive = town.office
    town.simulator.arm(provider="twilio", kind="search_fails", times=None)
    town.office = replace(alive, providers={**alive.providers, Channel.SMS: Slow(alive.providers[Channel.SMS], town)})
    town.send_day_1()
    row = town.step(ana, Channel.SMS)
    assert Doubt.objects.filter(message=row).exists()
    assert (row.state, row.provider_id) == ("accepted", town.taken(Channel.SMS)[-1]["provider_id"])
    assert town.look(20) == [Tally()]


def test_a_step_left_reserved_by_a_lost_worker_goes_out(town: Town, ana: Enrolment) -> None:
    town.arm(Channel.SMS, "rate_limited", wait_s=3000)
    town.send_day_1()
    left = Message.objects.filter(pk=town.step(ana, Channel.SMS).pk)
    left.update(state="reserved", retry_at=None, lease_until=town.machine + timedelta(minutes=1))
    Enrolment.objects.filter(pk=ana.pk).update(wake_at=None, settled_through=1)
    assert town.look(0.5)[0].woken == 0
    assert town.look(1.5)[0].woken == 1
    town.deliver()
    assert town.step(ana, Channel.SMS).state == "accepted"
    assert town.duplicates() == 0


def test_one_text_at_the_provider_never_settles_two_of_ours(town: Town, ana: Enrolment) -> None:
    town.arm(Channel.SMS, "accept_then_drop")
    town.send_day_1()
    row = town.step(ana, Channel.SMS)
    twin = Message.objects.get(pk=row.pk)
    twin.pk, twin.dedupe_key = None, "reply:1:twin"
    twin.kind = "reply"
    twin.save()
    tally = town.look(2)[0]
    assert (tally.looked, tally.found) == (2, 1)
    assert sorted(Message.objects.filter(text=row.text).values_list("state", flat=True)) == ["accepted", "unknown"]


@both
def test_a_person_says_that_it_was_sent(town: Town, ana: Enrolment, channel: Channel) -> None:
    row = _in_doubt(town, ana, channel)
    doubt.decide(MessageId(row.pk), Choice.SENT, "maya", "She wrote back.", town.office, town.moment())
    assert town.step(ana, channel).state == "accepted"
    line = Audit.objects.get(noun="message")
    assert (line.actor, line.verb, line.noun_id, line.facts) == (
        "maya",
        "decided: sent",
        str(row.pk),
        {"why": "She wrote back."},
    )
    town.look(10, 20)
    town.deliver()
    assert town.duplicates() == 0


@both
def test_a_person_has_it_sent_again(town: Town, ana: Enrolment, channel: Channel) -> None:
    row = _in_doubt(town, ana, channel)
    before = len(town.taken(channel))
    doubt.decide(MessageId(row.pk), Choice.AGAIN, "maya", "She asked for it.", town.office, town.moment())
    town.deliver()
    assert town.step(ana, channel).state == "accepted"
    assert len(town.taken(channel)) == before + 1


def test_a_person_drops_it(town: Town, ana: Enrolment) -> None:
    row = _in_doubt(town, ana, Channel.SMS)
    doubt.decide(MessageId(row.pk), Choice.DROP, "maya", "Too late to matter.", town.office, town.moment())
    town.look(10)
    town.deliver()
    dropped = town.step(ana, Channel.SMS)
    assert (dropped.state, dropped.reason) == ("failed", Reason.UNCLEAR)
    assert books.draw_up(town.moment()).balanced


def test_a_choice_needs_a_doubt_a_name_a_reason_and_time_left(town: Town, ana: Enrolment) -> None:
    row = _in_doubt(town, ana, Channel.SMS)
    settled = town.step(ana, Channel.EMAIL)
    office, now = town.office, town.moment()
    with pytest.raises(ChoiceRefused, match="not in doubt"):
        doubt.decide(MessageId(settled.pk), Choice.SENT, "maya", "?", office, now)
    with pytest.raises(ChoiceRefused, match="who decides and why"):
        doubt.decide(MessageId(row.pk), Choice.SENT, "maya", " ", office, now)
    late = replace(now, now=now.now + timedelta(days=1))
    with pytest.raises(ChoiceRefused, match="cannot go again"):
        doubt.decide(MessageId(row.pk), Choice.AGAIN, "maya", "late", office, late)
    assert not Audit.objects.filter(noun="message").exists()


def _in_doubt(town: Town, ana: Enrolment, channel: Channel) -> Message:
    town.arm(channel, "time_out", ms=0)
    town.send_day_1()
    return town.step(ana, channel)


def test_the_terminal_lists_what_is_in_doubt_and_takes_a_persons_word(town: Town, ana: Enrolment) -> None:
    run = CliRunner()
    assert "No message is in doubt" in run.invoke(app, ["unknown"]).output
    row = _in_doubt(town, ana, Channel.SMS)
    town.look(2)
    shown = " ".join(run.invoke(app, ["unknown"], env={"COLUMNS": "200"}).output.split())
    assert f"{row.pk} Ana ({ana.pk}) 1 sms {town.began.astimezone(UTC):%Y-%m-%d %H:%M}" in shown
    assert "1 looks" not in shown
    assert "1 look, the last at" in shown
    said = run.invoke(app, ["unknown", "decide", str(row.pk), "sent", "--why", "She wrote back.", "--by", "maya"])
    assert said.exit_code == 0, said.output
    assert town.step(ana, Channel.SMS).state == "accepted"
    again = run.invoke(app, ["unknown", "decide", str(row.pk), "drop", "--why", "no"])
    assert again.exit_code == 1
    assert "not in doubt" in again.output


def test_the_chores_do_it_by_themselves(town: Town, ana: Enrolment) -> None:
    _in_doubt(town, ana, Channel.SMS)
    chores.tidy()
    [listed] = doubts.unknown()
    [case] = listed.doubts.all()
    assert case.looks == 1
    assert "not set up" in case.tried[0][1]
    assert datetime.fromisoformat(case.tried[0][0]) > town.machine
