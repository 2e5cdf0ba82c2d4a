"""A coach writes to a person from that person's page."""

from datetime import timedelta

from django.test import Client

from coaching.store.models import Hold, Message, Reply
from tests.world import World


def test_a_coach_reads_and_answers_and_lessons_wait(world: World, console: Client) -> None:
    ana = world.enrol(start="", email="")
    world.move(world.now + timedelta(hours=6))
    world.text("Can I have the oats with milk?")
    shown = console.get(f"/people/{ana.pk}/").content.decode()
    assert "1 reply to read" in shown
    assert "Write to Ana" in shown
    answer = console.post(f"/people/{ana.pk}/write/", {"words": "Yes, with any milk you like."}, follow=True)
    assert "Your message to Ana goes out" in answer.content.decode()
    assert Message.objects.get(kind="coach").text == "Coach: Yes, with any milk you like."
    assert Hold.objects.filter(enrolment=ana, kind="conversation", cleared_at=None).count() == 1
    assert Reply.objects.get().read_by == "maya"
    assert "to read" not in answer.content.decode().split('id="timeline"')[0].split("Write to Ana")[0]


def test_nothing_to_say_is_refused_with_a_sentence(world: World, console: Client) -> None:
    ana = world.enrol(start="")
    answer = console.post(f"/people/{ana.pk}/write/", {"words": "   "}, follow=True)
    assert "Write something first." in answer.content.decode()
    assert not Message.objects.filter(kind="coach").exists()


def test_who_stopped_has_no_form_to_write_to(world: World, console: Client) -> None:
    ana = world.enrol(start="")
    world.text("STOP")
    assert "Write to Ana" not in console.get(f"/people/{ana.pk}/").content.decode()
