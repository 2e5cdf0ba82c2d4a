"""Whatever is posted to a webhook: refused, or stored and answered; never an error, never a trace of a stranger's."""

import json
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

import pytest
from django.test import Client
from twilio.request_validator import RequestValidator

from tests.web.test_hooks import FORM, KEY, PUBLIC, TOKEN, inbound, sendgrid, twilio

if TYPE_CHECKING:
    import redis

    from tests.world import World

pytestmark = pytest.mark.database
INBOUND, STATUS, EVENTS = "/hooks/twilio/inbound", "/hooks/twilio/status", "/hooks/sendgrid/events"
BODIES = {
    "nothing": b"",
    "bad utf-8": b"Body=\xff\xfe&From=%ED%A0%80&MessageSid=SM1",
    "half a character": b"Body=%ED%A0%BD&MessageSid=SM\xed\xa0\xbd&From=%2B1",
    "a nul": b"Body=a%00b&From=%2B15551230001&MessageSid=SM%00",
    "ten thousand fields": b"&".join(b"f%d=x" % n for n in range(10_000)),
    "one long field": b"Body=" + b"x" * 2_000_000,
    "three megabytes": b"Body=" + b"x" * 3_000_000,
    "no form": b"\x89PNG\r\n\x1a\n" * 1000,
    "json": b'{"MessageSid": "SM1"}',
    "percent signs": b"%%%&=%&=&&;=%zz" * 1000,
}
TYPES = [FORM, "application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data", "\xff"]


@pytest.fixture
def world(db: None, clean_redis: object, monkeypatch: pytest.MonkeyPatch) -> Iterator["World"]:
    from coaching.settings import load
    from tests.world import World

    monkeypatch.setenv("COACHING_TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("COACHING_SENDGRID_WEBHOOK_KEY", PUBLIC)
    load.cache_clear()
    yield World()
    load.cache_clear()


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_strangers_call_is_refused_whatever_it_holds(world: "World", client: Client, body: bytes) -> None:
    from coaching.store.models import RawEvent

    for path in (INBOUND, STATUS, STATUS + "?m=1&a=x", STATUS + "?m=%00%FF&a=" + "x" * 5000, EVENTS):
        for kind in TYPES:
            answer = client.post(path, body, kind, headers={"X-Twilio-Signature": "ü\x00"})
            assert 400 <= answer.status_code < 500, (path, kind)
    assert RawEvent.objects.count() == 0


def signed(client: Client, path: str, body: bytes) -> int:
    from coaching.settings import load

    url = load().public_url + path
    fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    signature = RequestValidator(TOKEN).compute_signature(url, fields)
    return client.post(path, body, FORM, headers={"X-Twilio-Signature": signature}).status_code


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_signed_call_of_any_content_is_never_an_error(world: "World", client: Client, body: bytes) -> None:
    world.enrol()
    for path in (INBOUND, STATUS, STATUS + "?m=999999999999999999&a=x"):
        assert signed(client, path, body) < 500, path


def test_a_text_with_a_nul_and_half_a_character_is_read(world: "World", client: Client) -> None:
    from coaching.store.models import Reply

    world.enrol()
    body = urlencode(inbound("my knee\x00 hurts")).encode().replace(b"hurts", b"hurts%ED%A0%BD")
    assert signed(client, INBOUND, body) == 200
    assert Reply.objects.get().text.startswith("my knee hurts")


@pytest.mark.parametrize("missing", ["MessageSid", "From", "To", "Body", "NumMedia"])
def test_a_text_that_lacks_a_field_is_never_an_error(world: "World", client: Client, missing: str) -> None:
    world.enrol()
    fields = {name: value for name, value in inbound("hello").items() if name != missing}
    assert twilio(client, INBOUND, fields) == 200


ODD_EVENTS: list[object] = [
    None, 7, "x", [], {}, {"event": ["delivered"]}, {"event": "delivered", "coaching_message": "9" * 18},
    {"event": "delivered", "coaching_message": "1", "sg_message_id": "\ud83c.x"},
    {"event": "bounce", "email": "\ud83c\x00@x", "bounce_classification": "\x00\ud83c" * 50, "coaching_message": "1"},
    {"event": "bounce", "email": "a" * 10_000, "coaching_message": "1", "status": "5" * 10_000},
    {"event": "unsubscribe", "email": "nobody@example.org"}, {"event": "spamreport", "email": ""},
    {"event": "x" * 100_000}, {"event": "dropped", "reason": {"deep": [1]}},
]  # fmt: skip


def test_a_signed_batch_of_odd_events_is_taken_and_the_good_one_among_them_is_stored(
    world: "World", client: Client
) -> None:
    from datetime import timedelta

    from coaching.store.models import RawEvent

    enrolment = world.enrol()
    world.move(world.now + timedelta(days=1, hours=6))
    row = world.rows(enrolment, kind="step", unit="email")[0]
    good = {"event": "delivered", "email": "ana@example.org", "coaching_message": str(row.pk), "sg_message_id": "x.1"}
    assert sendgrid(client, [*ODD_EVENTS, good]) == 204  # type: ignore[list-item]
    row.refresh_from_db()
    assert row.state == "delivered"
    assert RawEvent.objects.count() == 0


def test_a_signed_body_that_is_no_batch_is_refused_in_words(world: "World", client: Client) -> None:
    import base64

    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    for raw in (b"", b"{", b"{}", b"\xff", b"[" * 100_000, json.dumps("x").encode()):
        stamp = str(int(time.time()))  # noqa: TID251  # signatures are judged by the machine's clock
        signature = base64.b64encode(KEY.sign(stamp.encode() + raw, ec.ECDSA(hashes.SHA256()))).decode()
        headers = {
            "X-Twilio-Email-Event-Webhook-Signature": signature,
            "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
        }
        assert client.post(EVENTS, raw, "application/json", headers=headers).status_code == 400


def test_refused_calls_are_counted_by_webhook_for_a_day_and_nothing_else_is_kept(
    world: "World", client: Client, clean_redis: "redis.Redis"
) -> None:
    from coaching.store import refusals

    assert twilio(client, INBOUND, inbound("STOP"), signature="forged") == 403
    assert twilio(client, STATUS, inbound("STOP"), signature="forged") == 403
    for _ in range(3):
        assert sendgrid(client, [], age_s=3600) == 403
    assert refusals.lately() == {"twilio-inbound": 1, "twilio-status": 1, "sendgrid-events": 3}
    assert 86_000 < clean_redis.ttl("refused:sendgrid-events") <= 86_400


def test_a_text_that_cannot_be_taken_in_is_stored_answered_and_tried_again(
    world: "World", client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from coaching.journeys import receive
    from coaching.store.models import RawEvent

    enrolment = world.enrol()
    with monkeypatch.context() as broken:
        broken.setattr(receive.subscribers, "by_phone", lambda *_: 1 / 0)
        assert twilio(client, INBOUND, inbound("STOP")) == 200
    world.now = RawEvent.objects.get().received_at + timedelta(minutes=2)
    assert receive.work_off(world.office, world.moment()) == 1
    assert world.again(enrolment).status == "stopped"
