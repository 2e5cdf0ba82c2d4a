"""What-if: what each answer would lead to is what it does lead to, and asking changes nothing."""

from datetime import timedelta

import pytest
from django.apps import apps

from coaching.journeys import what_if
from coaching.store.models import Alert, Enrolment
from tests.steering import at
from tests.world import World

pytestmark = pytest.mark.database


def stored() -> dict[str, list[dict[str, object]]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in apps.get_models()}


def asking(world: World, ana: Enrolment) -> tuple[what_if.Asking, ...]:
    return what_if.of(world.again(ana), world.office, world.moment())


def test_every_answer_to_the_open_question_is_told_and_nothing_is_written(world: World) -> None:
    ana = world.enrol()
    world.move(at(1, 20))
    before = stored()
    found = asking(world, ana)
    assert stored() == before
    assert found[0].until is not None
    assert [then.answers for then in found[0].thens] == ["1"]
    assert any("sleep over the last 7 nights" in each.lower() for each in found[0].thens[0].sentences)


def test_what_is_told_is_what_happens(world: World) -> None:
    ana = world.enrol()
    world.move(at(1, 20))
    for answer in ("1", "5"):
        world.text(answer)
        world.deliver()
    asked = asking(world, ana)[0]
    assert "discomfort" in asked.words.lower()
    high = next(then for then in asked.thens if then.answers.endswith("10"))
    tells_a_coach = any("alert" in each or "task" in each for each in high.sentences)
    [follows] = [each for each in high.sentences if each.startswith("The next question follows: ")]
    world.text("10")
    world.deliver()
    assert Alert.objects.filter(subscriber=ana.subscriber).exists() == tells_a_coach
    assert asking(world, ana)[0].words == follows.removeprefix("The next question follows: ")


def test_without_an_open_question_the_next_check_in_is_told_with_its_day(world: World) -> None:
    ana = world.enrol()
    found = asking(world, ana)
    assert {each.day for each in found} == {1}
    assert all(each.on is not None and each.until is None for each in found)


def test_every_question_of_the_programme_can_be_told(world: World) -> None:
    ana = world.enrol(screen="full")
    seen: set[str] = set()
    for _ in range(56):
        world.now += timedelta(days=1)
        Enrolment.objects.filter(pk=ana.pk).update(settled_through=(world.now.date() - ana.start).days)
        for each in asking(world, ana):
            assert all(then.sentences for then in each.thens), each.words
            seen.add(each.words)
    assert len(seen) > 8


def test_a_run_that_was_stopped_leads_nowhere(world: World) -> None:
    ana = world.enrol()
    world.text("STOP")
    assert asking(world, ana) == ()
