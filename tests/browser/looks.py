"""How pages are looked at: in which colours, how wide, and by axe."""

import os

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

EVERY = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]
LOOKS = EVERY if os.environ.get("COACHING_TEST_ALL_LOOKS") == "1" else [("dark", 1280), ("light", 390)]
"""Each colour scheme and each width; every pair of them with COACHING_TEST_ALL_LOOKS=1."""
MOST_PIXELS_TALL = 12_000


def axe(page: Page) -> AxeResults:
    """Has the page looked at once it is there: in the middle of a navigation there is nothing to look at."""
    page.wait_for_load_state()
    return Axe().run(page)


def check(page: Page, name: str) -> None:
    """Finds a page sound once it stands still: by axe, no wider than the screen, no endless column."""
    page.wait_for_load_state()
    page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
    found = axe(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name  # type: ignore[index]  # it was set
    assert page.evaluate("document.documentElement.scrollHeight") < MOST_PIXELS_TALL, name
