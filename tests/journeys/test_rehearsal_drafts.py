"""Rehearsing one's own drafts: played in place of the published words, and never to be taken for them."""

import pytest

from coaching.core.personas import PersonaRefused
from coaching.journeys import rehearsing, work
from coaching.journeys.rehearsal import other_words, wishes
from coaching.journeys.rehearsal.published import Published
from coaching.store import drafts, rehearsals, templates
from coaching.store.drafts import Writing
from coaching.store.models import Job
from tests.journeys.test_rehearsal_page_work import QUIET, play
from tests.world import World

pytestmark = pytest.mark.database
SMS = "sms/magnesium/day-01"
WORDS = "{{ brand }}: Day one, as I would say it."


def draft(world: World, source: str = WORDS, *, name: str = SMS, by: str = "maya") -> None:
    drafts.save(Writing(name, by, source, "", 0, 0, ""), world.now)


def words(world: World, by: str = "maya", **wish: str) -> tuple[Published, ...]:
    return other_words.of(wishes.read(wish), None, by, world.office.house)


def test_a_draft_is_played_in_place_of_the_published_words(world: World) -> None:
    draft(world)
    [shown] = play(world, **QUIET, drafts=SMS)
    assert "Coach: Day one, as I would say it." in [entry.text for entry in shown.entries]
    assert shown.where == f"Not what is published: played with the draft of maya of {SMS} (saved 2 Mar, 06:00 UTC)."
    assert templates.current([SMS])[SMS].number == 0


def test_drafts_are_compared_with_what_is_published(world: World) -> None:
    draft(world)
    live, drafted = words(world, drafts=SMS, compare="drafts")
    assert live.where.startswith("Published words")
    assert drafted.where.startswith("Not what is published")
    assert {each.source for each in drafted.words} - {each.source for each in live.words} == {WORDS}


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"drafts": SMS, "compare": "files"}, "one of the two"),
        ({"compare": "drafts"}, "Choose which of your drafts"),
        ({"drafts": "sms/magnesium/day-02"}, "There is no draft of sms/magnesium/day-02 by maya any more"),
        ({"drafts": "../settings"}, "There is no draft"),
    ],
)
def test_what_cannot_be_played_is_said(world: World, wish: dict[str, str], said: str) -> None:
    draft(world)
    with pytest.raises(PersonaRefused, match=said):
        rehearsing.begin(wish, "maya", world.office, world.moment())


def test_a_draft_that_cannot_be_sent_is_named(world: World) -> None:
    draft(world, "{{ nobody }}")
    with pytest.raises(PersonaRefused, match=f"The draft of {SMS} cannot be sent"):
        words(world, drafts=SMS)


def test_nobody_plays_the_draft_of_somebody_else(world: World) -> None:
    draft(world)
    with pytest.raises(PersonaRefused, match="There is no draft"):
        words(world, by="jonas", drafts=SMS)


def test_a_draft_that_is_gone_when_its_turn_comes_is_said_by_the_job(world: World) -> None:
    draft(world)
    number = rehearsing.begin({**QUIET, "drafts": SMS}, "maya", world.office, world.moment())
    drafts.forget(SMS, "maya", WORDS)
    work.do_next(world.office, world.moment())
    assert "There is no draft" in Job.objects.get().detail
    kept = rehearsals.get(number)
    assert kept is not None
    assert kept.told is None
