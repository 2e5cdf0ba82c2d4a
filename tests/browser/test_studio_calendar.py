"""The calendar in a browser: no fault found by axe, worked by keyboard alone, and without JavaScript."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Office, complaints, sign_in
from tests.browser.looks import MOST_PIXELS_TALL, axe

pytestmark = pytest.mark.browser


@pytest.fixture
def drafted(office: Office) -> Iterator[Office]:
    """Ana is on day 10, and a draft moves days, adds one and takes the last one out, which is in the way."""
    from coaching.core.revising import Copy, Move, Remove
    from coaching.journeys import library
    from coaching.journeys.calendar import draft
    from coaching.store import campaigns

    def forget() -> None:
        campaigns.get.cache_clear()
        library.forget()

    forget()
    world = office.world
    world.move(world.now + timedelta(days=6))
    for change in (Move("day-20", 5), Copy("day-03", "day-03-2", 12), Remove("day-56")):
        working = draft.read("magnesium")
        assert working is not None
        draft.change(working, change, working.revision, "maya", world.moment())
    yield office
    forget()


def check(page: Page, name: str) -> None:
    found = axe(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name  # type: ignore[index]  # it was set
    assert page.evaluate("document.documentElement.scrollHeight") < MOST_PIXELS_TALL, name


def test_axe_finds_no_fault_in_the_calendar(browser: Browser, page: Page, drafted: Office) -> None:
    looks: tuple[tuple[Literal["light", "dark"], int], ...] = (("dark", 1280), ("light", 390))
    for scheme, width in looks:
        opened: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, storage_state=page.context.storage_state()
        )
        shown = opened.new_page()
        said = complaints(shown)
        for address in ("", "?show=live", "?day=5", "magnesium/21/", "magnesium/review/"):
            shown.goto(f"{drafted.url}/programme/{address}")
            check(shown, f"{address} {scheme} {width}")
        assert said == []
        opened.close()


def told(page: Page, words: str) -> None:
    """The page has come again with these words, and its keys work."""
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
    page.wait_for_load_state("load")


def test_a_day_is_moved_and_published_by_keyboard_alone(page: Page, office: Office) -> None:
    said = complaints(page)
    page.goto(f"{office.url}/programme/")
    expect(page.locator("#reading")).to_have_count(0, timeout=30_000)
    page.get_by_role("link", name="Day 12:").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="Day 13:")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("link", name="Day 6:")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Day 6: Read the label")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Day 6:")).to_be_focused()
    page.keyboard.press("]")
    told(page, "moves to day 7")
    expect(page.get_by_role("link", name="Day 7: Read the label")).to_be_focused()
    page.keyboard.press("[")
    told(page, "moves to day 6")
    expect(page.get_by_role("link", name="Day 6: Read the label")).to_be_focused()
    page.keyboard.press("u")
    told(page, "Taken back")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Move the day earlier or later")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Review it").press("Enter")
    page.get_by_role("button", name="Publish version 1").press("Enter")
    told(page, "Version 1 of the calendar is published.")
    page.get_by_role("button", name="Take it back").first.press("Enter")
    told(page, "The calendar before is published again.")
    assert said == []


def test_the_calendar_works_without_javascript(browser: Browser, office: Office) -> None:
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = plain.new_page()
    sign_in(page, office)
    page.goto(f"{office.url}/programme/")
    page.get_by_role("button", name="Move day 20 a day later").click()
    expect(page.get_by_text("moves to day 21. It is in the draft.")).to_be_visible()
    page.get_by_role("link", name="Day 30:").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Day 30")
    page.get_by_label("Another day").fill("40")
    page.get_by_role("button", name="Swap").click()
    expect(page.get_by_text("change places. It is in the draft.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Day 40")
    page.get_by_role("link", name="Programme").last.click()
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="Undo: bring it back").click()
    expect(page.get_by_text("The draft is back.")).to_be_visible()
    plain.close()
