"""A person's own page in a real browser: on a phone of 320 pixels, in the dark, without JavaScript, by keyboard."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import looks
from tests.browser.conftest import complaints
from tests.browser.looks import axe
from tests.web.conftest import next_morning

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from coaching.store.models import Enrolment
    from tests.world import World

pytestmark = pytest.mark.browser
LOOKS = [*looks.LOOKS, ("light", 320)]


class Place:
    """Where Ana's pages are."""

    def __init__(self, url: str, world: "World", ana: "Enrolment") -> None:
        self.url, self.world, self.ana = url, world, ana

    def page(self, part: str = "", days_left: int = 14) -> str:
        from tests.web.visits import address

        return self.url + address(self.world, self.ana, part, timedelta(days=days_left))


@pytest.fixture
def place(transactional_db: None, clean_redis: object, live_server: "LiveServer") -> Place:
    """Ana has had eight days, has answered on days 1 and 7, and a check-in is open."""
    from coaching.store.models import OpenQuestion
    from tests.world import World

    world = World(next_morning())
    ana = world.enrol(start="", screen="food_first")
    world.move(world.now + timedelta(days=1, hours=6))
    for text in ("1", "4", "6", "5", "3", "2"):
        world.text(text)
    world.move(world.now + timedelta(days=6, hours=6))
    for text in ("6", "5"):
        world.text(text)
    world.move(world.now + timedelta(days=1))
    OpenQuestion.objects.create(
        enrolment=ana, day=8, checkin="C-MID", question="q3", asked_at=world.now, lo=0, hi=10,
        short="how calm were you in the last 7 days? 0 not at all, 10 very", until=world.now + timedelta(days=2),
    )  # fmt: skip
    return Place(live_server.url, world, world.again(ana))


def pages(place: Place) -> dict[str, str]:
    from coaching.core import links

    handle = links.handle(place.ana.subscriber_id, place.ana.subscriber.token)
    return {
        "own page": place.page(),
        "own page, old link": place.page(days_left=-1),
        "lesson": place.page("/lesson/1"),
        "code": place.page("/code"),
        "erase": place.page("/erase"),
        "altered": f"{place.url}/me/{place.ana.subscriber.token}?k=xxxxxxxxxxxxxxx",
        "unsubscribe": f"{place.url}/u/{handle}",
    }


@pytest.fixture(params=LOOKS, ids=[f"{scheme}-{width}" for scheme, width in LOOKS])
def looked_at(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    scheme, width = request.param
    opened = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    yield opened
    opened.close()


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def test_axe_finds_no_fault_and_nothing_is_wider_than_the_screen(looked_at: BrowserContext, place: Place) -> None:
    page = looked_at.new_page()
    said = complaints(page)
    for name, address in pages(place).items():
        page.goto(address)
        for _ in range(2):
            found = axe(page)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name  # type: ignore[index]  # it was set
            open_all(page)
    assert [each for each in said if "status of 403" not in each] == []


def test_everything_to_press_is_at_least_24_pixels_high(looked_at: BrowserContext, place: Place) -> None:
    """WCAG 2.2, 2.5.8; links within a sentence are exempt."""
    page = looked_at.new_page()
    page.goto(place.page())
    open_all(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, input:not([type=hidden]), select, summary, nav a, .lessons a")]
          .filter((each) => each.checkVisibility())
          .map((each) => [each.outerHTML.slice(0, 80), each.closest("label") ?? each])
          .filter(([, box]) => box.getBoundingClientRect().height < 24).map(([html]) => html)"""
    )
    assert small == []


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small phone whose browser runs no JavaScript."""
    opened = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    yield opened.new_page()
    opened.close()


def test_everything_works_without_javascript(phone: Page, place: Place) -> None:
    phone.goto(place.page())
    phone.get_by_label("7", exact=True).check(force=True)
    phone.locator("form", has_text="How calm").get_by_role("button", name="Save my answer").click()
    expect(phone.get_by_role("status")).to_contain_text("Saved: 7.")
    phone.get_by_text("Take a break").click()
    phone.get_by_role("button", name="Take a week off").click()
    expect(phone.get_by_role("status")).to_contain_text("You have a break of 7 days")
    expect(phone.get_by_role("status")).to_be_in_viewport()
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_role("status")).to_contain_text("We took this back")
    phone.locator("summary", has_text="Time zone").click()
    phone.get_by_label("Where you live").select_option("Asia/Tokyo")
    phone.locator("#zone").get_by_role("button", name="Save").click()
    expect(phone.get_by_role("status")).to_contain_text("by the time of Tokyo")
    phone.get_by_role("link", name="Day 1").click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    phone.get_by_role("link", name="Your page").click()
    phone.get_by_role("button", name="Stop everything").click()
    expect(phone.get_by_role("status")).to_contain_text("You get no more messages")


def test_the_data_are_downloaded_and_then_erased(phone: Page, place: Place) -> None:
    phone.goto(place.page())
    with phone.expect_download() as download:
        phone.get_by_role("button", name="Download my data").click()
    assert download.value.suggested_filename == "my-coaching-data.zip"
    phone.get_by_role("link", name="Erase me").click()
    phone.get_by_label("type your first name").fill("Bob")
    phone.get_by_role("button", name="Erase me for good").click()
    expect(phone.get_by_role("alert")).to_contain_text("type Ana as it stands here")
    phone.get_by_label("type your first name").fill("ana")
    phone.get_by_role("button", name="Erase me for good").click()
    expect(phone.get_by_role("heading", name="It is done")).to_be_visible()
    phone.goto(place.page())
    expect(phone.get_by_role("heading", name="This link does not work")).to_be_visible()


def test_a_person_answers_and_takes_a_break_by_keyboard_alone(browser: Browser, place: Place) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(place.page())
    press = page.keyboard.press
    for _ in range(30):
        press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    press("ArrowRight")
    press("ArrowRight")
    chosen = page.evaluate("document.activeElement.value")
    press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"Saved: {chosen}.")
    for _ in range(60):
        press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Take a break"):
            break
        assert _focus_shows(page), page.evaluate("document.activeElement.outerHTML")
    press("Enter")
    press("Tab")
    press("Enter")
    expect(page.get_by_role("status")).to_contain_text("You have a break of 7 days")
    page.close()


def _focus_shows(page: Page) -> bool:
    return bool(
        page.evaluate(
            """() => { const at = document.activeElement;
              const shows = (style) => parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
              return at === document.body
                || [at, at.nextElementSibling].some((each) => each && shows(getComputedStyle(each))); }"""
        )
    )
