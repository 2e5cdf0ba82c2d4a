"""What other systems are told: the signature as Standard Webhooks has it, and when a try follows a try."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from coaching.core import announcements
from coaching.core.announcements import Again, Gone, Taken


def test_the_signature_is_the_one_of_the_specification() -> None:
    """The example of Standard Webhooks 1.0, whose signature its libraries check."""
    secret, name, at_s = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    signed = announcements.signature(secret, name, at_s, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_signature_covers_id_time_and_body() -> None:
    key = b"k" * 32
    secret = "whsec_" + base64.b64encode(key).decode()
    made = announcements.signature(secret, "msg_1", 1700000000, b"{}")
    assert made == "v1," + base64.b64encode(hmac.digest(key, b"msg_1.1700000000.{}", hashlib.sha256)).decode()
    others = [("msg_2", 1700000000, b"{}"), ("msg_1", 1700000001, b"{}"), ("msg_1", 1700000000, b"{ }")]
    assert made not in {announcements.signature(secret, *other) for other in others}


def test_the_body_is_the_same_at_every_try() -> None:
    at = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    first = announcements.body("answered", at, {"person": 1, "enrolment": 2})
    assert first == announcements.body("answered", at, {"enrolment": 2, "person": 1})
    told = json.loads(first)
    assert told == {
        "type": "answered",
        "timestamp": "2026-03-02T06:00:00+00:00",
        "data": {"enrolment": 2, "person": 1},
    }


def test_waits_grow_and_end_within_a_day_of_the_first_try() -> None:
    waits = [announcements.wait(tries) for tries in range(1, 30)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert waits[-1] <= timedelta(hours=8)
    assert sum(waits[:10], timedelta()) <= announcements.GIVE_UP_AFTER


@pytest.mark.parametrize(
    ("status", "means"),
    [(200, Taken), (204, Taken), (301, Again), (400, Again), (404, Again), (410, Gone), (429, Again), (500, Again)],
)
def test_an_answer_is_judged_by_its_status(status: int, means: type) -> None:
    assert isinstance(announcements.judge(status), means)
