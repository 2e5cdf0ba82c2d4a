"""What the doctor says of what comes in: answers to emails, and calls that were refused."""

from typing import TYPE_CHECKING

import pytest

from coaching.journeys.findings import Level
from tests.journeys.test_doctor import settings, with_providers
from tests.web.test_hooks import PUBLIC

if TYPE_CHECKING:
    import redis

pytestmark = pytest.mark.database
FACTS = {"reply_domain": "example.org", "sendgrid_inbound_key": PUBLIC}


@pytest.mark.parametrize(
    ("changes", "level", "word"),
    [
        ({}, Level.WARN, "COACHING_REPLY_DOMAIN"),
        ({**FACTS, "sendgrid_inbound_key": "", "sendgrid_inbound_secret": "x" * 16}, Level.WARN, "INBOUND_KEY"),
        ({**FACTS, "sendgrid_inbound_key": "rubbish"}, Level.FAIL, "INBOUND_KEY"),
        (FACTS, Level.OK, ""),
    ],
)
def test_whether_people_can_answer_an_email_is_told(db: None, changes: dict[str, str], level: Level, word: str) -> None:
    from coaching.journeys import doctor_hooks

    found = doctor_hooks.judge_replies(with_providers("http://127.0.0.1:9", **changes))
    assert (found.level, word in found.mend) == (level, True)
    assert doctor_hooks.judge_replies(settings()).level is Level.OK


def test_refused_calls_are_told_by_webhook(db: None, clean_redis: "redis.Redis") -> None:
    from coaching import bootstrap
    from coaching.journeys import doctor_hooks
    from coaching.store import health, refusals

    facts = health.redis(bootstrap.machine_time, 3.0)
    assert doctor_hooks.judge_calls(facts).level is Level.OK
    for hook in ("twilio-status", "sendgrid-events", "sendgrid-events"):
        refusals.count(hook)
    found = doctor_hooks.judge_calls(facts)
    assert found.level is Level.WARN
    assert found.sentence == (
        "3 forged or stale calls refused in the last day: 1 to twilio-status, 2 to sendgrid-events."
    )
    assert doctor_hooks.judge_calls(health.OutOfReach("no answer")).level is Level.FAIL
