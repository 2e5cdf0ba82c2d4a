"""Messages in doubt: what was tried, when the next look comes, and a coach's word about one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from coaching.providers.base import Outcome, Outgoing, Unknown
from coaching.store import doubts
from coaching.store.models import Audit, Doubt, Enrolment, Message
from tests.world import World

pytestmark = pytest.mark.database


def silent(_: Outgoing) -> Outcome:
    return Unknown("no answer within 20 s")


@pytest.fixture
def lost(world: World) -> Message:
    """Day 1 by SMS is in doubt; its hours are open still."""
    ana = world.enrol(start="")
    world.move(world.now + timedelta(hours=12))  # the welcome has arrived
    world.sms.answer = silent
    world.move(world.now + timedelta(hours=17))
    world.sms.answer = None
    doubts.open_new()
    [row] = world.rows(ana, kind="step", state="unknown")
    return row


def listed(console: Client) -> str:
    return console.get("/unknown/").content.decode()


def test_with_nothing_in_doubt_the_page_says_so(console: Client, world: World) -> None:
    assert "No message is in doubt" in listed(console)


def test_a_message_in_doubt_is_shown_with_its_words_and_its_looks(console: Client, lost: Message) -> None:
    Doubt.objects.filter(message=lost).update(
        tried=[[lost.changed_at.isoformat(), "The provider does not show it; its search may be behind."]]
    )
    said = listed(console)
    assert "<title>Messages in doubt (1)" in said
    assert "Day 1, SMS" in said
    assert lost.text.split("\n")[0][:30] in said
    assert "its search may be behind." in said
    assert "The next look comes" in said
    for word in ("It arrived", "Send it again", "Leave it", "What do you know?"):
        assert word in said


def test_when_no_look_comes_any_more_it_asks_for_a_decision(console: Client, lost: Message) -> None:
    Doubt.objects.filter(message=lost).update(look_at=None)
    assert "No more looks come by themselves: please decide." in listed(console)


@pytest.mark.parametrize(
    ("choice", "told", "state"),
    [
        ("sent", "counts as sent.", "accepted"),
        ("again", "goes out once more within a minute.", "waiting"),
        ("drop", "is left; it does not go out again.", "failed"),
    ],
)
def test_a_coach_decides_with_what_they_know(
    console: Client, lost: Message, choice: str, told: str, state: str
) -> None:
    answer = console.post(f"/unknown/{lost.pk}/", {"choice": choice, "why": "She told me."}, follow=True)
    assert told in answer.content.decode()
    assert Message.objects.get(pk=lost.pk).state == state
    line = Audit.objects.get(noun="message")
    assert (line.actor, line.facts) == ("maya", {"why": "She told me."})


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"choice": "again", "why": " "}, "Say in a sentence what you know"),
        ({"choice": "", "why": "She told me."}, "Choose one of the three."),
        ({"choice": "burn", "why": "She told me."}, "Choose one of the three."),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    console: Client, lost: Message, typed: dict[str, str], problem: str
) -> None:
    answer = console.post(f"/unknown/{lost.pk}/", typed)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert problem in said
    assert Message.objects.get(pk=lost.pk).state == "unknown"
    if typed["why"].strip():
        assert 'value="She told me."' in said
    if typed["choice"] == "again":
        assert 'value="again" required checked' in said


def test_what_is_too_late_to_go_again_cannot_be_chosen(console: Client, lost: Message) -> None:
    Message.objects.filter(pk=lost.pk).update(until=lost.due_at)
    said = listed(console)
    assert "Its hours are over" in said
    answer = console.post(f"/unknown/{lost.pk}/", {"choice": "again", "why": "She asked."})
    assert answer.status_code == 422
    assert "cannot go again" in answer.content.decode()


def test_what_settled_meanwhile_is_not_settled_twice(console: Client, lost: Message) -> None:
    Message.objects.filter(pk=lost.pk).update(state="accepted")
    said = console.post(f"/unknown/{lost.pk}/", {"choice": "drop", "why": "Too late."}, follow=True).content.decode()
    assert "is not in doubt any more" in said
    assert Message.objects.get(pk=lost.pk).state == "accepted"
    assert console.post("/unknown/987654/", {"choice": "drop", "why": "x"}).status_code == 302


def test_many_are_read_page_by_page(console: Client, lost: Message, copies: Callable[[int], None]) -> None:
    copies(30)
    first = listed(console)
    assert "Messages in doubt (31)" in first
    assert first.count('class="case"') == 25
    later = first.split("?after=")[1].split('"')[0]
    assert console.get(f"/unknown/?after={later}").content.decode().count('class="case"') == 6


@pytest.fixture
def copies(lost: Message) -> Callable[[int], None]:
    def make(count: int) -> None:
        for number in range(count):
            lost.pk, lost.dedupe_key = None, f"copy:{number}"  # type: ignore[assignment]  # a copy
            lost.save(force_insert=True)

    return make


def test_the_books_lead_here(console: Client, lost: Message) -> None:
    assert console.get("/books/unknown/")["Location"] == "/unknown/"
    assert 'href="/books/unknown/"' in console.get("/books/").content.decode()


def test_an_enrolment_is_linked(console: Client, lost: Message) -> None:
    assert Enrolment.objects.filter(pk=lost.enrolment_id).exists()
    assert f'href="/people/{lost.enrolment_id}/"' in listed(console)
