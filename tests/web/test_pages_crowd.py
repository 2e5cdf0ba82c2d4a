"""The sheets for very many people: what is counted, what is reckoned, and the press."""

import re

import pytest
from django.test import Client

from coaching.journeys.group_plan import CLOSELY
from coaching.store import campaigns
from coaching.store.models import Enrolment, GroupMember, Subscriber
from tests.web.test_pages_groups import GROUP
from tests.world import World

pytestmark = pytest.mark.database
ALL = {"filter": "", "all": "yes"}


@pytest.fixture
def crowd(world: World) -> int:
    version, count = campaigns.current("magnesium"), CLOSELY + 8
    assert version is not None
    people = Subscriber.objects.bulk_create(
        Subscriber(
            first_name=f"Ana{n}", phone=f"+1555{n:07}", zone="UTC", token=f"t{n}", created_at=world.now,
            sms_state="active" if n % 4 else "revoked",
        )
        for n in range(count)
    )  # fmt: skip
    Enrolment.objects.bulk_create(
        Enrolment(
            subscriber=person, campaign_id=version.id, status="active", start=world.now.date(), enrolled_by="maya",
            enrolled_at=world.now,
        )
        for person in people
    )  # fmt: skip
    return count


def post(console: Client, **fields: str) -> str:
    answer = console.post(GROUP, {**ALL, **fields}, follow=True).content.decode()
    return re.sub(r"\s+", " ", answer)


def test_a_crowd_is_counted_and_the_sheet_says_what_is_only_reckoned(console: Client, crowd: int) -> None:
    going, silent = crowd - crowd // 4, crowd // 4
    said = post(console, do="message", step="look", words="Hi {{ first_name }}.")
    assert f"Write to {going:,} people?" in said
    assert f"<strong>{silent:,}</strong> no consent, or no address that works" in said
    assert f"{going:,} texts, about {going:,} parts" in said
    assert re.search(r"reckoned from [\d,]+ of them, who were looked at one by one", said)
    assert "reckoned" not in post(console, do="pause", step="look", days="3")


def test_a_press_stores_the_crowd_and_a_few_who_came_meanwhile(console: Client, world: World, crowd: int) -> None:
    pressed = post(console, do="pause", step="sure", days="3", count=str(crowd - 5))
    assert f"Pause {crowd:,} people" in pressed
    assert GroupMember.objects.count() == crowd
    assert "Please look once more" in post(console, do="pause", step="sure", days="3", count=str(crowd // 2))
