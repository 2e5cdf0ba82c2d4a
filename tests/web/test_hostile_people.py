"""People whose names and replies mean harm: in messages and on pages their words are words, and nothing more."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from coaching.core.model import SubscriberId
from coaching.core.rendering.values import CONTROLS
from coaching.journeys import letters
from coaching.store import notes, templates
from coaching.store.models import Enrolment, Message
from tests.web.test_pages_guard import NOTHING_THERE, QUERIES, filled, lived_in, routes
from tests.web.visits import address
from tests.world import World

NAME = "<b>x</b>{{7*7}} **y** [z](http://evil.example)"
BIDI = "\u202e\u2066\u200f"
REPLY = "<script>alert(1)</script> {{7*7}} {% if 1 %} **y** [z](javascript:alert(1)) fdp.exe"
PHONE = "+15551230066"
NO_PAGE = {"people-export", "api-docs", "healthz", "readyz", "sign-out"}


@pytest.fixture
def eve(world: World) -> Enrolment:
    """Somebody with such a name, four days into the programme, who has written such a reply."""
    lived_in(world)
    source = "{{ brand }}: Hello {{ first_name }}, well done."
    templates.publish(templates.Edit("sms/magnesium/day-02", source, 0, "maya"), world.now)
    enrolled = world.enrol(first_name=NAME + BIDI, phone=PHONE, email="eve@example.org", start="", screen="full")
    world.move(world.now + timedelta(days=4))
    world.text(REPLY.replace("fdp", f"{BIDI}fdp"), phone=PHONE)
    world.deliver()
    return world.again(enrolled)


def is_literal(page: str, *, is_raw: bool = False) -> bool:
    """Whether nothing of name or reply has become a part of the page, or has turned its words round. `is_raw`: a page
    for owners that shows what is stored, letter by letter."""
    alive = (
        "<b>x</b>",
        "<script>alert(1)",
        ">49<",
        " 49 ",
        "<strong>y</strong>",
        '="http://evil',
        '="javascript',
    )
    return not any(sign in page for sign in alive) and (is_raw or CONTROLS.search(page) is None)


def test_such_a_name_stays_as_it_is_in_texts_and_emails(world: World, eve: Enrolment) -> None:
    assert f"Coach: Hello {NAME}, well done." in world.texts()
    mails = list(Message.objects.filter(enrolment=eve, channel="email").exclude(template=""))
    assert mails
    named = 0
    for row in mails:
        letter = letters.of(row, world.office.house)
        assert is_literal(letter.html)
        named += NAME in letter.text and NAME in unescape(letter.html)
    assert named
    for mail in world.emails():
        whole = mail.shell.html
        for tag, words in mail.substitutions.items():
            whole = whole.replace(tag, words)
        assert is_literal(whole)


def test_such_a_name_and_reply_stay_words_on_every_page_of_the_console(
    console: Client, owners_console: Client, world: World, eve: Enrolment
) -> None:
    notes.add(SubscriberId(eve.subscriber_id), REPLY + BIDI, "maya", world.now, pinned=True)
    shown = 0
    for name, route in routes():
        if "me/" in route or "join" in route or name in NOTHING_THERE | NO_PAGE or name.startswith("api-"):
            continue
        for browser in (console, owners_console):
            answer = browser.get(filled(route, eve) + QUERIES.get(name, ""))
            if answer.status_code != 200 or "html" not in answer["Content-Type"]:
                continue
            page = answer.content.decode()
            assert is_literal(page, is_raw=name.startswith("data:")), name
            shown += NAME in unescape(page) or REPLY in unescape(page)
    assert shown > 10


def test_such_a_name_and_reply_stay_words_on_the_persons_own_pages(world: World, eve: Enrolment) -> None:
    own = Client()
    own.get(address(world, eve))
    shown = 0
    for part in ("", "/lesson/1", "/lesson/2", "/export", "/health"):
        answer = own.get(address(world, eve, part))
        page = answer.content.decode()
        assert answer["Content-Type"].startswith("application/json") or is_literal(page), part
        shown += NAME in unescape(page)
    assert shown


def test_a_preview_for_such_a_person_shows_the_words_alone(console: Client, world: World, eve: Enrolment) -> None:
    fields = {"source": "{{ brand }}: Hello {{ first_name }}.", "person": str(eve.pk)}
    page = console.post("/messages/preview/", {"name": "sms/magnesium/day-02", **fields}).content.decode()
    assert is_literal(page)
    assert f"Coach: Hello {NAME}." in unescape(page)
    mail = "---\nsubject: Hello\npreheader: A line\n---\nHello {{ first_name }}."
    sent = {"name": "email/magnesium/day-01", "source": mail, "person": str(eve.pk)}
    frame = console.post("/messages/preview/email/", sent).content.decode()
    assert is_literal(frame)
    assert f"Hello {NAME}." in unescape(frame)
