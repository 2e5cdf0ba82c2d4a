"""The control API: the clock, sample people who answer, what was sent, what was sent twice, and a fresh start."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters import simulators
from tests.adapters.simulators import Product, Simulator, letter

ANA = "+15551230001"
HOUR = 3_600_000


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


def text(simulator: Simulator, body: str, to: str = ANA) -> None:
    assert simulator.text(body, to).status == 201


def register(simulator: Simulator, *rules: dict[str, object]) -> None:
    people = [{"phone": ANA, "name": "Ana", "rules": rules}]
    assert simulator.call("POST", "/control/people", body=people).status == 201


def move(simulator: Simulator, offset_ms: int) -> None:
    assert simulator.call("POST", "/control/clock", body={"offset_ms": offset_ms}).status == 200


def replies(product: Product) -> list[str]:
    return [post.form["Body"] for post in product.posts if post.path == "/hooks/twilio/inbound"]


def test_a_person_answers_once_programme_time_has_come_and_not_before(simulator: Simulator, product: Product) -> None:
    register(simulator, {"match": "how did you sleep", "reply": ["6", "7"], "after_s": 1200})
    text(simulator, "How did you sleep? 0-10")
    state = simulator.settle()
    wait_ms = state["next_event_ms"] - state["programme_now_ms"]
    assert 1_190_000 < wait_ms <= 1_200_000
    move(simulator, wait_ms - 10_000)
    assert replies(product) == []
    move(simulator, wait_ms)
    product.wait_for(lambda _: replies(product) == ["6"])
    assert product.posts[0].is_signed_by_twilio(f"{product.url}/hooks/twilio/inbound")
    assert simulator.settle()["next_event_ms"] is None


def test_the_first_matching_rule_answers_in_turn_and_only_so_often(simulator: Simulator, product: Product) -> None:
    register(
        simulator,
        {"match": "^day \\d", "reply": ["DONE", "SKIP"], "times": 3},
        {"match": "day", "reply": "late"},
    )
    for day in range(4):
        text(simulator, f"Day {day}")
        simulator.wait_until(lambda state: state["next_event_ms"] is None and state["callbacks_pending"] == 0)
    assert replies(product) == ["DONE", "SKIP", "DONE", "late"]


def test_chance_is_the_same_in_every_run(simulator: Simulator, product: Product) -> None:
    runs = []
    for _ in range(2):
        simulator.call("POST", "/control/reset")
        product.posts.clear()
        register(simulator, {"match": "", "reply": "yes indeed", "chance": 0.5})
        answered = []
        for n in range(10):
            before = len(replies(product))
            text(simulator, f"Message {n}")
            simulator.settle()
            answered.append(len(replies(product)) > before)
        runs.append(answered)
    assert runs[0] == runs[1]
    assert set(runs[0]) == {True, False}


def test_the_same_words_within_twenty_hours_of_programme_time_are_a_duplicate(simulator: Simulator) -> None:
    text(simulator, "Day 1")
    text(simulator, "Day 2")
    text(simulator, "Day 1", to="+15551230002")
    assert simulator.state()["duplicates"] == 0
    move(simulator, 19 * HOUR)
    text(simulator, "Day 1")
    assert simulator.state()["duplicates"] == 1
    move(simulator, 40 * HOUR)
    text(simulator, "Day 1")
    [one] = simulator.call("GET", "/control/duplicates").json
    assert (one["channel"], one["to"], one["words"]) == ("sms", ANA, "Day 1")
    simulator.mail(letter("ana@example.org"))
    simulator.mail(letter("ana@example.org", subject="Day 2"))
    simulator.mail(letter("ana@example.org"))
    assert simulator.state()["duplicates"] == 2


def test_sends_are_listed_after_a_number_and_up_to_a_limit(simulator: Simulator) -> None:
    for body in ("one", "two", "three"):
        text(simulator, body)
    simulator.call("POST", "/control/reply", body={"from": ANA, "text": "not a send"})
    first = simulator.call("GET", "/control/sent?limit=2").json
    assert [one["body"] for one in first] == ["one", "two"]
    rest = simulator.call("GET", f"/control/sent?after={first[-1]['seq']}").json
    assert [one["body"] for one in rest] == ["three"]
    assert {"channel", "to", "at_programme_ms", "provider_id", "status_callback"} <= set(rest[0])


def test_a_reset_forgets_everything(simulator: Simulator) -> None:
    register(simulator, {"match": "", "reply": "later", "after_s": 60})
    text(simulator, "Hello")
    simulator.call("POST", "/control/reply", body={"from": ANA, "text": "STOP"})
    simulator.arm(provider="twilio", kind="unavailable")
    move(simulator, HOUR)
    assert simulator.call("POST", "/control/reset").status == 204
    state = simulator.state()
    assert (state["accepted"], state["duplicates"], state["next_event_ms"]) == ({"sms": 0, "email": 0}, 0, None)
    assert abs(state["programme_now_ms"] / 1000 - simulators.now().timestamp()) < 60
    text(simulator, "Hello")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/control/clock", {"offset_ms": "soon"}),
        ("/control/clock", [1]),
        ("/control/reply", {"from": "ana", "text": "7"}),
        ("/control/reply", {"from": ANA, "text": ""}),
        ("/control/people", {"phone": ANA}),
        ("/control/people", [{"phone": "ana"}]),
        ("/control/people", [{"phone": ANA, "rules": [{"match": "(", "reply": "x"}]}]),
        ("/control/people", [{"phone": ANA, "rules": [{"match": "x"}]}]),
        ("/control/people", [{"phone": ANA, "rules": [{"match": "x", "reply": "y", "after_s": -1}]}]),
        ("/control/people", [{"phone": ANA, "zone": "Mars/Olympus"}]),
        ("/control/email", {"from": "a@example.org"}),
    ],
)
def test_a_wrong_order_is_refused_in_words(simulator: Simulator, path: str, body: object) -> None:
    answer = simulator.call("POST", path, body=body)
    assert answer.status == 400
    assert len(answer.json["error"]) > 15


def test_posts_from_a_page_of_another_site_are_refused(simulator: Simulator) -> None:
    answer = simulator.call("POST", "/control/reset", body={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403


def test_replies_wait_out_a_product_that_is_away(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with simulators.run_simulator(away, tmp_path) as simulator:
            simulator.mail(letter("ana@example.org"))
            state = simulator.wait_until(lambda state: state["callbacks_pending"] > 0)
            assert state["callbacks_delivered"] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_quietly_within_two_seconds(tmp_path: Path, number: int) -> None:
    with simulators.run_simulator("http://127.0.0.1:9", tmp_path) as simulator:
        simulator.mail(letter("ana@example.org"))
        text(simulator, "Hello")
        start = time.monotonic()
        simulator.process.send_signal(number)
        assert simulator.process.wait(timeout=60) == 0
        assert time.monotonic() - start < 60


def test_a_taken_port_is_said_in_words(tmp_path: Path, simulator: Simulator) -> None:
    port = simulator.url.rpartition(":")[2]
    run = subprocess.run(
        [sys.executable, "-m", "coaching.simulator", "--port", port], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in run.stderr
    assert "Traceback" not in run.stderr
