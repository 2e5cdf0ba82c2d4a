"""Drafts, the look before publishing, versions and approvals in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Office, complaints
from tests.browser.looks import LOOKS, axe
from tests.web.conftest import PASSWORD, member

pytestmark = pytest.mark.browser

SMS, EMAIL, DOSE = "sms/magnesium/day-09.food_first", "email/magnesium/day-07", "sms/magnesium/day-12"


def write(page: Page, office: Office, name: str, words: str) -> None:
    page.goto(f"{office.url}/messages/edit/?name={name}")
    page.get_by_label("Words", exact=True).fill(words)


def sign_in_as(page: Page, office: Office, name: str) -> None:
    page.goto(f"{office.url}/sign-in/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/")


def live(name: str) -> str:
    from coaching.store import templates

    return templates.current([name])[name].source


def test_axe_finds_no_fault_and_nothing_is_wider_than_the_screen(page: Page, office: Office, browser: Browser) -> None:
    from coaching.journeys import publish

    house, moment = office.world.office.house, office.world.moment()
    for name, old, new in ((EMAIL, "small", "little"), (DOSE, "well apart", "far apart")):
        words = live(name).replace(old, new)
        publish.publish(name, words, based_on=0, author="jonas", note="plainer", house=house, moment=moment)
    write(page, office, SMS, live(SMS).replace("rich", "good"))
    expect(page.get_by_text("Saved as your draft at")).to_be_visible()
    for scheme, width in (LOOKS[0], LOOKS[-1]):
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, storage_state=page.context.storage_state()
        )  # fmt: skip
        shown = context.new_page()
        said = complaints(shown)
        for address in (f"edit/?name={SMS}", f"edit/?name={EMAIL}", "approvals/", f"compare/?name={EMAIL}"):
            shown.goto(f"{office.url}/messages/{address}")
            sound(shown, address)
        shown.goto(f"{office.url}/messages/approvals/")
        shown.get_by_role("link", name=re.compile("Day 12")).click()
        sound(shown, "approval")
        shown.goto(f"{office.url}/messages/edit/?name={SMS}&draft=yes")
        shown.get_by_role("button", name="Publish").click()
        sound(shown, "review")
        assert said == []
        context.close()


def sound(page: Page, name: str) -> None:
    found = axe(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name  # type: ignore[index]  # it was set


def test_a_text_is_drafted_reviewed_published_and_taken_back_by_keyboard_alone(page: Page, office: Office) -> None:
    said = complaints(page)
    write(page, office, SMS, live(SMS).replace("rich", "good"))
    expect(page.get_by_text("Saved as your draft at")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Publish version 1?")
    expect(page.locator("ins")).to_have_text("good")
    expect(page.locator(".pairing").first).to_contain_text("Add one good food")
    page.get_by_role("link", name="Back to the text").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Words", exact=True)).to_have_value(re.compile("good food"))
    page.wait_for_load_state()  # a key that is pressed before the scripts have run goes nowhere
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Publish version 1").focus()
    page.keyboard.press("Enter")
    toast = page.get_by_role("status").filter(has_text="Version 1 is published")
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Version 1 is taken back")).to_be_visible()
    expect(page.get_by_label("Words", exact=True)).to_have_value(re.compile("rich food"))
    assert said == []


def test_two_windows_of_one_coach_lose_nothing(page: Page, office: Office) -> None:
    other = page.context.new_page()
    for each in (page, other):
        each.goto(f"{office.url}/messages/edit/?name={SMS}")
    page.get_by_label("Words", exact=True).fill("{{ brand }}: From the first window.")
    expect(page.get_by_text("Saved as your draft at")).to_be_visible()
    other.get_by_label("Words", exact=True).fill("{{ brand }}: From the second window.")
    expect(other.get_by_text("you saved another text of this from another page")).to_be_visible()
    other.get_by_role("button", name="Look at both").click()
    expect(other.get_by_label("The text of this page")).to_have_value("{{ brand }}: From the second window.")
    expect(other.get_by_label("The other, saved at")).to_have_value("{{ brand }}: From the first window.")


def test_a_dose_text_is_proposed_and_approved_by_two_people_without_javascript(
    browser: Browser, office: Office
) -> None:
    member("jonas", "editor")
    maya, jonas = (browser.new_context(java_script_enabled=False).new_page() for _ in range(2))
    sign_in_as(maya, office, "maya")
    write(maya, office, DOSE, live(DOSE).replace("well apart", "far apart"))
    maya.get_by_role("button", name="Save draft").click()
    expect(maya.get_by_text("Your draft is saved.")).to_be_visible()
    maya.get_by_role("button", name="Publish").click()
    maya.get_by_role("button", name="Ask for approval").click()
    expect(maya.get_by_text("jonas can approve it.")).to_be_visible()
    sign_in_as(jonas, office, "jonas")
    jonas.goto(f"{office.url}/messages/")
    jonas.get_by_role("link", name="Waiting for approval").click()
    jonas.get_by_role("link", name=re.compile("Day 12")).click()
    jonas.get_by_role("button", name="Approve and publish").click()
    expect(jonas.get_by_text("written by maya and approved by you")).to_be_visible()
    assert "far apart" in live(DOSE)
