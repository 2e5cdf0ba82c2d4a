"""The API: what it answers, to whom, and how it refuses."""

import json
from typing import Any

import pytest

from coaching.core.scopes import Scope
from coaching.journeys import wordings
from coaching.store.models import Consent, Enrolment, Subscriber
from tests.web.api.conftest import Caller
from tests.world import World

pytestmark = pytest.mark.database
ANA: dict[str, Any] = {
    "first_name": "Ana",
    "phone": "+12125550123",
    "email": "ana@example.org",
    "zone": "America/New_York",
    "campaign": "magnesium",
    "consent": {"agreed": True, "wording_version": wordings.VERSION, "how": "sign-up form of the shop"},
}


def read(answer: Any) -> Any:
    return json.loads(answer.content)


def test_somebody_is_enrolled_with_the_consent_that_was_shown(caller: Caller, world: World) -> None:
    shown = caller.told("/campaigns/magnesium")["consent"]
    body = {**ANA, "consent": {**ANA["consent"], "wording_version": shown["version"]}}
    answer = caller.post("/enrolments", body)
    assert answer.status_code == 201, answer.content
    told = read(answer)
    assert told["status"] == "waiting"
    ana = Enrolment.objects.get(pk=told["id"])
    assert ana.enrolled_by == "key the shop"
    assert {row.wording for row in Consent.objects.filter(subscriber=ana.subscriber)} == {shown["sms"], shown["email"]}
    assert caller.told(f"/people/{told['person']}")["phone"] == "+12125550123"
    assert "phone" not in json.dumps(caller.told("/people"))
