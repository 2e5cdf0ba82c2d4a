"""Templates that mean harm, handed to the console: nothing is published, every answer says what to mend, none fails."""

import re

import pytest
from django.test import Client

from coaching.store import templates
from tests.unit.test_hostile_templates import FRONT, FURTHER
from tests.world import World

SMS, EMAIL = "sms/magnesium/day-12", "email/magnesium/day-12"


@pytest.mark.parametrize(
    ("name", "front", "sources"), [(SMS, "", FURTHER), (EMAIL, FRONT, FURTHER[::5])], ids=["sms", "email"]
)
def test_no_attack_is_published_and_each_is_named_with_its_line(
    console: Client, world: World, name: str, front: str, sources: list[str]
) -> None:
    for source in sources:
        fields = {"name": name, "source": front + source, "based_on": "0", "note": "n"}
        answer = console.post("/messages/publish/", fields)
        assert answer.status_code == 422, source[:60]
        assert re.search(r'data-line="[1-9]\d*"', answer.content.decode()), source[:60]
    assert templates.current([name])[name].number == 0
