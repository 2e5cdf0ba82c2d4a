"""The emails of a whole programme as they are drawn: sound by axe, small, and nothing loaded from elsewhere."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Request

from coaching.settings import templates_dir
from tests.browser.looks import axe

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

    from coaching.journeys.rehearsal.result import Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LARGEST = 100_000
"""Bytes; Gmail cuts a longer email at 102 KB."""


@pytest.fixture(scope="module")
def mails(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> "list[Entry]":
    """Every email that somebody gets who answers everything."""
    del django_db_setup
    from coaching.campaigns import personas
    from coaching.cli.rehearse import office
    from coaching.journeys import rehearse
    from coaching.journeys.rehearsal import published

    words = published.of_files("magnesium", templates_dir())
    persona = replace(personas.read().persona("diligent"), start=date(2026, 3, 2))
    with django_db_blocker.unblock():
        result = rehearse.alone(persona, words, office())
    return [entry for entry in result.entries if entry.html]


@pytest.mark.parametrize("width", [600, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_email_is_sound_and_loads_nothing(
    browser: Browser, mails: "list[Entry]", tmp_path: Path, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]  # a literal by name
    page, asked = context.new_page(), list[str]()

    def note(request: Request) -> None:
        if not request.url.startswith("file:"):
            asked.append(request.url)

    page.on("request", note)
    assert len(mails) > 15
    for number, mail in enumerate(mails):
        file = tmp_path / f"{number}.html"
        file.write_text(mail.html, encoding="utf-8")
        page.goto(file.as_uri())
        assert len(mail.html.encode()) < LARGEST
        assert page.evaluate("document.documentElement.scrollWidth") <= width, mail.subject
        assert page.locator("img:not([alt])").count() == 0
        if number % 5 == 0:
            found = axe(page)
            assert found.violations_count == 0, f"{mail.subject}: {found.generate_report()}"
    assert asked == []
    context.close()
