"""The health questions on the own page: a tick of their own, a fresh link, and a way to take all of it back."""

import pytest
from django.test import Client

from coaching.core.model import EnrolmentId
from coaching.journeys import wordings
from coaching.store import consents, screens
from coaching.store.models import Consent, Enrolment
from coaching.web.me import whose
from tests.world import World

pytestmark = pytest.mark.database
ALL_NO = {f"q_{key}": "no" for key in "KHNPMGF"}


def parts(ana: Enrolment) -> tuple[str, dict[str, str]]:
    """The address of the questions, and the signature that a form carries."""
    path, _, k = whose.own_page(ana.subscriber).partition("?k=")
    return f"{path}/health", {"k": k}


def test_the_questions_are_shown_with_their_reasons_and_nothing_is_chosen(world: World) -> None:
    ana = world.enrol(health=False, start="")
    path, signed = parts(ana)
    said = Client().get(path, signed).content.decode()
    assert said.count("<fieldset") == 7
    assert "checked" not in said
    assert wordings.for_health("Coach").replace("&", "&amp;") in said


def test_answers_are_kept_with_the_wording_and_set_the_track(world: World) -> None:
    ana = world.enrol(health=False, start="")
    path, signed = parts(ana)
    answer = Client().post(path, {**signed, **ALL_NO, "q_M": "unsure", "health": "yes"})
    assert answer.status_code == 302
    assert world.again(ana).screen == "food_first"
    assert screens.answers_of(EnrolmentId(ana.pk))["M"] == "unsure"
    row = Consent.objects.get(purpose="health")
    assert (row.event, row.actor) == ("confirmed", f"subscriber {ana.subscriber_id}")
    assert 'value="unsure" checked' in Client().get(path, signed).content.decode()


def test_without_the_tick_nothing_is_kept_and_nothing_typed_is_lost(world: World) -> None:
    ana = world.enrol(health=False, start="")
    path, signed = parts(ana)
    answer = Client().post(path, {**signed, "q_K": "yes"})
    assert answer.status_code == 422
    assert "nothing is kept" in answer.content.decode()
    assert 'name="q_K" value="yes" checked' in answer.content.decode()
    assert world.again(ana).screen is None
    assert not consents.has_health(ana.subscriber)


def test_a_tick_without_an_answer_is_asked_again(world: World) -> None:
    ana = world.enrol(health=False, start="")
    path, signed = parts(ana)
    answer = Client().post(path, {**signed, "health": "yes", "q_K": "nonsense"})
    assert answer.status_code == 422
    assert "at least one" in answer.content.decode()


def test_one_press_deletes_the_answers(world: World) -> None:
    ana = world.enrol(health=False, start="")
    path, signed = parts(ana)
    Client().post(path, {**signed, **ALL_NO, "health": "yes"})
    Client().post(f"{path}/withdraw", signed)
    assert screens.answers_of(EnrolmentId(ana.pk)) == {}
    assert world.again(ana).screen is None
    assert not consents.has_health(ana.subscriber)


def test_an_old_link_neither_shows_nor_changes_health_answers(world: World) -> None:
    ana = world.enrol(health=False, start="")
    path, _ = parts(ana)
    assert Client().get(path).status_code == 403
    assert Client().post(path, {**ALL_NO, "health": "yes"}).status_code == 403
    assert world.again(ana).screen is None
