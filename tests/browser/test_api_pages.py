"""Keys, webhooks and the reference in a real browser: by keyboard, in light, dark and on a phone."""

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Office, complaints
from tests.browser.looks import LOOKS, axe

pytestmark = pytest.mark.browser


@pytest.fixture
def page(context: BrowserContext, office: Office) -> Page:
    """A window of an owner."""
    from tests.web.conftest import member

    client = Client()
    client.force_login(member("ines", "owner"))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": office.url}])
    return context.new_page()


def fill_by_keyboard(page: Page, label: str, words: str) -> None:
    page.get_by_label(label, exact=True).focus()
    page.keyboard.type(words)


def test_a_key_is_made_and_ended_and_taken_back_by_keyboard(page: Page, office: Office) -> None:
    page.goto(f"{office.url}/keys/")
    fill_by_keyboard(page, "What it is for", "The shop")
    page.get_by_label("See the books").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Copy the new key now").wait_for()
    assert page.locator("#token").inner_text().startswith("coach_")
    page.get_by_role("button", name="End it The shop").focus()
    page.keyboard.press("Enter")
    page.get_by_text("counts no more").wait_for()
    page.get_by_role("button", name="Undo: let it count again").focus()
    page.keyboard.press("Enter")
    page.get_by_text("counts again").wait_for()


def test_a_webhook_is_added_and_tried_out_by_keyboard(page: Page, office: Office) -> None:
    page.goto(f"{office.url}/webhooks/")
    fill_by_keyboard(page, "Address", "https://shop.example/hooks")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Copy the secret now").wait_for()
    page.get_by_role("link", name="https://shop.example/hooks").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send a test").focus()
    page.keyboard.press("Enter")
    page.get_by_role("cell", name="On its way").wait_for()


@pytest.mark.parametrize(("scheme", "width"), LOOKS, ids=[f"{scheme}-{width}" for scheme, width in LOOKS])
def test_axe_finds_no_fault_and_nothing_is_wider_than_the_screen(
    browser: Browser, page: Page, office: Office, scheme: str, width: int
) -> None:
    page.goto(f"{office.url}/keys/")
    page.get_by_label("What it is for").fill("The shop")
    page.get_by_label("See the books").check()
    page.get_by_role("button", name="Make the key").click()
    page.goto(f"{office.url}/webhooks/")
    page.get_by_label("Address", exact=True).fill(
        "https://shop.example/a-rather-long-address/that-goes-on-and-on/without-a-break"
    )
    page.get_by_role("button", name="Add the address").click()
    page.get_by_role("link", name="https://shop.example/").click()
    there = page.url
    page.get_by_role("button", name="Send a test").click()
    opened = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=scheme,  # type: ignore[arg-type]  # light or dark
        storage_state=page.context.storage_state(),
    )
    shown = opened.new_page()
    said = complaints(shown)
    for address in (f"{office.url}/keys/", f"{office.url}/webhooks/", there, f"{office.url}/api/v1/docs"):
        shown.goto(address)
        found = axe(shown)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, address
    shown.get_by_role("button", name="Keyboard shortcuts").wait_for()
    assert said == []
    opened.close()
