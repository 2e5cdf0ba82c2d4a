"""Importing in a real browser: the whole way by keyboard, sound in light, dark and on a phone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests import imports
from tests.browser.conftest import Office, complaints
from tests.browser.looks import axe
from tests.imports import person

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("COACHING_TEST_PICTURES", "")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [person(n) for n in range(1, 40)]
    rows += [person(50, zone="Atlantis"), person(51, phone="12"), person(1), person(52, name="")]
    made = tmp_path / "spring-fair.csv"
    made.write_bytes(imports.csv(rows))
    return made


def work_off() -> None:
    from coaching import bootstrap
    from coaching.journeys import work

    while work.do_next(bootstrap.office(), bootstrap.moment()):
        pass


def press(page: Page, role: str, name: str) -> None:
    """By keyboard alone: focus, then Enter."""
    page.get_by_role(role, name=name, exact=True).focus()  # type: ignore[arg-type]  # a role
    page.keyboard.press("Enter")


def upload(page: Page, office: Office, file: Path) -> None:
    page.goto(f"{office.url}/people/import/")
    page.get_by_label("File of people").set_input_files(file)
    press(page, "button", "Upload and choose columns")
    page.get_by_role("heading", name="What is in spring-fair.csv?").wait_for()


def say_consent(page: Page) -> None:
    page.get_by_label("Who asked for it").fill("Maya")
    page.get_by_label("Day of the last consent").fill("2026-01-01")
    page.get_by_label("How it was given").fill("on paper")
    page.get_by_role("checkbox").focus()
    page.keyboard.press("Space")


def test_a_coach_imports_and_takes_back_with_the_keyboard_alone(page: Page, office: Office, file: Path) -> None:
    said = complaints(page)
    press(page, "link", "Import people")
    page.get_by_role("heading", name="Import people").wait_for()
    upload(page, office, file)
    say_consent(page)
    press(page, "button", "Check the file")
    page.get_by_text("Being checked").wait_for()
    work_off()
    page.get_by_role("heading", name="Why rows stay out").wait_for()  # the page looks by itself
    page.get_by_text("Time zone not known").focus()
    press(page, "button", "Enrol 39 people")
    page.get_by_text("Enrolling.").wait_for()
    work_off()
    page.get_by_text("39 people are enrolled; 4 rows were refused.").wait_for()
    press(page, "button", "Take 39 people back")
    page.get_by_text("Being taken back.").wait_for()
    work_off()
    page.get_by_text("39 as if never enrolled").wait_for()
    assert said == []


def sound(page: Page, name: str) -> None:
    found = axe(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name  # type: ignore[index]  # it was set
    small = page.evaluate(
        """() => ["button", "input:not([type=hidden])", "select", "summary", ".button"]
          .flatMap((each) => [...document.querySelectorAll(`main ${each}`)])
          .filter((each) => each.checkVisibility())
          .map((each) => [each.outerHTML.slice(0, 80), each.closest("label") ?? each])
          .filter(([, box]) => box.getBoundingClientRect().height < 24).map(([html]) => html)"""
    )
    assert small == [], name
    if PICTURES:
        scheme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
        width = page.evaluate("innerWidth")
        page.screenshot(path=f"{PICTURES}/{name}-{scheme}-{width}.png", full_page=True)


def test_every_step_is_sound(looked_at: BrowserContext, office: Office, file: Path) -> None:
    page = looked_at.new_page()
    page.goto(f"{office.url}/people/import/")
    sound(page, "choose")
    upload(page, office, file)
    sound(page, "columns")
    press(page, "button", "Check the file")
    page.locator(".summary").wait_for()
    sound(page, "columns with mistakes")
    say_consent(page)
    press(page, "button", "Check the file")
    page.get_by_text("Being checked").wait_for()
    sound(page, "progress")
    work_off()
    page.get_by_role("heading", name="Why rows stay out").wait_for()
    page.locator("summary").first.click()
    sound(page, "review")
    page.get_by_label("Row", exact=True).fill("2")
    press(page, "button", "Show its first messages")
    page.get_by_text("First of all, by SMS").wait_for()
    sound(page, "review with a row")
    press(page, "button", "Enrol 39 people")
    page.get_by_text("Enrolling.").wait_for()
    work_off()
    page.get_by_text("39 people are enrolled").wait_for()
    sound(page, "result")
