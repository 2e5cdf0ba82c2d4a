"""A coach corrects an address that was wrong: consent is recorded for the new one and ends for the old one."""

from dataclasses import replace

import pytest

from coaching.core.model import Channel, SubscriberId
from coaching.journeys import address, prefer
from coaching.journeys.prefer import ChangeRefused
from coaching.providers.base import Sms
from coaching.store import subscribers
from coaching.store.consents import Proof
from coaching.store.models import Consent, Enrolment, Message
from tests.steering import at, days
from tests.world import World

pytestmark = pytest.mark.database
NEW = "+15551237777"


def correct(world: World, ana: Enrolment, typed: str = NEW, channel: Channel = Channel.SMS) -> object:
    return address.correct(world.again(ana), channel, typed, "maya", world.office, world.moment())


def events(ana: Enrolment, channel: Channel = Channel.SMS) -> list[tuple[str, str]]:
    rows = Consent.objects.filter(subscriber=ana.subscriber, channel=channel).order_by("pk")
    return list(rows.values_list("event", "address"))


def test_lessons_go_to_the_new_number_and_nothing_more_to_the_old_one(world: World) -> None:
    ana = world.enrol()
    world.move(at(1, 20))
    subscribers.note_trouble(SubscriberId(ana.subscriber_id), Channel.SMS, "30005")
    assert correct(world, ana) is None
    before = len(world.sms.sent)
    world.move(at(2, 20))
    later = [each for each in world.sms.sent[before:] if isinstance(each, Sms)]
    assert {each.to for each in later} == {NEW}
    assert days(ana) == [1, 2]
    assert events(ana)[1:] == [("replaced", "+15551230001"), ("granted", NEW)]


def test_who_confirms_by_themselves_proves_the_new_number_first(world: World) -> None:
    ana = world.enrol()
    world.move(at(1, 20))
    world.office = replace(world.office, confirm=True)
    assert correct(world, ana) is not None
    world.deliver()
    assert world.again(ana).subscriber.phone == "+15551230001"
    code = Message.objects.get(kind="address").words["code"]
    address.confirm_by_code(world.again(ana).subscriber, Channel.SMS, code, world.office, world.moment(), "maya")
    assert world.again(ana).subscriber.phone == NEW
    assert events(ana)[1:] == [("replaced", "+15551230001"), ("confirmed", NEW)]


def test_who_has_not_said_yes_is_asked_anew_at_the_new_number(world: World) -> None:
    world.office = replace(world.office, confirm=True)
    ana = world.enrol()
    world.move(at(1, 12))
    assert correct(world, ana) is None
    world.move(at(1, 20))
    last = [each for each in world.sms.sent if isinstance(each, Sms)][-1]
    assert (last.to, "JOIN" in last.body) == (NEW, True)
    assert events(ana)[1:] == [("replaced", "+15551230001"), ("asked", NEW)]
    world.text("JOIN", NEW)
    assert world.again(ana).status == "active"


def test_a_missing_email_address_is_added(world: World) -> None:
    ana = world.enrol(email="")
    world.move(at(1, 20))
    correct(world, ana, "ana@example.org", Channel.EMAIL)
    assert events(ana, Channel.EMAIL) == [("granted", "ana@example.org")]
    assert world.again(ana).subscriber.email_state == "active"


def test_a_number_of_somebody_else_the_same_or_a_stopped_one_is_refused(world: World) -> None:
    ana = world.enrol()
    world.enrol(first_name="Ben", phone=NEW, email="ben@example.org")
    with pytest.raises(ChangeRefused, match="Somebody else here"):
        correct(world, ana)
    with pytest.raises(ChangeRefused, match="That is the number we have"):
        correct(world, ana, "+1 555 123 0001")
    with pytest.raises(ChangeRefused, match="not a full number"):
        correct(world, ana, "12")
    assert events(ana) == [("granted", "+15551230001")]


def test_stop_is_not_got_round_by_another_number(world: World) -> None:
    ana = world.enrol()
    prefer.stop(ana.subscriber, (Channel.SMS,), Proof("asked a coach", "maya"), world.moment())
    with pytest.raises(ChangeRefused, match="has stopped this channel"):
        correct(world, ana)
