"""The books page: the equation in words, drawn, in figures, and with names where it fails."""

from datetime import timedelta

import pytest
from django.test import Client

from coaching.journeys import books
from coaching.store.models import Message
from coaching.web.console.books import BAR, reason_words, shares
from tests.world import World


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
