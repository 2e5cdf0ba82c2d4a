"""The people pages: the list, one person, and what a coach changes there."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from coaching.core.model import EnrolmentId
from coaching.store import holds, people
from coaching.store.models import Enrolment, Hold, Pause
from coaching.store.people_filter import Wanted
from tests.world import World

pytestmark = pytest.mark.database


def crowd(world: World, *names: str) -> list[Enrolment]:
    return [
        world.enrol(first_name=name, phone=f"+1555123{number:04}", email=f"{name.lower()}@example.org", start="")
        for number, name in enumerate(names, 100)
    ]


def names(answer: object) -> list[str]:
    return re.findall(r"data-item>([^<]+)</a>", answer.content.decode())  # type: ignore[attr-defined]  # a response


def test_an_empty_list_offers_the_one_thing_to_do(console: Client) -> None:
    said = console.get("/people/").content.decode()
    assert "Nobody is here yet" in said
    assert "Enrol the first person" in said


def test_the_list_shows_day_status_and_what_comes_next(console: Client, world: World) -> None:
    crowd(world, "Ana")
    world.move(world.now + timedelta(days=2))
    said = console.get("/people/").content.decode()
    assert "Day 2 of 56" in said
    assert "Running" in said
    assert "Next: day" in said
    assert "<title>People (1)" in said


@pytest.mark.parametrize("typed", ["Ben", "be", "+1 555 123-0101", "BEN@example"])
def test_a_person_is_found_by_name_number_or_email(console: Client, world: World, typed: str) -> None:
    crowd(world, "Ana", "Ben", "Cleo")
    assert names(console.get("/people/", {"q": typed})) == ["Ben"]


def test_the_list_is_read_page_by_page_without_gap_or_repeat(world: World) -> None:
    rows = crowd(world, *[f"P{n}" for n in range(7)])
    first = people.page(Wanted(), world.now, size=3)
    second = people.page(Wanted(), world.now, before=first.before, size=3)
    third = people.page(Wanted(), world.now, before=second.before, size=3)
    listed = [row.enrolment.pk for page in (first, second, third) for row in page.rows]
    assert listed == sorted((row.pk for row in rows), reverse=True)
    assert (first.total, first.more, third.before) == (7, False, None)
    back = people.page(Wanted(), world.now, after=third.after, size=3)
    assert [row.enrolment.pk for row in back.rows] == [row.enrolment.pk for row in second.rows]
    assert people.page(Wanted(), world.now, after=second.after, size=3).after is None
    assert first.after is None


def test_a_longer_list_takes_no_more_queries(world: World, django_assert_num_queries: object, console: Client) -> None:
    crowd(world, *[f"P{n}" for n in range(5)])
    with django_assert_num_queries(10):  # type: ignore[operator]  # a fixture of pytest-django
        people.page(Wanted(search="P"), world.now)


def test_filters_keep_only_whom_they_name(console: Client, world: World) -> None:
    ana, _ben, _cleo = crowd(world, "Ana", "Ben", "Cleo")
    world.move(world.now + timedelta(days=1, hours=12))
    world.text("Is it fine with tea?", phone="+15551230101")
    console.post(f"/people/{ana.pk}/stop/", {"scope": "all", "asked": "phone"})
    assert names(console.get("/people/?status=stopped")) == ["Ana"]
    assert names(console.get("/people/?status=active")) == ["Cleo", "Ben"]
    assert names(console.get("/people/?status=to-read")) == ["Ben"]
    assert "1 reply to read" in console.get("/people/").content.decode()


def test_a_person_page_tells_past_and_future_with_reasons(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    world.move(world.now + timedelta(days=2))
    world.text("1", phone="+15551230100")
    said = console.get(f"/people/{ana.pk}/").content.decode()
    assert said.index("Yesterday, ") < said.index("Today, ") < said.index("Tomorrow, ")
    assert "Sent: the provider took it." in said
    assert "Taken as an answer." in said
    record = console.get(f"/people/{ana.pk}/consent/").content.decode()
    assert "Agreed: recorded by a coach" in record
    assert "I agree to get text messages (SMS)" in record


def test_words_of_a_person_never_become_markup(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    world.text("<script>alert(1)</script>", phone="+15551230100")
    said = console.get(f"/people/{ana.pk}/").content.decode()
    assert "<script>alert" not in said
    assert "&lt;script&gt;alert" in said


def test_nobody_by_that_number_is_a_404(console: Client, world: World) -> None:
    assert console.get("/people/987654/").status_code == 404
    assert console.get(f"/people/{10**30}/").status_code == 404
    assert console.post("/people/987654/pause/").status_code == 404


def test_a_pause_offers_its_undo_and_the_undo_works(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    shown = console.post(f"/people/{ana.pk}/pause/", {"days": "7"}, follow=True).content.decode()
    assert "Ana is paused from" in shown
    assert f'action="/people/{ana.pk}/resume/"' in shown
    assert "Undo: resume now" in shown
    again = console.post(f"/people/{ana.pk}/resume/", follow=True).content.decode()
    assert "Ana goes on from today." in again
    assert not Pause.objects.filter(enrolment=ana).exists()


@pytest.mark.parametrize("days", ["0", "91", "-1", "soon", "9999"])
def test_a_pause_of_no_sensible_length_is_refused_in_words(console: Client, world: World, days: str) -> None:
    [ana] = crowd(world, "Ana")
    shown = console.post(f"/people/{ana.pk}/pause/", {"days": days}, follow=True).content.decode()
    assert "Pause for 1 to 90 days" in shown
    assert not Pause.objects.filter(enrolment=ana).exists()


def test_a_pause_without_an_end_lasts_until_somebody_resumes(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    shown = console.post(f"/people/{ana.pk}/pause/", {"days": ""}, follow=True).content.decode()
    assert "until you resume" in shown
    assert Pause.objects.get(enrolment=ana).last is None


def test_stop_asks_first_and_names_the_person(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    asked = console.get(f"/people/{ana.pk}/stop/").content.decode()
    assert "Stop messages to Ana" in asked
    assert console.post(f"/people/{ana.pk}/stop/", {"scope": "all"}).status_code == 422
    assert world.again(ana).status == "active"


def test_stop_on_the_persons_wish_ends_it_with_who_and_how(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    shown = console.post(f"/people/{ana.pk}/stop/", {"scope": "all", "asked": "phone"}, follow=True).content.decode()
    assert "Stopped: the person asked to stop, so no programme message follows." in shown
    assert "By maya: asked a coach on the phone." in shown


def test_stopping_one_channel_leaves_the_other(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    console.post(f"/people/{ana.pk}/stop/", {"scope": "email", "asked": "reply"})
    person = world.again(ana).subscriber
    assert (person.email_state, person.sms_state) == ("revoked", "active")
    assert world.again(ana).status == "active"


def test_ending_asks_for_the_name(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    refused = console.post(f"/people/{ana.pk}/end/", {"name": "Anna"})
    assert refused.status_code == 422
    assert world.again(ana).status == "active"
    console.post(f"/people/{ana.pk}/end/", {"name": "ana "})
    assert world.again(ana).status == "ended"


def test_a_hold_is_cleared_with_a_reason_and_not_without(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    holds.place(EnrolmentId(ana.pk), "dose", "answered 3 to tummy", "the service", world.now)
    assert "Hold on supplement texts" in console.get(f"/people/{ana.pk}/").content.decode()
    refused = console.post(f"/people/{ana.pk}/clear-hold/", {"kind": "dose", "why": " "}, follow=True)
    assert "Write one sentence why" in refused.content.decode()
    assert Hold.objects.get().cleared_at is None
    console.post(f"/people/{ana.pk}/clear-hold/", {"kind": "dose", "why": "Her doctor agreed on Monday."})
    assert (Hold.objects.get().cleared_by, Hold.objects.get().cleared_why) == ("maya", "Her doctor agreed on Monday.")


def test_a_record_that_cannot_be_read_is_said_and_hides_nobody_else(console: Client, world: World) -> None:
    ana, _ben = crowd(world, "Ana", "Ben")
    type(ana.subscriber).objects.filter(pk=ana.subscriber_id).update(zone="Nowhere/Town")
    listed = console.get("/people/").content.decode()
    assert "Cannot be read" in listed
    assert "Day 0" not in listed
    assert "Ben" in listed
    assert "This record cannot be read" in console.get(f"/people/{ana.pk}/").content.decode()


def test_a_reply_to_read_stands_on_the_page_until_the_coach_has_read_it(world: World, console: Client) -> None:
    ana = world.enrol(start="")
    world.text("My knee hurts when I walk")
    page = console.get(f"/people/{ana.pk}/").content.decode()
    assert "1 reply to read" in page
    assert "My knee hurts when I walk" in page
    assert console.post(f"/people/{ana.pk}/read/").status_code == 302
    assert 'id="to-read"' not in console.get(f"/people/{ana.pk}/").content.decode()
