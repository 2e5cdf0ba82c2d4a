"""A message to many: read by the rules for texts, to those it may reach, and stopped while it has not left."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from coaching.core.groups import What
from coaching.core.model import EnrolmentId
from coaching.journeys import to_many, work
from coaching.store import enrolments, groups, holds, jobs, mailings
from coaching.store.models import Audit, Enrolment, GroupChange, Message
from tests.web.conftest import member
from tests.web.test_pages_groups import GROUP, choose, press, seen, work_off
from tests.web.test_pages_people import crowd
from tests.world import World

pytestmark = pytest.mark.database

WORDS = "Hi {{ first_name }}, we move on Monday."


def look(console: Client, *people: Enrolment, **more: str) -> str:
    answer = console.post(GROUP, choose(*people, do="message", step="look", **more))
    return re.sub(r"\s+", " ", answer.content.decode())


def sure(console: Client, going: int, *people: Enrolment, **more: str) -> str:
    """Presses the button of the sheet; gives the page that follows."""
    mark = seen(console, *people, do="message", **more)
    data = choose(*people, do="message", step="sure", count=str(going), seen=mark, **more)
    return console.post(GROUP, data, follow=True).content.decode()


def sent(world: World) -> list[Message]:
    return list(Message.objects.filter(kind="oneoff").order_by("pk"))


def stop(console: Client) -> str:
    change = GroupChange.objects.latest("pk").pk
    return console.post(f"/many/{change}/stop/", follow=True).content.decode()


def test_the_review_says_what_it_comes_to_and_promises_no_undo(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Bartholomew")
    said = look(console, ana, ben, words=WORDS)
    assert "Write to 2 people?" in said
    assert "Hi Bartholomew, we move on Monday." in said
    assert "2 texts, 2 parts" in said
    assert "What has left cannot be taken back." in said
    assert "Undo" not in said


def test_words_that_break_a_rule_for_texts_do_not_go_out(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    words = "Magnesium cures anxiety."
    said = look(console, ana, words=words)
    assert "Not allowed:" in said
    assert 'value="sure"' not in said
    assert "These words break a rule" in sure(console, 1, ana, words=words)
    assert not GroupChange.objects.exists()


def test_a_warning_wants_a_reason_which_stands_in_the_audit(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    words = "We move on Monday. " * 10
    said = look(console, ana, words=words)
    assert "Look again:" in said
    marks = re.findall(r'name="mark" value="([^"]+)"', said)
    assert "Look at the warnings" in sure(console, 1, ana, words=words)
    assert "Look at the warnings" in sure(console, 1, ana, words=words, why="It is said only once.")
    mark = seen(console, ana, do="message", words=words)
    data = choose(ana, do="message", step="sure", count="1", seen=mark, words=words, why="It is said only once.")
    console.post(GROUP, {**data, "mark": marks})
    facts = Audit.objects.get(verb="message for many").facts
    assert (facts["why"], facts["warnings"]) == ("It is said only once.", sorted(marks))


def test_words_about_a_dose_reach_only_those_who_are_cleared_and_not_held(console: Client, world: World) -> None:
    ana, ben, cleo = (
        world.enrol(first_name=name, phone=f"+1555123010{n}", email=f"{name}@example.org", start="", screen="full")
        for n, name in enumerate(("Ana", "Ben", "Cleo"))
    )
    for each in (ana, ben):
        cleared(each, world)
    words = "Take your capsule with dinner today."
    holds.place(EnrolmentId(ben.pk), "dose", "tummy", "maya", world.now)
    said = look(console, ana, ben, cleo, words=words)
    assert "Write to 1 person?" in said
    assert "<strong>2</strong> not cleared for words about supplements" in said
    press(console, world, 1, ana, ben, cleo, do="message", words=words)
    assert [(row.enrolment_id, row.dose) for row in sent(world)] == [(ana.pk, True)]


def cleared(enrolment: Enrolment, world: World) -> None:

    enrolments.clear_for_doses(EnrolmentId(enrolment.pk), world.now)


def test_who_is_held_between_the_press_and_their_turn_hears_nothing_of_a_dose(console: Client, world: World) -> None:
    ana = world.enrol(start="", screen="full")
    cleared(ana, world)
    words = "Take your capsule with dinner today."
    sure(console, 1, ana, words=words)
    holds.place(EnrolmentId(ana.pk), "dose", "tummy", "maya", world.now)
    work_off(world)
    assert sent(world) == []


def test_a_coach_may_say_that_words_are_about_a_supplement(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    assert "not cleared for words about supplements" in look(console, ana, words=WORDS, dose="yes")


def test_each_reads_it_in_their_language_where_it_is_written(console: Client, world: World) -> None:
    ana = world.enrol(start="")
    eva = world.enrol(first_name="Eva", phone="+15551230102", email="eva@example.org", start="", language="es")
    assert "The same in Español" in look(console, ana, eva, words=WORDS)
    both = {"words": WORDS, "words_es": "Hola {{ first_name }}, seguimos el lunes."}
    said = look(console, ana, eva, **both)
    assert "The longest one in English, 1 person" in said
    assert "Hola Eva, seguimos el lunes." in said
    press(console, world, 2, ana, eva, do="message", **both)
    assert {row.enrolment_id: row.text for row in sent(world)} == {
        ana.pk: "Coach: Hi Ana, we move on Monday.",
        eva.pk: "Coach: Hola Eva, seguimos el lunes.",
    }
    assert GroupChange.objects.get().other_words == {}


def test_by_email_only_leaves_out_who_has_none(console: Client, world: World) -> None:
    ana = world.enrol(start="")
    ben = world.enrol(first_name="Ben", phone="+15551230102", email="", start="")
    said = look(console, ana, ben, words=WORDS, channel="email")
    assert "<strong>1</strong> no consent to emails, or the address does not work" in said
    assert "0 texts, 0 parts" in said
    press(console, world, 1, ana, ben, do="message", words=WORDS, channel="email")
    assert [(row.enrolment_id, row.channel) for row in sent(world)] == [(ana.pk, "email")]


def test_who_has_had_the_most_of_a_day_is_left_out(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    world.move(world.now + timedelta(hours=8))
    owed = Message.objects.filter(enrolment=ana).values().first()
    assert owed is not None
    today = (world.now + timedelta(hours=1)).date()
    for n in range(3):
        new = {**owed, "id": None, "dedupe_key": f"step:{n}", "kind": "step", "on": today, "handed_at": world.now}
        Message.objects.create(**new)
    assert "with the most messages of a day already" in look(console, ana, words=WORDS)


def test_who_talks_with_a_coach_gets_it_once_that_is_over(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    holds.talk(EnrolmentId(ana.pk), "a talk", "maya", world.now, world.now + timedelta(hours=9))
    assert "1 talks with a coach now" in look(console, ana, words=WORDS)


def test_the_stop_keeps_back_at_once_what_has_not_left(console: Client, world: World) -> None:
    people = crowd(world, "Ana", "Ben")
    press(console, world, 2, *people, do="message", words=WORDS)
    said = stop(console)
    assert "Stopped. 2 messages were kept back." in said
    assert "Not sent: a coach stopped this message before it left." in said
    assert "Stop what has not left" not in said
    world.move(world.now + timedelta(hours=10))
    assert not any("Monday" in text for text in world.texts())
    assert {row.reason for row in sent(world)} == {"stopped_by_coach"}
    assert "It was stopped already." in stop(console)
    assert Audit.objects.get(verb="stopped a message to many").actor == "maya"


def test_a_press_that_broke_off_is_pressed_again(console: Client, world: World) -> None:
    people = crowd(world, "Ana", "Ben")
    press(console, world, 2, *people, do="message", words=WORDS)
    GroupChange.objects.update(stopped_at=world.now)
    said = console.get(f"/many/{GroupChange.objects.get().pk}/").content.decode()
    assert "Stop what has not left" in said
    assert "2 messages were kept back" in stop(console)


def test_what_has_left_is_not_called_back(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    press(console, world, 1, ana, do="message", words=WORDS)
    world.move(world.now + timedelta(hours=10))
    assert "Coach: Hi Ana, we move on Monday." in world.texts()
    said = stop(console)
    assert "0 messages were kept back" in said
    assert "1 had left already and cannot be taken back" in said


def test_a_stop_before_the_workers_came_leaves_nothing_to_do(console: Client, world: World) -> None:
    people = crowd(world, "Ana", "Ben")
    sure(console, 2, *people, words=WORDS)
    stop(console)
    work_off(world)
    assert sent(world) == []
    assert GroupChange.objects.get().words == ""
    assert jobs.recent(world.now)[0].state is jobs.State.CANCELLED


def test_a_piece_that_was_claimed_before_the_stop_owes_nothing_after_it(console: Client, world: World) -> None:
    people = crowd(world, "Ana", "Ben")
    sure(console, 2, *people, words=WORDS)
    claimed = jobs.claim(world.now, work.LEASE)
    assert claimed is not None
    to_many.stop(GroupChange.objects.get().pk, "maya", world.moment())
    work.KINDS["group"](world.office, claimed, world.moment())
    assert sent(world) == []


def test_the_pages_show_where_it_stands(console: Client, world: World) -> None:
    assert "No message to many yet" in console.get("/many/").content.decode()
    people = crowd(world, "Ana", "Ben")
    sure(console, 2, *people, words=WORDS)
    change = GroupChange.objects.get().pk
    assert "It is being made ready: 0 of 2." in console.get(f"/many/{change}/").content.decode()
    work_off(world)
    assert "0 sent, 2 wait for their time." in console.get(f"/many/{change}/").content.decode()
    world.move(world.now + timedelta(hours=10))
    assert "Done: 2 sent." in console.get(f"/many/{change}/").content.decode()
    assert "Done: 2 sent" in console.get("/many/").content.decode()
    assert console.get("/many/424242/").status_code == 404


def test_whom_to_write_to_is_chosen_from_the_filters_that_are_kept(console: Client, world: World) -> None:
    crowd(world, "Ana", "Ben")
    console.post("/people/filters/", {"name": "Anas", "filter": "status=active&channel=sms"})
    said = re.sub(r"\s+", " ", console.get("/many/new/").content.decode())
    assert 'Everybody who is running <span class="count">2</span>' in said
    assert 'Anas <span class="count">2</span>' in said
    data = {"do": "message", "all": "yes", "filter": "status=active"}
    assert "Write to 2 people" in console.post(GROUP, data).content.decode()
    assert "Send a message to many" in console.get("/messages/").content.decode()


def test_letters_are_counted_while_one_writes(console: Client, world: World) -> None:
    def count(**data: str) -> str:
        return console.post("/many/count/", {"language": "en", **data}).content.decode()

    assert "1 part by text, 148 letters left in it." in count(words="Hello")
    assert "This sign makes it dearer: \N{SNOWMAN}" in count(words="Hello \N{SNOWMAN}")
    assert "token" in count(words="{{ token }}")
    assert count(words="").strip() == ""
    assert count(words="Hello", language="xx").strip() == ""


def test_a_viewer_sees_how_far_it_is_and_stops_nothing(console: Client, world: World) -> None:
    people = crowd(world, "Ana", "Ben")
    sure(console, 2, *people, words=WORDS)
    change = GroupChange.objects.get().pk
    viewer = Client()
    viewer.force_login(member("noor", "viewer"))
    assert "Stop what has not left" not in viewer.get(f"/many/{change}/").content.decode()
    assert viewer.post(f"/many/{change}/stop/").status_code == 403
    assert viewer.get("/many/new/").status_code == 403


def test_only_a_message_is_stopped_here(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    change = groups.begin(What.PAUSE, [EnrolmentId(ana.pk)], {"days": 3}, "maya", world.now)
    assert change is not None
    assert mailings.get(change) is None
    assert console.post(f"/many/{change}/stop/").status_code == 404
