"""What rules of security groups let through, comparable: one range of ports, from one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Any

_ALL = "-1"
_ALL_PORTS = (0, 65_535)
_PROTOCOLS = {"all": _ALL, "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}

#: Networks at most this long are a good part of the internet, whole or in pieces.
_WIDE = {4: 7, 6: 15}

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Opening:
    """Ports ``first`` to ``last`` of a protocol (``-1`` is all), from addresses or from a group or list."""

    protocol: str
    first: int
    last: int
    place: Network | str

    @property
    def is_world(self) -> bool:
        """Whether a good part of the internet is let in."""
        return not isinstance(self.place, str) and self.place.prefixlen <= _WIDE[self.place.version]

    @property
    def ports(self) -> str:
        """The ports in words: ``all traffic``, ``tcp 443``, ``udp 1000-2000``."""
        if self.protocol == _ALL:
            return "all traffic"
        if (self.first, self.last) == _ALL_PORTS:
            return f"all of {self.protocol}"
        return f"{self.protocol} {self.first}" + (f"-{self.last}" if self.last != self.first else "")

    def within(self, other: Opening) -> bool:
        """Whether ``other`` lets through all of this."""
        if other.protocol != _ALL and (
            other.protocol != self.protocol or self.first < other.first or self.last > other.last
        ):
            return False
        if isinstance(self.place, str) or isinstance(other.place, str):
            return self.place == other.place
        if isinstance(self.place, IPv4Network):
            return isinstance(other.place, IPv4Network) and self.place.subnet_of(other.place)
        return isinstance(other.place, IPv6Network) and self.place.subnet_of(other.place)


def beyond(before: Iterable[Opening], after: Iterable[Opening]) -> list[Opening]:
    """What ``after`` lets through that ``before`` did not, adjacent networks taken together."""
    there = _joined(before)
    return [item for item in _joined(after) if not any(item.within(other) for other in there)]


def rule_openings(rule: Any) -> Iterator[Opening]:
    """Of one rule, as a block of ``aws_security_group`` or a resource of its own; nothing of what is not known yet."""
    if not isinstance(rule, Mapping):
        return
    protocol = str(rule.get("ip_protocol") or rule.get("protocol") or _ALL).lower()
    protocol = _PROTOCOLS.get(protocol, protocol)
    first, last = (port if isinstance(port, int) else None for port in (rule.get("from_port"), rule.get("to_port")))
    if protocol == _ALL or first is None or last is None or first < 0 or last < 0:
        first, last = _ALL_PORTS
    for place in _places(rule):
        yield Opening(protocol, first, last, place)


def _places(rule: Mapping[str, Any]) -> Iterator[Network | str]:
    for name in ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"):
        for text in _texts(rule.get(name)):
            try:
                yield ip_network(text, strict=False)
            except ValueError:
                yield text
    for name in ("security_groups", "prefix_list_ids", "referenced_security_group_id", "prefix_list_id"):
        yield from _texts(rule.get(name))
    # Terraform's older resource names one group, and `self` is the group itself.
    if rule.get("source_security_group_id") and rule.get("self") is not True:
        yield from _texts(rule["source_security_group_id"])
    if rule.get("self") is True:
        yield "the group itself"


def _texts(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str) and item]


def _joined(openings: Iterable[Opening]) -> list[Opening]:
    found: list[Opening] = []
    networks: dict[tuple[str, int, int, int], list[Network]] = {}
    for item in openings:
        if isinstance(item.place, str):
            found.append(item)
        else:
            networks.setdefault((item.protocol, item.first, item.last, item.place.version), []).append(item.place)
    for (protocol, first, last, _version), places in networks.items():
        joined: Iterable[Network] = collapse_addresses(places)  # type: ignore[type-var]  # of one version
        found += [Opening(protocol, first, last, place) for place in joined]
    return found
