"""Carries webhooks to other systems: by https only, to public addresses only, never along a redirect.

The address is judged after its name has been resolved, by the resolver of the very connection: a name that changes its
address between look and use (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from coaching.providers.exchange import Carried, HttpRequest
from coaching.providers.transport import Limits, Transport

LIMITS = Limits(connections=16, connect_s=3.0, read_s=5.0, exchange_s=8.0, reads_body=False)
LONGEST_URL = 500
_PORTS = range(1, 65_536)


class Announcer:
    """`is_local`: http and this machine's own addresses are allowed too, to try things out."""

    def __init__(self, *, is_local: bool = False) -> None:
        self._is_local = is_local
        self._transport = Transport(LIMITS, resolver=lambda: _Guarded(is_local=is_local))

    def refusal(self, url: str) -> str:
        """This will say why an address cannot be used, in words for a person; "" where it can, as far as is seen."""
        return refusal(url, is_local=self._is_local)

    def post(self, requests: Sequence[HttpRequest]) -> list[Carried]:
        """This will post all of them at once and wait for their ends, some seconds at most."""
        return self._transport.carry(requests)

    def close(self) -> None:
        """This will wait for what is under way and end the thread."""
        self._transport.close()


def refusal(url: str, *, is_local: bool) -> str:
    """This will judge an address by its looks alone; its name is resolved when it is used."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "This is not a web address. Write it like https://example.org/hooks."
    if not url.isascii() or any(letter.isspace() or letter in "\\" for letter in url) or not url.isprintable():
        return "Write the address with plain letters only, without spaces."
    if parts.scheme not in ("https", "http") or not host or (port is not None and port not in _PORTS):
        return "This is not a web address. Write it like https://example.org/hooks."
    if len(url) > LONGEST_URL:
        return f"The address may have {LONGEST_URL} letters."
    if parts.scheme != "https" and not is_local:
        return "The address must begin with https://, so that nobody on the way can read along."
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "The address may hold neither a name, a password nor a part after #."
    return _refusal_of_host(host, is_local=is_local)


def _refusal_of_host(host: str, *, is_local: bool) -> str:
    literal = _literal(host)
    if literal is not None:
        return "" if is_open(literal, is_local=is_local) else NOT_PUBLIC
    is_named = "." in host.rstrip(".") and not host.rstrip(".").endswith((".local", ".internal", ".localhost"))
    return "" if is_named or is_local else NOT_PUBLIC


NOT_PUBLIC = "This address lies within a private network. Only addresses that the whole internet can reach may be told."


def _literal(host: str) -> str | None:
    """The address that a host written in numbers means, in any of the ways that a system's resolver reads it."""
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host)) if host[:1].isdigit() else None
    except OSError:
        return None


def is_open(address: str, *, is_local: bool) -> bool:
    """This will say whether an IP address may be written to: global unicast, or in local mode this machine as well."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = _inner(found)
    if inner is not None:
        return is_open(str(inner), is_local=is_local)
    if found.is_loopback:
        return is_local
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


# NAT64 (RFC 6052): the address of version 4 stands in the last four bytes.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _inner(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address of version 4 that one of version 6 stands for (mapped, 6to4, Teredo, NAT64)."""
    if not isinstance(found, ipaddress.IPv6Address):
        return None
    if found in _NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)


class _Guarded(AbstractResolver):
    """The system's resolver, whose answers are judged before anything connects to them."""

    def __init__(self, *, is_local: bool) -> None:
        self._resolver = ThreadedResolver()
        self._is_local = is_local

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        allowed = [each for each in found if is_open(each["host"], is_local=self._is_local)]
        if not allowed:
            raise OSError(None, NOT_PUBLIC)
        return allowed

    async def close(self) -> None:
        await self._resolver.close()
