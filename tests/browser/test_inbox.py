"""The inbox in a real browser: by keyboard alone, without JavaScript, sound by axe in light, dark and on a phone."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Office, complaints, sign_in
from tests.browser.looks import check

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ana asks, Ben's answer is unclear, Cleo may be in danger, Dan may want to stop."""

    office: Office
    ana: int
    ben: int
    cleo: int


@pytest.fixture
def waiting(office: Office) -> Waiting:
    from coaching.store import saved_replies

    world = office.world
    people = [
        world.enrol(first_name=name, phone=f"+1555123{n}", email=f"{name.lower()}@example.org", start="", screen="full")
        for n, name in enumerate(("Ben", "Cleo", "Dan"), 1001)
    ]
    world.move(world.now + timedelta(days=1, hours=6))
    world.text("1", phone="+15551231001")
    world.deliver()
    world.text("six I would say, but it was so very hot in here, the dog and those trains", phone="+15551231001")
    world.text("I do not feel right at all, something is really wrong with me", phone="+15551231002")
    world.text("Is it all right if I leave the programme for my holidays, or do I stop it?", phone="+15551231003")
    saved_replies.put(None, "Tea", "Hi {{ first_name }}, tea is fine.", "maya", world.now)
    return Waiting(office, office.ana.subscriber_id, people[0].subscriber_id, people[1].subscriber_id)


def addresses(waiting: Waiting) -> dict[str, str]:
    return {
        "list": "/inbox/",
        "all": "/inbox/?tab=all",
        "done, nobody": "/inbox/?tab=done",
        "question": f"/inbox/{waiting.ana}/",
        "unsure answer": f"/inbox/{waiting.ben}/?tab=all",
        "red flag": f"/inbox/{waiting.cleo}/",
        "saved replies": "/inbox/saved/",
        "saved reply": "/inbox/saved/1/",
    }


def test_axe_finds_no_fault_and_nothing_is_wider_than_the_screen(looked_at: BrowserContext, waiting: Waiting) -> None:
    page = looked_at.new_page()
    said = complaints(page)
    for name, address in addresses(waiting).items():
        page.goto(waiting.office.url + address)
        check(page, name)
    page.goto(f"{waiting.office.url}/inbox/{waiting.ana}/")
    for each in page.locator("details").all():
        each.evaluate("(it) => { it.open = true }")
    page.get_by_label("Your message").fill("Tea \N{SNOWMAN} " + "is fine. " * 20)
    expect(page.locator("#count")).to_contain_text("parts by SMS")
    check(page, "everything open, a long answer")
    assert said == []


def test_everything_to_press_is_at_least_24_pixels_high(page: Page, waiting: Waiting) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for name, address in addresses(waiting).items():
        page.goto(waiting.office.url + address)
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, input:not([type=hidden]), select, summary, nav a, .button,"
                + ".pressable, .who")]
              .filter((each) => each.checkVisibility() && !each.closest("dialog"))
              .map((each) => [each.outerHTML.slice(0, 80), each.closest("label, .threads li") ?? each])
              .filter(([, box]) => box.getBoundingClientRect().height < 24).map(([html]) => html)"""
        )
        assert small == [], name


def arrived(page: Page, name: str) -> None:
    """A key that is pressed before the page's scripts have run goes nowhere."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.wait_for_load_state()


def test_the_inbox_is_worked_through_by_keyboard_alone(page: Page, waiting: Waiting) -> None:
    said = complaints(page)
    page.goto(f"{waiting.office.url}/inbox/?need=3")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Ana")).to_be_focused()
    page.keyboard.press("o")
    arrived(page, "Ana")
    page.keyboard.press("r")
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.type("Yes, tea is fine.")
    expect(page.locator("#count")).to_contain_text("1 part by SMS; 136 letters left in it.")
    send = page.get_by_role("button", name="Send", exact=True)
    send.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Your message to Ana goes out")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Coach: Yes, tea is fine.")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Undo: open it again")).to_be_visible()
    page.goto(f"{waiting.office.url}/inbox/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("trains")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Ben")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Yes, take it as 6").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Taken as an answer to sleep")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Tomorrow morning")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Snooze")
    assert said == []


def test_j_and_k_go_from_thread_to_thread(page: Page, waiting: Waiting) -> None:
    page.goto(f"{waiting.office.url}/inbox/{waiting.cleo}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cleo")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Cleo")
    page.wait_for_load_state()
    page.keyboard.press("k")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cleo")


def test_a_new_reply_comes_into_the_menu_of_an_open_page(page: Page, waiting: Waiting) -> None:
    said = complaints(page)
    page.reload()
    before = int(page.locator("#inbox-tally .tally").inner_text().split()[0])
    waiting.office.world.enrol(first_name="Eve", phone="+15551231009", email="eve@example.org", start="")
    waiting.office.world.text("may I have coffee?", phone="+15551231009")
    page.evaluate("htmx.ajax('GET', document.querySelector('#waiting > div').getAttribute('hx-get'), '#waiting')")
    expect(page.locator("#inbox-tally")).to_contain_text(str(before + 1))
    expect(page.locator("#waiting")).to_contain_text(f"{before + 1} people wait for you in the inbox.")
    assert said == []


def test_it_all_works_without_javascript(browser: Browser, waiting: Waiting) -> None:
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = plain.new_page()
    sign_in(page, waiting.office)
    page.goto(f"{waiting.office.url}/inbox/")
    page.get_by_role("link", name="Ana").click()
    page.get_by_label("Saved reply").select_option(label="Tea")
    page.get_by_role("button", name="Insert").click()
    expect(page.get_by_label("Your message")).to_have_value("Hi Ana, tea is fine.")
    expect(page.locator("#count")).to_contain_text("1 part by SMS")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Your message to Ana goes out")).to_be_visible()
    page.goto(f"{waiting.office.url}/inbox/{waiting.ben}/")
    page.get_by_role("button", name="Yes, take it as 6").click()
    expect(page.get_by_text("Taken as an answer to sleep")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Taken back: the reply waits again.")).to_be_visible()
    page.locator("summary", has_text="Snooze").click()
    page.get_by_role("button", name="In 3 days").click()
    expect(page.get_by_text("or as soon as they write")).to_be_visible()
    plain.close()
