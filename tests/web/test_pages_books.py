"""The books page: the equation in words, drawn, in figures, and with names where it fails."""

from datetime import timedelta

import pytest
from django.test import Client

from coaching.core.ledger import State
from coaching.core.purposes import PURPOSES
from coaching.journeys import audit_books, books
from coaching.providers.base import Rejected, Scope
from coaching.store import behind, chores
from coaching.store.behind import Wanted
from coaching.store.models import Enrolment, Message
from coaching.web.console.books import BAR, KIND_WORDS, reason_words, shares
from tests.world import World

pytestmark = pytest.mark.database


def test_without_people_the_page_says_what_to_do(console: Client) -> None:
    said = console.get("/books/").content.decode()
    assert "nobody is enrolled" in said
    assert "Enrol the first person" in said


def test_balanced_books_say_so_in_words_and_figures(console: Client, world: World) -> None:
    world.enrol(start="")
    world.move(world.now + timedelta(days=3))
    planned = books.draw_up(world.moment()).planned
    said = console.get("/books/").content.decode()
    assert "The books balance" in said
    assert f"All {planned} planned messages are accounted for." in said


def test_a_lost_message_is_named_with_its_person(console: Client, world: World) -> None:
    ana = world.enrol(start="")
    world.move(world.now + timedelta(days=4))
    Message.objects.filter(enrolment=ana, kind="step", day=1).delete()
    said = console.get("/books/").content.decode()
    assert "The books do not balance" in said
    assert f'href="/people/{ana.pk}/"' in said
    assert "Without a state" in said


def test_every_reason_reads_as_a_sentence(console: Client, world: World) -> None:
    ana = world.enrol(start="")
    world.move(world.now + timedelta(days=2))
    console.post(f"/people/{ana.pk}/stop/", {"scope": "all", "asked": "phone"})
    said = console.get("/books/").content.decode()
    assert "Not sent: the person asked to stop. (the rest of the programme)" in said
    assert reason_words("something_new") == "something_new"


def test_the_drawing_fills_its_width_and_hides_no_small_share() -> None:
    buckets = dict.fromkeys(books.ORDER, 0) | {"pending": 999_999, "failed": 1}
    drawn = books.Books(1_000_000, buckets, {key: {} for key in books.ORDER}, {}, ())
    laid = {share.key: share for share in shares(drawn)}
    assert laid["failed"].width > 3
    assert laid["held"].width == 0
    assert sum(share.width for share in laid.values()) == pytest.approx(BAR, abs=1)


def failing(world: World) -> Enrolment:
    """Day 1 by SMS has failed; the email has arrived."""
    ana = world.enrol(start="")
    world.move(world.now + timedelta(hours=12))
    world.sms.answer = lambda _: Rejected("30007", Scope.CONTENT, "filtered by the carrier")
    world.move(world.now + timedelta(hours=17))
    world.sms.answer = None
    return ana


def test_each_number_leads_to_the_names_behind_it(console: Client, world: World) -> None:
    ana = failing(world)
    said = console.get("/books/").content.decode()
    for bucket in ("pending", "in-flight", "unknown", "accepted", "skipped", "held", "failed"):
        assert f'href="/books/{bucket}/"' in said
        assert console.get(f"/books/{bucket}/").status_code in (200, 302)
    said = console.get("/books/failed/").content.decode()
    assert f'href="/people/{ana.pk}/"' in said
    assert "Failed: the provider refused it." in said
    assert "filtered by the carrier" in said
    assert "Nothing is held" in console.get("/books/held/").content.decode()
    assert console.get("/books/nowhere/").status_code == 404


def test_still_to_come_lists_people_with_what_is_next(console: Client, world: World) -> None:
    ana = failing(world)
    said = console.get("/books/pending/").content.decode()
    pending = books.draw_up(world.moment()).buckets["pending"]
    assert f"{pending} messages to come" in said
    assert "Next: day 2" in said
    assert f'href="/people/{ana.pk}/"' in said


def test_names_are_filtered_by_reason_and_the_rest_of_a_programme_is_named(console: Client, world: World) -> None:
    ana = failing(world)
    console.post(f"/people/{ana.pk}/stop/", {"scope": "all", "asked": "phone"})
    closed = books.draw_up(world.moment()).reasons["skipped"]["closed: stopped"]
    said = console.get("/books/skipped/", {"reason": "closed:stopped"}).content.decode()
    assert f"{closed} messages" in said
    assert f'href="/people/{ana.pk}/"' in said
    assert "Nothing has failed for this reason" in console.get("/books/failed/?reason=storm").content.decode()


def test_names_are_read_page_by_page_without_gap_or_repeat(world: World) -> None:
    ana = failing(world)
    row = Message.objects.get(enrolment=ana, kind="step", state="failed")
    for number in range(6):
        row.pk, row.dedupe_key = None, f"copy:{number}"
        row.save(force_insert=True)
    wanted = Wanted((State.FAILED,))
    first = behind.page(wanted, size=3)
    second = behind.page(wanted, before=first.before, size=3)
    third = behind.page(wanted, before=second.before, size=3)
    listed = [each.pk for page in (first, second, third) for each in page.rows]
    assert listed == sorted(set(listed), reverse=True)
    assert (len(listed), first.total, third.before) == (7, 7, None)


def test_a_failed_message_is_sent_again_after_a_look_at_the_sheet(console: Client, world: World) -> None:
    ana = failing(world)
    row = Message.objects.get(enrolment=ana, kind="step", state="failed")
    sheet = console.post("/books/failed/again/", {"id": row.pk}).content.decode()
    assert "Send 1 message again?" in sheet
    assert "1 goes out as today’s message." in sheet
    assert "The first goes out at once." in sheet
    assert Message.objects.get(pk=row.pk).state == "failed"
    refused = console.post("/books/failed/again/", {"id": row.pk, "sure": "yes", "why": " "})
    assert refused.status_code == 422
    assert "both are kept" in refused.content.decode()
    sure = {"id": row.pk, "sure": "yes", "why": "The carrier had a fault."}
    said = console.post("/books/failed/again/", sure, follow=True).content.decode()
    assert "1 message goes out again now." in said
    world.move(world.now + timedelta(minutes=2))
    assert Message.objects.get(pk=row.pk).state == "accepted"


def test_a_message_of_a_past_day_goes_as_an_extra_one_and_says_so(console: Client, world: World) -> None:
    ana = failing(world)
    world.move(world.now + timedelta(days=1))
    row = Message.objects.get(enrolment=ana, kind="step", state="failed")
    sheet = console.post("/books/failed/again/", {"all": "yes"}).content.decode()
    assert "as an extra message in the person’s next open hours." in sheet
    assert "in Europe/Berlin." in sheet
    sure = {"id": row.pk, "sure": "yes", "why": "The carrier had a fault."}
    said = console.post("/books/failed/again/", sure, follow=True).content.decode()
    extra = Message.objects.get(kind="oneoff")
    assert "1 message goes as an extra message in the next open hours." in said
    assert f"Sent again as message {extra.pk}" in said
    assert 'type="checkbox"' not in said


def test_who_has_stopped_is_named_on_the_sheet_and_gets_nothing(console: Client, world: World) -> None:
    ana = failing(world)
    row = Message.objects.get(enrolment=ana, kind="step", state="failed")
    console.post(f"/people/{ana.pk}/stop/", {"scope": "all", "asked": "phone"})
    sheet = console.post("/books/failed/again/", {"id": row.pk}).content.decode()
    assert "Nothing of this can be sent again" in sheet
    assert "Ana has asked to stop." in sheet
    assert 'name="sure"' not in sheet


@pytest.mark.parametrize("typed", [{}, {"id": "987654"}, {"id": "x"}, {"id": "1" * 40}])
def test_without_a_choice_there_is_no_sheet(console: Client, world: World, typed: dict[str, str]) -> None:
    said = console.post("/books/failed/again/", typed, follow=True).content.decode()
    assert "Choose at least one message first." in said
    assert console.post("/books/accepted/again/", typed)["Location"] == "/books/accepted/"


def test_an_open_alarm_of_the_books_stands_on_the_page_with_its_names(console: Client, world: World) -> None:
    ana = failing(world)
    world.move(world.now + timedelta(days=3))
    Message.objects.filter(enrolment=ana, kind="step", day=1).delete()
    audit_books.check(world.office, world.moment())
    said = console.get("/books/").content.decode()
    assert 'class="alarm-box"' in said
    assert f"Ana (enrolment {ana.pk}): 2" in said


def test_the_page_says_when_the_books_were_last_checked(console: Client, world: World) -> None:
    assert "has not of late: no worker is running" in console.get("/books/").content.decode()
    assert chores.are_books_due()
    assert "every 15 minutes; the last check began just now." in console.get("/books/").content.decode()


def test_every_kind_of_message_has_a_name() -> None:
    assert set(KIND_WORDS) == set(PURPOSES)
