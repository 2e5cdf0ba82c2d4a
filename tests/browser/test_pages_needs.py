"""What needs a coach, in a real browser: alerts, messages in doubt, names behind numbers, the stop switch.

Sound by axe in light, dark and on a phone; usable by keyboard alone and without JavaScript.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Office, complaints, sign_in
from tests.browser.looks import check

if TYPE_CHECKING:
    from coaching.providers.base import Outcome, Outgoing

pytestmark = pytest.mark.browser
CRISIS = "Ana may be thinking of ending their life."


@dataclass(frozen=True, slots=True)
class Needs:
    """A bad day: numbers of the alerts, and of one message in doubt and one that failed today."""

    office: Office
    red: int
    closed: int
    in_doubt: int
    failed: int


@pytest.fixture
def needs(office: Office) -> Needs:
    """Ana writes of a danger, Twilio is out of reach, Ben's text is in doubt, Cleo's and Dan's have failed."""
    from coaching.core.alerts import Kind
    from coaching.core.model import Channel, EnrolmentId, SubscriberId
    from coaching.providers.base import Rejected, Scope, Unknown
    from coaching.store import alerts, doubts
    from coaching.store.alerts import News
    from coaching.store.models import Message, Reply

    world, ana = office.world, office.ana
    people = [
        world.enrol(first_name=name, phone=f"+1555123{n}", email=f"{name.lower()}@example.org", start="", screen="full")
        for n, name in enumerate(("Ben", "Cleo", "Dan"), 1001)
    ]
    world.move(world.now + timedelta(hours=12))

    def bad_day(sms: "Outgoing") -> "Outcome":
        if sms.to.endswith("1001"):
            return Unknown("no answer within 20 s")
        return Rejected("30007", Scope.CONTENT, "The carrier filtered it.")

    world.sms.answer = bad_day
    world.move(world.now + timedelta(hours=17))
    world.sms.answer = None
    doubts.open_new()

    about, run = SubscriberId(ana.subscriber_id), EnrolmentId(ana.pk)
    words = "I have not slept for days. I don't want to be here any more."
    reply = Reply.objects.create(subscriber_id=about, channel="sms", text=words, label="danger", at=world.now)
    facts = {"track": "food_first", "holds": ["dose", "conversation"], "answer": "rf-crisis"}
    red = alerts.raise_(
        News(Kind.CRISIS, "ana", CRISIS, body=words, subscriber=about, enrolment=run, reply=reply.pk, facts=facts),
        world.now,
    )
    alerts.owe_notices(red.pk, 0, "Maya", [(Channel.SMS, "+15557770001"), (Channel.EMAIL, "m@example.org")], world.now)
    sms, mail = alerts.notices_of(red.pk)
    alerts.notice_sent(sms, world.now)
    alerts.notice_failed(mail, "550: no such mailbox", None, world.now)
    ben = people[0]
    for kind, title, person in (
        (Kind.URGENT, "Ben may need a doctor today.", ben),
        (Kind.SILENT, "Nothing has come from Ben for ten days.", ben),
    ):
        news = News(kind, title, title, subscriber=SubscriberId(person.subscriber_id), enrolment=EnrolmentId(person.pk))
        alerts.raise_(news, world.now - timedelta(hours=9))
    alerts.raise_(
        News(Kind.CIRCUIT, "sms", "Twilio is out of reach: sms waits. The connection was refused."), world.now
    )
    alerts.raise_(
        News(
            Kind.BOOKS,
            "all",
            "The books do not balance. Without a state: 2 of the messages to 1 person.",
            body="Ana (1): 2",
        ),
        world.now,
    )
    over = alerts.raise_(News(Kind.FAULT, "9", "Dan was held: a message could not be made ready."), world.now)
    alerts.close(over.pk, "maya", "The text of day 3 named a food that is gone; I put it back.", world.now)
    in_doubt = Message.objects.get(state="unknown", kind="step")
    failed = Message.objects.filter(state="failed", kind="step").earliest("pk")
    return Needs(office, red.pk, over.pk, in_doubt.pk, failed.pk)


def addresses(needs: Needs) -> dict[str, str]:
    return {
        "alerts": "/alerts/",
        "red alert": f"/alerts/{needs.red}/",
        "closed alert": f"/alerts/{needs.closed}/",
        "in doubt": "/unknown/",
        "books": "/books/",
        "failed": "/books/failed/",
        "failed beside": "/books/failed/?beside=1",
        "to come": "/books/pending/",
        "held, nobody": "/books/held/",
        "accepted": "/books/accepted/",
        "sending": "/sending/",
        "person": f"/people/{needs.office.ana.pk}/",
    }


def test_axe_finds_no_fault_and_nothing_is_wider_than_the_screen(looked_at: BrowserContext, needs: Needs) -> None:
    page = looked_at.new_page()
    said = complaints(page)
    for name, address in addresses(needs).items():
        page.goto(needs.office.url + address)
        check(page, name)
    page.goto(f"{needs.office.url}/books/failed/")
    page.get_by_role("button", name="Send all").click()
    check(page, "the sheet")
    page.goto(f"{needs.office.url}/sending/")
    page.get_by_label("Why?").fill("A wrong text.")
    page.get_by_role("button", name="Stop sending now").click()
    check(page, "stopped")
    page.goto(f"{needs.office.url}/alerts/{needs.red}/")
    page.get_by_role("button", name="Acknowledge").click()
    check(page, "taken on")
    assert said == []


def test_empty_pages_are_sound_too(looked_at: BrowserContext, office: Office) -> None:
    page = looked_at.new_page()
    for name, address in {"alerts": "/alerts/", "in doubt": "/unknown/", "failed": "/books/failed/"}.items():
        page.goto(office.url + address)
        check(page, name)


def test_everything_to_press_is_at_least_24_pixels_high(page: Page, needs: Needs) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for name, address in addresses(needs).items():
        page.goto(needs.office.url + address)
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, input:not([type=hidden]), select, summary, nav a, .button,"
                + ".names a, .alerts .title, .closed a, .filters a, .facts a, .foot a")]
              .filter((each) => each.checkVisibility() && !each.closest("dialog"))
              .map((each) => [each.outerHTML.slice(0, 80), each.closest("label") ?? each])
              .filter(([, box]) => box.getBoundingClientRect().height < 20).map(([html]) => html)"""
        )
        assert small == [], name


def test_a_red_alert_is_taken_on_and_closed_by_keyboard_alone(page: Page, needs: Needs) -> None:
    said = complaints(page)
    page.reload()
    alarm = page.get_by_role("link", name="Open it")
    expect(page.locator("#pressing")).to_contain_text(CRISIS)
    alarm.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(CRISIS)
    page.get_by_role("button", name="Acknowledge").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="You have taken this on.")).to_be_visible()
    expect(page.locator("#pressing .alarm")).to_have_count(0)
    page.get_by_label("What did you do about it?").focus()
    page.keyboard.type("Called her; she is with her sister.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/alerts/")
    expect(page.get_by_role("status").filter(has_text="Closed.")).to_be_visible()
    page.get_by_role("button", name="Undo: open it again").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(CRISIS)
    log = page.locator("section", has=page.get_by_role("heading", name="Log")).locator("li")
    expect(log.filter(has_text="maya: seen")).to_have_count(1)
    assert said == []


def test_the_list_of_alerts_is_walked_with_j_and_opened_with_enter(page: Page, needs: Needs) -> None:
    page.goto(f"{needs.office.url}/alerts/")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=CRISIS)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ben may need a doctor today.")


def test_a_message_in_doubt_is_decided_and_what_was_typed_stays(page: Page, needs: Needs) -> None:
    page.goto(f"{needs.office.url}/books/")
    page.get_by_role("link", name="Unclear").click()
    page.get_by_text("It arrived").click()
    page.get_by_label("What do you know?").fill("   ")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("It arrived")).to_be_checked()
    page.get_by_label("What do you know?").fill("Ben told me on the phone.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="No message is in doubt")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="counts as sent.")).to_be_visible()


def test_failed_messages_are_sent_again_after_a_look_by_keyboard_alone(page: Page, needs: Needs) -> None:
    page.goto(f"{needs.office.url}/books/failed/")
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send the chosen ones again").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Send 1 message again?")
    page.get_by_label("Why?").focus()
    page.keyboard.type("The carrier had a fault.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="1 message goes out again now.")).to_be_visible()


def test_a_new_red_alert_comes_into_the_header_of_an_open_page(page: Page, office: Office) -> None:
    from coaching.core.alerts import Kind
    from coaching.store import alerts
    from coaching.store.alerts import News

    said = complaints(page)
    expect(page.locator("#tally")).to_have_text("")
    alerts.raise_(News(Kind.POISON, "x", "Ana may have taken too much."), office.world.now)
    page.evaluate("htmx.ajax('GET', document.querySelector('#pressing > div').getAttribute('hx-get'), '#pressing')")
    expect(page.locator("#pressing .alarm")).to_contain_text("Ana may have taken too much.")
    expect(page.locator("#tally")).to_contain_text("1")
    assert said == []


def test_it_all_works_without_javascript(browser: Browser, needs: Needs) -> None:
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = plain.new_page()
    sign_in(page, needs.office)
    page.get_by_role("link", name="Open it").click()
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_text("maya: seen")).to_be_visible()
    expect(page.get_by_role("button", name="I have read this")).to_have_count(0)
    page.get_by_role("button", name="Acknowledge").click()
    page.get_by_label("What did you do about it?").fill("Called her.")
    page.get_by_role("button", name="Close this alert").click()
    expect(page.get_by_text("Called her.")).to_be_visible()
    page.get_by_role("link", name="Stop all sending").click()
    page.get_by_label("Why?").fill("A wrong text.")
    page.get_by_role("button", name="Stop sending now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sending is stopped")
    page.get_by_role("main").get_by_role("button", name="Let it go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Messages go out")
    plain.close()
