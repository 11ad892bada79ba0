"""Who may be asked: hosts of the public web, by the addresses that their names stand for.

Content is written by strangers, and whoever runs this may stand inside a network: an address such as
http://169.254.169.254/ must not be asked, by whatever name or redirect it comes. So a name is looked up once, every
address it stands for is judged, and the connection goes to one that was: there is no second look-up in between.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

import httpx

#: The addresses that a host's name stands for at a port. Raises OSError.
LookUp: TypeAlias = Callable[[str, int], Awaitable[tuple[str, ...]]]

#: Addresses of a host that are tried, if one takes no connection.
_TRIED = 3
#: In their last 32 bits stands an address of IPv4 (RFC 6052 §2.1, RFC 4291 §2.5.5.1, RFC 2765 §2.1).
_TRANSLATED = tuple(map(IPv6Network, ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")))
#: What leads into a network besides, whatever the Python at hand knows of it: https://www.iana.org/assignments/iana-ipv6-special-registry,
#: site-local addresses (RFC 3879), and the platform that a machine of Azure's stands on.
_WITHIN = tuple(
    map(
        ip_network,
        (
            *("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32"),
            *("64:ff9b:1::/48", "fec0::/10", "5f00::/16", "3fff::/20"),
        ),
    )
)


class PrivateError(Exception):
    """A host that stands for an address inside some network, or for this machine."""


async def looked_up(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host, as the system knows them. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


def is_public(address: str) -> bool:
    """Whether an address is one of the public web, and not one within a network, of this machine or of many."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and (inside := _inside(found)):
        return is_public(str(inside))
    is_within = any(found.version == one.version and found in one for one in _WITHIN)
    return found.is_global and not found.is_multicast and not is_within


def _inside(found: IPv6Address) -> IPv4Address | None:
    """The address of IPv4 that one of IPv6 leads to; None where it is one of its own."""
    if any(found in network for network in _TRANSLATED):
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)


class Guarded(httpx.AsyncBaseTransport):
    """Asks through `inner`, at an address that was looked up and judged; the certificate has to be the host's all the same."""

    def __init__(
        self, inner: httpx.AsyncBaseTransport, look_up: LookUp = looked_up, *, allows_private: bool = False
    ) -> None:
        self._inner, self._look_up, self._allows_private = inner, look_up, allows_private

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer. Raises PrivateError, OSError and what the transport does."""
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or {"http": 80}.get(request.url.scheme, 443)
        addresses = await self._look_up(host, port)
        if not self._allows_private and not all(map(is_public, addresses)):
            raise PrivateError(host)
        failed: httpx.TransportError = httpx.ConnectError("no address")
        for address in addresses[:_TRIED]:
            try:
                return await self._inner.handle_async_request(_to(request, address, host))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        raise failed

    async def aclose(self) -> None:
        """Lets go of all connections."""
        await self._inner.aclose()


def _to(request: httpx.Request, address: str, host: str) -> httpx.Request:
    """The same request to this address of the host. What the header and the certificate name is the host."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        extensions={**request.extensions, "sni_hostname": host},
    )
