"""Other systems are told: each event once, signed, again and again for a day, and by numbers alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from coaching.core import announcements
from coaching.core.alerts import Kind
from coaching.core.announcements import Event
from coaching.journeys import erase, prefer, webhooks
from coaching.journeys.office import Moment
from coaching.journeys.webhooks import WebhookRefused
from coaching.providers.announcer import Announcer
from coaching.providers.exchange import Carried, HttpAnswer, HttpRequest, NotWritten
from coaching.store import transactions
from coaching.store.consents import Proof
from coaching.store.endpoints import EndpointId
from coaching.store.models import Alert, Delivery, Endpoint, Enrolment
from tests import imports
from tests.world import World

pytestmark = pytest.mark.database
URL = "https://shop.example/hooks"
EVERY = [event.value for event in announcements.OFFERED]


@dataclass
class Elsewhere(Announcer):
    """The other system: writes down what it is told, and answers as the test says."""

    answer: Carried = field(default_factory=lambda: HttpAnswer(204, {}, b""))
    calls: list[HttpRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def post(self, requests: Sequence[HttpRequest]) -> list[Carried]:
        self.calls += requests
        return [self.answer] * len(requests)

    def told(self) -> list[dict[str, object]]:
        return [json.loads(call.body) for call in self.calls]


@pytest.fixture
def elsewhere(world: World) -> Elsewhere:
    """An address that wants to know everything."""
    made = Elsewhere()
    world.office = replace(world.office, announcer=made)
    webhooks.add(URL, EVERY, "maya", world.office, world.moment())
    return made


def later(world: World, **span: float) -> Moment:
    """The machine's clock goes on; programme time stands."""
    moment = world.moment()
    return replace(moment, machine_now=moment.machine_now + timedelta(**span))


def tell(world: World, moment: Moment | None = None) -> int:
    count = 0
    while step := webhooks.deliver_due(world.office, moment or world.moment()):
        count += step
    return count


def events(elsewhere: Elsewhere) -> list[object]:
    return [each["type"] for each in elsewhere.told()]


@pytest.mark.slow
def test_a_whole_programme_is_announced_by_numbers_alone(world: World, elsewhere: Elsewhere) -> None:
    ana = world.enrol(start="", screen="full")
    world.move(world.now + timedelta(days=3))
    world.text("1")
    world.text("nobody would miss me if I were gone")
    world.move(world.now + timedelta(days=60))
    tell(world)
    said = events(elsewhere)
    assert said[0] == "enrolled"
    assert {"answered", "alerted", "completed"} <= set(said)
    assert said.count("completed") == 1
    whole = json.dumps(elsewhere.told())
    for secret in ("Ana", "15551230001", "ana@", "miss me", ana.subscriber.token):
        assert secret not in whole
    done = next(each for each in elsewhere.told() if each["type"] == "completed")
    assert done["data"] == {"person": ana.subscriber_id, "enrolment": ana.pk}


def test_everybody_of_an_import_is_announced_once(world: World, elsewhere: Elsewhere) -> None:
    imports.enrolled(world, imports.csv([imports.person(n) for n in range(3)]))
    tell(world)
    assert events(elsewhere) == ["enrolled"] * 3
    said = {each["data"]["enrolment"] for each in elsewhere.told()}  # type: ignore[index]  # a JSON object
    assert said == set(Enrolment.objects.values_list("pk", flat=True))


def test_a_stop_is_announced_once_with_its_channels(world: World, elsewhere: Elsewhere) -> None:
    world.enrol(start="")
    world.text("STOP")
    world.text("stop")
    tell(world)
    [told] = [each["data"] for each in elsewhere.told() if each["type"] == "opted_out"]
    assert sorted(told["channels"]) == ["email", "sms"]  # type: ignore[index]  # a JSON object


def test_an_erased_person_is_announced_as_opted_out(world: World, elsewhere: Elsewhere) -> None:
    ana = world.enrol(start="")
    erase.erase(ana.subscriber, "maya", world.office, world.moment())
    tell(world)
    assert events(elsewhere) == ["enrolled", "opted_out"]


def test_an_alert_that_happens_again_is_announced_once(world: World, elsewhere: Elsewhere) -> None:
    world.enrol(start="")
    world.text("nobody would miss me if I were gone")
    world.text("Nobody would miss me if I were gone.")
    tell(world)
    assert events(elsewhere).count("alerted") == 1


def test_what_is_undone_is_not_announced(world: World, elsewhere: Elsewhere) -> None:
    ana = world.enrol(start="")
    before = Delivery.objects.count()
    with transactions.atomic():
        prefer.stop(ana.subscriber, prefer.EVERY_CHANNEL, Proof("phone", "maya"), world.moment())
        assert Delivery.objects.count() == before + 1
        transactions.undo()
    assert Delivery.objects.count() == before


def test_only_what_was_asked_for_is_told_and_only_while_somebody_listens(world: World) -> None:
    made = Elsewhere()
    world.office = replace(world.office, announcer=made)
    world.enrol(start="")
    assert not Delivery.objects.exists()
    webhooks.add(URL, ["opted_out"], "maya", world.office, world.moment())
    world.enrol(start="", first_name="Ben", phone="+15551230002", email="ben@example.org")
    world.text("STOP", phone="+15551230002")
    tell(world)
    assert events(made) == ["opted_out"]


def test_every_call_is_signed_for_its_time_under_the_same_id(world: World, elsewhere: Elsewhere) -> None:
    elsewhere.answer = HttpAnswer(500, {}, b"")
    world.enrol(start="")
    tell(world)
    elsewhere.answer = HttpAnswer(200, {}, b"")
    tell(world, later(world, seconds=6))
    first, second = elsewhere.calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    secret = Endpoint.objects.get().secret
    for call in (first, second):
        name, at_s = call.headers["webhook-id"], int(call.headers["webhook-timestamp"])
        assert call.headers["webhook-signature"] == announcements.signature(secret, name, at_s, call.body)


def test_what_was_not_taken_comes_later_and_later_then_the_address_is_switched_off(
    world: World, elsewhere: Elsewhere
) -> None:
    world.enrol(start="")
    elsewhere.answer = NotWritten("not_connected", "The provider could not be reached.")
    hour = 0
    while Endpoint.objects.get().active and hour < 40:
        tell(world, later(world, hours=hour))
        hour += 1
    assert 24 <= hour <= 33
    assert len(elsewhere.calls) < 20
    assert Delivery.objects.get().state == "failed"
    alarm = Alert.objects.get(kind=Kind.WEBHOOK)
    assert alarm.closed_at is None
    world.enrol(start="", first_name="Ben", phone="+15551230002", email="ben@example.org")
    assert Delivery.objects.count() == 1


def test_switched_on_again_it_is_told_and_the_alarm_is_over(world: World, elsewhere: Elsewhere) -> None:
    world.enrol(start="")
    key = EndpointId(Endpoint.objects.get().pk)
    elsewhere.answer = HttpAnswer(410, {}, b"")
    tell(world)
    assert not Endpoint.objects.get().active
    assert "410" in Endpoint.objects.get().off_why
    assert webhooks.switch_on(key, "maya", world.moment())
    assert not webhooks.switch_on(key, "maya", world.moment())
    assert Alert.objects.get(kind=Kind.WEBHOOK).closed_at is not None
    elsewhere.answer = HttpAnswer(204, {}, b"")
    assert webhooks.send_again(Delivery.objects.get().pk, key, "maya", world.moment())
    assert not webhooks.send_again(Delivery.objects.get().pk, key, "maya", world.moment())
    tell(world)
    assert Delivery.objects.get().state == "sent"


def test_a_wish_to_wait_is_kept(world: World, elsewhere: Elsewhere) -> None:
    world.enrol(start="")
    elsewhere.answer = HttpAnswer(503, {"retry-after": "900"}, b"")
    tell(world)
    assert tell(world, later(world, minutes=14)) == 0
    assert tell(world, later(world, minutes=16)) == 1


def test_whoever_dies_with_a_call_leaves_it_to_another(world: World, elsewhere: Elsewhere) -> None:
    from coaching.store import deliveries

    world.enrol(start="")
    key = EndpointId(Endpoint.objects.get().pk)
    assert len(deliveries.claim(key, world.now, webhooks.LEASE, 8)) == 1
    assert deliveries.claim(key, world.now, webhooks.LEASE, 8) == []
    assert tell(world) == 0
    assert tell(world, later(world, seconds=61)) == 1


def test_a_slow_address_does_not_hold_the_others_up(world: World, elsewhere: Elsewhere) -> None:
    webhooks.add("https://other.example/", ["enrolled"], "maya", world.office, world.moment())
    for n in range(20):
        world.enrol(start="", first_name="P", phone=f"+155512320{n:02}", email=f"p{n}@example.org")
    assert webhooks.deliver_due(world.office, world.moment()) == 2 * webhooks.AT_ONCE
    assert {call.url for call in elsewhere.calls} == {URL, "https://other.example/"}


def test_an_address_that_is_forbidden_by_now_is_not_called(world: World, elsewhere: Elsewhere) -> None:
    world.enrol(start="")
    Endpoint.objects.update(url="http://127.0.0.1:1/")  # as it was allowed while things were tried out
    tell(world)
    assert elsewhere.calls == []
    assert "https://" in Delivery.objects.get().detail


@pytest.mark.parametrize(
    ("url", "wanted", "words"),
    [
        ("https://10.0.0.1/", EVERY, "private network"),
        ("http://shop.example/", EVERY, "https://"),
        (URL, [], "at least one event"),
        (URL, ["ping", "nonsense"], "at least one event"),
    ],
)
def test_a_webhook_that_makes_no_sense_is_refused(world: World, url: str, wanted: list[str], words: str) -> None:
    with pytest.raises(WebhookRefused, match=words):
        webhooks.add(url, wanted, "maya", world.office, world.moment())
    assert not Endpoint.objects.exists()


def test_a_removed_address_hears_nothing_and_its_secret_is_gone(world: World, elsewhere: Elsewhere) -> None:
    world.enrol(start="")
    assert webhooks.remove(EndpointId(Endpoint.objects.get().pk), "maya", world.moment())
    assert tell(world) == 0
    assert Endpoint.objects.get().secret == ""


def test_what_ended_a_month_ago_is_forgotten(world: World, elsewhere: Elsewhere) -> None:
    world.enrol(start="")
    tell(world)
    assert webhooks.tidy(later(world, days=29)) == 0
    assert webhooks.tidy(later(world, days=31)) == 1


def test_every_event_has_its_words() -> None:
    assert set(announcements.SENTENCES) == set(Event)
