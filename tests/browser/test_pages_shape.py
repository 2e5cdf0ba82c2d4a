"""Every page as people see it: no fault found by axe in light, dark and on a phone; nothing wider than the screen."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Office, complaints
from tests.browser.looks import axe, check

pytestmark = pytest.mark.browser


def addresses(office: Office) -> dict[str, str]:
    """Every kind of page, with something in it, and those that show a mistake."""
    person, token = f"/people/{office.ana.pk}/", office.ana.subscriber.token
    return {
        "today": "/today/",
        "figures": "/figures/",
        "people": "/people/",
        "people, nobody found": "/people/?q=zebra",
        "person": person,
        "stop": f"{person}stop/",
        "end": f"{person}end/",
        "enrol": "/people/enrol/",
        "messages": "/messages/",
        "messages, none found": "/messages/?q=zebra",
        "editor, sms": "/messages/edit/?name=sms/magnesium/day-06",
        "editor, email": "/messages/edit/?name=email/magnesium/day-01",
        "books": "/books/",
        "nowhere": "/nowhere/",
        "own page": f"/me/{token}",
        "unsubscribe": f"/u/{token}",
        "join, over": f"/join/{token}",
        "unknown link": "/u/nobody",
    }


def test_axe_finds_no_fault_and_nothing_is_wider_than_the_screen(looked_at: BrowserContext, office: Office) -> None:
    page = looked_at.new_page()
    said = complaints(page)
    for name, address in addresses(office).items():
        page.goto(office.url + address)
        check(page, name)
    assert said == []


def test_pages_that_show_a_mistake_are_sound_too(looked_at: BrowserContext, office: Office) -> None:
    page = looked_at.new_page()
    page.goto(f"{office.url}/people/enrol/")
    page.get_by_role("button", name="Look before you enrol").click()
    assert page.locator(".summary").is_visible()
    assert axe(page).violations_count == 0, axe(page).generate_report()
    page.goto(f"{office.url}/messages/edit/?name=sms/magnesium/day-02")
    page.get_by_label("Words", exact=True).fill("Hi {{ nobody }}")
    page.get_by_role("link", name="Line 1").wait_for()
    assert axe(page).violations_count == 0, axe(page).generate_report()


def test_everything_to_press_is_at_least_24_pixels_high(page: Page, office: Office) -> None:
    """WCAG 2.2, 2.5.8; links within a sentence are exempt."""
    page.set_viewport_size({"width": 390, "height": 844})
    for name, address in addresses(office).items():
        page.goto(office.url + address)
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, input:not([type=hidden]), select, summary, nav a, .button")]
              .filter((each) => each.checkVisibility() && !each.closest("dialog"))
              .map((each) => [each.outerHTML.slice(0, 80), each.closest("label") ?? each])
              .filter(([, box]) => box.getBoundingClientRect().height < 24).map(([html]) => html)"""
        )
        assert small == [], name
