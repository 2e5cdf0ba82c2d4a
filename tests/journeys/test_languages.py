"""Messages in a person's language where one is written, else in English; the words of the track always go first."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from coaching.core.model import Channel, EnrolmentId

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.database


def said(world: "World", text: str) -> str:
    """What answers a text."""
    before = len(world.texts())
    world.text(text)
    world.now += timedelta(seconds=20)
    world.deliver()
    return " | ".join(world.texts()[before:])


def test_a_person_is_welcomed_and_helped_in_their_language(world: "World") -> None:
    world.enrol(language="es")
    world.move(world.now + timedelta(hours=20))
    assert "Ya formas parte del programa de bienestar de 8 semanas." in world.texts()[0]
    assert "Responde MORE para volver a uno diario." in said(world, "LESS")


def test_a_danger_is_answered_in_the_language_of_the_person(world: "World") -> None:
    world.enrol(language="es")
    world.move(world.now + timedelta(hours=20))
    assert "Importas mucho" in said(world, "I want to die")


def test_a_lesson_without_a_form_in_the_language_comes_in_english(world: "World") -> None:
    world.enrol(language="es")
    world.move(world.now + timedelta(days=3))
    assert any("Ready? Reply 1." in text for text in world.texts())


def test_a_lesson_with_a_form_in_the_language_comes_in_it(world: "World") -> None:
    from coaching.store import templates

    templates.offer_files({"sms/magnesium/day-03.es": "{{ brand }}: Respira, {{ first_name }}."}, world.now)
    world.enrol(language="es")
    world.enrol(language="en", phone="+15551230002", email="ben@example.org", first_name="Ben")
    world.move(world.now + timedelta(days=5))
    assert [text for text in world.texts() if "Respira" in text] == ["Coach: Respira, Ana."]


def test_the_form_of_the_track_goes_before_the_language(world: "World") -> None:
    """A Spanish text for everybody must not take the place of an English one for people with a kidney diet."""
    from coaching.journeys import owe
    from coaching.store import templates

    templates.offer_files({"sms/magnesium/safety-hold.es": "{{ brand }}: Deja el suplemento."}, world.now)
    gentle = world.enrol(language="es", screen="gentle")
    full = world.enrol(language="es", screen="full", phone="+15551230002", email="ben@example.org", first_name="Ben")
    for run in (gentle, full):
        owe.put_all(
            [owe.answer(run, run.pk, "safety-hold", {}, Channel.SMS, world.office, world.moment())], world.office
        )  # type: ignore[list-item]  # owed for sure
    world.deliver()
    told = {each.to: each.body for each in world.sms.sent if "Deja" in each.body or "hold any" in each.body}  # type: ignore[union-attr]  # texts alone
    assert "kidney team" in told["+15551230001"]
    assert told["+15551230002"] == "Coach: Deja el suplemento."


def test_somebody_without_a_phone_gets_the_answer_in_a_spanish_email(world: "World") -> None:
    from coaching.journeys import owe

    run = world.enrol(language="es", phone="")
    owed = owe.answer(run, 1, "help", {}, Channel.EMAIL, world.office, world.moment())
    assert owed is not None
    owe.put_all([owed], world.office)
    world.deliver()
    mail = world.emails()[-1]
    assert mail.shell.subject == "Una respuesta a tu mensaje"
    assert "Esta es nuestra respuesta" in mail.shell.text


def test_the_short_name_of_the_programme_is_that_of_the_language(world: "World") -> None:
    world.office = replace(world.office, confirm=True)
    world.enrol(language="es")
    world.move(world.now + timedelta(hours=20))
    assert "Tu coach te invita al programa de bienestar de 8 semanas." in world.texts()[0]


def test_a_language_in_which_the_programme_is_not_written_is_refused(world: "World") -> None:
    from coaching.journeys.enrol import EnrolmentRefused

    with pytest.raises(EnrolmentRefused) as refused:
        world.enrol(language="fr")
    assert refused.value.problems == {
        "language": "Choose a language in which this programme is written: English, Español."
    }


def test_the_language_is_kept_and_a_new_run_may_change_it(world: "World") -> None:
    from coaching.store import enrolments
    from coaching.store.models import Enrolment

    first = world.enrol(language="es")
    assert first.subscriber.language == "es"
    Enrolment.objects.filter(pk=first.pk).update(status="completed", wake_at=None, closed_at=world.now)
    again = world.enrol(language="en", start="2026-03-10")
    assert enrolments.get(EnrolmentId(again.pk)).subscriber.language == "en"
