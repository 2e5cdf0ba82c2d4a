"""A member of the team proves their own phone by a code; tests of a text go to it and to nobody else's."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from coaching import bootstrap
from coaching.journeys import own_number, preview, to_myself
from coaching.journeys.office import Moment
from coaching.journeys.own_number import LASTS, MOST, NumberRefused
from coaching.journeys.preview import SAMPLES
from coaching.journeys.to_myself import NotSent
from coaching.providers.base import Rejected, Scope, Sms
from coaching.store import own_numbers, switches
from coaching.store.models import Audit, Message, User
from tests.world import World

NUMBER = "+15550177777"
SMS = "sms/magnesium/day-02"


def code_in(world: World) -> str:
    text = next(each for each in reversed(world.sms.sent) if isinstance(each, Sms))
    found = re.search(r"\b[0-9]{6}\b", text.body)
    assert found is not None
    return found[0]


def test_a_number_counts_once_its_code_was_typed_and_tests_go_to_it(world: World, coach: User) -> None:
    assert own_number.ask(coach, "+1 555 017 7777", world.office, world.moment()) == NUMBER
    assert (own_numbers.proven(coach), own_numbers.waiting(coach, world.now)) == ("", NUMBER)
    own_number.prove(coach, code_in(world), world.moment())
    assert (own_numbers.proven(coach), own_numbers.waiting(coach, world.now)) == (NUMBER, "")
    shown = preview.preview(SMS, "{{ brand }}: New.", SAMPLES[0], world.office)
    assert to_myself.send(SMS, shown, coach, world.office, world.moment()) == NUMBER
    assert Message.objects.count() == 0
    assert NUMBER not in str(list(Audit.objects.values_list("facts", "noun_id")))


def test_a_wrong_an_old_or_a_guessed_code_proves_nothing(world: World, coach: User) -> None:
    own_number.ask(coach, NUMBER, world.office, world.moment())
    right = code_in(world)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(own_numbers.MOST_TRIES):
        with pytest.raises(NumberRefused):
            own_number.prove(coach, wrong, world.moment())
    with pytest.raises(NumberRefused):
        own_number.prove(coach, right, world.moment())
    own_number.ask(coach, NUMBER, world.office, world.moment())
    again, world.now = code_in(world), world.now + LASTS + timedelta(seconds=1)
    with pytest.raises(NumberRefused, match="too old"):
        own_number.prove(coach, again, world.moment())
    assert own_numbers.proven(coach) == ""


def test_the_old_number_stays_until_the_new_one_is_proven(world: World, coach: User) -> None:
    own_number.ask(coach, NUMBER, world.office, world.moment())
    own_number.prove(coach, code_in(world), world.moment())
    own_number.ask(coach, "+15550188888", world.office, world.moment())
    assert own_numbers.proven(coach) == NUMBER
    own_number.prove(coach, code_in(world), world.moment())
    assert own_numbers.proven(coach) == "+15550188888"
    own_number.forget(coach, world.moment())
    assert own_numbers.proven(coach) == ""


def test_what_cannot_be_sent_waits_for_no_code(world: World, coach: User) -> None:
    world.sms.answer = lambda _: Rejected("21610", Scope.RECIPIENT, "unsubscribed")
    with pytest.raises(NotSent, match="unsubscribed"):
        own_number.ask(coach, NUMBER, world.office, world.moment())
    assert own_numbers.waiting(coach, world.now) == ""
    switches.turn_off(switches.EVERYTHING, "ines", "a wrong text", world.now)
    with pytest.raises(NotSent, match="stopped"):
        own_number.ask(coach, NUMBER, world.office, world.moment())
    assert own_numbers.waiting(coach, world.now) == ""


@pytest.mark.parametrize(("written", "why"), [("", "Enter"), ("12345", "full number"), ("my phone", "full number")])
def test_what_is_no_number_is_refused(world: World, coach: User, written: str, why: str) -> None:
    with pytest.raises(NumberRefused, match=why):
        own_number.ask(coach, written, world.office, world.moment())
    assert world.sms.sent == []


def test_nobody_has_codes_sent_without_end(world: World, coach: User) -> None:
    for _ in range(MOST):
        own_number.ask(coach, NUMBER, world.office, world.moment())
    with pytest.raises(NumberRefused, match="enough for an hour"):
        own_number.ask(coach, NUMBER, world.office, world.moment())
    assert len(world.sms.sent) == MOST


def test_the_account_page_leads_through_it(world: World, console: Client, coach: User) -> None:
    assert "Add your number" in console.get("/account/").content.decode()
    refused = console.post("/account/number/", {"phone": "12345"})
    assert refused.status_code == 422
    assert "This is not a full number" in refused.content.decode()
    no_keys = console.post("/account/number/", {"phone": NUMBER})
    assert (no_keys.status_code, "Texts are not set up here" in no_keys.content.decode()) == (422, True)
    own_number.ask(coach, NUMBER, world.office, Moment(world.now, bootstrap.machine_time(), bootstrap.boot_seconds()))
    assert f"The code that came to {NUMBER}" in console.get("/account/").content.decode()
    wrong = console.post("/account/number/code/", {"code": "x"})
    assert (wrong.status_code, "This is not the code" in wrong.content.decode()) == (422, True)
    kept = console.post("/account/number/code/", {"code": code_in(world)}, follow=True).content.decode()
    assert f"A test of a text comes to <strong>{NUMBER}</strong>" in kept
    gone = console.post("/account/number/forget/", follow=True).content.decode()
    assert NUMBER not in gone
    assert own_numbers.proven(coach) == ""
