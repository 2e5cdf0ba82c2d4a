"""The list of people by keyboard alone, without JavaScript, and as axe sees it in every light and width."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Office, complaints, sign_in
from tests.browser.looks import LOOKS, axe

pytestmark = pytest.mark.browser


@pytest.fixture
def some(office: Office) -> Office:
    """Four people, one of them paused, some with tags."""
    from coaching.core.model import SubscriberId
    from coaching.journeys import prefer
    from coaching.store import tags

    for number, name in enumerate(("Ben", "Cleo", "Wilhelmina-Grace")):
        each = office.world.enrol(
            first_name=name, phone=f"+155512388{number:02}", email=f"{name.lower()}@example.org", start=""
        )
        tags.put([SubscriberId(each.subscriber_id)], "spring group", "maya", office.world.now)
        if name == "Ben":
            prefer.pause(office.world.again(each), 7, "maya", office.world.moment())
            tags.put([SubscriberId(each.subscriber_id)], "clinic", "maya", office.world.now)
    return office


def work_off(office: Office) -> None:
    from coaching.journeys import work

    while work.do_next(office.world.office, office.world.moment()):
        pass


def test_people_are_chosen_reviewed_and_paused_by_keyboard_alone(some: Office, page: Page) -> None:
    said = complaints(page)
    page.goto(f"{some.url}/people/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(page.get_by_text("With the 1 chosen")).to_be_visible()
    page.get_by_role("button", name="Review").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pause 1 person?")
    page.get_by_role("button", name="Pause 1 person").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/*/")
    work_off(some)
    expect(page.get_by_text("Done for 1.")).to_be_visible()
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Take back")
    assert said == []


def test_a_search_keeps_the_filter_and_a_chip_takes_it_away(some: Office, page: Page) -> None:
    page.goto(f"{some.url}/people/?tag=spring+group")
    expect(page.locator("[data-item]")).to_have_count(3)
    page.keyboard.press("/")
    page.keyboard.type("cleo")
    expect(page.locator("[data-item]")).to_have_text(["Cleo"])
    page.get_by_role("link", name="Tag: spring group").click()
    expect(page.locator("[data-item]")).to_have_text(["Cleo"])
    assert page.url.endswith("/people/?q=cleo")


def test_the_list_filters_chooses_and_writes_without_javascript(some: Office, browser: Browser) -> None:
    bare = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = bare.new_page()
    sign_in(page, some)
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Tag", exact=True).fill("spring group")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("[data-item]")).to_have_count(3)
    page.get_by_label("Choose Cleo").check()
    page.get_by_label("With the chosen").select_option("message")
    page.get_by_role("button", name="Review").click()
    page.get_by_label("Your words").fill("Hi {{ first_name }}, see you on Monday.")
    page.get_by_role("button", name="Look what happens").click()
    expect(page.locator(".bubble")).to_contain_text("Hi Cleo, see you on Monday.")
    page.get_by_role("button", name="Write to 1 person").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A message to 1 person")
    bare.close()


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_axe_finds_no_fault_in_list_filter_and_sheet(
    some: Office, page: Page, browser: Browser, scheme: str, width: int
) -> None:
    seen = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=scheme,  # type: ignore[arg-type]  # a parameter
        storage_state=page.context.storage_state(),
    )
    shown = seen.new_page()
    for name in ("list", "filter", "saved", "sheet"):
        shown.goto(f"{some.url}/people/?status=active&silent=1" if name == "filter" else f"{some.url}/people/")
        if name == "filter":
            shown.get_by_text("Filter", exact=True).click()
        if name == "saved":
            shown.locator("summary", has_text="Saved").click()
        if name == "sheet":
            shown.get_by_label("All on this page").check()
            shown.get_by_label("With the 4 chosen").select_option("message")
            shown.get_by_role("button", name="Review").click()
            shown.get_by_label("Your words").fill("Hi {{ first_name }}, see you on Monday… and bring your cup.")
            shown.get_by_role("button", name="Look what happens").click()
            shown.locator(".bubble").wait_for()
        assert axe(shown).violations_count == 0, f"{name}: {axe(shown).generate_report()}"
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, name
    seen.close()
