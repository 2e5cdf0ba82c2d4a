"""The enrolment form: errors at their field, nothing typed is lost, consent is the person's."""

import re

import pytest
from django.test import Client

from coaching.core.model import Channel
from coaching.core.screen import KEYS
from coaching.journeys import library, wordings
from coaching.store.models import CampaignVersion, Consent, Enrolment, Message, Subscriber
from coaching.web.console import zones
from tests.world import World

WHOLE = {
    "first_name": "Ana",
    "phone": "+12125550123",
    "email": "ana@example.org",
    "zone": "America/New_York",
    "start": "",
    "region": "",
    "slot_am": "09:15",
    "consent": "yes",
}
ALL_NO = {f"q_{key}": "no" for key in KEYS}


def test_consent_is_never_ticked_in_advance_and_its_wording_is_shown(console: Client, world: World) -> None:
    said = console.get("/people/enrol/").content.decode()
    box = re.search(r'<input id="consent"[^>]*>', said)
    assert box is not None
    assert "checked" not in box[0]
    assert not re.search(r'<input type="radio"[^>]*checked', said)
    told = said.replace("&amp;", "&")
    for wording in (*(wordings.for_channel(channel, "Coach") for channel in Channel), wordings.for_health("Coach")):
        assert wording in told


def test_an_enrolled_person_is_invited_and_their_page_opens(console: Client, world: World) -> None:
    shown = console.post("/people/enrol/", {**WHOLE, **ALL_NO, "q_K": "yes", "health": "yes"}, follow=True)
    enrolment = Enrolment.objects.get()
    assert shown.redirect_chain[-1][0] == f"/people/{enrolment.pk}/"
    assert "An invitation goes out" in shown.content.decode()
    assert (enrolment.screen, enrolment.slots, enrolment.enrolled_by) == ("gentle", {"am": "09:15"}, "maya")
    assert set(Message.objects.values_list("kind", "channel")) == {("invite", "sms"), ("invite", "email")}
    rows = set(Consent.objects.values_list("purpose", "event", "actor"))
    assert rows == {("programme", "asked", "maya"), ("health", "granted", "maya")}


def test_errors_stand_at_their_field_and_nothing_typed_is_lost(console: Client, world: World) -> None:
    typed = {**WHOLE, "phone": "12", "zone": "Europe/Berln", "slot_am": "25:00", "consent": "", "q_H": "unsure"}
    answer = console.post("/people/enrol/", typed)
    said = answer.content.decode()
    assert answer.status_code == 422
    for field in ("phone", "zone", "slot_am", "consent", "health"):
        assert f'id="{field}-problem"' in said
        assert f'href="#{field}"' in said
        assert f'id="{field}"' in said
    assert "Europe/Berlin" in said
    for value in ("Ana", "12", "ana@example.org", "Europe/Berln", "25:00"):
        assert f'value="{value}"' in said
    assert '<input type="radio" name="q_H" value="unsure" checked>' in said
    assert "<title>Error: " in said
    assert not Enrolment.objects.exists()


def test_a_known_number_is_refused_with_what_to_do(console: Client, world: World) -> None:
    console.post("/people/enrol/", WHOLE)
    said = console.post("/people/enrol/", {**WHOLE, "email": "other@example.org"}).content.decode()
    assert "Somebody with this phone number is in the programme already" in said
    assert "One number serves one person" in said
    assert Enrolment.objects.count() == 1


def test_an_empty_zone_is_filled_from_the_number_and_shown_before_anything_is_stored(
    console: Client, world: World
) -> None:
    answer = console.post("/people/enrol/", {**WHOLE, "zone": ""})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "This is what the phone number suggests" in said
    assert 'value="America/New_York"' in said
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
    CampaignVersion.objects.all().delete()
    library.version.cache_clear()
    said = console.post("/people/enrol/", WHOLE).content.decode()
    assert "coaching campaign load" in said


def test_a_country_that_is_not_open_is_refused_with_what_must_be_set(console: Client, world: World) -> None:
    said = console.post("/people/enrol/", {**WHOLE, "phone": "+4915112345678"}).content.decode()
    assert "Nobody in Germany (DE) can be enrolled yet" in said
    assert "COACHING_REGIONS" in said


def test_under_18_is_said_kindly_and_nothing_is_kept(console: Client, world: World) -> None:
    said = console.post("/people/enrol/", {**WHOLE, **ALL_NO, "q_A": "yes", "health": "yes"}).content.decode()
    assert "Thank you for asking" in said
    assert 'href="#q_A"' in said
    assert not Subscriber.objects.exists()


def hidden(said: str) -> dict[str, str]:
    """What the second step carries on."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', said)
    return {name: value.replace("&lt;", "<").replace("&#39;", "'") for name, value in found if "csrf" not in name}


def test_the_first_messages_are_shown_with_times_and_parts_before_anything_is_stored(
    console: Client, world: World
) -> None:
    said = console.post("/people/enrol/", {**WHOLE, "consent": "", "look": "yes"}).content.decode()
    assert "Look before you enrol Ana" in said
    assert "day 1 of 56" in said
    assert said.count('<p class="hint">About ') == 3
    assert " at 9:1" in said  # the wish of 9:15, and at most the minutes by which people are spread
    assert re.search(r"Text, \d parts?", said)
    assert "The invitation" in said
    assert "Ana has agreed to this wording" in said
    assert not Subscriber.objects.exists()
    assert not Enrolment.objects.exists()


def test_the_second_step_enrols_with_all_that_was_typed(console: Client, world: World) -> None:
    typed = {**WHOLE, **ALL_NO, "health": "yes", "q_K": "yes", "look": "yes"}
    carried = hidden(console.post("/people/enrol/", typed).content.decode())
    assert carried == {name: value for name, value in typed.items() if name != "look" and value}
    console.post("/people/enrol/", carried)
    enrolment = Enrolment.objects.get()
    assert (enrolment.screen, enrolment.slots, enrolment.subscriber.email) == (
        "gentle", {"am": "09:15"}, "ana@example.org",
    )  # fmt: skip


def test_going_back_loses_nothing(console: Client, world: World) -> None:
    carried = hidden(console.post("/people/enrol/", {**WHOLE, "look": "yes"}).content.decode())
    answer = console.post("/people/enrol/", {**carried, "back": "yes"})
    said = answer.content.decode()
    assert answer.status_code == 200
    for value in (WHOLE["first_name"], WHOLE["phone"], WHOLE["email"], WHOLE["zone"], WHOLE["slot_am"]):
        assert f'value="{value}"' in said
    assert re.search(r'<input id="consent"[^>]* checked', said)
    assert not Enrolment.objects.exists()


def test_what_would_be_refused_is_refused_before_the_look(console: Client, world: World) -> None:
    console.post("/people/enrol/", WHOLE)
    answer = console.post("/people/enrol/", {**WHOLE, "look": "yes"})
    assert answer.status_code == 422
    assert "is in the programme already" in answer.content.decode()


def test_a_hostile_name_stays_words_in_the_look(console: Client, world: World) -> None:
    typed = {**WHOLE, "first_name": "<b>{{ 7*7 }}</b>", "look": "yes"}
    said = console.post("/people/enrol/", typed).content.decode()
    assert "<b>" not in said
    assert "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;" in said


def test_a_person_who_stopped_the_texts_is_asked_by_email_alone_and_the_coach_is_told(
    console: Client, world: World
) -> None:
    ana = world.enrol(phone=WHOLE["phone"], email=WHOLE["email"], start="")
    world.text("STOP", WHOLE["phone"])
    person = world.again(ana).subscriber
    assert (person.sms_state, person.email_state) == ("revoked", "revoked")
    said = console.post("/people/enrol/", {**WHOLE, "email": "new@example.org"}, follow=True).content.decode()
    assert "only START from their phone brings them back" in said
    assert "This is run 2" in said


def test_with_two_programmes_the_form_shows_the_choice_and_the_wording_of_the_chosen_one(
    console: Client, world: World
) -> None:
    said = console.get("/people/enrol/", {"campaign": "hydration"}).content.decode()
    assert '<input type="hidden" name="campaign" value="hydration">' in said
    assert "?campaign=magnesium" in said
    assert '<strong aria-current="page">Two weeks of small sips</strong>' in said
    assert "of the 2-week hydration program from Coach" in said
    assert "8-week wellness program" not in said


def test_a_person_is_enrolled_in_the_chosen_programme_and_language(console: Client, world: World) -> None:
    console.post("/people/enrol/", {**WHOLE, "campaign": "hydration", "language": "es"})
    enrolment = Enrolment.objects.get()
    assert (enrolment.campaign.key, enrolment.subscriber.language) == ("hydration", "es")


def test_an_unknown_programme_is_refused_in_words(console: Client, world: World) -> None:
    answer = console.post("/people/enrol/", {**WHOLE, "campaign": "nothing"})
    assert answer.status_code == 422
    assert "There is no published programme" in answer.content.decode()
