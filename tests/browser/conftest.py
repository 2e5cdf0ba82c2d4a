"""A real browser against a live server, with a world in which somebody is under way."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect, sync_playwright

from tests.browser.looks import LOOKS
from tests.web.conftest import PASSWORD, next_morning

if TYPE_CHECKING:
    from coaching.store.models import Enrolment
    from tests.world import World

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True, slots=True)
class Office:
    """Where the pages are, and who stands in them."""

    url: str
    world: "World"
    ana: "Enrolment"


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    """The middleware that serves static files asks for the folder of collected ones."""
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_playwright() -> Iterator[None]:
    """Playwright's synchronous calls run inside a loop of their own; Django would take the tests for async code."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


expect.set_options(timeout=20_000)  # a busy machine draws a page late; what holds is seen at once all the same


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserType]:
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """A browser of the test's own: one that had shown hundreds of pages has crashed in the middle of a test."""
    launched = chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS)
    yield launched
    launched.close()


@pytest.fixture
def office(transactional_db: None, clean_redis: object, live_server: "LiveServer") -> Office:
    """Ana is some days into the programme, has answered and asked; a coach has an account."""
    from datetime import timedelta

    from coaching.core.model import EnrolmentId
    from coaching.store import holds
    from coaching.store.models import User
    from tests.world import World

    User.objects.create_user("maya", password=PASSWORD)
    world = World(next_morning())
    ana = world.enrol(start="", screen="full")
    world.move(world.now + timedelta(days=3))
    world.text("1")
    world.text("Is it fine to take this with my tea?")
    holds.place(EnrolmentId(ana.pk), "dose", "answered 3 to tummy", "the service", world.now)
    return Office(live_server.url, world, world.again(ana))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, office: Office) -> Page:
    """The list of people, shown to a coach who has signed in through the form."""
    shown = context.new_page()
    sign_in(shown, office)
    return shown


@pytest.fixture(params=LOOKS, ids=[f"{scheme}-{width}" for scheme, width in LOOKS])
def looked_at(request: pytest.FixtureRequest, browser: Browser, page: Page) -> Iterator[BrowserContext]:
    """A second window of the same coach, in another light or of another size."""
    scheme, width = request.param
    opened = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, storage_state=page.context.storage_state()
    )
    yield opened
    opened.close()


def sign_in(page: Page, office: Office) -> None:
    """This will sign Maya in, who comes to Today, and open the list of people."""
    page.goto(f"{office.url}/sign-in/")
    page.get_by_label("Name").fill("maya")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/")
    page.goto(f"{office.url}/people/")


def complaints(page: Page) -> list[str]:
    """This will gather what the browser complains of from now on: errors in scripts, what a policy forbids.

    A page that is missing on purpose is no complaint."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "console",
        lambda line: (
            said.append(line.text) if line.type in ("error", "warning") and "status of 404" not in line.text else None
        ),
    )
    return said


if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer
