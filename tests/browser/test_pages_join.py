"""Signing up in a real browser: by JavaScript and without, on a phone, in light and dark, with mistakes and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Office, complaints
from tests.browser.looks import LOOKS, axe

pytestmark = pytest.mark.browser


@pytest.fixture(params=LOOKS, ids=[f"{scheme}-{width}" for scheme, width in LOOKS])
def visitor(request: pytest.FixtureRequest, browser: Browser, office: Office) -> Iterator[Page]:
    """Somebody who is not signed in, in one light and size, from New York."""
    scheme, width = request.param
    opened = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, timezone_id="America/New_York"
    )
    yield opened.new_page()
    opened.close()


def _sound(page: Page) -> None:
    found = axe(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]  # it was set


def test_each_page_of_signing_up_is_sound(visitor: Page, office: Office) -> None:
    said = complaints(visitor)
    for address in ("/join/", "/join/sent/?sms=1&mail=1", "/join/data/"):
        visitor.goto(office.url + address)
        _sound(visitor)
    assert said == []


def test_somebody_signs_up_with_mistakes_on_the_way(visitor: Page, office: Office) -> None:
    from coaching.store.models import Enrolment

    visitor.goto(f"{office.url}/join/")
    expect(visitor.get_by_label("Your time zone")).to_have_value("America/New_York")
    visitor.get_by_label("Your first name").fill("Ben")
    visitor.get_by_label("Your phone number").fill("(212) 555-0123")
    visitor.get_by_label("The country you live in").select_option("United States")
    visitor.get_by_role("button", name="Send me the request").click()
    expect(visitor.get_by_role("alert")).to_contain_text("Tick this if we may text you")
    _sound(visitor)
    visitor.get_by_label("I agree to get text messages").check()
    visitor.get_by_role("group", name="Are you 18 or older?").get_by_label("Yes").check()
    visitor.get_by_text("Seven health questions").click()
    visitor.get_by_label("keeps what I answer about my health").check()
    for group in visitor.locator(".health .asked").all():
        group.get_by_label("No", exact=True).check()
    _sound(visitor)
    visitor.get_by_role("button", name="Send me the request").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("One more step")
    enrolment = Enrolment.objects.latest("pk")
    assert (enrolment.status, enrolment.screen, enrolment.subscriber.phone) == ("waiting", "full", "+12125550123")
    assert enrolment.subscriber.zone == "America/New_York"


def test_signing_up_works_without_javascript(browser: Browser, office: Office) -> None:
    opened = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = opened.new_page()
    page.goto(f"{office.url}/join/")
    page.get_by_label("Your first name").fill("Ben")
    page.get_by_label("Your phone number").fill("+12125550123")
    page.get_by_label("I agree to get text messages").check()
    page.get_by_label("The country you live in").select_option("United States")
    page.get_by_role("group", name="Are you 18 or older?").get_by_label("Yes").check()
    page.get_by_role("button", name="Send me the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    opened.close()


def test_the_health_questions_of_the_own_page_are_sound(visitor: Page, office: Office) -> None:
    from coaching.web.me import whose

    path, _, signature = whose.own_page(office.ana.subscriber).partition("?")
    visitor.goto(f"{office.url}{path}/health?{signature}")
    _sound(visitor)
    visitor.get_by_role("button", name="Keep my answers").click()
    expect(visitor.get_by_role("alert")).to_contain_text("Tick the box")
    _sound(visitor)


def test_a_coach_takes_a_new_screen(page: Page, office: Office) -> None:
    page.goto(f"{office.url}/people/{office.ana.pk}/")
    page.get_by_role("link", name="Take a new screen").click()
    assert axe(page).violations_count == 0, axe(page).generate_report()
    for group in page.locator(".asked").all():
        group.get_by_label("No", exact=True).check()
    page.get_by_label("agrees that these answers are kept").check()
    page.get_by_role("button", name="Keep this screen").click()
    expect(page.get_by_role("status").filter(has_text="The screen is kept")).to_be_visible()
