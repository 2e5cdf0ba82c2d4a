"""What was done about one person, on their timeline: in plain words, once, with who and when, without values."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from coaching.core.groups import What
from coaching.core.model import EnrolmentId
from coaching.journeys import group, portrait, timeline_acts, work
from coaching.journeys.group import Wish
from coaching.journeys.items import Item
from coaching.store import audit, enrolments
from coaching.store.chosen import Chosen
from coaching.store.models import Audit, Enrolment, Note
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def ana(world: World) -> Enrolment:
    enrolled = world.enrol(start="", screen="full")
    world.move(world.now + timedelta(days=2, hours=12))
    return enrolled


def do(console: Client, ana: Enrolment, what: str, **typed: str) -> None:
    assert console.post(f"/people/{ana.pk}/{what}/", typed).status_code == 302


def acts(ana: Enrolment) -> list[Item]:
    return list(timeline_acts.of(portrait.of(enrolments.get(EnrolmentId(ana.pk)))))


def test_tags_notes_and_the_inbox_are_told_with_who_did_it(console: Client, ana: Enrolment) -> None:
    do(console, ana, "tags", add="pilot group")
    do(console, ana, "notes", text="Prefers mornings.")
    do(console, ana, f"notes/{Note.objects.get().pk}/pin")
    do(console, ana, f"notes/{Note.objects.get().pk}/remove")
    said = console.get(f"/people/{ana.pk}/").content.decode()
    for title in ("Tag put on", "A note was pinned", "A note was removed"):
        assert re.search(rf"<h4>{title}.*?By maya\.", said, re.DOTALL), title
    assert "Prefers mornings" not in said
    assert [item.title for item in acts(ana)] == ["Enrolled", "Tag put on", "A note was pinned", "A note was removed"]


def test_a_wish_that_keeps_a_way_back_is_told_once(console: Client, ana: Enrolment) -> None:
    do(console, ana, "time", slot="am", at="11:15")
    do(console, ana, "zone", zone="Asia/Tokyo")
    do(console, ana, "pause", days="3")
    said = console.get(f"/people/{ana.pk}/").content.decode()
    assert [said.count(f"<h4>{title}</h4>") for title in ("Time of day", "Time zone", "Pause")] == [1, 1, 1]
    assert [item.title for item in acts(ana)] == ["Enrolled"]


def test_a_change_that_is_taken_back_names_who_took_it_back(console: Client, world: World, ana: Enrolment) -> None:
    do(console, ana, "rhythm", rhythm="light")
    world.text("UNDO")
    assert acts(ana)[-1].why == "By Ana. It was about: the rhythm."


def test_nothing_personal_is_told_of_a_change(console: Client, ana: Enrolment) -> None:
    do(console, ana, "language", language="es")
    audit.record("maya", "renamed", "subscriber", ana.subscriber_id, ana.enrolled_at)
    audit.record("maya", "changed address", "subscriber", ana.subscriber_id, ana.enrolled_at, channel="sms")
    told = {item.title: item.why for item in acts(ana)}
    assert told["Language"] == "By maya. Español from now on."
    assert told["First name corrected"] == "By maya."
    assert told["The number was changed"] == "By maya."


def test_what_was_done_with_their_messages_and_alerts_is_told(world: World, ana: Enrolment) -> None:
    row = world.rows(ana)[0]
    audit.record("maya", "decided: sent", "message", row.pk, world.now, why="Ana read it to me.")
    world.text("I have chest pain")
    alert = ana.subscriber.alerts.get()
    audit.record("maya", "acknowledged", "alert", alert.pk, world.now)
    titles = {item.title: item.why for item in acts(ana)}
    assert titles["A message in doubt counts as sent"] == "By maya. Ana read it to me."
    assert titles["An alert was acknowledged"] == "By maya."


def test_what_was_done_about_somebody_else_is_not_told(console: Client, world: World, ana: Enrolment) -> None:
    ben = world.enrol(first_name="Ben", phone="+15551230002", email="ben@example.org", start="")
    do(console, ben, "tags", add="pilot")
    audit.record("maya", "ended", "template", ana.pk, world.now)
    assert [item.title for item in acts(ana)] == ["Enrolled"]


def test_of_very_many_acts_the_newest_are_told_and_the_page_says_so(world: World, ana: Enrolment) -> None:
    for minute in range(audit.MOST_OF_RUN):
        audit.record("maya", "snoozed", "subscriber", ana.subscriber_id, world.now + timedelta(minutes=minute))
    told = acts(ana)
    assert len(told) == audit.MOST_OF_RUN + 1
    assert told[-1].title == "Older acts"
    assert "Enrolled" not in {item.title for item in told}


def test_a_tag_for_many_stands_with_each_of_them(world: World, ana: Enrolment) -> None:
    wish = Wish(What.TAG, tag="pilot")
    ids = (EnrolmentId(ana.pk),)
    group.begin(wish, group.plan(wish, Chosen(ids), world.office, world.moment()), "maya", world.moment())
    assert work.do_next(world.office, world.moment())
    assert acts(ana)[-1].title == "Tag put on"
    assert "pilot" not in str(list(Audit.objects.filter(noun="subscriber").values()))
