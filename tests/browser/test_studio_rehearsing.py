"""Rehearsals in a real browser: a day after another by key, two plays beside each other, and all sound by axe."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Office, complaints, sign_in
from tests.browser.looks import LOOKS, axe

pytestmark = pytest.mark.browser


@pytest.fixture
def played(office: Office) -> int:
    from tests import rehearsed

    rehearsed.keep(office.world, rehearsed.told(), rehearsed.louder(), compare="text", text="sms/day-01")
    return rehearsed.keep(office.world)


def check(page: Page, name: str) -> None:
    found = axe(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name  # type: ignore[index]  # it was set


def test_axe_finds_no_fault_in_a_rehearsal(browser: Browser, page: Page, office: Office, played: int) -> None:
    places = {
        "form": f"/rehearsal/?person={office.ana.pk}&lines=3: 7&name=Zoe&compare=text",
        "texts": f"/rehearsal/{played}/",
        "email": f"/rehearsal/{played}/?on=2026-03-03",
        "alert": f"/rehearsal/{played}/?on=2026-03-04",
        "compared": f"/rehearsal/{played - 1}/",
    }
    for scheme, width in (LOOKS[0], LOOKS[-1]):
        seen = browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme=scheme,  # type: ignore[arg-type]  # light or dark
            storage_state=page.context.storage_state(),
        )
        shown = seen.new_page()
        said = complaints(shown)
        for name, address in places.items():
            shown.goto(office.url + address)
            check(shown, f"{name}, {scheme}, {width}")
        assert said == []
        seen.close()


def test_days_are_gone_through_by_key_and_played(page: Page, office: Office, played: int, tmp_path: Path) -> None:
    said = complaints(page)
    page.goto(f"{office.url}/rehearsal/{played}/")
    on = page.locator("#on")
    expect(on).to_contain_text("Mon 2 Mar Day 1")
    page.keyboard.press("j")
    expect(on).to_contain_text("Tue 3 Mar Day 2")
    page.get_by_text("Sleep", exact=True).last.click()
    expect(page.frame_locator(".letter iframe").get_by_text("Sleep well.")).to_be_visible()
    page.locator("#on").click()
    page.keyboard.press("ArrowRight")
    expect(on).to_contain_text("Day 3")
    page.keyboard.press("k")
    page.keyboard.press("ArrowLeft")
    expect(on).to_contain_text("Day 1")
    page.get_by_label("Speed").select_option("400")
    page.get_by_role("button", name="Play the days").click()
    expect(on).to_contain_text("Day 3")
    expect(page.get_by_role("button", name="Play the days")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as one HTML file").click()
    kept = tmp_path / "rehearsal.html"
    download.value.save_as(kept)
    page.goto(kept.as_uri())
    page.locator("details.mail summary").first.click()
    expect(page.frame_locator("details.mail iframe").get_by_text("Sleep well.")).to_be_visible()
    assert said == []


def test_a_rehearsal_is_asked_for_and_looked_at_without_javascript(
    browser: Browser, office: Office, played: int
) -> None:
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = plain.new_page()
    sign_in(page, office)
    page.goto(f"{office.url}/people/{office.ana.pk}/")
    page.get_by_role("link", name="Rehearse the weeks to come").click()
    expect(page.get_by_label("A real person")).to_be_checked()
    page.get_by_role("button", name="Rehearse", exact=True).last.click()
    expect(page.get_by_text("Waits for its turn.")).to_be_visible()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("The rehearsal ends.")).to_be_visible()
    page.goto(f"{office.url}/rehearsal/{played}/")
    page.get_by_role("link", name="Day after").click()
    expect(page.locator("#on")).to_contain_text("Day 2")
    expect(page.get_by_role("button", name="Play the days")).to_be_hidden()
    plain.close()


def test_a_message_to_many_is_written_reviewed_and_stopped_by_keyboard(page: Page, office: Office) -> None:
    from coaching.journeys import work

    said = complaints(page)

    def press(name: str) -> None:
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")

    page.goto(f"{office.url}/messages/")
    page.get_by_role("link", name="Send a message to many").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/many/")
    page.get_by_role("link", name="Send a message to many").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Everybody who is running 1")).to_be_checked()
    press("Write the message")
    page.get_by_label("Your words").focus()
    page.keyboard.type("Hi {{ first_name }}, the quiz opens on Friday, not today.")
    expect(page.locator("#count-en")).to_contain_text("1 part by text")
    press("Look what happens")
    expect(page.get_by_role("heading", level=1)).to_have_text("Write to 1 person?")
    expect(page.get_by_text("Coach: Hi Ana, the quiz opens on Friday, not today.")).to_be_visible()
    check(page, "review")
    press("Write to 1 person")
    expect(page.get_by_role("heading", level=1)).to_have_text("A message to 1 person")
    while work.do_next(office.world.office, office.world.moment()):
        pass
    expect(page.get_by_text("0 sent, 1 wait for their time.")).to_be_visible()
    check(page, "under way")
    press("Stop what has not left")
    expect(page.get_by_text("Stopped. 1 message was kept back.")).to_be_visible()
    expect(page.get_by_text("Stopped. None had left.")).to_be_visible()
    assert said == []
