"""Is it there yet? Questions that a starting program answers; each asks once and never waits long."""

import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

_ASK_S = 1.0
_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def http(url: str) -> Callable[[], bool]:
    """This will make the question "does `url` answer with a status below 400?"."""

    def answers() -> bool:
        try:
            with _NO_PROXY.open(url, timeout=_ASK_S) as answer:
                return int(answer.status) < 400
        except (urllib.error.URLError, OSError, ValueError):
            return False

    return answers


def redis(url: str) -> Callable[[], bool]:
    """This will make the question "does the server at redis://host:port/n answer PING with PONG?".

    A server that still loads its data answers otherwise, and counts as not ready.
    """
    parts = urlsplit(url)
    address = (parts.hostname or "127.0.0.1", parts.port or 6379)

    def answers() -> bool:
        try:
            with socket.create_connection(address, timeout=_ASK_S) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    return answers
