"""SendGrid's webhooks: who really sent them, and what they say."""

import base64
import itertools
import json

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given
from hypothesis import strategies as st
from sendgrid.helpers.eventwebhook import EventWebhook

from coaching.core.model import MessageId
from coaching.providers.events import (
    DeliveryEvent,
    DeliveryState,
    SuppressionEvent,
    SuppressionReason,
    Unread,
)
from coaching.providers.signatures import Verdict, verify_sendgrid
from coaching.providers.webhooks import MalformedPayload, read_sendgrid_events

PRIVATE = ec.generate_private_key(ec.SECP256R1())
NOW = 1_795_428_000.0
STAMP = "1795428000"
BODY = b'[{"event":"delivered"}]\r\n'


def public(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey = PRIVATE) -> str:
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def signed(body: bytes = BODY, stamp: str = STAMP, key: ec.EllipticCurvePrivateKey = PRIVATE) -> str:
    return base64.b64encode(key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()


def test_our_vector_is_one_that_the_sdk_believes_and_so_do_we() -> None:
    assert EventWebhook(public()).verify_signature(BODY.decode(), signed(), STAMP)
    assert verify_sendgrid(public(), BODY, signed(), STAMP, NOW) is Verdict.VALID


def test_bytes_that_are_no_text_can_be_signed() -> None:
    raw = b"--x\r\n\xff\xfe\x00"
    assert verify_sendgrid(public(), raw, signed(raw), STAMP, NOW) is Verdict.VALID


@pytest.mark.parametrize(
    ("away_s", "verdict"), [(600, Verdict.VALID), (601, Verdict.STALE), (-600, Verdict.VALID), (-601, Verdict.STALE)]
)
def test_an_old_or_early_signature_is_stale(away_s: int, verdict: Verdict) -> None:
    assert verify_sendgrid(public(), BODY, signed(), STAMP, NOW + away_s) is verdict


def test_an_old_forgery_is_a_forgery() -> None:
    assert verify_sendgrid(public(), BODY + b" ", signed(), STAMP, NOW + 9_999) is Verdict.FORGED


@pytest.mark.parametrize(
    ("body", "signature", "stamp"),
    [
        (BODY + b" ", signed(), STAMP),
        (BODY, signed(), "1795428001"),
        (BODY, signed(key=ec.generate_private_key(ec.SECP256R1())), STAMP),
        (BODY, "", STAMP),
        (BODY, "not base64!", STAMP),
        (BODY, "ü", STAMP),
        (BODY, "AAAA", STAMP),
        (BODY, base64.b64encode(b"0" * 70).decode(), STAMP),
        *[(BODY, signed(stamp=stamp), stamp) for stamp in ("", "nan", "inf", "-1", "1e9", "1795428000.0", "9" * 5000)],
        (BODY, signed(stamp="٣"), "٣"),
    ],
    ids=itertools.count(),  # signatures differ in every process; the names of tests must not
)
def test_anything_changed_or_rubbish_is_forged(body: bytes, signature: str, stamp: str) -> None:
    assert verify_sendgrid(public(), body, signature, stamp, NOW) is Verdict.FORGED


@given(signature=st.text(), stamp=st.text(), body=st.binary())
def test_no_rubbish_ever_raises(signature: str, stamp: str, body: bytes) -> None:
    assert verify_sendgrid(public(), body, signature, stamp, NOW) is Verdict.FORGED


@pytest.mark.parametrize(
    "key",
    [
        *["", "rubbish", public()[:-8]],
        public(ed25519.Ed25519PrivateKey.generate()),
        public(ec.generate_private_key(ec.SECP384R1())),
    ],
    ids=["empty", "rubbish", "cut short", "another algorithm", "another curve"],
)
def test_an_unusable_key_of_our_own_is_said_not_hidden(key: str) -> None:
    with pytest.raises(ValueError, match="Mail Settings"):
        verify_sendgrid(key, BODY, signed(), STAMP, NOW)


def event(kind: str, **more: object) -> dict[str, object]:
    return {
        "email": "ann@example.org",
        "timestamp": 1_795_428_000,
        "event": kind,
        "sg_event_id": "e1",
        "sg_message_id": "abc123.recvd-5f-1.0",
        "coaching_message": "7",
        "coaching_attempt": "try-7",
        **more,
    }


def read(*events: object) -> list[DeliveryEvent | SuppressionEvent | Unread]:
    return read_sendgrid_events(json.dumps(events).encode())


def delivery(state: DeliveryState, kind: str, code: str = "") -> DeliveryEvent:
    return DeliveryEvent(MessageId(7), "abc123", state, code, kind, "try-7", 1_795_428_000)


def suppression(reason: SuppressionReason) -> SuppressionEvent:
    return SuppressionEvent("ann@example.org", reason, MessageId(7), 1_795_428_000)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("processed", DeliveryState.ACCEPTED),
        ("deferred", DeliveryState.SENT),
        ("delivered", DeliveryState.DELIVERED),
    ],
)
def test_the_way_of_an_email_is_read_step_by_step(kind: str, state: DeliveryState) -> None:
    assert read(event(kind, response="250 OK ann@example.org", attempt="2")) == [delivery(state, kind)]


def test_a_hard_bounce_fails_the_email_and_suppresses_the_address() -> None:
    bounce = event("bounce", type="bounce", status="5.1.1", bounce_classification="Invalid Address", reason="550 ann@")
    assert read(bounce) == [
        delivery(DeliveryState.UNDELIVERED, "bounce", "Invalid Address"),
        suppression(SuppressionReason.BOUNCE),
    ]


def test_a_blocked_email_fails_alone() -> None:
    blocked = event("bounce", type="blocked", status="4.7.1")
    assert read(blocked) == [delivery(DeliveryState.UNDELIVERED, "bounce", "4.7.1")]


@pytest.mark.parametrize(
    ("reason", "suppressed"),
    [
        ("Bounced Address", SuppressionReason.BOUNCE),
        ("Unsubscribed Address", SuppressionReason.UNSUBSCRIBE),
        ("Spam Reporting Address", SuppressionReason.SPAM_REPORT),
        ("Invalid", SuppressionReason.INVALID),
    ],
)
def test_a_drop_for_good_suppresses_the_address(reason: str, suppressed: SuppressionReason) -> None:
    assert read(event("dropped", reason=reason)) == [
        delivery(DeliveryState.FAILED, "dropped", reason),
        suppression(suppressed),
    ]


def test_a_drop_for_another_reason_fails_alone_and_keeps_the_reason_to_itself() -> None:
    assert read(event("dropped", reason="Spam content for ann@example.org")) == [
        delivery(DeliveryState.FAILED, "dropped", "dropped")
    ]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("spamreport", SuppressionReason.SPAM_REPORT),
        ("unsubscribe", SuppressionReason.UNSUBSCRIBE),
        ("group_unsubscribe", SuppressionReason.UNSUBSCRIBE),
    ],
)
def test_a_wish_to_get_no_more_is_a_suppression(kind: str, reason: SuppressionReason) -> None:
    assert read(event(kind)) == [suppression(reason)]


@pytest.mark.parametrize("kind", ["open", "click", "group_resubscribe", "brand_new", ""])
def test_events_that_change_nothing_are_said_to(kind: str) -> None:
    (unread,) = read(event(kind))
    assert isinstance(unread, Unread)
    assert unread.kind == kind


@pytest.mark.parametrize("category", ["day-6", ["day-6", "magnesium"], None, 7])
def test_a_category_of_any_shape_does_no_harm(category: object) -> None:
    assert read(event("delivered", category=category)) == [delivery(DeliveryState.DELIVERED, "delivered")]


def test_a_delayed_bounce_without_a_message_id_still_names_our_message() -> None:
    bounce = {name: value for name, value in event("bounce").items() if name != "sg_message_id"}
    first, _ = read(bounce)
    assert isinstance(first, DeliveryEvent)
    assert (first.provider_id, first.message) == ("", MessageId(7))


@pytest.mark.parametrize("ours", ["", "seven", "٣", "-1", "9" * 400, None, 1.5, True, ["7"]])
def test_an_id_that_is_not_ours_is_no_id(ours: object) -> None:
    (delivered,) = read(event("delivered", coaching_message=ours))
    assert isinstance(delivered, DeliveryEvent)
    assert delivered.message is None


def test_one_odd_event_does_not_spoil_its_batch_and_the_order_is_kept() -> None:
    odd: list[object] = [None, 3, "x", [], {}, {"event": ["delivered"]}, event("unsubscribe", email=None)]
    events = read(event("processed"), *odd, event("delivered"))
    assert events[0] == delivery(DeliveryState.ACCEPTED, "processed")
    assert [type(item) for item in events[1:-1]] == [Unread] * len(odd)
    assert events[-1] == delivery(DeliveryState.DELIVERED, "delivered")


@pytest.mark.parametrize("raw", [b"", b"{}", b"null", b'"x"', b"[", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_array_is_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedPayload, match="SendGrid"):
        read_sendgrid_events(raw)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_names = st.sampled_from([*event("x"), "type", "reason", "status", "bounce_classification"])
_kinds = st.sampled_from(["processed", "bounce", "dropped", "delivered", "unsubscribe", "spamreport"])


@given(st.lists(st.dictionaries(_names, _kinds | _json)))
def test_no_event_ever_raises(batch: list[dict[str, object]]) -> None:
    assert len(read(*batch)) >= len(batch)
