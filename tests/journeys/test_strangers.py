"""Texts from numbers nobody is enrolled with: danger first, STOP kept, HELP and JOIN answered, the rest counted."""

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from coaching.core import segments
from coaching.core.alerts import Contact
from coaching.core.model import Channel
from coaching.providers.events import InboundSms

if TYPE_CHECKING:
    from coaching.store.models import Alert
    from tests.world import World

pytestmark = pytest.mark.database
NUMBER = "+15551239999"
GERMANY = {"DE": {"emergency_number": "E-DE", "crisis_line": "C-DE", "poison_line": "P-DE", "ul_mg": "250"}}


def say(world: "World", text: str, number: str = NUMBER, opt_out: str | None = None) -> str:
    """Takes a text in as the webhook does, and gives what is answered."""
    from coaching.journeys import receive, strangers
    from coaching.store import inbox

    raw = inbox.keep_raw(receive.SOURCE, f"twilio:{number}:{text}:{world.now}", text, world.now)
    assert raw is not None
    sms = InboundSms(f"SM{raw}", number, "+15550000000", text, opt_out, ())
    assert receive.receive_sms(raw, sms, world.office, world.moment()) == receive.STRANGER
    return strangers.answer(sms, world.office)


def alerts() -> "list[Alert]":
    from coaching.store.models import Alert

    return list(Alert.objects.order_by("pk"))


def remarks() -> list[str]:
    from coaching.store.models import RawEvent

    return list(RawEvent.objects.order_by("pk").values_list("remark", flat=True))


@pytest.mark.parametrize(
    ("text", "kind", "level", "words"),
    [
        ("I want to die", "crisis", "red", "988"),
        ("My child swallowed the whole bottle of pills", "poison", "red", "1-800-222-1222"),
        ("I have chest pain and can't breathe", "emergency", "red", "911"),
        ("I am pregnant and took magnesium", "urgent", "amber", "doctor or pharmacist"),
    ],
)
def test_a_danger_is_answered_and_a_coach_hears_of_it(
    world: "World", text: str, kind: str, level: str, words: str
) -> None:
    said = say(world, text)
    assert said.startswith("Coach: ")
    assert words in said
    assert "Your coach has been told" not in said
    [alert] = alerts()
    assert (alert.kind, alert.level, alert.subscriber_id, alert.enrolment_id) == (kind, level, None, None)
    assert text in alert.body
    assert NUMBER in alert.body
    assert remarks() == ["from a number nobody is enrolled with: danger"]


def test_the_number_stands_where_only_a_coach_reads_it(world: "World", capsys: pytest.CaptureFixture[str]) -> None:
    from coaching.journeys import alert
    from tests.world import Recorder

    phone = Recorder()
    contact = Contact("Maya", zone=ZoneInfo("UTC"), sms="+15550001111")
    world.office = replace(world.office, contacts=(contact,), providers={**world.office.providers, Channel.SMS: phone})
    say(world, "I want to die")
    alert.tell_due(world.office, world.moment())
    [raised] = alerts()
    assert NUMBER not in raised.title + raised.key + str(raised.facts)
    assert len(phone.sent) == 1
    assert "5551239999" not in str(phone.sent)
    told = capsys.readouterr()
    assert "5551239999" not in told.out + told.err


def test_safety_is_answered_every_time_and_texts_within_half_an_hour_are_one_alert(world: "World") -> None:
    assert say(world, "I want to die") == say(world, "I really want to die")
    [alert] = alerts()
    assert alert.count == 2


def test_a_number_of_an_open_country_gets_its_numbers(world: "World") -> None:
    world.office = replace(world.office, regions=GERMANY)
    said = say(world, "I want to die", "+4915112345678")
    assert "C-DE" in said
    assert "E-DE" in said


@pytest.mark.parametrize("number", ["+4915112345678", "72975", "SENDER"])
def test_nobody_is_sent_to_the_numbers_of_another_country(world: "World", number: str) -> None:
    said = say(world, "I want to die", number)
    assert "your local crisis line" in said
    assert "988" not in said
    assert "911" not in said
    assert segments.measure(said).count <= 2


def test_stop_is_kept_so_that_no_coach_enrols_the_number_and_the_carrier_answers(world: "World") -> None:
    from coaching.journeys.enrol import EnrolmentRefused

    assert say(world, "STOP", opt_out="STOP") == ""
    with pytest.raises(EnrolmentRefused, match="asked us not to write"):
        world.enrol(phone=NUMBER)
    assert remarks() == ["from a number nobody is enrolled with: stop"]


def test_a_danger_with_a_stop_gets_its_answer_and_is_kept_too(world: "World") -> None:
    from coaching.store import suppressions

    assert "988" in say(world, "Stop texting me. I want to die")
    assert suppressions.is_suppressed(Channel.SMS, NUMBER)
    assert len(alerts()) == 1


def test_help_is_answered_with_a_contact_unless_the_carrier_did(world: "World") -> None:
    said = say(world, "info", opt_out=None)
    assert "You are not signed up" in said
    assert "maya@example.org" in said
    assert say(world, "HELP", "+15551238888", opt_out="HELP") == ""


@pytest.mark.parametrize("word", ["JOIN", "join!", "START"])
def test_join_gets_a_link_that_knows_the_number_and_does_not_show_it(world: "World", word: str) -> None:
    from coaching.store import proven

    said = say(world, word)
    assert "/join/?p=" in said
    assert "STOP" in said
    assert "5551239999" not in said
    assert proven.number_of(said.split("?p=")[1].split()[0]) == NUMBER
    assert segments.measure(said).count == 1


def test_a_number_gets_one_answer_in_ten_minutes(world: "World") -> None:
    assert say(world, "JOIN") != ""
    assert say(world, "JOIN now") == ""
    assert say(world, "INFO") == ""
    assert say(world, "JOIN", "+15551238888") != ""


def test_start_from_the_number_itself_lifts_its_stop(world: "World") -> None:
    from coaching.store import suppressions

    say(world, "STOP", opt_out="STOP")
    say(world, "START", opt_out="START")
    assert not suppressions.is_suppressed(Channel.SMS, NUMBER)


def test_anything_else_gets_nothing_and_is_counted(world: "World") -> None:
    assert say(world, "Is this the pizza place?") == ""
    assert alerts() == []
    assert remarks() == ["from a number nobody is enrolled with: something else"]


def test_a_text_taken_in_twice_after_a_crash_raises_one_alert(world: "World") -> None:
    from coaching.journeys import strangers

    sms = InboundSms("SM1", NUMBER, "+15550000000", "I want to die", None, ())
    for raw in (1, 1):
        strangers.take_in(raw, sms, world.moment())
    assert [alert.body.count("I want to die") for alert in alerts()] == [1]


def test_without_redis_nobody_is_answered_but_whoever_is_in_danger(
    world: "World", monkeypatch: pytest.MonkeyPatch
) -> None:
    from redis import Redis

    from coaching.store import redis_link

    monkeypatch.setattr(redis_link, "client", lambda: Redis.from_url("redis://127.0.0.1:1/0"))
    assert say(world, "JOIN") == ""
    assert "988" in say(world, "I want to die")
