"""The document against the API: whatever is asked, the answer is one that the document names, and none is our fault."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from coaching.core.labels import Label
from coaching.core.model import EnrolmentId
from coaching.store import inbox
from coaching.store.models import Message
from tests.web.api.conftest import Caller
from tests.world import World

pytestmark = [pytest.mark.database, pytest.mark.slow]
EXAMPLES = 15
CHECKS = [
    *(not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance),
    *(response_schema_conformance, negative_data_rejection, ignored_auth, unsupported_method),
]


@pytest.fixture
def there(world: World) -> dict[str, object]:
    """Something for each name in an address."""
    ana = world.enrol(start="", screen="full")
    world.move(world.now)
    reply = inbox.add_reply(ana.subscriber, EnrolmentId(ana.pk), None, "sms", "my knee?", Label.UNREAD, world.now)
    return {
        "person": ana.subscriber_id,
        "enrolment": ana.pk,
        "message": Message.objects.filter(subscriber=ana.subscriber).latest("pk").pk,
        "reply": reply.pk,
        "key": "magnesium",
    }


def operations(application: Any, caller: Caller) -> list[Any]:
    headers = {"Authorization": f"Bearer {caller.token}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers=headers)
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.name.lower())
def test_every_answer_is_one_that_the_document_names(
    application: Any, caller: Caller, there: dict[str, object], mode: GenerationMode, settings_without_pace: None
) -> None:
    seen = set()
    found = operations(application, caller)
    for operation in found:
        asked = st.tuples(operation.as_strategy(generation_mode=mode), st.booleans())

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(asked)
        def call(drawn: tuple[Any, bool]) -> None:
            case, is_there = drawn
            if is_there and mode is GenerationMode.POSITIVE:
                case.path_parameters.update({name: there[name] for name in case.path_parameters or ()})
            answer = case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {caller.token}"})
            seen.add((case.method, case.path, answer.status_code))

        call()
    assert len({each[:2] for each in seen}) == len(found)
    if mode is GenerationMode.POSITIVE:
        assert {status for *_, status in seen} >= {200, 404, 409, 422}
