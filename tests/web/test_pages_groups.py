"""Doing something for many people: the sheet says what would happen, the job does it, and Undo takes it back."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from coaching.journeys import work
from coaching.store import erasure, jobs
from coaching.store.models import Audit, Enrolment, GroupChange, GroupMember, Message, Pause, Subscriber, SubscriberTag
from tests.web.test_pages_people import crowd, names
from tests.world import World

pytestmark = pytest.mark.database

GROUP = "/people/group/"


def choose(*people: Enrolment, **more: str) -> dict[str, object]:
    return {"id": [str(each.pk) for each in people], "filter": "", **more}


def work_off(world: World) -> None:
    while work.do_next(world.office, world.moment()):
        pass


def press(console: Client, world: World, going: int, *people: Enrolment, **more: str) -> str:
    """Presses the button of the sheet, has the work done, and gives the page of the job, or of the message."""
    if "words" in more:
        more = {**more, "seen": seen(console, *people, **more)}
    answer = console.post(GROUP, choose(*people, step="sure", count=str(going), **more), follow=True)
    work_off(world)
    [(address, _)] = answer.redirect_chain
    return console.get(address).content.decode()


def seen(console: Client, *people: Enrolment, **more: str) -> str:
    """The mark of the words that the sheet shows."""
    shown = console.post(GROUP, choose(*people, step="look", **more)).content.decode()
    found = re.search(r'name="seen" value="(\w+)"', shown)
    assert found is not None, shown
    return found[1]


def undo(console: Client, world: World) -> str:
    change = GroupChange.objects.filter(undoes=None).latest("pk").pk
    answer = console.post(f"{GROUP}{change}/undo/", follow=True)
    work_off(world)
    return console.get(answer.redirect_chain[0][0]).content.decode()


def test_the_sheet_says_for_how_many_why_not_for_the_others_and_from_when(console: Client, world: World) -> None:
    ana, ben, cleo = crowd(world, "Ana", "Ben", "Cleo")
    console.post(f"/people/{ben.pk}/stop/", {"scope": "all", "asked": "phone"})
    console.post(f"/people/{cleo.pk}/pause/", {"days": "7"})
    said = console.post(GROUP, choose(ana, ben, cleo, do="pause")).content.decode()
    assert "Pause 1 person?" in said
    assert "The pause begins today" in said
    assert re.search(r"Left as they are <span class=.count.>2<", said)
    assert "<strong>1</strong> stopped" in said
    assert "<strong>1</strong> paused already" in said
    assert Pause.objects.count() == 1


def test_a_pause_for_many_is_done_told_and_taken_back_for_exactly_those(console: Client, world: World) -> None:
    ana, ben, cleo = crowd(world, "Ana", "Ben", "Cleo")
    console.post(f"/people/{cleo.pk}/pause/", {"days": "7"})
    said = press(console, world, 2, ana, ben, cleo, do="pause", days="3")
    assert "Done for 2." in said
    assert {each.enrolment_id: (each.last - each.first).days for each in Pause.objects.all() if each.last} == {
        ana.pk: 2,
        ben.pk: 2,
        cleo.pk: 6,
    }
    assert "Undo" in said
    assert "Done for 2." in undo(console, world)
    assert list(Pause.objects.values_list("enrolment_id", flat=True)) == [cleo.pk]
    assert (
        "It has been taken back already"
        in console.post(f"{GROUP}{GroupChange.objects.get(undoes=None).pk}/undo/", follow=True).content.decode()
    )


def test_resuming_many_puts_back_their_pauses_on_undo(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    console.post(f"/people/{ana.pk}/pause/", {"days": "14"})
    before = list(Pause.objects.values_list("enrolment_id", "first", "last"))
    assert "Done for 1." in press(console, world, 1, ana, ben, do="resume")
    assert not Pause.objects.exists()
    assert "Done for 1." in undo(console, world)
    assert list(Pause.objects.values_list("enrolment_id", "first", "last")) == before


def test_a_tag_is_put_on_many_and_undo_leaves_who_had_it_before(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    console.post(f"/people/{ana.pk}/tags/", {"add": " Pilot,  Group "})
    assert "Tag 1 person?" in console.post(GROUP, choose(ana, ben, do="tag", tag="pilot group")).content.decode()
    press(console, world, 1, ana, ben, do="tag", tag="pilot group")
    assert names(console.get("/people/", {"tag": "pilot group"})) == ["Ben", "Ana"]
    undo(console, world)
    assert names(console.get("/people/", {"tag": "pilot group"})) == ["Ana"]
    press(console, world, 1, ana, ben, do="untag", tag="pilot group")
    assert not SubscriberTag.objects.exists()
    undo(console, world)
    assert names(console.get("/people/", {"tag": "pilot group"})) == ["Ana"]


def test_a_message_is_shown_as_the_longest_name_gets_it_and_goes_only_as_it_was_seen(
    console: Client, world: World
) -> None:
    ana, ben = crowd(world, "Ana", "Bartholomew")
    words = "Hi {{ first_name }}, we move on Monday."
    shown = console.post(GROUP, choose(ana, ben, do="message", words=words, step="look")).content.decode()
    assert "Hi Bartholomew, we move on Monday." in shown
    assert "1 part by text (GSM-7)" in shown
    assert 'value="sure"' in shown
    mark = seen(console, ana, ben, do="message", words=words)
    changed = choose(ana, ben, do="message", words=words + " Bye", step="sure", count="2", seen=mark)
    assert console.post(GROUP, changed).status_code == 200
    assert not Message.objects.filter(kind="oneoff").exists()
    assert "2 waiting" in press(console, world, 2, ana, ben, do="message", words=words)
    world.move(world.now + timedelta(hours=8))
    assert sorted(each for each in world.texts() if "Monday" in each) == [
        "Coach: Hi Ana, we move on Monday.",
        "Coach: Hi Bartholomew, we move on Monday.",
    ]
    assert GroupChange.objects.get().words == ""


def test_a_message_reaches_nobody_without_consent_and_waits_for_their_open_hours(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    world.text("STOP", phone="+15551230101")
    words = "We move on Monday."
    assert "1 waiting" in press(console, world, 1, ana, ben, do="message", words=words)
    [row] = Message.objects.filter(kind="oneoff")
    assert row.enrolment_id == ana.pk
    assert row.due_at >= world.now


def test_who_stops_between_the_press_and_their_turn_gets_nothing(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    words = "We move on Monday."
    mark = seen(console, ana, ben, do="message", words=words)
    console.post(GROUP, choose(ana, ben, do="message", words=words, seen=mark, step="sure", count="2"))
    world.text("STOP", phone="+15551230101")
    work_off(world)
    assert [row.enrolment_id for row in Message.objects.filter(kind="oneoff")] == [ana.pk]
    assert "1 had changed meanwhile" in str(jobs.recent(world.now)[0].result)


@pytest.mark.parametrize(
    "words", ["{{ token }}", "{% for a in 'b' %}x{% endfor %}", "{{ first_name.__class__ }}", "{{"]
)
def test_words_that_reach_for_more_than_a_name_are_refused(console: Client, world: World, words: str) -> None:
    [ana] = crowd(world, "Ana")
    answer = console.post(GROUP, choose(ana, do="message", words=words, step="sure", count="1", seen=words))
    assert answer.status_code == 422
    assert not GroupChange.objects.exists()


def test_moving_the_time_of_day_changes_their_wish(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    assert "Done for 2." in press(console, world, 2, ana, ben, do="move", at="10:45", slot="am")
    assert world.again(ana).slots["am"] == "10:45"
    assert Audit.objects.filter(verb="moved the time of").count() == 2


def test_all_that_match_are_meant_where_that_is_said(console: Client, world: World) -> None:
    crowd(world, "Ana", "Ben", "Anabel")
    data = {"filter": "q=ana", "all": "yes", "do": "pause"}
    assert "Pause 2 people?" in console.post(GROUP, data).content.decode()
    console.post(GROUP, {**data, "days": "", "step": "sure", "count": "2"})
    work_off(world)
    assert sorted(each.enrolment.subscriber.first_name for each in Pause.objects.all()) == ["Ana", "Anabel"]


def test_more_people_than_were_shown_are_shown_once_more(console: Client, world: World) -> None:
    crowd(world, "Ana", "Ben")
    answer = console.post(GROUP, {"filter": "", "all": "yes", "do": "pause", "step": "sure", "count": "1"})
    assert answer.status_code == 422
    assert "Meanwhile it is 2" in answer.content.decode()
    assert not GroupChange.objects.exists()


def test_nobody_chosen_or_nothing_to_do_is_said(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    assert "Choose at least one person" in console.post(GROUP, choose(do="pause"), follow=True).content.decode()
    assert "Choose what to do" in console.post(GROUP, choose(ana, do="burn"), follow=True).content.decode()
    for wrong in ("0", "91", "-3", "abc", "٣"):
        assert console.post(GROUP, choose(ana, do="pause", days=wrong, step="look")).status_code == 422
    for wrong in ("25:00", "noon", ""):
        assert console.post(GROUP, choose(ana, do="move", at=wrong, step="look")).status_code == 422
    assert not GroupChange.objects.exists()


def test_a_person_who_is_erased_meanwhile_is_left_alone_and_leaves_no_tag_or_words(
    console: Client, world: World
) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    console.post(f"/people/{ana.pk}/tags/", {"add": "pilot"})
    words = "Hello Ana and Ben"
    mark = seen(console, ana, ben, do="message", words=words)
    console.post(GROUP, choose(ana, ben, do="message", words=words, seen=mark, step="sure", count="2"))
    erasure.blank(ana.subscriber, world.now)
    assert not SubscriberTag.objects.exists()
    assert not GroupChange.objects.exclude(words="").exists()
    work_off(world)
    assert "write them again" in jobs.recent(world.now)[0].detail
    assert not Message.objects.filter(kind="oneoff").exists()


def test_the_audit_names_who_what_and_how_many_but_no_words(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    words = "A secret sentence"
    press(console, world, 2, ana, ben, do="message", words=words)
    press(console, world, 2, ana, ben, do="tag", tag="ana smith")
    lines = Audit.objects.filter(noun="group").order_by("pk")
    assert [(line.actor, line.verb, line.facts["people"]) for line in lines] == [
        ("maya", "message for many", 2),
        ("maya", "message for many is done", 2),
        ("maya", "tag for many", 2),
        ("maya", "tag for many is done", 2),
    ]
    assert "secret" not in str([line.facts for line in lines])
    assert "smith" not in str([line.facts for line in lines])


def test_a_change_that_is_still_at_work_is_not_taken_back(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    console.post(GROUP, choose(ana, do="pause", step="sure", count="1"))
    said = console.post(f"{GROUP}{GroupChange.objects.get().pk}/undo/", follow=True).content.decode()
    assert "still at work" in said
    assert GroupMember.objects.get().outcome == ""
    assert "nothing to take back" in console.post(f"{GROUP}999/undo/", follow=True).content.decode()


def test_tags_and_names_never_become_markup(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    Subscriber.objects.filter(pk=ana.subscriber_id).update(first_name="<b>Ana")
    console.post(f"/people/{ana.pk}/tags/", {"add": "<i>x\u202e\u0000"})
    for said in (console.get("/people/"), console.post(GROUP, choose(ana, do="message", words="<u>", step="look"))):
        page = said.content.decode()
        assert "<i>x" not in page
        assert "<b>Ana" not in page
        assert "<u>" not in page
    assert SubscriberTag.objects.get().tag == "<i>x"
    assert (
        "up to 30 letters" in console.post(f"/people/{ana.pk}/tags/", {"add": "x" * 31}, follow=True).content.decode()
    )
