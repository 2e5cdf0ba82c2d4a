"""The enrolment form: errors at their field, nothing typed is lost, consent is the person's."""

import re

import pytest
from django.test import Client

from coaching.store.models import Consent, Enrolment, Message
from coaching.web.console import zones
from tests.world import World

WHOLE = {
    "first_name": "Ana",
    "phone": "+4915112345678",
    "email": "ana@example.org",
    "zone": "Europe/Berlin",
    "start": "",
    "screen": "gentle",
    "slot_am": "09:15",
    "consent": "yes",
}


def test_consent_is_never_ticked_in_advance_and_its_wording_is_shown(console: Client, world: World) -> None:
    said = console.get("/people/enrol/").content.decode()
    box = re.search(r'<input id="consent"[^>]*>', said)
    assert box is not None
    assert "checked" not in box[0]
    assert "I agree to get messages" in said


def test_an_enrolled_person_is_invited_and_their_page_opens(console: Client, world: World) -> None:
    shown = console.post("/people/enrol/", WHOLE, follow=True)
    enrolment = Enrolment.objects.get()
    assert shown.redirect_chain[-1][0] == f"/people/{enrolment.pk}/"
    assert "An invitation goes out" in shown.content.decode()
    assert (enrolment.screen, enrolment.slots, enrolment.enrolled_by) == ("gentle", {"am": "09:15"}, "maya")
    assert set(Message.objects.values_list("kind", "channel")) == {("invite", "sms"), ("invite", "email")}
    assert set(Consent.objects.values_list("event", "actor")) == {("asked", "maya")}


def test_errors_stand_at_their_field_and_nothing_typed_is_lost(console: Client, world: World) -> None:
    typed = {**WHOLE, "phone": "12", "zone": "Europe/Berln", "slot_am": "25:00", "consent": ""}
    answer = console.post("/people/enrol/", typed)
    said = answer.content.decode()
    assert answer.status_code == 422
    for field in ("phone", "zone", "slot_am", "consent"):
        assert f'id="{field}-problem"' in said
        assert f'href="#{field}"' in said
        assert f'id="{field}"' in said
    assert "Europe/Berlin" in said
    for value in ("Ana", "12", "ana@example.org", "Europe/Berln", "25:00"):
        assert f'value="{value}"' in said
    assert '<input type="radio" name="screen" value="gentle" checked>' in said
    assert "<title>Error: " in said
    assert not Enrolment.objects.exists()


def test_a_known_number_is_refused_with_what_to_do(console: Client, world: World) -> None:
    console.post("/people/enrol/", WHOLE)
    said = console.post("/people/enrol/", {**WHOLE, "email": "other@example.org"}).content.decode()
    assert "Somebody with this phone number is here already" in said
    assert Enrolment.objects.count() == 1


def test_an_empty_zone_is_filled_from_the_number_and_shown_before_anything_is_stored(
    console: Client, world: World
) -> None:
    answer = console.post("/people/enrol/", {**WHOLE, "zone": ""})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "This is what the phone number suggests" in said
    assert 'value="Europe/Berlin"' in said
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("phone", "expected"), [("+4915112345678", "Europe/Berlin"), ("+12125550123", "America/New_York")]
)
def test_a_number_suggests_its_zone_while_one_types(console: Client, phone: str, expected: str, world: World) -> None:
    assert expected in console.get("/people/enrol/zones/", {"phone": phone}).content.decode()


@pytest.mark.parametrize("phone", ["", "hello", "+", "12", "+99999999999999999999"])
def test_what_is_no_number_suggests_nothing(phone: str) -> None:
    assert zones.of_phone(phone) == ()


def test_without_a_programme_the_form_says_what_to_run(console: Client) -> None:
    said = console.post("/people/enrol/", WHOLE).content.decode()
    assert "coaching campaign load" in said
