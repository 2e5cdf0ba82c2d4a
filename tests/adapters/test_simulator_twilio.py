"""The simulated Twilio, met through the real SDK and by a product that checks every signature."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.adapters import simulators
from tests.adapters.simulators import SERVICE, SID, TOKEN, Product, Simulator

ANA = "+15551230001"
NUMBER = "+15005550006"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Product, Simulator]]:
    with (
        simulators.run_product() as product,
        simulators.run_simulator(product.url, tmp_path_factory.mktemp("keys")) as simulator,
    ):
        yield product, simulator


@pytest.fixture
def product(house: tuple[Product, Simulator]) -> Product:
    product, simulator = house
    simulator.call("POST", "/control/reset")
    product.posts, product.answers, product.usual = [], [], (204, "")
    return product


@pytest.fixture
def simulator(house: tuple[Product, Simulator], product: Product) -> Simulator:
    return house[1]


@pytest.fixture
def twilio(simulator: Simulator) -> Iterator[Client]:
    http = TwilioHttpClient(timeout=simulators.SOON_S)
    client = Client(SID, TOKEN, http_client=http, environment={"X": ""})
    client.api.base_url = simulator.url
    yield client
    http.session.close()


def refusal(twilio: Client, **asked: object) -> TwilioRestException:
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages.create(**{"to": ANA, "messaging_service_sid": SERVICE, "body": "Hello"} | asked)
    return caught.value


def test_a_text_is_accepted_then_reported_in_order_over_the_exact_url(
    twilio: Client, product: Product, simulator: Simulator
) -> None:
    url = f"{product.url}/hooks/twilio/status/42?t=a%2Fb"
    sent = twilio.messages.create(
        to=ANA, messaging_service_sid=SERVICE, body="Hi", status_callback=url + "#rc=3&rp=all"
    )
    assert (sent.status, sent.from_, sent.num_segments) == ("accepted", None, "0")
    posts = product.wait_for(lambda posts: len(posts) == 3)
    assert product.statuses(sent.sid) == ["queued", "sent", "delivered"]
    assert all(post.is_signed_by_twilio(url) for post in posts)
    assert all(post.path == "/hooks/twilio/status/42?t=a%2Fb" for post in posts)
    now = twilio.messages(sent.sid).fetch()
    assert (now.status, now.from_, now.num_segments, now.to, now.body) == ("delivered", NUMBER, "1", ANA, "Hi")


def test_a_text_with_its_own_number_starts_as_queued_and_reports_no_initial_status(
    twilio: Client, product: Product
) -> None:
    sent = twilio.messages.create(to=ANA, from_=NUMBER, body="Hi", status_callback=f"{product.url}/status")
    assert (sent.status, sent.from_) == ("queued", NUMBER)
    product.wait_for(lambda posts: len(posts) == 2)
    assert product.statuses(sent.sid) == ["sent", "delivered"]


def test_a_callback_for_another_host_is_carried_to_the_product_and_signed_for_that_host(
    twilio: Client, product: Product
) -> None:
    url = "https://coach.example.org/hooks/twilio/status/7"
    twilio.messages.create(to=ANA, messaging_service_sid=SERVICE, body="Hi", status_callback=url)
    first = product.wait_for(lambda posts: len(posts) == 3)[0]
    assert (first.host, first.path) == ("coach.example.org", "/hooks/twilio/status/7")
    assert first.headers["X-Forwarded-Proto"] == "https"
    assert first.is_signed_by_twilio(url)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"to": ""}, 21604),
        ({"to": "12345"}, 21211),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"messaging_service_sid": "MG123"}, 21705),
        ({"messaging_service_sid": "MG" + "0" * 32}, 21701),
        ({"messaging_service_sid": None}, 21603),
        ({"messaging_service_sid": None, "from_": "+15550009999"}, 21606),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"status_callback": "http://under_score.example.org/"}, 21609),
        ({"status_callback": "nowhere"}, 21609),
        ({"validity_period": 0}, 21624),
        ({"validity_period": 36_001}, 21624),
        ({"schedule_type": "fixed"}, 35111),
        ({"schedule_type": "fixed", "send_at": datetime(2020, 1, 1, tzinfo=UTC)}, 35114),
    ],
)
def test_a_bad_request_is_refused_by_its_own_number(
    twilio: Client, simulator: Simulator, asked: dict[str, object], code: int
) -> None:
    error = refusal(twilio, **asked)
    assert (error.status, error.code) == (400, code)
    assert simulator.state()["refused"] == 1
    assert simulator.state()["accepted"]["sms"] == 0


def test_wrong_credentials_are_refused_and_right_ones_pass_the_harmless_check(
    twilio: Client, simulator: Simulator
) -> None:
    assert twilio.api.accounts(SID).fetch().status == "active"
    answer = simulator.call(
        "GET", f"/2010-04-01/Accounts/{SID}.json", headers={"Authorization": "Basic d3Jvbmc6d3Jvbmc="}
    )
    assert (answer.status, answer.json["code"]) == (401, 20003)


def test_stop_blocks_the_phone_answers_by_itself_and_is_still_forwarded(
    twilio: Client, product: Product, simulator: Simulator
) -> None:
    simulator.call("POST", "/control/reply", body={"from": ANA, "text": " stop "})
    post = product.wait_for(lambda posts: len(posts) == 1)[0]
    assert (post.path, post.form["Body"], post.form["From"], post.form["To"]) == (
        "/hooks/twilio/inbound", " stop ", ANA, NUMBER,
    )  # fmt: skip
    assert post.is_signed_by_twilio(f"{product.url}/hooks/twilio/inbound")
    assert "OptOutType" not in post.form
    assert refusal(twilio).code == 21610
    page = simulator.call("GET", f"/phones/{ANA}").text
    assert "successfully been unsubscribed" in page
    assert "Opted out." in page


@pytest.mark.parametrize("word", ["START", "unstop", "Yes"])
def test_a_word_of_return_lets_texts_through_again(twilio: Client, simulator: Simulator, word: str) -> None:
    simulator.call("POST", "/control/reply", body={"from": ANA, "text": "STOP"})
    simulator.call("POST", "/control/reply", body={"from": ANA, "text": word})
    assert twilio.messages.create(to=ANA, messaging_service_sid=SERVICE, body="Hi").status == "accepted"


def test_yes_is_an_ordinary_answer_while_nobody_opted_out(simulator: Simulator) -> None:
    simulator.call("POST", "/control/reply", body={"from": ANA, "text": "YES"})
    assert "re-subscribed" not in simulator.call("GET", f"/phones/{ANA}").text


def test_stop_please_is_no_keyword_of_the_carrier(twilio: Client, simulator: Simulator) -> None:
    simulator.call("POST", "/control/reply", body={"from": ANA, "text": "stop please"})
    assert twilio.messages.create(to=ANA, messaging_service_sid=SERVICE, body="Hi").sid


def test_what_the_product_answers_to_a_text_reaches_the_phone(product: Product, simulator: Simulator) -> None:
    product.usual = (
        200,
        "<Response><Message>Well &lt;done&gt;</Message><Message><Body>Two</Body></Message></Response>",
    )
    simulator.call("POST", "/control/reply", body={"from": ANA, "text": "DONE"})
    state = simulator.wait_until(lambda state: state["accepted"]["sms"] == 2)
    assert [one["body"] for one in simulator.call("GET", "/control/sent").json] == ["Well <done>", "Two"]
    assert state["duplicates"] == 0


def test_an_inbound_text_is_posted_again_until_the_product_takes_it(product: Product, simulator: Simulator) -> None:
    product.answers = [(500, ""), (404, "")]
    simulator.call("POST", "/control/reply", body={"from": ANA, "text": "7"})
    posts = product.wait_for(lambda posts: len(posts) == 3)
    assert len({post.headers["I-Twilio-Idempotency-Token"] for post in posts}) == 1
    assert len({post.form["MessageSid"] for post in posts}) == 1
    simulator.settle()


@pytest.mark.parametrize(("fragment", "posts"), [("", 1), ("#rc=2&rp=5xx", 3), ("#rc=2&rp=4xx", 1)])
def test_a_refused_status_callback_is_repeated_only_as_its_url_asks(
    twilio: Client, product: Product, simulator: Simulator, fragment: str, posts: int
) -> None:
    product.usual = (500, "")
    simulator.arm(provider="twilio", kind="lost", event="sent")
    simulator.arm(provider="twilio", kind="lost", event="delivered")
    sent = twilio.messages.create(
        to=ANA, messaging_service_sid=SERVICE, body="Hi", status_callback=f"{product.url}/status{fragment}"
    )
    simulator.settle()
    assert product.statuses(sent.sid) == ["queued"] * posts


def test_a_search_finds_a_persons_texts_newest_first_page_by_page(twilio: Client, simulator: Simulator) -> None:
    for body in ("one", "two", "three"):
        twilio.messages.create(to=ANA, messaging_service_sid=SERVICE, body=body)
    twilio.messages.create(to="+15551230002", messaging_service_sid=SERVICE, body="other")
    assert [found.body for found in twilio.messages.list(to=ANA, page_size=2)] == ["three", "two", "one"]
    assert [found.body for found in twilio.messages.list(to=ANA, limit=1)] == ["three"]
    simulator.settle()
    now = simulators.now()
    assert len(twilio.messages.list(date_sent_after=now - timedelta(minutes=1), from_=NUMBER)) == 4
    assert twilio.messages.list(date_sent_before=now - timedelta(minutes=1)) == []
    assert len(twilio.messages.list(date_sent=now.date())) >= 1


def test_a_scheduled_text_waits_can_be_canceled_once_and_a_sent_one_cannot(
    twilio: Client, simulator: Simulator
) -> None:
    later = simulators.now() + timedelta(hours=1)
    waiting = twilio.messages.create(
        to=ANA, messaging_service_sid=SERVICE, body="Later", schedule_type="fixed", send_at=later
    )
    assert waiting.status == "scheduled"
    assert simulator.state()["callbacks_pending"] == 0
    assert waiting.update(status="canceled").status == "canceled"
    with pytest.raises(TwilioRestException) as caught:
        waiting.update(status="canceled")
    assert caught.value.code == 30409


def test_words_can_be_taken_out_of_a_text(twilio: Client) -> None:
    sent = twilio.messages.create(to=ANA, messaging_service_sid=SERVICE, body="Private")
    assert sent.update(body="").body == ""
    assert twilio.messages(sent.sid).fetch().body == ""


def test_an_unknown_text_is_not_found(twilio: Client) -> None:
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages("SM" + "0" * 32).fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)


def test_a_texts_dates_are_machine_time_though_programme_time_has_moved(twilio: Client, simulator: Simulator) -> None:
    simulator.call("POST", "/control/clock", body={"offset_ms": 40 * 86_400_000})
    raw = simulator.text("Hi", ANA).json
    assert abs(parsedate_to_datetime(raw["date_created"]) - simulators.now()) < timedelta(minutes=1)
    sent = simulator.call("GET", "/control/sent").json[0]
    assert sent["at_programme_ms"] / 1000 - simulators.now().timestamp() > 39 * 86_400
