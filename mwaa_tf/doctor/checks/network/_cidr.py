"""Networks in CIDR notation, as sets of IPv4 addresses."""

from __future__ import annotations

from ipaddress import IPv4Network


def ipv4_network(cidr: str) -> IPv4Network | None:
    """The network; None for IPv6, and for what is no CIDR."""
    try:
        return IPv4Network(cidr, strict=False)
    except ValueError:
        return None
