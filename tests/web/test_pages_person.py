"""One person's page and the sheets around it: timeline, conversation, notes, wishes, messages, addresses, what-if."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coaching.core.model import Channel, SubscriberId
from coaching.providers.base import Rejected, Scope
from coaching.store import subscribers
from coaching.store.models import Audit, Consent, Enrolment, Message, Note
from tests.world import World

pytestmark = pytest.mark.database
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}\u202egnp.exe"


@pytest.fixture
def ana(world: World) -> Enrolment:
    enrolled = world.enrol(start="", screen="full")
    world.move(world.now + timedelta(days=2, hours=12))
    return enrolled


def page(console: Client, ana: Enrolment, query: str = "") -> str:
    return console.get(f"/people/{ana.pk}/{query}").content.decode()


def do(console: Client, ana: Enrolment, what: str, **typed: str) -> str:
    return console.post(f"/people/{ana.pk}/{what}/", typed, follow=True).content.decode()


def undo(console: Client, said: str) -> str:
    found = re.search(r'class="toast.*?<form method="post" action="([^"]+)"', said, re.DOTALL)
    assert found, "no way back is offered"
    return console.post(found[1], follow=True).content.decode()


# Timeline and conversation


def test_past_and_future_stand_on_one_line_with_today_in_the_middle(console: Client, ana: Enrolment) -> None:
    said = page(console, ana)
    days = [said.index(name) for name in ("Yesterday, ", 'id="today"', "Tomorrow, ")]
    assert days == sorted(days)
    assert 'href="#today"' in said
    assert "more days</summary>" in said
    assert re.search(r", because (morning|evening) lessons come at about", said)


def test_a_pause_stands_on_the_line_with_its_end(console: Client, ana: Enrolment) -> None:
    do(console, ana, "pause", days="3")
    said = page(console, ana)
    assert "Skipped: paused until " in said
    assert ", by maya." in said


def test_a_control_word_is_told_as_a_change_of_the_person(console: Client, world: World, ana: Enrolment) -> None:
    world.text("TIME 7 pm")
    said = page(console, ana)
    assert "The new time of your texts, by Ana." in said
    assert "lessons at 19:00 are wished." in said


def test_the_conversation_shows_both_sides_and_where_each_message_stands(
    console: Client, world: World, ana: Enrolment
) -> None:
    world.text("Is it fine with tea?")
    said = page(console, ana, "?view=talk")
    assert said.index("day 1 of 56") < said.rindex("Is it fine with tea?")
    assert "Nothing here understood it: please read it." in said
    assert 'class="state is-accepted">sent' in said
    assert "Open the email" in said


def test_what_a_person_writes_stays_words_everywhere(console: Client, world: World, ana: Enrolment) -> None:
    world.text(HOSTILE)
    do(console, ana, "notes", text=HOSTILE, pinned="yes")
    for query in ("", "?view=talk", "?view=<script>"):
        said = page(console, ana, query)
        assert "<script>alert" not in said
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in said


def test_a_long_life_takes_no_more_queries_than_a_short_one(
    console: Client, world: World, django_assert_max_num_queries: object
) -> None:
    ben = world.enrol(first_name="Ben", phone="+15551230002", email="ben@example.org", start="")
    page(console, ben)
    with CaptureQueriesContext(connection) as few:
        page(console, ben)
    world.move(world.now + timedelta(days=56))
    world.text("hello there", "+15551230002")
    with CaptureQueriesContext(connection) as many:
        page(console, ben)
    assert len(many) == len(few) <= 26


# Notes


def test_a_note_is_kept_pinned_taken_away_and_brought_back(console: Client, ana: Enrolment) -> None:
    said = do(console, ana, "notes", text="Prefers to be called in the evening.")
    note = Note.objects.get()
    assert said.count("Prefers to be called") == 2  # beside the timeline and on it
    assert (note.author, note.pinned) == ("maya", False)
    pinned = do(console, ana, f"notes/{note.pk}/pin")
    assert "Pinned. maya" in pinned
    assert "Pinned. maya" not in undo(console, pinned)
    gone = do(console, ana, f"notes/{note.pk}/remove")
    assert "Prefers to be called" not in gone
    assert "Prefers to be called" in undo(console, gone)
    assert "Prefers" not in str(list(Audit.objects.values()))


@pytest.mark.parametrize(
    ("text", "says"), [("  ", "Write something first"), ("x" * 2003, "Shorten the note by 3 letters")]
)
def test_a_note_without_words_or_with_too_many_is_refused(
    console: Client, ana: Enrolment, text: str, says: str
) -> None:
    assert says in do(console, ana, "notes", text=text)
    assert not Note.objects.exists()


def test_nobody_reaches_the_note_of_another_person(console: Client, world: World, ana: Enrolment) -> None:
    ben = world.enrol(first_name="Ben", phone="+15551230002", email="ben@example.org", start="")
    do(console, ana, "notes", text="About Ana")
    note = Note.objects.get()
    assert "not there any more" in do(console, ben, f"notes/{note.pk}/remove")
    assert Note.objects.get().removed_at is None


# Wishes


@pytest.mark.parametrize(
    ("what", "typed", "field", "before", "after"),
    [
        ("time", {"slot": "am", "at": "11:15"}, "slots", {}, {"am": "11:15"}),
        ("channel", {"channel": "email"}, "only", "", "email"),
        ("rhythm", {"rhythm": "light"}, "cadence", "daily", "light"),
    ],
)
def test_a_wish_is_changed_by_the_persons_own_verbs_and_taken_back(
    console: Client,
    world: World,
    ana: Enrolment,
    what: str,
    typed: dict[str, str],
    field: str,
    before: object,
    after: object,
) -> None:
    said = do(console, ana, what, **typed)
    assert getattr(world.again(ana), field) == after
    assert Audit.objects.filter(verb="steered", actor="maya").count() == 1
    undo(console, said)
    assert getattr(world.again(ana), field) == before


def test_language_and_zone_are_changed_and_taken_back(console: Client, world: World, ana: Enrolment) -> None:
    said = do(console, ana, "language", language="es")
    assert world.again(ana).subscriber.language == "es"
    undo(console, said)
    assert world.again(ana).subscriber.language == "en"
    said = do(console, ana, "zone", zone="Asia/Tokyo")
    assert world.again(ana).subscriber.zone == "Asia/Tokyo"
    undo(console, said)
    assert world.again(ana).subscriber.zone == "Europe/Berlin"


def test_an_undo_that_comes_late_takes_nothing_newer_back(console: Client, world: World, ana: Enrolment) -> None:
    first = do(console, ana, "rhythm", rhythm="light")
    do(console, ana, "time", slot="am", at="11:15")
    assert "Something newer was changed" in undo(console, first)
    assert world.again(ana).cadence == "light"


def test_the_same_wish_twice_offers_no_way_back_to_something_older(
    console: Client, world: World, ana: Enrolment
) -> None:
    do(console, ana, "time", slot="am", at="11:15")
    said = do(console, ana, "rhythm", rhythm="daily")
    assert "A lesson comes each day." in said
    assert ">Undo<" not in said


@pytest.mark.parametrize(
    ("what", "typed"),
    [
        ("time", {"slot": "am", "at": "25:00"}),
        ("time", {"slot": "noon", "at": "12:00"}),
        ("channel", {"channel": "fax"}),
        ("rhythm", {}),
        ("language", {"language": "xx"}),
        ("zone", {"zone": "Mars/Olympus"}),
    ],
)
def test_a_wish_that_makes_no_sense_changes_nothing(
    console: Client, world: World, ana: Enrolment, what: str, typed: dict[str, str]
) -> None:
    before = (world.again(ana).slots, world.again(ana).cadence, world.again(ana).subscriber.zone)
    assert "is-problem" in do(console, ana, what, **typed)
    assert (world.again(ana).slots, world.again(ana).cadence, world.again(ana).subscriber.zone) == before


# The next lesson


def test_the_next_lesson_is_read_left_out_and_taken_back(console: Client, ana: Enrolment) -> None:
    sheet = console.get(f"/people/{ana.pk}/next/").content.decode()
    day = re.search(r'name="day" value="(\d+)"', sheet)
    assert day is not None
    assert "It belongs to another day" in sheet
    said = do(console, ana, "next/leave-out", day=day[1])
    assert "Not sent: a coach left this lesson out." in said
    assert f"Day {day[1]} comes after all." in undo(console, said)
    for typed in ("", "x", "99", "9" * 30):
        assert "is-problem" in do(console, ana, "next/leave-out", day=typed)


def test_todays_lesson_is_sent_now_by_the_ledger(console: Client, world: World) -> None:
    ana = world.enrol(start="", slots={"am": "15:00", "pm": "15:00"})
    world.move(world.now + timedelta(days=1, hours=5))
    assert "Send it now" in console.get(f"/people/{ana.pk}/next/").content.decode()
    said = do(console, ana, "next/send")
    assert "lesson for Ana goes out" in said or "Messages may arrive from" in said  # by weekday the hours differ
    world.deliver()
    days = set(Message.objects.filter(enrolment=ana, kind="step", state="accepted").values_list("day", flat=True))
    assert days <= {1}
    if "goes out now" in said:
        assert days == {1}


# Messages


def test_an_email_opens_in_a_frame_that_runs_nothing_and_leads_nowhere(console: Client, ana: Enrolment) -> None:
    row = Message.objects.filter(enrolment=ana, channel="email", state="accepted").first()
    assert row is not None
    said = console.get(f"/people/{ana.pk}/messages/{row.pk}/").content.decode()
    assert "<iframe" in said
    assert " sandbox " in said
    mail = console.get(f"/people/{ana.pk}/messages/{row.pk}/email/")
    assert "sandbox" in mail["Content-Security-Policy"]
    assert mail["X-Frame-Options"] == "SAMEORIGIN"
    assert "Ana" in mail.content.decode()
    token = ana.subscriber.token
    assert token not in mail.content.decode() + said + page(console, ana) + page(console, ana, "?view=talk")


def test_the_message_of_another_person_is_not_there(console: Client, world: World, ana: Enrolment) -> None:
    ben = world.enrol(first_name="Ben", phone="+15551230002", email="ben@example.org", start="")
    row = Message.objects.filter(enrolment=ana).latest("pk")
    for end in ("", "email/", "again/"):
        assert console.get(f"/people/{ben.pk}/messages/{row.pk}/{end}").status_code == 404
    assert console.get(f"/people/{ana.pk}/messages/{10**30}/").status_code == 404


def test_a_failed_message_is_sent_again_with_a_reason(console: Client, world: World) -> None:
    ana = world.enrol(start="")
    world.sms.answer = lambda _: Rejected("30007", Scope.CONTENT, "filtered by the carrier")
    world.move(world.now + timedelta(days=1, hours=12))
    world.sms.answer = None
    row = Message.objects.filter(enrolment=ana, channel="sms", state="failed").first()
    assert row is not None
    sheet = console.get(f"/people/{ana.pk}/messages/{row.pk}/").content.decode()
    assert "Why send it again?" in sheet
    refused = console.post(f"/people/{ana.pk}/messages/{row.pk}/again/", {"why": " "})
    assert refused.status_code == 422
    assert "It goes out again" in do(console, ana, f"messages/{row.pk}/again", why="the carrier was down")
    assert Audit.objects.filter(verb="sent again", actor="maya").exists()


# Addresses


def test_a_number_is_corrected_with_its_wording_and_the_old_consent_ends(
    console: Client, world: World, ana: Enrolment
) -> None:
    from coaching import bootstrap

    subscribers.note_trouble(SubscriberId(ana.subscriber_id), Channel.SMS, "30005")
    assert "does not reach Ana" in page(console, ana)
    where = f"address/{Channel.SMS}"
    assert "Tick this once" in do(console, ana, where, address="+15551239999")
    said = do(console, ana, where, address="+15551239999", consent="yes")
    if bootstrap.office().confirm:
        assert "A code goes to the new number" in said
        assert world.again(ana).subscriber.phone == "+15551230001"
        code = Message.objects.filter(kind="address").latest("pk").words["code"]
        assert code not in page(console, ana) + page(console, ana, "?view=talk")
        assert "That is not the code" in do(console, ana, "code", code="000000" if code != "000000" else "111111")
        do(console, ana, "code", code=code)
    person = world.again(ana).subscriber
    assert (person.phone, person.sms_state, person.sms_trouble) == ("+15551239999", "active", "")
    newest, before = Consent.objects.filter(subscriber=person, channel="sms").order_by("-pk")[:2]
    assert (before.event, before.address, before.actor) == ("replaced", "+15551230001", "maya")
    assert (newest.address, newest.actor) == ("+15551239999", "maya")
    assert "I agree to get the messages" in newest.wording


def test_a_number_of_somebody_else_is_refused(console: Client, world: World, ana: Enrolment) -> None:
    world.enrol(first_name="Ben", phone="+15551230002", email="ben@example.org", start="")
    answer = console.post(f"/people/{ana.pk}/address/sms/", {"address": "+15551230002", "consent": "yes"})
    assert answer.status_code == 422
    assert world.again(ana).subscriber.phone == "+15551230001"


@pytest.mark.parametrize("typed", ["", "12", "<script>", "+1555123000199999999999", "ana@"])
def test_what_is_no_number_is_refused_and_kept_in_the_field(
    console: Client, world: World, ana: Enrolment, typed: str
) -> None:
    answer = console.post(f"/people/{ana.pk}/address/sms/", {"address": typed, "consent": "yes"})
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode().replace("<script src", "")
    assert world.again(ana).subscriber.phone == "+15551230001"


def test_an_unknown_channel_is_a_404(console: Client, ana: Enrolment) -> None:
    assert console.get(f"/people/{ana.pk}/address/fax/").status_code == 404
    assert console.post(f"/people/{ana.pk}/address/fax/clear/").status_code == 404


def test_trouble_is_cleared_with_a_reason_and_not_without(console: Client, world: World, ana: Enrolment) -> None:
    subscribers.note_trouble(SubscriberId(ana.subscriber_id), Channel.EMAIL, "mailbox full")
    assert "Write one sentence" in do(console, ana, "address/email/clear", why=" ")
    assert world.again(ana).subscriber.email_trouble == "mailbox full"
    do(console, ana, "address/email/clear", why="She has emptied it")
    assert world.again(ana).subscriber.email_trouble == ""
    assert Audit.objects.get(verb="cleared trouble").facts["why"] == "She has emptied it"


# What if


def test_what_if_is_a_page_of_its_own_and_a_part_of_the_persons(console: Client, ana: Enrolment) -> None:
    whole = console.get(f"/people/{ana.pk}/what-if/").content.decode()
    part = console.get(f"/people/{ana.pk}/what-if/", headers={"HX-Request": "true"}).content.decode()
    assert "The next question follows" in whole
    assert "<html" in whole
    assert "<html" not in part


def test_every_sheet_of_a_run_that_is_over_still_opens(console: Client, world: World, ana: Enrolment) -> None:
    world.text("STOP")
    for sheet in ("", "?view=talk", "consent/", "what-if/", "next/", "address/sms/"):
        assert console.get(f"/people/{ana.pk}/{sheet}").status_code == 200, sheet
    assert "only Ana can go back on it" in do(console, ana, "address/sms", address="+15551239999", consent="yes") or (
        "has ended" in do(console, ana, "address/sms", address="+15551239999", consent="yes")
    )
