"""A coach at work in a real browser: enrol, edit, publish; by mouse, by keyboard alone, and without JavaScript."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Office, complaints, sign_in

pytestmark = pytest.mark.browser

SMS = "/messages/edit/?name=sms/magnesium/day-03"
EMAIL = "/messages/edit/?name=email/magnesium/day-01"


def test_a_person_is_enrolled_with_the_zone_that_the_number_suggests(page: Page, office: Office) -> None:
    page.get_by_role("link", name="Enrol a person").click()
    page.get_by_label("First name").fill("Ben")
    page.get_by_label("Phone").fill("+12125550123")
    page.get_by_label("Email", exact=True).fill("ben@example.org")
    page.get_by_role("button", name="America/New_York").click()
    expect(page.get_by_label("Time zone")).to_have_value("America/New_York")
    page.get_by_label("The person has agreed to this wording").check()
    page.get_by_role("button", name="Look before you enrol").click()
    page.get_by_role("button", name="Enrol Ben").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ben")
    expect(page.get_by_role("status").filter(has_text="An invitation goes out")).to_be_visible()
    expect(page.locator(".now")).to_contain_text("the person has not confirmed yet")


def test_after_a_mistake_the_eye_and_the_focus_are_on_what_to_mend(page: Page, office: Office) -> None:
    page.goto(f"{office.url}/people/enrol/")
    page.get_by_label("First name").fill("Ben")
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Enter a phone number").click()
    expect(page.get_by_label("Phone")).to_be_focused()
    expect(page.get_by_label("First name")).to_have_value("Ben")


def test_the_list_is_searched_while_one_types_and_the_address_keeps_it(page: Page, office: Office) -> None:
    office.world.enrol(first_name="Ben", phone="+15551239999", email="ben@example.org", start="")
    page.reload()
    expect(page.get_by_role("link", name="Ana")).to_be_visible()
    page.get_by_role("searchbox").fill("ben")
    expect(page.get_by_role("link", name="Ana")).to_have_count(0)
    expect(page.get_by_role("link", name="Ben")).to_be_visible()
    expect(page.locator("#count")).to_have_text("1")
    page.wait_for_url("**/people/?q=ben")
    page.reload()
    expect(page.get_by_role("link", name="Ana")).to_have_count(0)


def test_a_text_is_previewed_while_one_types_and_published(page: Page, office: Office) -> None:
    said = complaints(page)
    page.goto(office.url + SMS)
    page.get_by_label("Words", exact=True).fill("{{ brand }}: Ask your doctor first, {{ first_name }}. Alright…")
    expect(page.locator(".bubble")).to_have_text("Coach: Ask your doctor first, Ana. Alright…")
    expect(page.locator(".odd")).to_contain_text("…")
    page.get_by_label("Preview for").select_option("long")
    expect(page.locator(".bubble")).to_contain_text("Wilhelmina-Grace")
    page.get_by_label("Words", exact=True).fill("{{ brand }}: Ask your doctor first, {{ first_name }}.")
    page.get_by_label("What changed, and why").fill("shorter")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_role("status").filter(has_text="Version 1 is published")).to_be_visible()
    expect(page.get_by_role("row", name="1 live maya")).to_contain_text("shorter")
    assert said == []


def test_a_click_on_a_problem_goes_to_its_line(page: Page, office: Office) -> None:
    page.goto(office.url + SMS)
    page.get_by_label("Words", exact=True).fill("One line\nHi {{ frist_name }}\nBye")
    expect(page.locator(".gutter span")).to_have_text(["1", "2", "3"])
    page.get_by_role("link", name="Line 2").click()
    assert page.evaluate("getSelection().toString()") == "Hi {{ frist_name }}"
    expect(page.locator(".gutter .is-wrong")).to_have_text("2")
    expect(page.locator("#line-problem")).to_contain_text("Did you mean first_name?")


def test_an_email_is_drawn_anew_in_its_frame_and_leaves_no_trail_in_the_history(page: Page, office: Office) -> None:
    said = complaints(page)
    page.goto(office.url + EMAIL)
    mail = page.frame_locator(".stage iframe:not(.is-coming)")
    expect(mail.get_by_text("Hi Ana,")).to_be_visible()
    trail = page.evaluate("history.length")
    page.get_by_label("Words", exact=True).fill("---\nsubject: Quite new\n---\nHello **{{ first_name }}**, all new.")
    expect(mail.get_by_text("all new.")).to_be_visible()
    expect(page.locator(".envelope")).to_contain_text("Quite new")
    assert page.evaluate("history.length") == trail
    assert mail.locator("strong").evaluate("(each) => getComputedStyle(each).fontWeight") == "700"
    wide = page.locator(".stage iframe").bounding_box()
    page.get_by_label("Phone", exact=True).check()
    narrow = page.locator(".stage iframe").bounding_box()
    assert wide is not None
    assert narrow is not None
    assert narrow["width"] == 375 < wide["width"]
    page.get_by_label("As text", exact=True).check()
    expect(page.locator(".as-text")).to_contain_text("Hello Ana, all new.")
    expect(page.locator(".stage")).to_be_hidden()
    assert said == []


def test_two_coaches_at_one_text_lose_nothing(page: Page, office: Office, browser: Browser) -> None:
    page.goto(office.url + SMS)
    other = browser.new_context(storage_state=page.context.storage_state()).new_page()
    other.goto(office.url + SMS)
    other.get_by_label("Words", exact=True).fill("{{ brand }}: Theirs.")
    other.get_by_role("button", name="Publish").click()
    other.get_by_role("button", name="Publish version 1").click()
    other.get_by_role("status").filter(has_text="Version 1").wait_for()
    other.context.close()
    page.get_by_label("Words", exact=True).fill("{{ brand }}: Mine.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_label("Version 1, now live")).to_have_value("{{ brand }}: Theirs.")
    expect(page.get_by_label("Words", exact=True)).to_have_value("{{ brand }}: Mine.")


def test_a_pause_is_taken_back_by_its_undo(page: Page, office: Office) -> None:
    page.goto(f"{office.url}/people/{office.ana.pk}/")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("status").filter(has_text="Ana is paused")).to_be_visible()
    page.get_by_role("button", name="Undo: resume now").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_the_whole_way_from_the_list_to_a_publication_by_keyboard_alone(page: Page, office: Office) -> None:
    press = page.keyboard.press
    press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    press("Enter")
    press("j")
    expect(page.get_by_role("link", name="Ana", exact=True)).to_be_focused()
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ana")
    page.wait_for_load_state()
    press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    press("Control+k")
    page.keyboard.type("an")
    press("Enter")
    page.wait_for_url("**/people/?q=an")
    page.goto(f"{office.url}/messages/")
    press("/")
    page.keyboard.type("first easy breath")
    press("Enter")
    page.wait_for_url("**/messages/?q=first+easy+breath")
    page.wait_for_load_state()
    press("j")
    press("Enter")
    page.get_by_label("Words", exact=True).focus()
    press("Control+a")
    page.keyboard.type("{{ brand }}: By keyboard.")
    press("Control+s")
    page.get_by_role("button", name="Publish version 1").focus()
    press("Enter")
    expect(page.get_by_role("status").filter(has_text="Version 1 is published")).to_be_visible()


def test_focus_is_always_visible(page: Page, office: Office) -> None:
    page.goto(f"{office.url}/people/{office.ana.pk}/")
    for _ in range(25):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => { const at = document.activeElement, style = getComputedStyle(at);
              const after = getComputedStyle(at, "::after");
              return at === document.body || [style, after].some((each) => parseFloat(each.outlineWidth) >= 2
                && each.outlineStyle !== "none"); }"""
        )
        assert shown, page.evaluate("document.activeElement.outerHTML")


@pytest.fixture
def plain(browser: Browser, office: Office) -> BrowserContext:
    """A browser without JavaScript."""
    return browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})


def test_everything_works_without_javascript(plain: BrowserContext, office: Office) -> None:
    page = plain.new_page()
    sign_in(page, office)
    page.get_by_role("link", name="Enrol a person").click()
    page.get_by_label("First name").fill("Ben")
    page.get_by_label("Phone").fill("+12125550123")
    page.get_by_label("The person has agreed to this wording").check()
    page.get_by_role("button", name="Look before you enrol").click()
    expect(page.get_by_label("Time zone")).to_have_value("America/New_York")
    page.get_by_role("button", name="Look before you enrol").click()
    page.get_by_role("button", name="Enrol Ben").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ben")
    page.goto(office.url + SMS)
    page.get_by_label("Words", exact=True).fill("{{ brand }}: Hi {{ first_name }}.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".bubble")).to_have_text("Coach: Hi Ana.")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_role("status").filter(has_text="Version 1 is published")).to_be_visible()
    page.goto(office.url + EMAIL)
    page.get_by_label("Words", exact=True).fill("---\nsubject: S\n---\nAll new.")
    page.get_by_role("button", name="Show the email below").click()
    expect(page.frame_locator("iframe").get_by_text("All new.")).to_be_visible()
    plain.close()
