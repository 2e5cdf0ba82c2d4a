"""Webhooks leave for public addresses alone: the table of what a stranger might write, and a name that lies."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from coaching.providers import announcer
from coaching.providers.announcer import Announcer
from coaching.providers.clock import boot_s
from coaching.providers.exchange import HttpAnswer, HttpRequest, NotWritten

PUBLIC = [
    "https://example.org",
    "https://example.org:8443/hooks?a=1",
    "https://93.184.216.34/",
    "https://[2606:2800:220:1:248:1893:25c8:1946]/",
]
INNER = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "0", "0.0.0.0",
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1",
    "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1",
    "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd00::1]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]",
    "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]", "[2002:7f00:1::]", "[2002:a00:1::]", "[2001:db8::1]",
    "[fe80::1%25eth0]", "localhost", "localhost.", "metadata", "db.local", "db.internal", "a.localhost",
]  # fmt: skip
STRANGE = [
    "", "example.org", "ftp://example.org", "file:///etc/passwd", "gopher://example.org", "javascript:alert(1)",
    "https://", "https:///path", "https://user@example.org", "https://user:pass@example.org", "https://example.org#a",
    "https://example.org\\@127.0.0.1/", "https://example.org /", "https://exa\nmple.org/", "https://exämple.org/",
    "https://example.org:0/", "https://example.org:99999/", "https://[::1", "https://example.org/" + "a" * 500,
    "https://\u2460.example.org/", "http://example.org",
]  # fmt: skip


@pytest.mark.parametrize("url", PUBLIC)
def test_a_public_address_may_be_told(url: str) -> None:
    assert announcer.refusal(url, is_local=False) == ""


@pytest.mark.parametrize("host", INNER)
def test_nothing_within_a_private_network_may_be_told(host: str) -> None:
    assert announcer.refusal(f"https://{host}/hooks", is_local=False)


@pytest.mark.parametrize("url", STRANGE)
def test_what_is_no_plain_https_address_is_refused_in_words(url: str) -> None:
    assert announcer.refusal(url, is_local=False)


def test_to_try_things_out_this_machine_may_be_told_and_the_network_still_may_not() -> None:
    for url in ("http://127.0.0.1:9000/", "http://localhost:9000/", "http://[::1]:9000/"):
        assert announcer.refusal(url, is_local=True) == ""
    for host in ("10.0.0.1", "169.254.169.254", "192.168.1.1", "[fd00::1]"):
        assert announcer.refusal(f"https://{host}/", is_local=True)


class _Listener(BaseHTTPRequestHandler):
    calls: list[str]

    def do_POST(self) -> None:
        self.server.calls.append(self.path)  # type: ignore[attr-defined]  # put there by the fixture
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/there")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        if self.path == "/flood":
            try:
                for _ in range(10_000):
                    self.wfile.write(b"x" * 65_536)
            except OSError:
                self.server.calls.append("hung up")  # type: ignore[attr-defined]  # as above

    def log_message(self, *args: object) -> None:
        del args


@pytest.fixture
def listener() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Listener)
    server.calls = []  # type: ignore[attr-defined]  # a list to write to
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def post(host: str, server: HTTPServer, path: str = "/", *, is_local: bool) -> object:
    carrier = Announcer(is_local=is_local)
    try:
        url = f"http://{host}:{server.server_port}{path}"
        [answer] = carrier.post([HttpRequest(url, {}, b"{}", boot_s() + 5)])
        return answer
    finally:
        carrier.close()


def test_a_name_that_leads_to_this_machine_is_not_connected_to(listener: HTTPServer) -> None:
    """As a name would whose address is changed between look and use."""
    assert socket.gethostbyname("localhost") == "127.0.0.1"
    answer = post("localhost", listener, is_local=False)
    assert isinstance(answer, NotWritten)
    assert listener.calls == []  # type: ignore[attr-defined]  # see the fixture


def test_this_machine_hears_it_where_that_is_allowed(listener: HTTPServer) -> None:
    assert post("localhost", listener, is_local=True) == HttpAnswer(200, _any_headers(), b"")


def test_a_redirect_is_not_followed(listener: HTTPServer) -> None:
    answer = post("127.0.0.1", listener, "/away", is_local=True)
    assert isinstance(answer, HttpAnswer)
    assert answer.status == 302
    assert listener.calls == ["/away"]  # type: ignore[attr-defined]  # see the fixture


def test_an_answer_without_end_is_not_read(listener: HTTPServer) -> None:
    answer = post("127.0.0.1", listener, "/flood", is_local=True)
    assert isinstance(answer, HttpAnswer)
    assert (answer.status, answer.body) == (200, b"")


class _any_headers(dict[str, str]):
    """Equal to whatever a server adds."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict)

    __hash__ = None  # type: ignore[assignment]  # never a key
