"""Today and the figures in a real browser: by keyboard, refreshed in place, sound in light, dark and on a phone."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Office, complaints
from tests.browser.looks import LOOKS, axe

pytestmark = pytest.mark.browser

FIGURES = ("funnel", "replies", "check-ins", "stops", "delivery", "cost")


@pytest.fixture
def busy(office: Office) -> Office:
    """A day on which every part of Today has something, and figures of seven people in two months."""
    from coaching.core.alerts import Kind
    from coaching.core.model import SubscriberId
    from coaching.store import alerts
    from coaching.store.alerts import News
    from coaching.store.models import Enrolment, Message, Subscriber
    from tests.web.test_pages_figures import SLEEP
    from tests.web.test_pages_today import answered

    world = office.world
    names = ("Ben", "Cleo", "Dora", "Emil", "Fay", "Gus")
    runs = [
        world.enrol(first_name=name, phone=f"+1555123{n:04}", email=f"{name.lower()}@example.org", start="")
        for n, name in enumerate(names, 100)
    ]
    for number, run in enumerate(runs):
        answered(run, world, "q1", SLEEP, 3 + number % 4, 5, 8 - number % 2, 6, 6 - number)
        answered(run, world, "q2", "discomfort in hands? 0 none, 10 the most", 6, 5 - number % 3, 3, 3, 2)
    world.move(world.now + timedelta(days=3))
    world.text("I feel so hopeless lately and dizzy {{ 7 * 7 }} <b>", phone="+15551230102")
    world.text("STOP", phone="+15551230105")
    about = SubscriberId(runs[0].subscriber_id)
    alerts.raise_(News(Kind.CRISIS, "9", "Ben may be in danger.", subscriber=about), world.now)
    Subscriber.objects.filter(pk=runs[1].subscriber_id).update(
        sms_trouble="30003: unreachable", email_trouble="bounced"
    )
    for n, run in enumerate((office.ana, *runs)):
        Enrolment.objects.filter(pk=run.pk, status="active").update(wake_at=world.now + timedelta(minutes=9 * n))
    Enrolment.objects.filter(pk=runs[4].pk).update(start=runs[4].start - timedelta(days=35))
    Message.objects.filter(enrolment=runs[2], state="accepted").update(state="failed")
    return office


@pytest.fixture(params=LOOKS, ids=[f"{scheme}-{width}" for scheme, width in LOOKS])
def looked_at(request: pytest.FixtureRequest, browser: Browser, page: Page) -> Iterator[BrowserContext]:
    """A second window of the same coach, in another light or of another size."""
    scheme, width = request.param
    opened = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, storage_state=page.context.storage_state()
    )
    yield opened
    opened.close()


def test_axe_finds_no_fault_on_any_of_these_pages(
    looked_at: BrowserContext, busy: Office, request: pytest.FixtureRequest
) -> None:
    from coaching.store import figures

    page = looked_at.new_page()
    said = complaints(page)
    [newest, older, *_] = [f"{month:%Y-%m}" for month in figures.months("magnesium")]
    beside = f"/figures/funnel/?month={newest}&with={older}"
    shown = ("/today/", "/today/sent/", "/today/unreached/", *(f"/figures/{name}/" for name in FIGURES), beside)
    for number, address in enumerate(shown):
        page.goto(busy.url + address)
        page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
        found = axe(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], address  # type: ignore[index]  # it was set
        _keep(page, f"{request.node.callspec.id}-{number}")
    assert said == []


def _keep(page: Page, name: str) -> None:
    """A picture to look at, where somebody asks for them."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_the_most_pressing_thing_is_one_key_away_and_every_figure_is_reached_by_keyboard(
    page: Page, busy: Office
) -> None:
    press = page.keyboard.press
    page.goto(f"{busy.url}/today/")
    press("j")
    expect(page.get_by_role("link", name="Ben may be in danger.")).to_be_focused()
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ben may be in danger.")
    page.goto(f"{busy.url}/figures/")
    page.get_by_role("link", name="Check-ins").focus()
    press("Enter")
    page.wait_for_url("**/figures/check-ins/**")
    page.get_by_text("As a table").first.focus()
    press("Enter")
    expect(page.get_by_role("cell", name="Sleep?").first).to_be_visible()


def test_today_takes_in_what_is_new_and_keeps_the_focus(page: Page, busy: Office) -> None:
    page.clock.install()
    page.goto(f"{busy.url}/today/")
    page.locator("#tile-1").focus()
    busy.world.text("Is it fine with coffee, too?", phone="+15551230103")
    expect(page.get_by_text("Is it fine with coffee, too?")).to_have_count(0)
    page.clock.run_for(31_000)
    expect(page.get_by_text("Is it fine with coffee, too?")).to_be_visible()
    expect(page.locator("#tile-1")).to_be_focused()


def test_without_javascript_the_figures_can_be_chosen_and_downloaded(
    page: Page, busy: Office, browser: Browser
) -> None:
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    shown = plain.new_page()
    shown.goto(f"{busy.url}/figures/delivery/")
    shown.get_by_label("Who began in").select_option(index=1)
    shown.get_by_role("button", name="Show").click()
    expect(shown.get_by_role("heading", level=2)).to_contain_text("Began in")
    with shown.expect_download() as download:
        shown.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename.startswith("delivery-magnesium-")
    plain.close()
