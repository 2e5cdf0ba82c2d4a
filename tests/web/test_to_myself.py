"""A draft sent to whoever edits it: to them alone, marked, counted, noted, and past no ledger."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from coaching.core.alerts import Contact
from coaching.journeys import preview, to_myself
from coaching.journeys.preview import SAMPLES, Preview
from coaching.journeys.to_myself import MOST, NotSent
from coaching.providers.base import Accepted, Rejected, RetryLater, Scope, Sms, Unknown
from coaching.store import switches
from coaching.store.models import Audit, Message, User
from tests.world import World

SMS = "sms/magnesium/day-02"
EMAIL = "email/magnesium/day-12"
MAIL = "---\nsubject: Quite new\npreheader: B\n---\nHello {{ first_name }}."
CONTACT = Contact("Maya", ZoneInfo("UTC"), sms="+15550199999")


@pytest.fixture
def maya(coach: User, world: World) -> User:
    world.office = replace(world.office, contacts=(CONTACT,))
    coach.email = "maya@example.org"
    coach.save()
    return coach


def shown(world: World, name: str, source: str) -> Preview:
    return preview.preview(name, source, SAMPLES[0], world.office)


def test_an_email_goes_to_the_own_address_marked_as_a_test(world: World, maya: User) -> None:
    to = to_myself.send(EMAIL, shown(world, EMAIL, MAIL), maya, world.office, world.moment())
    [mail] = world.emails()
    assert to == mail.to == "maya@example.org"
    assert mail.shell.subject == "[Test] Quite new"
    assert "Hello Ana." in mail.shell.html
    assert "sample" not in mail.unsubscribe_url
    assert Message.objects.count() == 0
    row = Audit.objects.get(verb="sent a test of")
    assert (row.actor, row.noun_id) == ("maya", EMAIL)
    assert "maya@" not in str(row.facts)


def test_a_text_goes_to_the_number_that_is_set_under_the_own_name(world: World, maya: User) -> None:
    to_myself.send(SMS, shown(world, SMS, "{{ brand }}: New."), maya, world.office, world.moment())
    [text] = [each for each in world.sms.sent if isinstance(each, Sms)]
    assert (text.to, text.body) == ("+15550199999", "[Test] Coach: New.")
    other = User.objects.create_user("noor", email="noor@example.org")
    with pytest.raises(NotSent, match="Add it on your account page"):
        to_myself.send(SMS, shown(world, SMS, "{{ brand }}: New."), other, world.office, world.moment())


def test_nothing_goes_where_it_may_not_and_the_sentence_says_what_to_do(world: World, maya: User) -> None:
    def refusal(**changes: object) -> str:
        with pytest.raises(NotSent) as caught:
            to_myself.send(
                EMAIL,
                changes.get("shown", shown(world, EMAIL, MAIL)),  # type: ignore[arg-type]  # test data
                changes.get("user", maya),  # type: ignore[arg-type]  # test data
                changes.get("office", world.office),  # type: ignore[arg-type]  # test data
                world.moment(),
            )
        return str(caught.value)

    assert "Correct what is listed" in refusal(shown=shown(world, EMAIL, "no front matter"))
    assert "Your account has no email address" in refusal(user=User.objects.create_user("noor"))
    assert "not set up" in refusal(office=replace(world.office, ready=frozenset()))
    switches.turn_off(switches.EVERYTHING, "ines", "a wrong text", world.now)
    assert "All sending is stopped" in refusal()
    assert world.email.sent == []


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Rejected("400", Scope.CONTENT, "Bad words."), "was not taken: Bad words."),
        (RetryLater(30, "429", "Too many."), "was not taken: Too many."),
        (Unknown("timed out"), "Nobody knows whether it went out: timed out."),
    ],
)
def test_a_provider_that_does_not_take_it_is_quoted(
    world: World, maya: User, outcome: Rejected | RetryLater | Unknown, words: str
) -> None:
    world.email.answer = lambda _: outcome
    with pytest.raises(NotSent, match=words):
        to_myself.send(EMAIL, shown(world, EMAIL, MAIL), maya, world.office, world.moment())
    assert Audit.objects.filter(verb="sent a test of").count() == 1


def test_ten_an_hour_are_enough_for_each(world: World, maya: User) -> None:
    world.email.answer = lambda each: Accepted(f"id-{each.to}")
    for _ in range(MOST):
        to_myself.send(EMAIL, shown(world, EMAIL, MAIL), maya, world.office, world.moment())
    with pytest.raises(NotSent, match="10 tests an hour are enough"):
        to_myself.send(EMAIL, shown(world, EMAIL, MAIL), maya, world.office, world.moment())
    other = User.objects.create_user("noor", email="noor@example.org")
    assert to_myself.send(EMAIL, shown(world, EMAIL, MAIL), other, world.office, world.moment())


def test_the_button_says_why_it_cannot_and_keeps_what_was_typed(console: Client, world: World) -> None:
    world.move(world.now + timedelta(minutes=1))
    fields = {"name": EMAIL, "source": MAIL, "based_on": "0", "note": "my note"}
    whole = console.post("/messages/to-myself/", fields)
    page = whole.content.decode()
    assert whole.status_code == 422
    assert "are not set up here" in page
    assert "subject: Quite new" in page
    assert 'value="my note"' in page
    part = console.post("/messages/to-myself/", fields, headers={"HX-Request": "true"}).content.decode()
    assert "are not set up here" in part
    assert "<html" not in part
