"""What a person changes on their own page: each change says what it did, is audited, and can be taken back."""

from datetime import date, timedelta

import pytest
from django.test import Client

from coaching.core import schedule
from coaching.store import standings
from coaching.store.models import Answer, Audit, Enrolment, Hold, Message, OpenQuestion, Pause, Reply, Subscriber
from tests.web.visits import address, look, press, told
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def ana(world: World) -> Enrolment:
    """Under way, on the morning of day 2, before its lesson."""
    enrolled = world.enrol(start="")
    world.move(world.now + timedelta(days=2))
    return world.again(enrolled)


def today(world: World, enrolment: Enrolment) -> date:
    return schedule.local_date(world.now, standings.zone(enrolment.subscriber.zone))


def test_a_week_off_is_one_press_and_so_are_going_on_and_undo(world: World, ana: Enrolment) -> None:
    said = told(press(world, ana, "pause", how="week"))
    assert "You have a break of 7 days. After it we go on with day 2." in said
    assert "Last change: the pause of 7 days." in said
    pause = Pause.objects.get(enrolment=ana)
    assert pause.last is not None
    assert ((pause.last - pause.first).days, pause.by) == (6, f"subscriber {ana.subscriber_id}")
    assert "Welcome back. We go on with day 2." in told(press(world, ana, "resume"))
    assert not Pause.objects.exists()
    assert "We took this back: the end of the pause." in told(press(world, ana, "undo"))
    assert Pause.objects.count() == 1
    assert "We took this back: the pause of 7 days." in told(press(world, ana, "undo"))
    assert "There is nothing to take back." in told(press(world, ana, "undo"))


def test_a_break_goes_through_the_date_that_was_chosen(world: World, ana: Enrolment) -> None:
    until = today(world, ana) + timedelta(days=9)
    assert "a break of 10 days" in told(press(world, ana, "pause", until=until.isoformat()))
    assert Pause.objects.get(enrolment=ana).last == until


@pytest.mark.parametrize("until", ["", "soon", "2026-02-31", "9999-12-31", "0001-01-01", "x" * 10_000, "\0"])
def test_a_date_that_cannot_be_is_answered_in_words(world: World, ana: Enrolment, until: str) -> None:
    answer = press(world, ana, "pause", until=until)
    assert answer.status_code in (409, 422)
    assert 'role="alert"' in told(answer)
    assert not Pause.objects.exists()


def test_a_press_that_makes_no_sense_now_is_answered_in_words(world: World, ana: Enrolment) -> None:
    answer = press(world, ana, "resume")
    assert answer.status_code == 409
    assert "not paused" in told(answer)


def test_the_time_of_day_is_set_for_each_slot_and_moved_into_the_window(world: World, ana: Enrolment) -> None:
    assert "Morning lessons come at 8:15 am from now on." in told(press(world, ana, "time", slot="am", at="08:15"))
    assert "Evening lessons come at 8:00 am from now on." in told(press(world, ana, "time", slot="pm", at="05:00"))
    slots = world.again(ana).slots
    assert (slots["am"], slots["pm"]) == ("08:15", "08:00")
    assert 'value="08:15"' in look(world, ana)


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("time", {"slot": "noon", "at": "08:15"}),
        ("time", {"slot": "am", "at": "25:00"}),
        ("time", {"slot": "am"}),
        ("channel", {"channel": "pigeon"}),
        ("channel", {}),
        ("cadence", {"cadence": "hourly"}),
        ("zone", {"zone": "Mars/Base"}),
        ("zone", {}),
        ("language", {"language": "xx"}),
        ("address", {"kind": "fax", "address": "+15551237777"}),
        ("answer", {"question": "one", "answer": "1"}),
        ("answer", {"question": "1" * 30, "answer": "1"}),
        ("answer", {}),
        ("stop", {"scope": "world"}),
        ("stop", {}),
    ],
)
def test_what_cannot_be_chosen_changes_nothing(world: World, ana: Enrolment, part: str, fields: dict[str, str]) -> None:
    before = (Enrolment.objects.values().get(pk=ana.pk), Subscriber.objects.values().get(pk=ana.subscriber_id))
    answer = press(world, ana, part, **fields)
    assert answer.status_code in (409, 422)
    assert 'role="alert"' in told(answer)
    assert (Enrolment.objects.values().get(pk=ana.pk), Subscriber.objects.values().get(pk=ana.subscriber_id)) == before


def test_channel_and_cadence_are_wishes_that_undo_takes_back(world: World, ana: Enrolment) -> None:
    assert "You get texts only from now on." in told(press(world, ana, "channel", channel="sms"))
    assert world.again(ana).only == "sms"
    assert "You get texts and emails again." in told(press(world, ana, "channel", channel="both"))
    assert "fewer messages" in told(press(world, ana, "cadence", cadence="light"))
    assert world.again(ana).cadence == "light"
    press(world, ana, "undo")
    assert world.again(ana).cadence == "daily"
    assert world.again(ana).subscriber.sms_state == "active"


def test_another_zone_moves_the_lessons_and_is_taken_back(world: World, ana: Enrolment) -> None:
    assert "Lessons come by the time of Sao Paulo from now on." in told(
        press(world, ana, "zone", zone="America/Sao_Paulo")
    )
    assert world.again(ana).subscriber.zone == "America/Sao_Paulo"
    assert "Times are those of Sao Paulo." in look(world, ana)
    assert "We took this back: the new time zone." in told(press(world, ana, "undo"))
    assert world.again(ana).subscriber.zone == "Europe/Berlin"


def test_every_change_is_audited_under_the_persons_number_without_a_value(world: World, ana: Enrolment) -> None:
    Audit.objects.all().delete()
    press(world, ana, "pause", how="week")
    press(world, ana, "zone", zone="Asia/Tokyo")
    press(world, ana, "cadence", cadence="light")
    press(world, ana, "undo")
    lines = list(Audit.objects.order_by("pk"))
    assert {line.actor for line in lines} == {f"subscriber {ana.subscriber_id}"}
    assert {"paused", "changed zone", "steered", "took back"} <= {line.verb for line in lines}
    assert "Tokyo" not in str([line.facts for line in lines])


def test_a_change_needs_the_token_of_the_form_as_well(world: World, ana: Enrolment) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(world, ana, "/pause"), {"how": "week"}).status_code == 403
    assert not Pause.objects.exists()


# Answers


def ready(enrolment: Enrolment) -> OpenQuestion:
    return OpenQuestion.objects.get(enrolment=enrolment, question="ready")


def test_a_number_is_saved_by_one_tap_and_the_next_question_stands_in_its_place(world: World, ana: Enrolment) -> None:
    assert "Ready for your first questions?" in look(world, ana)
    texts = Message.objects.filter(kind="ask").count()
    said = told(press(world, ana, "answer", question=ready(ana).pk, answer="1"))
    assert "Saved: 1." in said
    assert "Sleep over the last 7 nights?" in said
    assert said.count('name="answer"') == 11
    sleep = OpenQuestion.objects.get(enrolment=ana, question="q1")
    press(world, ana, "answer", question=sleep.pk, answer="7")
    assert Answer.objects.get(question=sleep).value == 7
    assert Message.objects.filter(kind="ask").count() == texts


@pytest.mark.parametrize("given", ["", "2", "-1", "1.0", "١", "one", "1" * 5000])
def test_a_number_out_of_range_is_not_saved(world: World, ana: Enrolment, given: str) -> None:
    answer = press(world, ana, "answer", question=ready(ana).pk, answer=given)
    assert answer.status_code == 409
    assert not Answer.objects.exists()


def test_an_answer_counts_once_and_never_for_somebody_else(world: World, ana: Enrolment) -> None:
    ben = world.enrol(first_name="Ben", phone="+15551239999", email="ben@example.org", start="")
    question = ready(ana).pk
    assert press(world, ben, "answer", question=question, answer="1").status_code == 409
    press(world, ana, "answer", question=question, answer="1")
    assert press(world, ana, "answer", question=question, answer="1").status_code == 409
    assert Answer.objects.count() == 1


def asked_in_words(world: World, enrolment: Enrolment) -> int:
    """The question of day 24: what is your cue?"""
    return OpenQuestion.objects.create(
        enrolment=enrolment, day=24, checkin="P-CUE", question="cue", short="what is your cue for slow breathing?",
        asked_at=world.now, until=world.now + timedelta(days=3),
    ).pk  # fmt: skip


def test_words_typed_on_the_page_are_read_like_a_reply_and_kept(world: World, ana: Enrolment) -> None:
    question = asked_in_words(world, ana)
    assert press(world, ana, "answer", question=question, answer="after I brush my teeth").status_code == 200
    assert Reply.objects.get(text="after I brush my teeth").subscriber == ana.subscriber


def test_a_danger_typed_on_the_page_is_answered_there_at_once(world: World, ana: Enrolment) -> None:
    said = told(
        press(world, ana, "answer", question=asked_in_words(world, ana), answer="nobody would miss me if I were gone")
    )
    assert "988" in said
    assert Hold.objects.filter(enrolment=ana, kind="dose").exists()
    assert Message.objects.filter(enrolment=ana, kind="safety").count() == 1
    assert not Answer.objects.exists()


@pytest.mark.parametrize("given", ["", "   ", "x" * 401, "\0"])
def test_words_that_are_none_or_too_many_are_refused(world: World, ana: Enrolment, given: str) -> None:
    assert press(world, ana, "answer", question=asked_in_words(world, ana), answer=given).status_code == 409


def test_messages_come_in_another_language_from_then_on(world: World, ana: Enrolment) -> None:
    assert '<option value="es">Español</option>' in look(world, ana)
    said = told(press(world, ana, "language", language="es"))
    assert "What we have written in Español comes in it from now on, the rest in English." in said
    before = len(world.texts())
    world.text("LESS")
    world.now += timedelta(seconds=20)
    world.deliver()
    (answer,) = world.texts()[before:]
    assert answer.startswith("Coach: Listo. Te enviaremos unos 2 mensajes por semana")
