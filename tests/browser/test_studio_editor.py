"""The editor in a real browser: completion and lines by keys, every look of a text, and a newcomer's two minutes."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Office, complaints
from tests.browser.looks import LOOKS, axe
from tests.browser.test_coach_loop import COACH, PASSWORD, PHONE, Running, running

__all__ = ["running"]
pytestmark = pytest.mark.browser
SMS = "/messages/edit/?name=sms/magnesium/day-03"
NEW = "{{ brand }}: Morning, {{ first_name }}! New pill? Ask your pharmacist."
EMAIL = "/messages/edit/?name=email/magnesium/day-12"


def test_a_value_and_a_filter_are_completed_and_a_text_is_published_by_keys_alone(page: Page, office: Office) -> None:
    said = complaints(page)
    page.goto(office.url + SMS)
    words, press = page.get_by_label("Words", exact=True), page.keyboard.press
    words.focus()
    press("Control+a")
    page.keyboard.type("{{ brand }}: Ask first, {{ fi")
    expect(page.locator("#choices").get_by_role("option")).to_have_count(2)
    expect(page.locator("#told")).to_contain_text("2 choices")
    press("ArrowDown")
    expect(page.locator("#choices").get_by_role("option", name="first_question")).to_have_attribute(
        "aria-selected", "true"
    )
    expect(words).to_have_attribute("aria-activedescendant", "choice-1")
    press("ArrowUp")
    press("Tab")
    expect(words).to_have_value("{{ brand }}: Ask first, {{ first_name }}")
    for _ in range(3):
        press("ArrowLeft")
    page.keyboard.type(" | def")
    press("Enter")
    expect(words).to_have_value("{{ brand }}: Ask first, {{ first_name | default('there') }}")
    press("Control+s")
    page.get_by_role("button", name="Publish version").press("Enter")
    expect(page.get_by_role("status").filter(has_text="is published")).to_be_visible()
    assert said == []


def test_a_mistake_is_told_at_its_line_and_the_last_sound_preview_stays(page: Page, office: Office) -> None:
    said = complaints(page)
    page.goto(office.url + SMS)
    words, press = page.get_by_label("Words", exact=True), page.keyboard.press
    words.fill("{{ brand }}: Ask first.\n\n")
    expect(page.locator(".bubble")).to_have_text("Coach: Ask first.")
    words.focus()
    press("Control+End")
    page.keyboard.type("{{ ul_mm }}")
    expect(words).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#line-problem")).to_contain_text("Line 3: ul_mm is not a known value. Did you mean ul_mg?")
    expect(page.locator(".phone.is-old")).to_contain_text("Coach: Ask first.")
    press("Alt+g")
    page.keyboard.type("1")
    press("Enter")
    expect(words).to_be_focused()
    expect(page.locator("#line-problem")).to_be_hidden()
    press("Alt+g")
    page.keyboard.type("3")
    press("Enter")
    press("Backspace")
    expect(words).to_have_attribute("aria-invalid", "false")
    expect(page.locator(".phone:not(.is-old) .bubble")).to_have_text("Coach: Ask first.")
    assert said == []


def test_a_text_is_seen_as_anybody_sees_it_dark_mail_included(page: Page, office: Office) -> None:
    said = complaints(page)
    page.goto(office.url + EMAIL)
    mail = page.frame_locator(".stage iframe:not(.is-coming)")
    ground = "(each) => getComputedStyle(each).backgroundColor"
    expect(mail.get_by_text("Hi Ana,")).to_be_visible()
    light = mail.locator(".card").first.evaluate(ground)
    page.get_by_label("Dark", exact=True).check()
    expect(mail.locator(".card").first).not_to_have_css("background-color", light)
    page.get_by_label("Preview for").select_option("track-gentle")
    expect(page.locator(".instead")).to_contain_text("email/magnesium/day-12.gentle")
    page.get_by_text("Or for somebody real").click()
    page.locator("#find").fill("an")
    page.get_by_role("radio", name="Ana").check()
    expect(page.get_by_label("Preview for").locator("option:checked")).to_have_text("Ana (somebody real)")
    expect(page.locator(".instead")).to_contain_text("Ana gets other words here")
    page.get_by_label("Preview for").select_option("usual")
    expect(page.get_by_role("radio", name="Nobody real")).to_be_checked()
    expect(page.locator(".instead")).to_have_count(0)
    page.get_by_role("button", name="Send a test to me").click()
    expect(page.get_by_text("are not set up here")).to_be_visible()
    assert said == []


def test_the_editor_is_sound_with_everything_open_in_any_light_and_size(
    browser: Browser, page: Page, office: Office
) -> None:
    for scheme, width in LOOKS:
        opened = browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme=scheme,  # type: ignore[arg-type]  # a literal by name
            storage_state=page.context.storage_state(),
        )
        shown = opened.new_page()
        shown.goto(office.url + SMS)
        for each in shown.locator("main details").all():
            each.evaluate("(it) => { it.open = true }")
        shown.get_by_label("Words", exact=True).fill("{{ brand }}: You failed to walk…")
        expect(shown.locator(".bubble mark")).to_have_text("…")
        shown.locator("#find").fill("an")
        expect(shown.get_by_role("radio", name="Ana")).to_be_visible()
        for typed, choices in (("", 0), (" {{ fi", 2)):
            shown.get_by_label("Words", exact=True).focus()
            shown.keyboard.press("Control+End")
            shown.keyboard.type(typed)
            expect(shown.locator("#choices [role=option]:visible")).to_have_count(choices)
            expect(shown.locator("#line-problem")).to_be_visible()
            found = axe(shown)
            assert found.violations_count == 0, f"{scheme} {width}: {found.generate_report()}"
            assert shown.evaluate("document.documentElement.scrollWidth") <= width
        opened.close()


def test_a_newcomer_changes_the_text_of_day_12_and_sees_it_on_a_phone_within_two_minutes(
    browser: Browser, running: Running
) -> None:
    """Every click there is: nothing is typed into the address but where the service is."""
    page = browser.new_page()
    page.goto(f"{running.web}/")
    page.get_by_label("Name").fill(COACH)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    _enrol_zoe(page)

    page.get_by_role("link", name="Messages", exact=True).click()
    day = page.get_by_role("listitem").filter(has_text="Day 12")
    day.get_by_role("link", name="SMS, food first").click()
    page.get_by_label("Words", exact=True).fill(NEW)
    expect(page.locator(".bubble")).to_have_text("Coach: Morning, Ana! New pill? Ask your pharmacist.")
    page.get_by_role("button", name="Send a test to me").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open that phone").click()
    expect(_bubble(opened.value, "[Test] Coach: Morning, Ana!")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("button", name="Publish version").click()
    expect(page.get_by_role("status").filter(has_text="is published")).to_be_visible()

    running.clock("12d")
    running.clock("12h")
    page.get_by_role("link", name="Phones and mailboxes").click()
    page.locator(f'a[href="/phones/{PHONE}"]').first.click()
    expect(_bubble(page, "Morning, Zoe! New pill? Ask your pharmacist.")).to_be_visible()


def _enrol_zoe(page: Page) -> None:
    page.get_by_role("link", name="Enrol").first.click()
    page.get_by_label("First name").fill("Zoe")
    page.get_by_label("Phone").fill(PHONE)
    page.get_by_label("Time zone").fill("Europe/Paris")
    page.get_by_label("The person has agreed to this wording").check()
    page.locator("#health").check()
    page.get_by_role("button", name="Look before you enrol").click()
    page.get_by_role("button", name="Enrol Zoe").click()
    expect(page.get_by_role("heading", level=1, name="Zoe")).to_be_visible()


def _bubble(phone: Page, words: str) -> Locator:
    return phone.locator(".words", has_text=words).last
