"""The registration pack: made from the live texts, and it changes when they do."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import World

GOLDEN = Path(__file__).parent / "golden" / "registration.md"


@pytest.mark.golden
def test_the_pack_reads_as_agreed(world: "World") -> None:
    """`make golden` writes the file anew; read the difference."""
    from coaching.journeys import registration

    made = registration.pack("magnesium", world.office)
    if os.environ.get("COACHING_TEST_GOLDEN") == "write":
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8")


def test_a_published_text_is_in_the_pack_at_once(world: "World") -> None:
    from coaching.journeys import publish, registration

    words = (
        "{{ brand }} {{ program }}. About 1 msg/day. Ask: {{ support_contact }}. Msg & data rates may apply. "
        "Reply STOP to end. Not for emergencies."
    )
    publish.publish(
        "sms/_house/help",
        words,
        based_on=0,
        author="maya",
        note="shorter",
        house=world.office.house,
        moment=world.moment(),
    )
    assert "1 msg/day. Ask: maya@example.org." in registration.pack("magnesium", world.office)


def test_what_carriers_look_for_is_there(world: "World") -> None:
    from coaching.journeys import registration

    made = registration.pack("magnesium", world.office)
    for part in ("/join/", "empty box", "not a condition of any purchase", "JOIN", "STOP", "HELP", "rates may apply"):
        assert part in made
    assert "{{" not in made
