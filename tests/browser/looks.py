"""How pages are looked at: in which colours, how wide, and by axe."""

import os

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

EVERY = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]
LOOKS = EVERY if os.environ.get("COACHING_TEST_ALL_LOOKS") == "1" else [("dark", 1280), ("light", 390)]
"""Each colour scheme and each width; every pair of them with COACHING_TEST_ALL_LOOKS=1."""


def axe(page: Page) -> AxeResults:
    """Has the page looked at once it is there: in the middle of a navigation there is nothing to look at."""
    page.wait_for_load_state()
    return Axe().run(page)
