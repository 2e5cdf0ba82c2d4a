"""The way in, one's own account, the team and the audit, in a real browser: by keyboard, in every light and width."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from coaching.core import totp
from tests.browser.conftest import Office, complaints
from tests.browser.looks import LOOKS, axe
from tests.web.conftest import PASSWORD, SECRET, member

pytestmark = pytest.mark.browser


def code_of_now() -> str:
    return totp.code(SECRET, totp.step_at(datetime.now(UTC)))  # noqa: TID251  # the pages read the machine's clock


@pytest.fixture
def team(office: Office) -> Office:
    """An owner, somebody invited, somebody who left, and a second way in for the coach."""
    from coaching.store.models import User

    member("ines", "owner")
    member("carl-friedrich.von.weizsaecker", "editor")
    User.objects.create_user("ben", "ben@example.org", role="viewer")
    User.objects.create_user("gone", "gone@example.org", is_active=False)
    return office


@pytest.fixture
def owners_page(context: BrowserContext, team: Office) -> Page:
    """The list of people, shown to an owner who came in by keyboard, with password and code."""
    page = context.new_page()
    page.goto(f"{team.url}/sign-in/")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("ines")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code/")
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(code_of_now())
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/")
    page.goto(f"{team.url}/people/")
    return page


def test_the_menu_by_the_name_leads_to_the_team_and_back_out_by_keyboard(owners_page: Page) -> None:
    page = owners_page
    summary = page.locator(".mine summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Team")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Team")).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Team").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Team")
    page.locator(".mine summary").press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    page.wait_for_url("**/sign-in/")


def test_somebody_is_invited_and_let_go_with_undo_by_keyboard(owners_page: Page, team: Office) -> None:
    page = owners_page
    page.goto(f"{team.url}/team/")
    page.get_by_role("link", name="Invite somebody").press("Enter")
    page.get_by_label("Name to sign in with").fill("dora")
    page.get_by_label("Email address").fill("dora@example.org")
    page.get_by_label("Viewer").check()
    page.get_by_role("button", name="Send the invitation").press("Enter")
    expect(page.get_by_label("Link for dora")).to_have_value(
        f"http://127.0.0.1:8000/sign-in/password/{_code_of(page)}/"
    )
    page.get_by_role("link", name="Done").press("Enter")
    page.get_by_text("More for dora").press("Enter")
    page.get_by_role("button", name="Let dora go").press("Enter")
    expect(page.get_by_text("dora cannot sign in any more.")).to_be_visible()
    page.get_by_role("button", name="Undo: let them in again").press("Enter")
    expect(page.get_by_text("dora can sign in again.")).to_be_visible()


def test_the_tables_run_under_our_policy_and_offer_nothing_to_change(owners_page: Page, team: Office) -> None:
    page = owners_page
    said = complaints(page)
    page.goto(f"{team.url}/people/")
    page.locator(".mine summary").press("Enter")
    page.get_by_role("link", name="Data").press("Enter")
    page.get_by_role("link", name="Subscribers").click()
    page.locator("th.field-id a").first.click()
    expect(page.get_by_text("ana@example.org", exact=True)).to_be_visible()
    assert page.locator("input[type=submit]").count() == 0
    page.get_by_role("link", name="Back to the people").click()
    page.wait_for_url("**/people/")
    assert said == []


def _code_of(page: Page) -> str:
    return page.get_by_label("Link for dora").input_value().rstrip("/").rpartition("/")[2]


def test_the_qr_code_holds_what_the_key_in_letters_says(page: Page, team: Office) -> None:
    said = complaints(page)
    page.goto(f"{team.url}/account/second/")
    address = page.get_by_role("link", name="Open it in the app").get_attribute("href") or ""
    assert page.locator(".key").inner_text().replace(" ", "") in address
    box = page.locator(".qr").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 200
    assert said == []


@pytest.fixture(params=LOOKS, ids=[f"{scheme}-{width}" for scheme, width in LOOKS])
def looked_at(request: pytest.FixtureRequest, browser: Browser, owners_page: Page) -> Iterator[BrowserContext]:
    """A second window of the owner, in another light or of another size."""
    scheme, width = request.param
    opened = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, storage_state=owners_page.context.storage_state()
    )
    yield opened
    opened.close()


def test_axe_finds_no_fault_and_nothing_is_wider_than_the_screen(
    looked_at: BrowserContext, team: Office, browser: Browser
) -> None:
    page = looked_at.new_page()
    said = complaints(page)
    for address in ("/team/", "/team/invite/", "/account/", "/audit/", "/audit/?about=job", "/nowhere/"):
        page.goto(team.url + address)
        _is_sound(page, address)
    page.goto(f"{team.url}/account/")
    page.get_by_text("Make new recovery codes").click()
    page.locator("#own-codes").fill("wrong-password")
    page.get_by_role("button", name="Make ten new codes").click()
    _is_sound(page, "account with a mistake")
    page.get_by_text("Make new recovery codes").click()
    page.locator("#own-codes").fill(PASSWORD)
    page.get_by_role("button", name="Make ten new codes").click()
    expect(page.locator(".codes li")).to_have_count(10)
    _is_sound(page, "recovery codes")
    assert [line for line in said if "422" not in line] == []


def test_the_pages_before_the_sign_in_are_sound_too(looked_at: BrowserContext, team: Office) -> None:
    from coaching.store import invitations
    from coaching.store.models import User

    looked_at.clear_cookies()
    page = looked_at.new_page()
    code = invitations.make(User.objects.get(username="ben"), datetime.now(UTC))  # noqa: TID251  # as the pages
    for address in ("/sign-in/", "/sign-in/forgot/", f"/sign-in/password/{code}/", "/sign-in/password/1-a-b/"):
        page.goto(team.url + address)
        _is_sound(page, address)
    page.goto(f"{team.url}/sign-in/")
    page.get_by_label("Name").fill("ines")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    _is_sound(page, "code")
    page.get_by_label("Code").fill("12345")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    _is_sound(page, "wrong code")


def _is_sound(page: Page, name: str) -> None:
    found = axe(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name  # type: ignore[index]  # it was set
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, input:not([type=hidden]), select, summary, nav a, .button")]
          .filter((each) => each.checkVisibility() && !each.closest("dialog") && !each.matches(".visually-hidden"))
          .map((each) => [each.outerHTML.slice(0, 80), each.closest("label") ?? each])
          .filter(([, box]) => box.getBoundingClientRect().height < 24).map(([html]) => html)"""
    )
    assert small == [], name
