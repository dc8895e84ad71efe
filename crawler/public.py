"""Which addresses a page in the browser may have fetched: those that anybody could reach."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from crawler.urls import origin_of

_NAT64, _GLOBAL_UNICAST = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2000::/3")
_ASSIGNMENTS = ipaddress.ip_network("192.0.0.0/24")
"""Of protocols; Python holds some of it for public."""


async def is_public(url: str) -> bool:
    """Whether *url* is http(s) to a host all of whose addresses are public.

    Asked of the resolver that downloads ask: it keeps what it found, so nobody can answer it otherwise in between.
    """
    host = urlsplit(url).hostname
    if origin_of(url) is None or not host:
        return False
    try:
        return _is_public(host)
    except ValueError:
        found = await _Resolution().of(host)
    return bool(found) and all(map(_is_public, found))


def _is_public(address: str) -> bool:
    """Whether *address* is a public one; one of IPv6 that stands for one of IPv4 is if that is.

    :raises ValueError: if *address* is no IP address.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is None:
            return ip in _GLOBAL_UNICAST and ip.is_global
        ip = inner
    return ip.is_global and not ip.is_multicast and ip not in _ASSIGNMENTS


@implementer(IResolutionReceiver)
class _Resolution:
    """Takes in the addresses of a host."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._done: asyncio.Future[Sequence[str]] = asyncio.get_running_loop().create_future()

    async def of(self, host: str) -> Sequence[str]:
        """The addresses of *host*; none if there are none."""
        from twisted.internet import reactor

        reactor.nameResolver.resolveHostName(self, host)
        return await self._done

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's names
        """Nothing yet."""

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        """One more."""
        self._found.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        """That is all."""
        if not self._done.done():
            self._done.set_result(self._found)
