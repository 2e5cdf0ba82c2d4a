"""A rehearsal that the console asks for: played in a process apart, kept, and nothing written to anybody."""

from datetime import timedelta

import pytest
from django.apps import apps

from coaching.core.model import Channel
from coaching.core.personas import PersonaRefused
from coaching.journeys import rehearsing, work
from coaching.journeys.rehearsal import apart, wishes
from coaching.journeys.rehearsal.apart import PlayEnded, PlayRefused
from coaching.journeys.rehearsal.result import Rehearsal, Sort
from coaching.store import erasure, jobs, rehearsals
from coaching.store.jobs import State
from coaching.store.models import Enrolment, Job, Rehearsed
from tests.world import World

QUIET = {"who": "silent", "stop_day": "2"}
"""A rehearsal that is over soon."""


def stored() -> dict[str, list[dict[str, object]]]:
    mine = {"Rehearsed", "Job", "Audit"}
    models = [model for model in apps.get_models() if model.__name__ not in mine]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def play(world: World, **wish: str) -> tuple[Rehearsal, ...]:
    number = rehearsing.begin(wish, "maya", world.office, world.moment())
    while work.do_next(world.office, world.moment()):
        pass
    found = rehearsals.get(number)
    assert found is not None
    assert found.job is not None
    job = jobs.show(found.job, world.now)
    assert job is not None
    assert job.state is State.DONE, job.detail
    return rehearsing.told(found)


@pytest.mark.database
def test_a_rehearsal_is_played_and_kept_and_changes_nothing_else(world: World) -> None:
    world.enrol(start="")
    before = stored()
    sent = len(world.sms.sent), len(world.email.sent)
    [told] = play(world, **QUIET, lines="1: is tea fine?")
    assert stored() == before
    assert (len(world.sms.sent), len(world.email.sent)) == sent
    assert told.name == "Ben"
    assert [entry.text for entry in told.entries if entry.sort is Sort.REPLY] == ["JOIN", "is tea fine?", "STOP"]
    assert told.line.startswith("Stopped")
    assert any(
        entry.html.lower().startswith("<!doctype html") for entry in told.entries if entry.channel is Channel.EMAIL
    )


@pytest.mark.slow
def test_other_words_are_played_beside_the_published_ones(world: World) -> None:
    name = "sms/magnesium/day-01"
    first, second = play(world, **QUIET, compare="text", text=name, source="{{ brand }}: Day one, in other words.")
    texts = [[entry.text for entry in told.entries if entry.day == 1] for told in (first, second)]
    assert "Coach: Day one, in other words." not in texts[0]
    assert "Coach: Day one, in other words." in texts[1]


@pytest.fixture
def ana(world: World) -> Enrolment:
    """Three days into the programme; she has answered and asked."""
    ana = world.enrol(start="", screen="full", slots={"am": "11:15"})
    world.move(world.now + timedelta(days=3))
    world.text("7")
    world.text("Is tea fine?")
    return world.again(ana)


@pytest.mark.slow
def test_a_real_person_lives_on_from_where_they_are(world: World, ana: Enrolment) -> None:
    before = stored()
    [told] = play(world, person=str(ana.pk), replies="silent", stop_day="5")
    assert stored() == before
    assert (told.name, told.begins, told.zone) == ("Ana", ana.start, "Europe/Berlin")
    said = [entry.text for entry in told.entries if entry.sort is Sort.REPLY]
    assert said[-3:] == ["7", "Is tea fine?", "STOP"]
    lessons = [entry.at for entry in told.entries if entry.kind == "step" and entry.channel is Channel.SMS]
    assert {f"{at:%H}" for at in lessons} == {"11", "17"}


def test_a_real_person_answers_by_their_behaviour_only_after_today(world: World, ana: Enrolment) -> None:
    told = wishes.order(wishes.read({"person": str(ana.pk)}), "maya", world.office.house, world.now).persona
    assert told.answers_from == 4
    assert told.channels == frozenset(Channel)


def test_a_number_keeps_its_area_code_for_the_quiet_hours_of_a_state(world: World) -> None:
    ana = world.enrol(start="", phone="+13055550142")
    order = wishes.order(wishes.read({"person": str(ana.pk)}), "maya", world.office.house, world.now)
    assert order.persona.area == "+1305"


@pytest.mark.slow
@pytest.mark.database
def test_a_rehearsal_of_an_erased_person_is_gone(world: World, ana: Enrolment) -> None:
    play(world, person=str(ana.pk), replies="silent", stop_day="1")
    erasure.blank(ana.subscriber, world.now)
    assert not Rehearsed.objects.exists()


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"who": "nobody"}, "There is no persona 'nobody'"),
        ({"person": "987654"}, "not here any more"),
        ({"start": "soon"}, "'soon' is no date"),
        ({"zone": "Mars/Base"}, "There is no time zone"),
        ({"lines": "hello"}, "'hello' is not a line"),
        ({"pause_day": "3", "pause_days": "0"}, "days of the pause"),
        ({"outage_day": "x"}, "hours of the outage"),
        ({"compare": "programme", "version": "77"}, "has no version 77"),
        ({"compare": "text", "text": "sms/nothing"}, "Choose the text"),
        ({"compare": "text", "text": "sms/magnesium/day-01"}, "Type other words"),
        ({"compare": "text", "text": "sms/magnesium/day-01", "source": "{{ nobody }}"}, "cannot be sent"),
        ({"campaign": "nothing"}, "no published programme"),
        ({"who": "silent", "channels": "sms", "lines": "day 3 by email: hello"}, "has no email"),
    ],
)
def test_what_cannot_be_played_is_refused_at_once_with_what_to_do(
    world: World, wish: dict[str, str], said: str
) -> None:
    with pytest.raises(PersonaRefused, match=said.replace("?", "\\?")):
        rehearsing.begin(wish, "maya", world.office, world.moment())
    assert not Job.objects.exists()


def test_what_only_the_play_finds_is_said_by_the_job(world: World) -> None:
    number = rehearsing.begin({"who": "silent", "name": "N" * 80}, "maya", world.office, world.moment())
    Rehearsed.objects.filter(pk=number).update(wish={**wishes.read(QUIET), "who": "gone"})
    work.do_next(world.office, world.moment())
    job = Job.objects.get()
    assert (job.state, "There is no persona" in job.detail) == ("failed", True)


@pytest.mark.slow
def test_whoever_ends_a_rehearsal_has_it_ended_while_it_plays(world: World) -> None:
    number = rehearsing.begin({"who": "diligent"}, "maya", world.office, world.moment())
    found = rehearsals.get(number)
    assert found is not None
    assert found.job is not None
    claimed = jobs.claim(world.now, work.LEASE)
    assert claimed is not None
    jobs.ask_to_end(found.job, "maya")
    store = rehearsing.prepare(world.office, claimed, world.moment())
    assert store().__class__.__name__ == "GoOn"
    jobs.let_go(claimed)
    work.do_next(world.office, world.moment())
    shown = jobs.show(found.job, world.now)
    assert shown is not None
    assert (shown.state, Rehearsed.objects.get().told) == (State.CANCELLED, None)


def test_the_child_is_walled_off_from_data_and_providers(world: World) -> None:
    """With an order that it cannot play it says so; it has read no database to do it."""
    order = wishes.order(wishes.read(QUIET), "maya", world.office.house, world.now)
    spoilt = apart.Order(order.persona, (*order.words, order.words[0].__class__("other", {"steps": []}, (), "")))
    days: list[int] = []

    def heard(day: int) -> bool:
        days.append(day)
        return True

    with pytest.raises(PlayRefused):
        apart.play(spoilt, heard)
    assert days[0] == 0
    with pytest.raises(PlayEnded):
        apart.play(order, lambda _: False)


def test_rehearsals_are_forgotten_after_thirty_days(world: World) -> None:
    rehearsing.begin(QUIET, "maya", world.office, world.moment())
    assert rehearsals.forget_old(world.now + timedelta(days=29)) == 0
    assert rehearsals.forget_old(world.now + timedelta(days=30)) == 1
    assert not Rehearsed.objects.exists()
