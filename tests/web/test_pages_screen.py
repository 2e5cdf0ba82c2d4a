"""A coach takes a new health screen with somebody who is under way."""

import pytest
from django.test import Client

from coaching.core.model import EnrolmentId
from coaching.core.screen import KEYS
from coaching.store import screens
from coaching.store.models import Consent
from tests.world import World

pytestmark = pytest.mark.database
ALL_NO = {f"q_{key}": "no" for key in KEYS}


def test_a_coach_lifts_the_gentle_track_with_a_new_screen(console: Client, world: World) -> None:
    ana = world.enrol(health=False, start="", screen="gentle")
    said = console.get(f"/people/{ana.pk}/").content.decode()
    assert f"/people/{ana.pk}/screen/" in said
    told = console.post(f"/people/{ana.pk}/screen/", {**ALL_NO, "health": "yes"}, follow=True).content.decode()
    assert "The screen is kept" in told
    assert "health answers" in told
    assert world.again(ana).screen == "full"
    assert screens.answers_of(EnrolmentId(ana.pk))["K"] == "no"
    row = Consent.objects.get(purpose="health")
    assert (row.event, row.actor) == ("granted", "maya")


@pytest.mark.parametrize(
    ("fields", "words"),
    [(ALL_NO, "nothing is kept"), ({"health": "yes"}, "at least one"), ({"health": "yes", "q_A": "yes"}, "adults")],
)
def test_without_tick_or_answers_or_age_nothing_changes(
    console: Client, world: World, fields: dict[str, str], words: str
) -> None:
    ana = world.enrol(health=False, start="", screen="gentle")
    answer = console.post(f"/people/{ana.pk}/screen/", fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert world.again(ana).screen == "gentle"
    assert not Consent.objects.filter(purpose="health").exists()
