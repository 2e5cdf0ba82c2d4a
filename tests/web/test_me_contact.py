"""A new number or address: it counts only once its holder has proven it, and never if it is somebody else's."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from coaching.core.model import Channel
from coaching.providers.base import Email, Sms
from coaching.store import suppressions
from coaching.store.models import AddressChange, Audit, Consent, Enrolment, Subscriber
from tests.web.visits import look, press, told
from tests.world import World

pytestmark = pytest.mark.database
NEW = "+15551237777"


@pytest.fixture
def ana(world: World) -> Enrolment:
    enrolled = world.enrol(start="")
    world.deliver()
    return world.again(enrolled)


def text_to(world: World, number: str) -> str:
    world.deliver()
    return next(each.body for each in reversed(world.sms.sent) if isinstance(each, Sms) and each.to == number)


def mail_to(world: World, address: str) -> Email:
    world.deliver()
    return next(each for each in reversed(world.email.sent) if isinstance(each, Email) and each.to == address)


def code_for(world: World, ana: Enrolment, number: str = NEW) -> str:
    press(world, ana, "address", kind="phone", address=number)
    return re.search(r"\b(\d{6})\b", text_to(world, number))[1]  # type: ignore[index]  # it is there


def test_a_new_number_is_taken_over_with_the_code_sent_to_it(world: World, ana: Enrolment) -> None:
    answer = press(world, ana, "address", kind="phone", address="+1 555 123 7777")
    assert "six digits to +1 ••• 77" in told(answer)
    assert world.again(ana).subscriber.phone == "+15551230001"
    code = re.search(r"\b(\d{6})\b", text_to(world, NEW))
    assert code is not None
    said = told(press(world, ana, "code", code=f" {code[1][:3]} {code[1][3:]} "))
    assert "Our texts come to your new number from now on." in said
    person = world.again(ana).subscriber
    assert (person.phone, person.sms_state) == (NEW, "active")
    newest = Consent.objects.order_by("-pk")[0]
    assert (newest.event, newest.address, newest.actor) == ("confirmed", NEW, f"subscriber {person.pk}")
    assert "at this number" in newest.wording
    assert Audit.objects.filter(verb="changed address").count() == 1
    assert NEW not in str(list(Audit.objects.values()))


def test_the_old_number_is_free_for_somebody_else_then(world: World, ana: Enrolment) -> None:
    press(world, ana, "code", code=code_for(world, ana))
    assert world.enrol(first_name="Ben", phone="+15551230001", email="ben@example.org", start="").pk


def test_a_code_is_good_for_five_tries(world: World, ana: Enrolment) -> None:
    code = code_for(world, ana)
    wrong = "000000" if code != "000000" else "111111"
    for left in ("4 more tries", "3 more tries", "2 more tries", "1 more try", "ask for a new one"):
        assert left in told(press(world, ana, "code", code=wrong))
    assert press(world, ana, "code", code=code).status_code == 422
    assert world.again(ana).subscriber.phone == "+15551230001"


def test_a_code_is_over_after_a_day_and_when_a_newer_one_came(world: World, ana: Enrolment) -> None:
    first = code_for(world, ana)
    second = code_for(world, ana, "+15551236666")
    if first != second:
        assert press(world, ana, "code", code=first).status_code == 422
    world.move(world.now + timedelta(hours=25))
    assert "ask for a new one" in told(press(world, ana, "code", code=second))
    assert world.again(ana).subscriber.phone == "+15551230001"


@pytest.mark.parametrize("typed", ["", "123", "+1", "call me", "+" + "1" * 5000, "\0", "+49 171 1234567"])
def test_what_is_no_number_or_of_a_closed_country_is_refused(world: World, ana: Enrolment, typed: str) -> None:
    assert press(world, ana, "address", kind="phone", address=typed).status_code == 409
    assert not AddressChange.objects.exclude(address="").exists()


@pytest.mark.parametrize("typed", ["", "ana", "@", "ana@example", "a@b" * 300, "\0@example.org"])
def test_what_is_no_email_address_is_refused(world: World, ana: Enrolment, typed: str) -> None:
    assert press(world, ana, "address", kind="email", address=typed).status_code == 409


def test_the_number_of_somebody_else_is_refused_without_saying_whose(world: World, ana: Enrolment) -> None:
    world.enrol(first_name="Ben", phone=NEW, email="ben@example.org", start="")
    for kind, address in (("phone", NEW), ("email", "BEN@example.org")):
        said = told(press(world, ana, "address", kind=kind, address=address))
        assert "We cannot use that" in said
        assert "Ben" not in said
    assert not AddressChange.objects.exclude(address="").exists()


def test_nobody_can_try_out_whose_numbers_we_have(world: World, ana: Enrolment) -> None:
    world.enrol(first_name="Ben", phone=NEW, email="ben@example.org", start="")
    for _ in range(3):
        press(world, ana, "address", kind="phone", address=NEW)
    assert "third time in 24 hours" in told(press(world, ana, "address", kind="phone", address="+15551236666"))


def test_an_erased_address_is_refused(world: World, ana: Enrolment) -> None:
    suppressions.suppress(Channel.SMS, NEW, suppressions.ERASED, world.now)
    assert press(world, ana, "address", kind="phone", address=NEW).status_code == 409


def test_a_number_taken_by_somebody_else_meanwhile_stays_theirs(world: World, ana: Enrolment) -> None:
    code = code_for(world, ana)
    world.enrol(first_name="Ben", phone=NEW, email="ben@example.org", start="")
    assert "We cannot use that number any more." in told(press(world, ana, "code", code=code))
    assert world.again(ana).subscriber.phone == "+15551230001"
    assert Consent.objects.filter(subscriber=ana.subscriber, address=NEW).count() == 0


def link_of(world: World, ana: Enrolment, typed: str = "new@example.org") -> str:
    said = told(press(world, ana, "address", kind="email", address=typed))
    assert "We have sent a link to n•••@example.org" in said
    mail = mail_to(world, typed)
    html = mail.shell.html
    for tag, value in mail.substitutions.items():
        html = html.replace(tag, value)
    return re.search(r"http://127.0.0.1:8000(/address/[A-Za-z0-9_-]+)", html)[1]  # type: ignore[index]  # it is there


def test_a_new_email_address_is_taken_over_by_the_button_behind_its_link(world: World, ana: Enrolment) -> None:
    link = link_of(world, ana)
    page = Client().get(link).content.decode()
    assert "n•••@example.org" in page
    assert "by email at this email address" in page
    assert world.again(ana).subscriber.email == "ana@example.org"
    assert "Our emails come to n•••@example.org" in Client().post(link).content.decode()
    person = world.again(ana).subscriber
    assert (person.email, person.email_state) == ("new@example.org", "active")
    assert Client().post(link).status_code == 404


def test_the_mail_to_a_new_address_gives_nothing_of_the_person_away(world: World, ana: Enrolment) -> None:
    link = link_of(world, ana)
    mail = mail_to(world, "new@example.org")
    carried = f"{mail.shell.html}{mail.shell.text}{mail.substitutions}{mail.unsubscribe_url}"
    assert ana.subscriber.token not in carried
    page = Client().get(link).content.decode()
    for secret in (ana.subscriber.token, "Ana", "ana@", "+1555", "/me/"):
        assert secret not in page


def test_a_link_is_over_after_a_day(world: World, ana: Enrolment) -> None:
    link = link_of(world, ana)
    world.move(world.now + timedelta(hours=25))
    assert Client().get(link).status_code == 404
    assert Client().post(link).status_code == 404
    assert Subscriber.objects.get(pk=ana.subscriber_id).email == "ana@example.org"


def test_a_code_of_a_text_opens_no_link(world: World, ana: Enrolment) -> None:
    assert Client().post(f"/address/{code_for(world, ana)}").status_code == 404


def test_somebody_who_stopped_texts_gets_them_at_a_new_number_only_with_a_new_yes(world: World, ana: Enrolment) -> None:
    press(world, ana, "stop", scope="sms")
    code = code_for(world, ana)
    assert world.again(ana).subscriber.sms_state == "revoked"
    press(world, ana, "code", code=code)
    assert world.again(ana).subscriber.sms_state == "active"
    assert "Enter the code" not in look(world, ana)
