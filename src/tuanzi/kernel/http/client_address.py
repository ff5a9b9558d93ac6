"""Who is at the other end: the peer itself, or what proxies that we trust say about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


def networks(written: Iterable[str]) -> tuple[Network, ...]:
    """The trusted proxies of the configuration, addresses and networks alike. Raises ``ValueError``."""
    return tuple(ip_network(each, strict=False) for each in written)


def client_address(peer: str, forwarded: Sequence[str], trusted: Sequence[Network]) -> str:
    """The client's address. ``forwarded``: the values of X-Forwarded-For in their order.

    Each proxy appends whom it heard, so the list is read from its end as far as those who wrote it are trusted; everything
    before that anybody may have made up. A peer that we do not trust is the client, whatever it says.
    """
    client = peer
    said = [part.strip() for value in forwarded for part in value.split(",")]
    while said and _is_among(client, trusted):
        before = _plain(said.pop())
        if before is None:
            break
        client = before
    return client


def _is_among(address: str, trusted: Sequence[Network]) -> bool:
    if not trusted:
        return False
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in trusted)


def _plain(written: str) -> str | None:
    """An address without the port and brackets that some proxies add; None if it is none."""
    host = written.removeprefix("[").partition("]")[0] if written.startswith("[") else written
    if host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        return str(ip_address(host))
    except ValueError:
        return None
