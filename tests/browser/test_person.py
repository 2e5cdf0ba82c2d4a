"""One person's page and the look before enrolling, in a real browser: sound, by keyboard alone, without JavaScript."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Office, complaints
from tests.browser.looks import axe, check

pytestmark = pytest.mark.browser


@pytest.fixture
def mid(office: Office) -> Office:
    """Ana is three weeks in, has answered, paused and been written to, and her number has stopped working."""
    from coaching.core.model import Channel, SubscriberId
    from coaching.journeys import notes
    from coaching.store import subscribers
    from coaching.store.models import OpenQuestion

    world, ana = office.world, office.ana
    for week in range(3):
        for _ in range(7):
            world.move(world.now + timedelta(days=1))
            for _ in range(6):
                asked = OpenQuestion.objects.filter(enrolment=ana, answered_at=None, until__gt=world.now).last()
                if asked is None:
                    break
                world.now += timedelta(minutes=1)
                world.text(str(min(asked.hi or 1, max(asked.lo or 0, 4 + week))))
                world.deliver()
    notes.write(ana.subscriber, "Works nights until May.\nCall after four.", "maya", world.moment(), pinned=True)
    subscribers.note_trouble(SubscriberId(ana.subscriber_id), Channel.EMAIL, "mailbox full")
    return Office(office.url, world, world.again(ana))


def sheets(office: Office) -> dict[str, str]:
    from coaching.store.models import Message

    person = f"/people/{office.ana.pk}/"
    email = Message.objects.filter(enrolment=office.ana, channel="email", state="accepted").latest("pk").pk
    return {
        "timeline": person,
        "conversation": f"{person}?view=talk",
        "next": f"{person}next/",
        "what if": f"{person}what-if/",
        "consent": f"{person}consent/",
        "address": f"{person}address/sms/",
        "email": f"{person}messages/{email}/",
    }


def test_every_sheet_of_a_person_is_sound(looked_at: BrowserContext, mid: Office) -> None:
    page = looked_at.new_page()
    said = complaints(page)
    for name, address in sheets(mid).items():
        page.goto(mid.url + address)
        check(page, name)
    page.goto(mid.url + sheets(mid)["timeline"])
    for fold in page.locator("aside details, .days-of > details").all():
        if not fold.evaluate("each => each.open"):
            fold.locator("summary").first.click()
    page.locator("#if-told dl").first.wait_for()
    assert axe(page).violations_count == 0, axe(page).generate_report()
    assert said == []


def test_the_look_before_enrolling_is_sound_and_loses_nothing(looked_at: BrowserContext, office: Office) -> None:
    page = looked_at.new_page()
    page.goto(f"{office.url}/people/enrol/")
    page.get_by_label("First name").fill("Ben")
    page.get_by_label("Phone").fill("+12125550123")
    page.get_by_label("Email", exact=True).fill("ben@example.org")
    page.get_by_label("Time zone").fill("America/New_York")
    page.get_by_role("button", name="Look before you enrol").click()
    expect(page.get_by_role("heading", level=1, name="Look before you enrol Ben")).to_be_visible()
    assert axe(page).violations_count == 0, axe(page).generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]  # it was set
    page.get_by_role("button", name="Change something").click()
    expect(page.get_by_label("First name")).to_have_value("Ben")
    expect(page.get_by_label("Time zone")).to_have_value("America/New_York")


def press_to(page: Page, name: str) -> None:
    """Tab until the focus stands on something of that name."""
    for _ in range(120):
        page.keyboard.press("Tab")
        said = page.evaluate("document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || ''")
        if said.strip().startswith(name):
            return
    raise AssertionError(f"no Tab leads to {name}")


def test_a_note_and_the_next_lesson_by_keyboard_alone(page: Page, office: Office) -> None:
    page.goto(f"{office.url}/people/{office.ana.pk}/")
    press_to(page, "For coaches only")
    page.keyboard.type("Likes short texts.")
    press_to(page, "Keep the note")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="The note is kept.")).to_be_visible()
    expect(page.locator(".notes")).to_contain_text("Likes short texts.")
    press_to(page, "Read it, send it now")
    page.keyboard.press("Enter")
    page.wait_for_url("**/next/")
    press_to(page, "Leave it out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="is left out for Ana")).to_be_visible()
    press_to(page, "Undo: send it after all")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="comes after all")).to_be_visible()


def test_a_person_is_looked_at_and_enrolled_without_javascript(browser: Browser, page: Page, office: Office) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(f"{office.url}/people/enrol/")
    plain.get_by_label("First name").fill("Ben")
    plain.get_by_label("Phone").fill("+12125550123")
    plain.get_by_label("Time zone").fill("America/New_York")
    plain.get_by_role("button", name="Look before you enrol").click()
    plain.get_by_label("Ben has agreed to this wording").check()
    plain.get_by_role("button", name="Enrol Ben").click()
    expect(plain.get_by_role("heading", level=1, name="Ben")).to_be_visible()
    plain.get_by_text("If Ben answers …").click()
    plain.get_by_role("link", name="See what each answer would lead to").click()
    expect(plain.get_by_role("heading", level=1, name="If Ben answers")).to_be_visible()
    context.close()
