"""For whom a text is looked at: sample persons, other tracks, languages and countries, and anybody real."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from coaching.core.model import EnrolmentId
from coaching.journeys import erase, preview, preview_person, samples
from coaching.journeys.preview import EmailPreview, Look, Refused, SmsPreview
from coaching.store import templates
from coaching.web.console.preview_panel import cost
from tests.world import World

SMS = "sms/magnesium/day-02"
EMAIL = "email/magnesium/day-12"


def looked(world: World, name: str, key: str, source: str = "") -> Look:
    who = samples.find(key, preview.offered(name, world.office))
    return preview.look(name, source or templates.current([name])[name].source, who, world.office)


def text_of(look: Look) -> str:
    assert isinstance(look.preview, SmsPreview | EmailPreview)
    return look.preview.text


def said(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]  # a response


def test_every_sample_sees_every_lesson(world: World) -> None:
    world.office = replace(world.office, regions={"GB": {"emergency_number": "999"}})
    for name in ("sms/magnesium/day-12", EMAIL, "sms/_house/help", "email/magnesium/day-14"):
        offered = preview.offered(name, world.office)
        assert {each.group for each in offered} == {"People", "Tracks", "Languages", "Countries"}
        for each in offered:
            found = looked(world, name, each.key)
            assert not isinstance(found.preview, Refused), (name, each)


def test_somebody_on_another_track_gets_the_words_of_that_track(world: World) -> None:
    found = looked(world, "sms/magnesium/day-12", "track-gentle", "{{ brand }}: Edited.")
    assert found.instead == "sms/magnesium/day-12.gentle"
    assert "Ask your kidney team" in text_of(found)
    own = looked(world, "sms/magnesium/day-12", "track-full", "{{ brand }}: Edited.")
    assert (own.instead, text_of(own)) == ("", "Coach: Edited.")


def test_somebody_of_another_language_gets_its_form_or_is_said_to_have_none(world: World) -> None:
    spanish = looked(world, "sms/_house/help", "language-es", "{{ brand }}: Edited.")
    assert spanish.instead == "sms/_house/help.es"
    none = looked(world, SMS, "language-es", "{{ brand }}: Edited.")
    assert (none.instead, text_of(none)) == ("", "Coach: Edited.")
    assert "Nobody has written this in Español yet" in none.note
    assert looked(world, SMS, "language-en").note == ""


def test_a_country_brings_its_own_numbers(world: World) -> None:
    world.office = replace(world.office, regions={"GB": {"emergency_number": "999"}})
    assert "999" in text_of(looked(world, "sms/_house/rf-emergency", "country-GB"))
    assert "911" in text_of(looked(world, "sms/_house/rf-emergency", "country-US"))


def test_who_comes_back_sees_what_was_missed_and_who_gave_no_numbers_sees_none(world: World) -> None:
    mail = "---\nsubject: A\npreheader: B\n---\nBefore.\n\n{{ numbers }}\n\nAfter."
    assert "While we were apart" in text_of(looked(world, EMAIL, "back", mail))
    assert "Your numbers so far" in text_of(looked(world, EMAIL, "usual", mail))
    assert "Your numbers so far" not in text_of(looked(world, EMAIL, "bare", mail))


def test_a_sign_that_a_name_brings_is_named_and_marked_with_where_it_comes_from(console: Client, world: World) -> None:
    fields = {"name": SMS, "source": "{{ brand }}: Hello {{ first_name }}.", "sample": "letter"}
    page = said(console.post("/messages/preview/", fields, headers={"HX-Request": "true"}))
    assert "<mark>Ł</mark>ucja" in page
    assert "from what is filled in" in page
    typed = {**fields, "source": "{{ brand }}: Hello.\nTake care…", "sample": "usual"}
    page = said(console.post("/messages/preview/", typed, headers={"HX-Request": "true"}))
    assert 'data-line="2" data-warning data-sign="…"' in page
    assert "UCS-2" in page


@pytest.mark.database
def test_somebody_real_sees_the_very_words_that_are_sent_to_them_later(world: World) -> None:
    zoe = world.enrol(start="", first_name="Zoe", screen="full")
    live = templates.current([SMS])[SMS]
    source = "{{ brand }}: {{ first_name }}, day {{ day }} of {{ days }}: see {{ page_url }}"
    found = preview_person.look(SMS, source, live.number, EnrolmentId(zoe.pk), world.office, world.moment())
    assert "Zoe, day 2 of 56" in text_of(found)
    templates.publish(templates.Edit(SMS, source, 0, "maya"), world.now)
    world.move(world.now + timedelta(days=3))
    sent = next(text for text in world.texts() if "day 2 of 56" in text)
    assert text_of(found).partition("?k=")[0] == sent.partition("?k=")[0]


def test_somebody_real_on_another_track_or_channel_is_told_apart(world: World) -> None:
    gentle = world.enrol(start="", first_name="Gus", screen="gentle", phone="+15551230088", email="")
    who = EnrolmentId(gentle.pk)
    found = preview_person.look("sms/magnesium/day-12", "{{ brand }}: x", 0, who, world.office, world.moment())
    assert found.instead == "sms/magnesium/day-12.gentle"
    mail = "---\nsubject: A\npreheader: B\n---\nHello {{ first_name }}."
    none = preview_person.look(EMAIL, mail, 0, who, world.office, world.moment())
    assert none.note == "Gus gets no email on day 12."
    assert "Hello Gus." in text_of(none)
    answer = preview_person.look("sms/_house/help", "{{ first_name }}: help", 0, who, world.office, world.moment())
    assert text_of(answer) == "Gus: help"


def test_words_that_cannot_be_filled_are_said_for_somebody_real_too(world: World) -> None:
    who = EnrolmentId(world.enrol(start="").pk)
    for source in ("{{ nobody }}", "{{ value }}"):
        found = preview_person.look(SMS, source, 0, who, world.office, world.moment())
        assert isinstance(found.preview, Refused)


def test_real_people_are_found_by_name_and_only_their_first_names_are_shown(console: Client, world: World) -> None:
    world.enrol(start="", first_name="Zoe", phone="+15551230077", email="zoe@example.org")
    page = said(console.get("/messages/people/", {"find": "zo"}))
    assert "Zoe" in page
    assert "+1555" not in page
    assert "zoe@" not in page
    assert "Nobody is found by “zebra”" in said(console.get("/messages/people/", {"find": "zebra"}))
    assert "radio" not in said(console.get("/messages/people/"))


def test_without_scripts_a_search_and_a_choice_work_by_the_buttons(console: Client, world: World) -> None:
    zoe = world.enrol(start="", first_name="Zoe")
    fields = {"name": SMS, "source": "{{ brand }}: Hello {{ first_name }}.", "based_on": "0", "find": "zoe"}
    page = said(console.post("/messages/preview/", fields))
    assert f'name="person" value="{zoe.pk}"' in page
    page = said(console.post("/messages/preview/", {**fields, "person": str(zoe.pk)}))
    assert "Coach: Hello Zoe." in page
    assert "Zoe (somebody real)" in page


@pytest.mark.parametrize("person", ["0", "999999", "x", "9" * 18, "9" * 40, "-1"])
def test_a_person_who_is_not_there_leaves_the_sample(console: Client, world: World, person: str) -> None:
    fields = {"name": SMS, "source": "{{ brand }}: Hello {{ first_name }}.", "person": person}
    assert "Coach: Hello Ana." in said(console.post("/messages/preview/", fields))


def test_somebody_who_was_erased_is_nobody(console: Client, world: World) -> None:
    zoe = world.enrol(start="", first_name="Zoe")
    erase.erase(zoe.subscriber, "maya", world.office, world.moment())
    fields = {"name": SMS, "source": "{{ brand }}: Hello {{ first_name }}.", "person": str(zoe.pk)}
    assert "Coach: Hello Ana." in said(console.post("/messages/preview/", fields))


def test_a_dark_mail_program_is_shown_whatever_the_screen(console: Client, world: World) -> None:
    fields = {"name": EMAIL, "source": templates.current([EMAIL])[EMAIL].source}
    dark = said(console.post("/messages/preview/email/", {**fields, "view": "dark"}))
    light = said(console.post("/messages/preview/email/", {**fields, "view": "wide"}))
    assert "@media all" in dark
    assert "@media not all" in light
    assert "prefers-color-scheme" not in dark + light


def test_a_reading_grade_is_said_for_english_words(console: Client, world: World) -> None:
    page = said(console.get("/messages/edit/", {"name": EMAIL}))
    assert "Reads at grade" in page
    hard = "{{ brand }}: Considerable physiological deterioration necessitates comprehensive individualised evaluation."
    page = said(console.post("/messages/preview/", {"name": SMS, "source": hard}))
    assert "above 7 it is refused" in page
    assert "Reads at grade" not in said(console.get("/messages/edit/", {"name": "sms/_house/help.es"}))


def test_a_text_with_more_ways_than_anybody_reads_cannot_be_published(console: Client, world: World) -> None:
    source = "{{ brand }}: Rest." + "{% if day == 1 %} a{% endif %}" * 7
    fields = {"name": SMS, "source": source, "based_on": "0"}
    assert "more than 64 ways" in said(console.post("/messages/preview/", fields))
    assert console.post("/messages/publish/", fields).status_code == 422
    assert templates.current([SMS])[SMS].number == 0


def test_a_tag_without_a_line_of_its_own_is_a_mistake_and_no_fault(console: Client, world: World) -> None:
    source = "{{ brand }}: Hi\n{% autoescape false %}{{ first_name }}{% endautoescape %}"
    page = said(console.post("/messages/preview/", {"name": SMS, "source": source}))
    assert 'data-line="2"' in page
    assert "is not available" in page


def test_what_a_text_costs_is_said(world: World) -> None:
    found = looked(world, SMS, "usual")
    assert isinstance(found.preview, SmsPreview)
    assert "Fits one text" in cost(found.preview.segments)


def test_the_page_says_for_whom_a_form_is_and_what_else_goes_out_that_day(console: Client, world: World) -> None:
    page = said(console.get("/messages/edit/", {"name": "sms/magnesium/day-12.food_first"}))
    assert "For people who are not cleared yet." in page
    assert "?name=sms/magnesium/day-12.gentle" in page
    assert "?name=email/magnesium/day-12" in page
    fifteen = said(console.get("/messages/edit/", {"name": "sms/magnesium/day-15"}))
    assert "For everybody but people on a kidney diet or a fluid limit." in fifteen
    assert "For everybody." in said(console.get("/messages/edit/", {"name": "sms/magnesium/day-03"}))
    assert "For " not in said(console.get("/messages/edit/", {"name": "sms/_house/breath"})).partition('id="editor"')[0]
