"""A second programme beside the first: its own words and days, the house's texts, and its own end."""

from datetime import timedelta

import pytest

from coaching.core.consent import Agreement, ConsentEvent
from coaching.core.ledger import State
from coaching.core.model import EnrolmentId
from coaching.journeys import books
from coaching.store import standings
from coaching.store.models import Consent
from tests.world import World

pytestmark = pytest.mark.database
ABOUT_WATER = ("water", "drink", "bottle", "glass", "sip")


def test_two_weeks_run_to_their_end_and_the_books_balance(world: World) -> None:
    ana = world.enrol(campaign="hydration", screen="full")
    ben = world.enrol(first_name="Ben", phone="+15551230002", email="ben@example.org")
    world.move(world.now + timedelta(days=16))
    assert world.again(ana).status == "completed"
    assert world.again(ben).status == "active"
    rows = world.rows(ana, kind="step")
    assert len(rows) == standings_units(ana) == 16
    assert {row.state for row in rows} == {State.ACCEPTED}
    assert books.draw_up(world.moment()).balanced


def standings_units(enrolment: object) -> int:
    from coaching.journeys import library

    return library.campaign(enrolment.campaign_id).units  # type: ignore[attr-defined]  # an enrolment


def test_its_texts_name_it_and_come_from_the_house(world: World) -> None:
    world.enrol(campaign="hydration")
    world.move(world.now + timedelta(hours=20))
    assert "You joined the 2-week hydration program." in world.texts()[0]
    rows = Consent.objects.filter(event=ConsentEvent.GRANTED, purpose=Agreement.PROGRAMME)
    assert rows
    assert all("of the 2-week hydration program from" in row.wording for row in rows)


def test_full_and_food_first_get_the_same_words(world: World) -> None:
    full = world.enrol(campaign="hydration", screen="full")
    other = world.enrol(
        campaign="hydration", screen="food_first", first_name="Ben", phone="+15551230002", email="ben@example.org"
    )
    world.move(world.now + timedelta(days=16))
    templates = [[(row.day, row.template) for row in world.rows(run, kind="step")] for run in (full, other)]
    assert templates[0] == templates[1]


def test_nobody_with_a_fluid_limit_is_told_to_drink(world: World) -> None:
    world.enrol(campaign="hydration", screen="gentle")
    world.move(world.now + timedelta(days=16))
    for text in world.texts():
        found = [word for word in ABOUT_WATER if word in text.lower()]
        assert not found or "care team" in text, text
    assert len([text for text in world.texts() if "breath" in text.lower()]) >= 5


def test_an_answer_to_its_question_is_taken_and_thanked_for(world: World) -> None:
    ana = world.enrol(campaign="hydration", screen="full")
    world.move(world.now + timedelta(days=2))
    for answer in ("1", "3", "5"):
        world.text(answer)
        world.now += timedelta(seconds=20)
        world.deliver()
    assert "walk or move for 10 minutes?" in world.texts()[-2]
    assert "Got it" in world.texts()[-1]
    assert standings.load(EnrolmentId(ana.pk)).standing.talking is False


def test_danger_is_answered_in_every_programme(world: World) -> None:
    world.enrol(campaign="hydration", screen="full")
    world.move(world.now + timedelta(days=2))
    world.text("my chest hurts and I can't breathe")
    world.now += timedelta(seconds=20)
    world.deliver()
    assert "may describe an emergency" in world.texts()[-1]
