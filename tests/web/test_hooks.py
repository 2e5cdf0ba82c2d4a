"""The providers' calls: signed or refused, stored once, and in any order the same in the end."""

import base64
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.database
TOKEN = "a-token-for-these-tests"
KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def world(db: None, clean_redis: object, monkeypatch: pytest.MonkeyPatch) -> Iterator["World"]:
    from coaching.settings import load
    from tests.world import World

    monkeypatch.setenv("COACHING_TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("COACHING_SENDGRID_WEBHOOK_KEY", PUBLIC)
    load.cache_clear()
    yield World()
    load.cache_clear()


def twilio(client: Client, path: str, fields: dict[str, str], signature: str | None = None) -> int:
    from coaching.settings import load

    signed = signature or RequestValidator(TOKEN).compute_signature(load().public_url + path, fields)
    return client.post(path, urlencode(fields), FORM, headers={"X-Twilio-Signature": signed}).status_code


def sendgrid(client: Client, events: list[dict[str, object]], *, age_s: int = 0) -> int:
    raw = json.dumps(events).encode()
    stamp = str(int(time.time()) - age_s)  # noqa: TID251  # signatures are judged by the machine's clock
    signature = base64.b64encode(KEY.sign(stamp.encode() + raw, ec.ECDSA(hashes.SHA256()))).decode()
    headers = {
        "X-Twilio-Email-Event-Webhook-Signature": signature,
        "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
    }
    return client.post("/hooks/sendgrid/events", raw, "application/json", headers=headers).status_code


def inbound(text: str, sid: str = "SM1") -> dict[str, str]:
    return {"MessageSid": sid, "From": "+15551230001", "To": "+15550000000", "Body": text, "NumMedia": "0"}


def test_a_signed_stop_ends_the_programme(world: "World", client: Client) -> None:
    enrolment = world.enrol()
    assert twilio(client, "/hooks/twilio/inbound", inbound("STOP")) == 200
    assert world.again(enrolment).status == "stopped"


def test_a_forged_text_is_refused_and_leaves_no_trace(world: "World", client: Client) -> None:
    from coaching.store.models import RawEvent

    enrolment = world.enrol()
    assert twilio(client, "/hooks/twilio/inbound", inbound("STOP"), signature="forged") == 403
    assert world.again(enrolment).status == "active"
    assert RawEvent.objects.count() == 0


def test_a_repeated_text_counts_once(world: "World", client: Client) -> None:
    from coaching.store.models import Reply

    world.enrol()
    for _ in range(3):
        assert twilio(client, "/hooks/twilio/inbound", inbound("hello there")) == 200
    assert Reply.objects.count() == 1


def test_status_calls_in_any_order_end_as_delivered(world: "World", client: Client) -> None:
    enrolment = world.enrol(email="")
    world.move(world.now + timedelta(days=1, hours=6))
    row = world.rows(enrolment, kind="step", unit="sms")[0]
    for status in ("delivered", "queued", "sent", "delivered"):
        fields = {"MessageSid": row.provider_id, "MessageStatus": status}
        assert twilio(client, f"/hooks/twilio/status?m={row.pk}&a={row.attempt}", fields) == 204
    row.refresh_from_db()
    assert row.state == "delivered"


def test_an_unknown_send_is_settled_by_its_status_call(world: "World", client: Client) -> None:
    from coaching.providers.base import Unknown

    enrolment = world.enrol(email="")
    world.move(world.now + timedelta(hours=20))
    world.sms.answer = lambda _: Unknown("no answer in 10 s")
    world.move(world.now + timedelta(hours=10))
    row = world.rows(enrolment, kind="step", unit="sms")[0]
    assert row.state == "unknown"
    fields = {"MessageSid": "SM" + "7" * 32, "MessageStatus": "sent"}
    assert twilio(client, f"/hooks/twilio/status?m={row.pk}&a=x", fields) == 204
    row.refresh_from_db()
    assert (row.state, row.provider_id) == ("accepted", "SM" + "7" * 32)


def test_a_carriers_block_is_written_into_the_consent_ledger(world: "World", client: Client) -> None:
    enrolment = world.enrol()
    world.move(world.now + timedelta(days=1, hours=6))
    row = world.rows(enrolment, kind="step", unit="sms")[0]
    fields = {"MessageSid": row.provider_id, "MessageStatus": "undelivered", "ErrorCode": "21610"}
    assert twilio(client, f"/hooks/twilio/status?m={row.pk}&a=x", fields) == 204
    assert world.again(enrolment).subscriber.sms_state == "revoked"


def test_mail_events_are_noted_and_an_unsubscribe_ends_email(world: "World", client: Client) -> None:
    enrolment = world.enrol()
    world.move(world.now + timedelta(days=1, hours=6))
    row = world.rows(enrolment, kind="step", unit="email")[0]
    ours = {"email": "ana@example.org", "coaching_message": str(row.pk), "sg_message_id": "x.recvd-1", "timestamp": 1}
    assert sendgrid(client, [{**ours, "event": "delivered"}, {**ours, "event": "processed"}]) == 204
    row.refresh_from_db()
    assert row.state == "delivered"
    assert sendgrid(client, [{**ours, "event": "unsubscribe"}]) == 204
    assert world.again(enrolment).subscriber.email_state == "revoked"


def test_an_old_or_forged_batch_is_refused(world: "World", client: Client) -> None:
    world.enrol()
    assert sendgrid(client, [], age_s=3600) == 403
    assert client.post("/hooks/sendgrid/events", b"[]", "application/json").status_code == 403


@pytest.mark.parametrize("path", ["/hooks/twilio/inbound", "/hooks/twilio/status", "/hooks/sendgrid/events"])
def test_a_look_by_get_is_not_allowed(world: "World", client: Client, path: str) -> None:
    assert client.get(path).status_code == 405
