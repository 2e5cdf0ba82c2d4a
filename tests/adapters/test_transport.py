"""The transport: what is written, what never is, and what stays in doubt."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from coaching.providers.clock import boot_s
from coaching.providers.exchange import (
    DEADLINE_PASSED,
    NOT_CONNECTED,
    HttpAnswer,
    HttpRequest,
    InDoubt,
    NotWritten,
    wait_s,
)
from coaching.providers.transport import Limits, Transport
from tests.adapters.sink import Answer, Fault, Received, Reply, Sink, in_turn, running

OK = Answer(200, b"fine")


@pytest.fixture
def transport() -> Iterator[Transport]:
    """As patient as the service: a busy machine must not look like a silent provider."""
    road = Transport()
    yield road
    road.close()


@pytest.fixture
def impatient() -> Iterator[Transport]:
    """For providers that never answer."""
    road = Transport(Limits(read_s=1.0))
    yield road
    road.close()


def post(sink_url: str, body: bytes = b"hello", in_s: float = 60.0) -> HttpRequest:
    return HttpRequest(f"{sink_url}/in", {"Content-Type": "text/plain", "X-Ours": "yes"}, body, boot_s() + in_s)


def test_a_request_arrives_as_it_was_given(transport: Transport) -> None:
    with running(OK) as sink:
        assert transport.carry([post(sink.url, "grüße".encode())]) == [
            HttpAnswer(200, {"content-length": "4"}, b"fine")
        ]
    (request,) = sink.requests
    assert (request.method, request.path, request.body.decode()) == ("POST", "/in", "grüße")
    assert request.headers["content-type"] == "text/plain"
    assert request.headers["x-ours"] == "yes"
    assert request.headers["content-length"] == str(len("grüße".encode()))


def test_answers_come_in_the_order_of_the_requests(transport: Transport) -> None:
    with running(lambda request: Answer(200, request.body)) as sink:
        bodies = [str(number).encode() for number in range(40)]
        answers = transport.carry([post(sink.url, body) for body in bodies])
    assert [answer.body for answer in answers if isinstance(answer, HttpAnswer)] == bodies


def test_an_empty_batch_starts_nothing(transport: Transport) -> None:
    before = threading.active_count()
    assert transport.carry([]) == []
    assert threading.active_count() == before


def test_no_more_connections_than_the_limit_are_open_at_once() -> None:
    with running(OK) as sink:
        narrow = Transport(Limits(connections=3))
        answers = narrow.carry([post(sink.url) for _ in range(30)])
        narrow.close()
    assert len(sink.requests) == len(answers) == 30
    assert sink.connections <= 3


def test_connections_are_used_again(transport: Transport) -> None:
    with running(OK) as sink:
        for _ in range(5):
            transport.carry([post(sink.url)])
    assert sink.connections == 1


def test_redirects_are_not_followed_and_cookies_not_kept(transport: Transport) -> None:
    elsewhere = Answer(307, b"", {"Location": "/elsewhere", "Set-Cookie": "a=b; Path=/"})
    with running(elsewhere) as sink:
        name = sink.url.replace("127.0.0.1", "localhost")  # a jar would keep no cookies of a bare address
        (first,), _ = transport.carry([post(name)]), transport.carry([post(name)])
    assert isinstance(first, HttpAnswer)
    assert first.status == 307
    assert [request.path for request in sink.requests] == ["/in", "/in"]
    assert "cookie" not in sink.requests[1].headers


def test_a_refused_connection_is_never_written(transport: Transport) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        (end,) = transport.carry([post(f"http://127.0.0.1:{taken.getsockname()[1]}")])
    assert isinstance(end, NotWritten)
    assert end.code == NOT_CONNECTED


def test_an_unknown_host_is_never_written(transport: Transport) -> None:
    (end,) = transport.carry([post("http://nobody.invalid")])
    assert isinstance(end, NotWritten)


def test_a_failed_tls_handshake_is_never_written(transport: Transport) -> None:
    with running(OK, hang_up_at_the_door=True) as sink:
        (end,) = transport.carry([post(sink.url.replace("http:", "https:"))])
    assert isinstance(end, NotWritten)
    assert sink.requests == []


def test_a_connection_that_nobody_accepts_is_never_written() -> None:
    impatient = Transport(Limits(connect_s=0.2))
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        fillers = [_knock(address) for _ in range(4)]
        (end,) = impatient.carry([post(f"http://127.0.0.1:{address[1]}")])
        for filler in fillers:
            filler.close()
    impatient.close()
    assert isinstance(end, NotWritten)
    assert end.code == NOT_CONNECTED


def _knock(address: tuple[str, int]) -> socket.socket:
    filler = socket.socket()
    filler.setblocking(False)
    filler.connect_ex(address)
    return filler


@pytest.mark.parametrize("fault", [Fault.SILENCE, Fault.HANG_UP])
def test_no_answer_after_writing_is_in_doubt_and_not_repeated(impatient: Transport, fault: Fault) -> None:
    with running(fault) as sink:
        (end,) = impatient.carry([post(sink.url)])
        assert isinstance(end, InDoubt)
    assert len(sink.requests) == 1


def test_a_hang_up_on_a_used_connection_is_in_doubt_and_not_repeated(transport: Transport) -> None:
    with running(in_turn(OK, Fault.HANG_UP, OK)) as sink:
        transport.carry([post(sink.url)])
        (end,) = transport.carry([post(sink.url)])
    assert isinstance(end, InDoubt)
    assert [request.connection for request in sink.requests] == [1, 1]


def test_a_server_that_hangs_up_before_reading_is_in_doubt(transport: Transport) -> None:
    """Our bytes may have left before we learn that nobody read them: no proof, no second try."""
    with running(OK, hang_up_at_the_door=True) as sink:
        (end,) = transport.carry([post(sink.url)])
    assert isinstance(end, InDoubt)


def test_an_answer_cut_short_is_in_doubt(transport: Transport) -> None:
    with running(Answer(201, b'{"sid":', hang_up_afterwards=True, claimed_length=90)) as sink:
        (end,) = transport.carry([post(sink.url)])
    assert isinstance(end, InDoubt)


def test_rubbish_instead_of_http_is_in_doubt(transport: Transport) -> None:
    with running(Answer(200, b"", {"Content-Length": "minus one"})) as sink:
        (end,) = transport.carry([post(sink.url)])
    assert isinstance(end, InDoubt)


def test_an_idle_connection_closed_by_the_server_costs_no_message(transport: Transport) -> None:
    with running(OK) as sink:
        transport.carry([post(sink.url)])
        sink.hang_up_on_idle_connections()
        (end,) = transport.carry([post(sink.url)])
    assert isinstance(end, HttpAnswer)
    assert [request.connection for request in sink.requests] == [1, 2]


def test_past_its_deadline_a_request_does_not_even_connect(transport: Transport) -> None:
    with running(OK) as sink:
        (end,) = transport.carry([post(sink.url, in_s=0.0)])
    assert isinstance(end, NotWritten)
    assert end.code == DEADLINE_PASSED
    assert sink.connections == 0


def test_a_deadline_that_passes_while_connecting_lets_no_byte_out() -> None:
    """As after a freeze between the two looks at the clock: the connection is there, the time is over."""
    looks = iter([0.0])
    frozen = Transport(clock=lambda: next(looks, 100.0))
    with running(OK) as sink:
        (end,) = frozen.carry([HttpRequest(f"{sink.url}/in", {}, b"too late", 50.0)])
        frozen.close()
        sink.wait_until(lambda: sink.connections == 1 and sink.open_connections == 0)
    assert isinstance(end, NotWritten)
    assert end.code == DEADLINE_PASSED
    assert sink.bytes_seen == 0


def test_a_request_that_waits_for_a_place_past_its_deadline_is_never_written() -> None:
    one_lane = Transport(Limits(connections=1, read_s=1.0))
    with running(Fault.SILENCE) as sink:
        first, second = one_lane.carry([post(sink.url), post(sink.url, in_s=0.1)])
        one_lane.close()
    assert isinstance(first, InDoubt)
    assert isinstance(second, NotWritten)
    assert len(sink.requests) == 1


def test_a_large_body_passes_whole(transport: Transport) -> None:
    body = b"x" * 5_000_000
    with running(OK) as sink:
        (end,) = transport.carry([post(sink.url, body)])
    assert isinstance(end, HttpAnswer)
    assert sink.requests[0].body == body


def test_many_threads_share_one_loop(transport: Transport) -> None:
    def echo(request: Received) -> Reply:
        return Answer(200, request.body)

    ends: dict[int, list[bytes]] = {}

    def carry(number: int, sink: Sink) -> None:
        bodies = [f"{number}-{n}".encode() for n in range(20)]
        answers = transport.carry([post(sink.url, body) for body in bodies])
        ends[number] = [end.body for end in answers if isinstance(end, HttpAnswer)]

    with running(echo) as sink:
        transport.carry([post(sink.url)])
        loops = [thread for thread in threading.enumerate() if thread.name == "coaching-transport"]
        threads = [threading.Thread(target=carry, args=(number, sink)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert ends == {number: [f"{number}-{n}".encode() for n in range(20)] for number in range(8)}
    assert loops == [thread for thread in threading.enumerate() if thread.name == "coaching-transport"]


def test_closing_ends_the_thread_and_a_later_use_starts_anew() -> None:
    road = Transport()
    with running(OK) as sink:
        road.carry([post(sink.url)])
        mine = [thread for thread in threading.enumerate() if thread.name == "coaching-transport"]
        road.close()
        sink.wait_until(lambda: sink.open_connections == 0)
        assert any(not thread.is_alive() for thread in mine)
        (end,) = road.carry([post(sink.url)])
        road.close()
    assert isinstance(end, HttpAnswer)


def test_closing_waits_for_requests_under_way() -> None:
    road, ends = Transport(Limits(read_s=1.0)), []
    with running(Fault.SILENCE) as sink:
        carrier = threading.Thread(target=lambda: ends.extend(road.carry([post(sink.url)])))
        carrier.start()
        sink.wait_until(lambda: len(sink.requests) == 1)
        road.close()
        carrier.join()
    assert isinstance(ends[0], InDoubt)


FORK = """
import os, sys, warnings
from coaching.providers.clock import boot_s
from coaching.providers.exchange import HttpRequest
from coaching.providers.transport import SHARED
warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of any fork beside threads
def post(who):
    (end,) = SHARED.carry([HttpRequest(sys.argv[1], {}, who, boot_s() + 30)])
    return end.status
assert post(b"parent") == 200
child = os.fork()
if child == 0:
    os._exit(0 if post(b"child") == 200 else 1)
assert os.waitpid(child, 0)[1] == 0
assert post(b"parent again") == 200
SHARED.close()
"""


def test_a_forked_child_gets_its_own_loop_and_leaves_its_parents_connections_alone() -> None:
    with running(OK) as sink:
        subprocess.run([sys.executable, "-c", FORK, sink.url], check=True, timeout=120, cwd=Path(__file__).parents[2])
    assert [(request.body, request.connection) for request in sink.requests] == [
        (b"parent", 1),
        (b"child", 2),
        (b"parent again", 1),
    ]


DATE = "Mon, 23 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 7.0),
        ({"retry-after": "20"}, 20.0),
        ({"retry-after": "0"}, 1.0),
        ({"retry-after": "999999"}, 3600.0),
        ({"retry-after": "soon"}, 7.0),
        ({"retry-after": "²"}, 7.0),
        ({"retry-after": "Mon, 23 Nov 2026 10:01:30 GMT", "date": DATE}, 90.0),
        ({"retry-after": "Mon, 23 Nov 2026 10:01:30 GMT"}, 7.0),
        ({"x-ratelimit-reset": "1795428045", "date": DATE}, 45.0),
        ({"x-ratelimit-reset": "1795428045"}, 7.0),
        ({"x-ratelimit-reset": "1795428045", "retry-after": "60", "date": DATE}, 60.0),
    ],
)
def test_a_wait_is_read_from_the_headers_without_our_clock(headers: dict[str, str], seconds: float) -> None:
    assert wait_s(HttpAnswer(429, headers, b""), default_s=7.0) == seconds
