"""Stopping, taking one's data along and being erased, from the own page."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from coaching.core.decide import Status
from coaching.store.models import Audit, Consent, Enrolment, Subscriber
from tests.web.visits import address, look, press, signature, told
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def ana(world: World) -> Enrolment:
    enrolled = world.enrol(start="")
    world.move(world.now + timedelta(days=2))
    return world.again(enrolled)


@pytest.mark.parametrize(
    ("scope", "sms", "email", "words"),
    [
        ("email", "active", "revoked", ("no more emails", "Our texts go on.")),
        ("sms", "revoked", "active", ("no more texts", "Our emails go on.", "Text START")),
        ("all", "revoked", "revoked", ("no more messages", "Thank you", "Text START")),
    ],
)
def test_one_press_stops_at_once_and_says_what_stopped(
    world: World, ana: Enrolment, scope: str, sms: str, email: str, words: tuple[str, ...]
) -> None:
    said = told(press(world, ana, "stop", scope=scope))
    assert all(each in said for each in words)
    person = world.again(ana).subscriber
    assert (person.sms_state, person.email_state) == (sms, email)
    newest = Consent.objects.order_by("-pk")[0]
    assert (newest.event, newest.how, newest.actor) == (
        "revoked",
        "button on the person's own page",
        f"subscriber {person.pk}",
    )


def test_stopping_everything_ends_the_program_and_leaves_the_page_to_look_at(world: World, ana: Enrolment) -> None:
    press(world, ana, "stop", scope="all")
    assert world.again(ana).status == Status.STOPPED
    said = look(world, ana)
    assert "You stopped the program." in said
    assert "You get no messages from us." in said
    assert "Download my data" in said
    world.sms.sent.clear()
    world.move(world.now + timedelta(days=3))
    assert world.sms.sent == []


def test_emails_begin_again_by_a_button_with_its_wording_and_the_program_goes_on(world: World, ana: Enrolment) -> None:
    press(world, ana, "stop", scope="all")
    assert "Our emails come again." in told(press(world, ana, "again"))
    again = world.again(ana)
    assert (again.status, again.subscriber.email_state, again.subscriber.sms_state) == ("active", "active", "revoked")
    newest = Consent.objects.order_by("-pk")[0]
    assert (newest.event, newest.channel) == ("confirmed", "email")
    assert newest.wording.startswith("I agree to get the messages")
    assert press(world, ana, "again").status_code == 409


def test_an_old_link_still_leads_to_the_stop(world: World, ana: Enrolment) -> None:
    said = look(world, ana, left=timedelta(days=-1))
    assert 'href="/u/' in said
    assert "however old" in said


def test_ones_data_come_as_one_file_and_that_is_audited(world: World, ana: Enrolment) -> None:
    answer = Client().post(f"/me/{ana.subscriber.token}/export", {"k": signature(world, ana)})
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="my-coaching-data.zip"'
    assert answer["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert json.loads(packed.read("data.json"))["profile"][0]["phone"] == "+15551230001"
    assert Audit.objects.latest("pk").actor == f"subscriber {ana.subscriber_id}"


@pytest.mark.parametrize("typed", ["", "Anna", "x" * 5000, "\0"])
def test_nobody_is_erased_without_their_name(world: World, ana: Enrolment, typed: str) -> None:
    page = Client().get(address(world, ana, "/erase")).content.decode()
    assert "This cannot be undone." in page
    assert "scrambled mark" in page
    assert press(world, ana, "erase", name=typed).status_code == 422
    assert Subscriber.objects.get(pk=ana.subscriber_id).first_name == "Ana"


def test_with_the_name_everything_is_erased_and_no_link_works_any_more(world: World, ana: Enrolment) -> None:
    said = told(press(world, ana, "erase", name=" ANA "))
    assert "Everything about you is erased" in said
    gone = Subscriber.objects.get(pk=ana.subscriber_id)
    assert (gone.first_name, gone.phone, gone.email) == ("", None, None)
    for part in ("", "/lesson/1", "/erase"):
        assert Client().get(address(world, ana, part)).status_code == 404
    assert Client().post(f"/me/{ana.subscriber.token}/link").status_code == 404
    assert Audit.objects.latest("pk").actor == f"subscriber {ana.subscriber_id}"


def test_a_coach_finds_nobody_in_the_place_of_somebody_erased(world: World, ana: Enrolment, console: Client) -> None:
    press(world, ana, "erase", name="ana")
    said = console.get("/people/").content.decode()
    assert f"/people/{ana.pk}/" not in said
    assert console.get(f"/people/{ana.pk}/").status_code == 200
