"""The pages behind the links in messages: open to the link's holder, and only a button changes anything."""

import pytest
from django.test import Client

from coaching.core.consent import ConsentEvent
from coaching.core.decide import Status
from coaching.core.model import Channel
from coaching.journeys import prefer
from coaching.store import consents
from coaching.store.consents import Proof
from coaching.store.models import Consent, Enrolment
from tests.world import World

pytestmark = pytest.mark.database
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


def invited(world: World) -> Enrolment:
    """Somebody whose invitation waits for a yes."""
    ana = world.enrol(start="")
    for channel in Channel:
        consents.record(ana.subscriber, channel, ConsentEvent.ASKED, Proof("test", "test"), world.now)
    Enrolment.objects.filter(pk=ana.pk).update(status=Status.WAITING, wake_at=None)
    return world.again(ana)


def test_one_click_ends_email_at_once_without_cookie_or_csrf(world: World) -> None:
    ana = world.enrol(start="")
    mail_program = Client(enforce_csrf_checks=True)
    answer = mail_program.post(f"/u/{ana.subscriber.token}", ONE_CLICK, content_type=FORM)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert not answer.cookies
    person = world.again(ana).subscriber
    assert (person.email_state, person.sms_state) == ("revoked", "active")
    assert Consent.objects.order_by("-id")[0].how == "one-click unsubscribe (RFC 8058)"


def test_one_click_may_come_twice(world: World) -> None:
    ana = world.enrol(start="")
    for _ in range(2):
        assert Client().post(f"/u/{ana.subscriber.token}", ONE_CLICK, content_type=FORM).status_code == 200
    assert Consent.objects.filter(event="revoked").count() == 1


def test_opening_the_unsubscribe_link_only_asks(world: World) -> None:
    ana = world.enrol(start="")
    said = Client().get(f"/u/{ana.subscriber.token}").content.decode()
    assert "Stop the emails" in said
    assert "Stop everything" in said
    assert world.again(ana).subscriber.email_state == "active"


def test_the_page_can_stop_everything_and_that_ends_the_programme(world: World) -> None:
    ana = world.enrol(start="")
    said = Client().post(f"/u/{ana.subscriber.token}", {"scope": "all"}).content.decode()
    assert "no more messages" in said
    assert world.again(ana).status == Status.STOPPED
    assert "There is nothing left to stop" in Client().get(f"/u/{ana.subscriber.token}").content.decode()


def test_after_the_emails_stop_the_page_offers_the_texts_too(world: World) -> None:
    ana = world.enrol(start="")
    said = Client().post(f"/u/{ana.subscriber.token}", {"scope": "email"}).content.decode()
    assert "Our texts go on" in said
    assert "Stop everything" in said


def test_a_post_that_names_nothing_stops_nothing_and_asks_again(world: World) -> None:
    ana = world.enrol(start="")
    answer = Client().post(f"/u/{ana.subscriber.token}", {"scope": "sms; drop"})
    assert answer.status_code == 400
    assert "Stop the emails" in answer.content.decode()
    assert world.again(ana).subscriber.email_state == "active"


@pytest.mark.parametrize("address", ["/u/none", "/join/none", "/me/none"])
def test_an_unknown_link_gets_a_kind_answer(world: World, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()
    assert "reply STOP" in answer.content.decode()


def test_a_one_click_with_an_unknown_link_is_a_404(world: World) -> None:
    assert Client().post("/u/none", ONE_CLICK, content_type=FORM).status_code == 404


def test_opening_the_invitation_says_yes_to_nothing(world: World) -> None:
    ana = invited(world)
    said = Client().get(f"/join/{ana.subscriber.token}").content.decode()
    assert "will you join?" in said
    assert "I agree to get emails" in said
    assert world.again(ana).status == Status.WAITING


def test_the_button_confirms_email_with_the_wording_shown_and_begins(world: World) -> None:
    ana = invited(world)
    said = Client().post(f"/join/{ana.subscriber.token}").content.decode()
    assert "You are in, Ana" in said
    again = world.again(ana)
    assert (again.status, again.subscriber.email_state, again.subscriber.sms_state) == ("active", "active", "asked")
    newest = Consent.objects.order_by("-id")[0]
    assert (newest.event, newest.channel, newest.actor) == ("confirmed", "email", f"subscriber {ana.subscriber_id}")
    assert newest.wording.startswith("I agree to get emails")


def test_a_second_press_confirms_nothing_twice(world: World) -> None:
    ana = invited(world)
    Client().post(f"/join/{ana.subscriber.token}")
    count = Consent.objects.count()
    assert "You have said yes already" in Client().post(f"/join/{ana.subscriber.token}").content.decode()
    assert Consent.objects.count() == count


def test_an_old_invitation_does_not_bring_back_somebody_who_stopped(world: World) -> None:
    ana = invited(world)
    prefer.stop(ana.subscriber, prefer.EVERY_CHANNEL, Proof("test", "test"), world.moment())
    said = Client().post(f"/join/{ana.subscriber.token}").content.decode()
    assert "This invitation is over" in said
    assert world.again(ana).subscriber.email_state == "revoked"
