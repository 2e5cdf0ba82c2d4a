"""What the webhook answers to a number nobody is enrolled with: TwiML, once, and nothing where the carrier spoke."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client
from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.database
TOKEN = "a-token-for-these-tests"
PATH = "/hooks/twilio/inbound"


@pytest.fixture
def world(db: None, clean_redis: object, monkeypatch: pytest.MonkeyPatch) -> Iterator["World"]:
    from coaching.settings import load
    from tests.world import World

    monkeypatch.setenv("COACHING_TWILIO_AUTH_TOKEN", TOKEN)
    load.cache_clear()
    yield World()
    load.cache_clear()


def said(text: str, sid: str = "SM1", **more: str) -> list[str]:
    """The messages of the TwiML that answers a text."""
    from coaching.settings import load

    fields = {"MessageSid": sid, "From": "+15551239999", "To": "+15550000000", "Body": text, "NumMedia": "0", **more}
    signed = RequestValidator(TOKEN).compute_signature(load().public_url + PATH, fields)
    answer = Client().post(
        PATH, urlencode(fields), "application/x-www-form-urlencoded", headers={"X-Twilio-Signature": signed}
    )
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml")
    return [message.text or "" for message in ElementTree.fromstring(answer.content).findall("Message")]


def test_a_stranger_in_danger_is_answered_at_once(world: "World") -> None:
    [words] = said("I want to die")
    assert "988" in words


def test_signs_that_mean_something_in_xml_arrive_as_they_are(world: "World") -> None:
    [words] = said("JOIN")
    assert "Msg & data rates may apply" in words
    assert "/join/?p=" in words


def test_a_repeated_call_and_a_carriers_answer_get_nothing_more(world: "World") -> None:
    assert said("JOIN") != []
    assert said("JOIN") == []
    assert said("STOP", "SM2", OptOutType="STOP") == []
    assert said("hello?", "SM3") == []


def test_somebody_who_is_enrolled_is_answered_by_the_ledger_alone(world: "World") -> None:
    world.enrol(phone="+15551239999")
    assert said("I want to die") == []
