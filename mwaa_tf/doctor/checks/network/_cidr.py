"""Networks in CIDR notation, as sets of IPv4 addresses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Network

EVERYWHERE = IPv4Network("0.0.0.0/0")

#: What is not on the internet, with what AWS gives a VPC besides (VPC user guide, vpc-cidr-blocks; RFC 6890).
_PRIVATE = tuple(
    IPv4Network(cidr)
    for cidr in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/3",
    )
)


def ipv4_network(cidr: str) -> IPv4Network | None:
    """The network; None for IPv6, and for what is no CIDR."""
    try:
        return IPv4Network(cidr, strict=False)
    except ValueError:
        return None


def without(networks: Iterable[IPv4Network], removed: IPv4Network) -> list[IPv4Network]:
    """The networks without the addresses of ``removed``."""
    remaining: list[IPv4Network] = []
    for network in networks:
        if removed.supernet_of(network):
            continue
        remaining += network.address_exclude(removed) if network.supernet_of(removed) else [network]
    return remaining


def without_all(networks: Iterable[IPv4Network], removed: Iterable[IPv4Network]) -> list[IPv4Network]:
    """The networks without the addresses of any in ``removed``."""
    remaining = list(networks)
    for network in removed:
        remaining = without(remaining, network)
    return remaining


@cache
def internet() -> tuple[IPv4Network, ...]:
    """The addresses of the internet."""
    return tuple(without_all([EVERYWHERE], _PRIVATE))
