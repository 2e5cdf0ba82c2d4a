"""Faults on demand: what the product sees of each, and whether the message was stored."""

import http.client
import threading
import urllib.error
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.adapters import simulators
from tests.adapters.simulators import SID, Answer, Product, Simulator, letter

ANA, BO = "+15551230001", "+15551230002"
MAIL = "ana@example.org"


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


def text(simulator: Simulator, to: str = ANA, callback: str | None = None) -> Answer:
    return simulator.text("Hi", to, callback)


def mail(simulator: Simulator, to: str = MAIL) -> Answer:
    return simulator.mail(letter(to))


Send = Callable[[Simulator], Answer]
SENDS: Mapping[str, tuple[Send, str]] = {"twilio": (text, "sms"), "sendgrid": (mail, "email")}


@pytest.mark.parametrize("provider", SENDS)
@pytest.mark.parametrize(
    ("kind", "status", "stored"),
    [
        ("unavailable", 503, 0),
        ("rate_limited", 429, 0),
        ("unauthorized", 401, 0),
        ("forbidden", 403, 0),
        ("refused", 400, 0),
        ("accept_then_500", 500, 1),
        ("accept_then_502", 502, 1),
        ("accept_then_504", 504, 1),
    ],
)
def test_a_fault_gives_its_status_once_and_stores_only_what_it_accepted(
    simulator: Simulator, provider: str, kind: str, status: int, stored: int
) -> None:
    send, channel = SENDS[provider]
    simulator.arm(provider=provider, kind=kind)
    assert send(simulator).status == status
    assert simulator.state()["accepted"][channel] == stored
    assert send(simulator).status // 100 == 2
    assert simulator.settle()["accepted"][channel] == stored + 1


@pytest.mark.parametrize("provider", SENDS)
@pytest.mark.parametrize(("kind", "stored"), [("time_out", 0), ("accept_then_drop", 1)])
def test_a_cut_connection_gives_no_answer_at_all(simulator: Simulator, provider: str, kind: str, stored: int) -> None:
    send, channel = SENDS[provider]
    simulator.arm(provider=provider, kind=kind, ms=50)
    with pytest.raises((urllib.error.URLError, http.client.HTTPException, ConnectionError)):
        send(simulator)
    assert simulator.settle()["accepted"][channel] == stored


def test_an_answer_without_an_id_or_without_sense_still_means_accepted(simulator: Simulator) -> None:
    simulator.arm(provider="twilio", kind="unreadable_answer")
    simulator.arm(provider="sendgrid", kind="unreadable_answer")
    answer = text(simulator)
    assert answer.status == 201
    with pytest.raises(ValueError, match="Unterminated"):
        _ = answer.json
    answer = mail(simulator)
    assert (answer.status, "X-Message-Id" in answer.headers) == (202, False)
    assert simulator.state()["accepted"] == {"sms": 1, "email": 1}


def test_rate_limits_come_with_and_without_the_headers_that_say_when_to_return(simulator: Simulator) -> None:
    simulator.arm(provider="sendgrid", kind="rate_limited", wait_s=7)
    simulator.arm(provider="sendgrid", kind="rate_limited", headers=False)
    simulator.arm(provider="twilio", kind="rate_limited", wait_s=3)
    simulator.arm(provider="twilio", kind="rate_limited", headers=False)
    assert int(mail(simulator).headers["X-RateLimit-Reset"]) > 1_700_000_000
    assert "X-RateLimit-Reset" not in mail(simulator).headers
    answer = text(simulator)
    assert (answer.json["code"], answer.headers["Twilio-Concurrent-Requests"]) == (20429, "101")
    assert answer.headers["Retry-After"] == "3"
    assert "Retry-After" not in text(simulator).headers


def test_a_refused_connection_is_refused_on_the_wire_and_the_port_comes_back(simulator: Simulator) -> None:
    simulator.arm(provider="twilio", kind="refuse_connections", ms=400)
    beat, refused = threading.Event(), False
    for _ in range(200):
        try:
            simulator.state()
        except urllib.error.URLError as wrong:
            refused = refused or isinstance(wrong.reason, ConnectionRefusedError)
        except (http.client.HTTPException, ConnectionError):
            pass
        else:
            if refused:
                break
        beat.wait(0.02)
    assert refused
    assert text(simulator).status == 201


def test_a_fault_meets_only_its_address_from_its_nth_call_and_so_often(simulator: Simulator) -> None:
    simulator.arm(provider="twilio", kind="unavailable", address=BO, nth=2, times=2)
    assert [text(simulator, to=to).status for to in (BO, ANA, BO, ANA, BO, BO)] == [201, 201, 503, 201, 503, 201]
    assert [(fault["seen"], fault["struck"]) for fault in simulator.call("GET", "/control/faults").json] == [(4, 2)]


def test_the_same_seed_strikes_the_same_calls(simulator: Simulator) -> None:
    runs = []
    for _ in range(2):
        simulator.call("DELETE", "/control/faults")
        simulator.arm(provider="twilio", kind="unavailable", times=None, chance=0.5, seed=7)
        runs.append([text(simulator).status for _ in range(12)])
    assert runs[0] == runs[1]
    assert set(runs[0]) == {201, 503}


def test_a_vague_error_hides_who_is_meant(simulator: Simulator) -> None:
    simulator.arm(provider="sendgrid", kind="vague_error")
    simulator.arm(provider="sendgrid", kind="vague_error", field="no_index")
    assert [error["field"] for error in mail(simulator, "ana@").json["errors"]] == [None]
    assert [error["field"] for error in mail(simulator, "ana@").json["errors"]] == ["personalizations.to.email"]


@pytest.mark.parametrize("kind", ["search_fails", "search_lags"])
def test_a_search_can_fail_or_not_know_yet(simulator: Simulator, kind: str) -> None:
    text(simulator)
    mail(simulator)
    simulator.arm(provider="twilio", kind=kind, ms=60_000)
    simulator.arm(provider="sendgrid", kind=kind, ms=60_000)
    path = f"/2010-04-01/Accounts/{SID}/Messages.json?To=%2B15551230001"
    asked = {"query": f"to_email = '{MAIL}'", "limit": 5}
    first = simulator.call("GET", path, headers=simulators.AS_TWILIO), simulator.fetch_mail("/v3/logs", asked)
    expected: object = (500, None) if kind == "search_fails" else (200, [])
    assert [(one.status, one.json.get("messages")) for one in first] == [expected, expected]
    again = simulator.call("GET", path, headers=simulators.AS_TWILIO), simulator.fetch_mail("/v3/logs", asked)
    assert [len(one.json["messages"]) for one in again] == [1, 1]


def test_callbacks_can_come_before_the_answer(simulator: Simulator, product: Product) -> None:
    simulator.arm(provider="twilio", kind="callbacks_first")
    simulator.arm(provider="sendgrid", kind="callbacks_first")
    sid = text(simulator, callback=f"{product.url}/status").json["sid"]
    assert product.statuses(sid) == ["queued", "sent", "delivered"]
    mail(simulator)
    assert [event["event"] for event in product.events()] == ["processed", "delivered"]


def statuses(simulator: Simulator, product: Product, **fault: object) -> list[str]:
    simulator.arm(provider="twilio", **fault)
    sid = text(simulator, callback=f"{product.url}/status").json["sid"]
    simulator.settle()
    return product.statuses(sid)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ({"kind": "undelivered", "code": 30005}, ["queued", "sent", "undelivered"]),
        ({"kind": "undelivered", "code": 30002, "status": "failed"}, ["queued", "failed"]),
        ({"kind": "out_of_order"}, ["delivered", "sent", "queued"]),
        ({"kind": "duplicate", "event": "sent"}, ["queued", "sent", "sent", "delivered"]),
        ({"kind": "lost", "event": "delivered"}, ["queued", "sent"]),
        ({"kind": "late", "event": "queued", "ms": 300}, ["sent", "delivered", "queued"]),
        ({"kind": "unknown_event", "event": "sent"}, ["queued", "pondering", "sent", "delivered"]),
    ],
)
def test_status_callbacks_go_wrong_as_asked(
    simulator: Simulator, product: Product, fault: dict[str, object], seen: list[str]
) -> None:
    assert statuses(simulator, product, **fault) == seen
    codes = [post.form.get("ErrorCode") for post in product.posts]
    assert codes[-1] == (str(fault["code"]) if "code" in fault else None)


@pytest.mark.parametrize("kind", ["bad_signature", "no_signature", "unknown_field"])
def test_a_forged_status_callback_does_not_verify_and_a_strange_field_is_signed_too(
    simulator: Simulator, product: Product, kind: str
) -> None:
    statuses(simulator, product, kind=kind, event="sent")
    good = [post.is_signed_by_twilio(f"{product.url}/status") for post in product.posts]
    assert good == ([True, True, True] if kind == "unknown_field" else [True, False, True])
    assert ("SimulatorUnknownField" in product.posts[1].form) is (kind == "unknown_field")


def events(simulator: Simulator, product: Product, **fault: object) -> list[dict[str, object]]:
    simulator.arm(provider="sendgrid", **fault)
    mail(simulator)
    simulator.settle()
    return product.events()


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ({"kind": "blocked"}, ["processed", "bounce"]),
        ({"kind": "dropped", "reason": "Invalid"}, ["dropped"]),
        ({"kind": "open_and_click"}, ["processed", "delivered", "open", "click"]),
        ({"kind": "unsubscribe"}, ["processed", "delivered", "unsubscribe"]),
        ({"kind": "out_of_order"}, ["delivered", "processed"]),
        ({"kind": "lost", "event": "processed"}, ["delivered"]),
        ({"kind": "late", "event": "processed", "ms": 400}, ["delivered", "processed"]),
        ({"kind": "unknown_event", "event": "delivered"}, ["processed", "pondered", "delivered"]),
    ],
)
def test_events_go_wrong_as_asked(
    simulator: Simulator, product: Product, fault: dict[str, object], seen: list[str]
) -> None:
    found = events(simulator, product, **fault)
    assert [event["event"] for event in found] == seen
    if "reason" in fault:
        assert found[0]["reason"] == fault["reason"]


@pytest.mark.parametrize("new_id", [False, True])
def test_a_repeated_event_keeps_its_id_unless_a_new_one_is_asked_for(
    simulator: Simulator, product: Product, new_id: bool
) -> None:
    found = events(simulator, product, kind="duplicate", event="delivered", new_id=new_id)
    ids = [event["sg_event_id"] for event in found if event["event"] == "delivered"]
    assert (len(ids), len(set(ids))) == (2, 2 if new_id else 1)


def test_events_change_their_shape_as_asked(simulator: Simulator, product: Product) -> None:
    assert events(simulator, product, kind="category_string", event="delivered")[-1]["category"] == "simulated"
    assert "sg_message_id" not in events(simulator, product, kind="no_sg_message_id", event="delivered")[-1]
    assert events(simulator, product, kind="unknown_field", event="delivered")[-1]["simulator_unknown_field"]


@pytest.mark.parametrize("kind", ["bad_signature", "no_signature", "stale_signature"])
def test_a_forged_event_is_posted_once_and_not_insisted_on(simulator: Simulator, product: Product, kind: str) -> None:
    product.usual = (403, "")
    simulator.arm(provider="sendgrid", kind="lost", event="processed")
    simulator.arm(provider="sendgrid", kind=kind, event="delivered")
    mail(simulator)
    simulator.settle()
    [post] = product.posts
    assert post.is_signed_by_sendgrid(simulator.public_key) is (kind == "stale_signature")


@pytest.mark.parametrize(
    "wrong",
    [
        {"provider": "twilio", "kind": "earthquake"},
        {"provider": "post", "kind": "unavailable"},
        {"provider": "twilio", "kind": "stale_signature"},
        {"provider": "twilio", "kind": "unavailable", "nth": 0},
        {"provider": "twilio", "kind": "unavailable", "times": 0},
        {"provider": "twilio", "kind": "unavailable", "chance": 2},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_in_words(simulator: Simulator, wrong: dict[str, object]) -> None:
    answer = simulator.call("POST", "/control/faults", body=wrong)
    assert answer.status == 400
    assert len(answer.json["error"]) > 20
    assert simulator.call("GET", "/control/faults").json == []
