"""The message pages: list, editor, preview by the engine that sends, publishing, two coaches at once."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from coaching.core.rendering import TemplateProblem
from coaching.core.segments import measure
from coaching.journeys import preview
from coaching.journeys.preview import SAMPLES, EmailPreview, Refused, SmsPreview
from coaching.journeys.samples import Sample
from coaching.store import templates
from coaching.store.models import TemplateVersion
from coaching.web.console.preview_panel import cost
from tests.web.published import publish
from tests.world import World

SMS = "sms/magnesium/day-03"
EMAIL = "email/magnesium/day-01"


def edit(console: Client, source: str, *, name: str = SMS, based_on: int = 0, note: str = "") -> object:
    fields = {"name": name, "source": source.replace("\n", "\r\n"), "based_on": based_on, "note": note}
    return publish(console, **fields)


def said(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]  # a response


def test_the_list_holds_every_day_and_every_published_text(console: Client, world: World) -> None:
    page = said(console.get("/messages/"))
    assert re.findall(r">Day (\d+)<", page) == [str(day) for day in range(1, 57)]
    for name in templates.names():
        assert f"?name={name}" in page


def test_the_list_is_searched_by_topic_and_by_words(console: Client, world: World) -> None:
    page = said(console.get("/messages/", {"q": "kidney team"}))
    assert "Day 2<" in page
    assert "Day 3<" not in page
    assert "No message holds" in said(console.get("/messages/", {"q": "zebra"}))


@pytest.mark.parametrize("who", SAMPLES, ids=lambda sample: sample.key)
def test_every_shipped_text_has_a_preview_for_every_sample(world: World, who: Sample) -> None:
    for name, words in templates.current(templates.names()).items():
        shown = preview.preview(name, words.source, who, world.office)
        assert not isinstance(shown, Refused), f"{name}: {shown}"


def test_a_preview_shows_the_very_words_that_are_sent(console: Client, world: World) -> None:
    world.enrol(start="", first_name="Ana")
    world.move(world.now + timedelta(days=3, hours=12))
    sent = next(text for text in world.texts() if "sit tall" in text)
    shown = preview.preview(SMS, templates.current([SMS])[SMS].source, SAMPLES[0], world.office)
    assert isinstance(shown, SmsPreview)
    assert shown.text == sent


def test_the_long_sample_has_sixteen_letters() -> None:
    assert len(preview.sample("long").name) == 16


def test_a_preview_says_what_a_text_costs_and_which_sign_is_to_blame(console: Client, world: World) -> None:
    page = said(console.post("/messages/preview/", {"name": SMS, "source": "Take care… " * 8}))
    assert "Needs 2 texts and costs 2 times as much" in page
    assert "<code>…</code> (write <code>...</code>)" in page
    assert cost(measure("x" * 161)) == "Needs 2 texts and costs 2 times as much. Shorten it by 1 to fit one."
    assert cost(measure("x" * 150)) == "Fits one text: 150 of 160, 10 left."


def test_a_fragment_answers_htmx_and_a_whole_page_answers_a_plain_button(console: Client, world: World) -> None:
    fields = {"name": SMS, "source": "Just a line", "based_on": "0", "note": "shorter"}
    fragment = said(console.post("/messages/preview/", fields, headers={"HX-Request": "true"}))
    whole = said(console.post("/messages/preview/", fields))
    assert "Just a line" in fragment
    assert "<html" not in fragment
    assert "<html" in whole
    assert 'value="shorter"' in whole


def test_a_mistake_is_listed_with_its_line_and_hint(console: Client, world: World) -> None:
    page = said(console.post("/messages/preview/", {"name": SMS, "source": "Hi\n{{ frist_name }}"}))
    assert 'data-line="2"' in page
    assert "Did you mean first_name?" in page


def test_a_value_that_cannot_be_filled_is_a_problem_not_a_crash(world: World) -> None:
    shown = preview.preview(SMS, "{{ sms_text }}", SAMPLES[0], world.office)
    assert isinstance(shown, Refused)
    assert isinstance(shown.problems[0], TemplateProblem)
    endless = preview.preview(SMS, "x" * 2000, SAMPLES[0], world.office)
    assert isinstance(endless, Refused)
    assert "longer than 1,600" in endless.problems[0].message


def test_an_email_preview_may_style_itself_and_nothing_else(console: Client, world: World) -> None:
    answer = console.get("/messages/preview/email/", {"name": EMAIL})
    policy = answer["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert "Your 8 weeks at a glance" in said(answer)


def test_an_email_preview_shows_what_stands_in_the_editor(console: Client, world: World) -> None:
    source = "---\nsubject: Quite new\npreheader: p\n---\nHello {{ first_name }}, all new."
    fields = {"name": EMAIL, "source": source, "sample": "long"}
    assert "Hello Wilhelmina-Grace, all new." in said(console.post("/messages/preview/email/", fields))
    assert "Quite new" in said(console.post("/messages/preview/", fields, headers={"HX-Request": "true"}))
    shown = preview.preview(EMAIL, source, SAMPLES[0], world.office)
    assert isinstance(shown, EmailPreview)
    assert "Hello Ana, all new." in shown.text


def test_publishing_makes_the_next_version_and_says_when_it_counts(console: Client, world: World) -> None:
    answer = edit(console, "{{ brand }}: Ask first.", note="shorter")
    page = said(console.get(answer["Location"]))  # type: ignore[index]  # a response
    assert "Version 1 is published. Messages composed from now on use it." in page
    words = templates.current([SMS])[SMS]
    assert (words.number, words.source) == (1, "{{ brand }}: Ask first.")
    assert "shorter" in page
    assert "maya" in page


def test_words_that_cannot_be_sent_are_not_published_and_not_lost(console: Client, world: World) -> None:
    answer = edit(console, "Hi {{ nobody }}", note="my note")
    assert answer.status_code == 422  # type: ignore[attr-defined]  # a response
    assert "Hi {{ nobody }}" in said(answer)
    assert 'value="my note"' in said(answer)
    assert templates.current([SMS])[SMS].number == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda source: source, "Nothing was changed"),
        (lambda source: source.rstrip() + "   \n\n", "Nothing was changed"),
    ],
)
def test_publishing_the_same_words_again_is_refused(
    console: Client, world: World, change: Callable[[str], str], words: str
) -> None:
    source = templates.current([SMS])[SMS].source
    assert words in said(edit(console, change(source)))
    assert TemplateVersion.objects.filter(name=SMS).count() == 1


def test_when_two_coaches_edit_both_texts_are_shown_and_the_merge_can_be_published(
    console: Client, world: World
) -> None:
    edit(console, "{{ brand }}: Theirs: ask first.")
    answer = edit(console, "{{ brand }}: Mine: ask your doctor.", based_on=0, note="doctor")
    page = said(answer)
    assert answer.status_code == 409  # type: ignore[attr-defined]  # a response
    assert "published version 1 while you wrote" in page
    assert "Theirs: ask first." in page
    assert "Mine: ask your doctor." in page
    assert '<input type="hidden" name="based_on" value="1">' in page
    edit(console, "{{ brand }}: Both: ask first, ask your doctor.", based_on=1)
    assert templates.current([SMS])[SMS].number == 2


def test_an_old_version_can_be_opened_and_published_again(console: Client, world: World) -> None:
    first = templates.current([SMS])[SMS].source
    edit(console, "{{ brand }}: Something else.")
    page = said(console.get("/messages/edit/", {"name": SMS, "version": "0"}))
    assert "sit tall" in page
    assert 'value="Back to version 0"' in page
    assert '<input type="hidden" name="based_on" value="1">' in page
    edit(console, first, based_on=1)
    assert templates.current([SMS])[SMS].source == first


def test_a_newer_file_in_git_is_pointed_out(console: Client, world: World) -> None:
    templates.offer_files({SMS: "{{ brand }}: From the file, anew.\n"}, world.now)
    page = said(console.get("/messages/edit/", {"name": SMS}))
    assert "The file in git has newer words" in page
    assert "From the file, anew." in said(console.get("/messages/edit/", {"name": SMS, "version": "1"}))


def test_a_text_of_many_days_says_on_which_it_goes_out(console: Client, world: World) -> None:
    page = said(console.get("/messages/edit/", {"name": "sms/_house/breath"}))
    assert re.search(r"Goes out on \d+ days: \d+, \d+", page)


@pytest.mark.parametrize("name", ["", "sms/magnesium/day-99", "../settings", "x/y/z"])
def test_no_template_can_be_made_up_by_its_address(console: Client, world: World, name: str) -> None:
    before = TemplateVersion.objects.count()
    assert console.get("/messages/edit/", {"name": name}).status_code == 404
    assert console.post("/messages/preview/", {"name": name, "source": "x"}).status_code == 404
    assert console.post("/messages/publish/", {"name": name, "source": "x", "based_on": "0"}).status_code == 404
    assert TemplateVersion.objects.count() == before


def test_a_note_that_does_not_fit_is_said_not_cut(console: Client, world: World) -> None:
    assert "Shorten the note" in said(edit(console, "New.", note="n" * 201))
    assert templates.current([SMS])[SMS].number == 0


def test_a_text_that_breaks_a_rule_is_not_published_and_the_page_says_why(console: Client, world: World) -> None:
    answer = edit(console, "{{ brand }}: This mineral cures sore legs.", note="better")
    page = said(answer)
    assert answer.status_code == 422  # type: ignore[attr-defined]  # a response
    assert "This text breaks a rule" in page
    assert "CLAIM-VERB" in page
    assert templates.current([SMS])[SMS].number == 0


def test_a_warning_is_published_once_it_was_seen_and_has_a_reason(console: Client, world: World) -> None:
    words = {"name": SMS, "source": "{{ brand }}: You failed to walk.", "based_on": 0}
    shown = said(console.post("/messages/publish/", {**words, "note": "new"}))
    assert "say in the note why they are all right" in shown
    seen = re.findall(r'name="seen" value="([^"]+)"', shown)
    assert seen
    without_reason = console.post("/messages/publish/", {**words, "seen": seen})
    assert without_reason.status_code == 422
    assert templates.current([SMS])[SMS].number == 0
    assert publish(console, **words, seen=seen, note="A quotation").status_code == 302
    assert templates.history(SMS)[0].note == "A quotation"
    again = said(console.post("/messages/preview/", {**words, "source": words["source"] + " Rest now."}))
    assert 'name="seen"' not in again


def test_a_warning_about_other_words_is_asked_again(console: Client, world: World) -> None:
    words = {"name": SMS, "based_on": 0, "note": "A quotation"}
    shown = said(console.post("/messages/preview/", {**words, "source": "{{ brand }}: You failed to walk."}))
    seen = re.findall(r'name="seen" value="([^"]+)"', shown)
    answer = console.post("/messages/publish/", {**words, "source": "{{ brand }}: You failed to eat.", "seen": seen})
    assert answer.status_code == 422


def test_the_page_shows_where_the_statements_of_a_text_come_from(console: Client, world: World) -> None:
    page = said(console.get("/messages/edit/", {"name": EMAIL.replace("01", "40")}))
    assert "Where its statements come from" in page
    assert "PMC8053283" in page
