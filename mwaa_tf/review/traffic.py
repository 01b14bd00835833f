"""The traffic that rules of security groups allow, comparable: one range of ports, to or from one peer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Any

from mwaa_tf.mwaa.internet import are_open

_ALL = "-1"
_ALL_PORTS = (0, 65_535)
_PROTOCOLS = {"all": _ALL, "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}

IpNetwork = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class TrafficRange:
    """Ports ``first`` to ``last`` of a protocol (``-1`` is all), and the network, group or list at the other end."""

    protocol: str
    first: int
    last: int
    peer: IpNetwork | str

    @property
    def is_internet(self) -> bool:
        """Whether the peer is a good part of the internet."""
        return not isinstance(self.peer, str) and are_open([self.peer])

    @property
    def ports(self) -> str:
        """The ports in words: ``all traffic``, ``tcp 443``, ``udp 1000-2000``."""
        if self.protocol == _ALL:
            return "all traffic"
        if (self.first, self.last) == _ALL_PORTS:
            return f"all of {self.protocol}"
        return f"{self.protocol} {self.first}" + (f"-{self.last}" if self.last != self.first else "")

    def is_within(self, other: TrafficRange) -> bool:
        """Whether ``other`` allows all of this."""
        if other.protocol != _ALL and (
            other.protocol != self.protocol or self.first < other.first or self.last > other.last
        ):
            return False
        if isinstance(self.peer, str) or isinstance(other.peer, str):
            return self.peer == other.peer
        if isinstance(self.peer, IPv4Network):
            return isinstance(other.peer, IPv4Network) and self.peer.subnet_of(other.peer)
        return isinstance(other.peer, IPv6Network) and self.peer.subnet_of(other.peer)


def added_ranges(before: Iterable[TrafficRange], after: Iterable[TrafficRange]) -> list[TrafficRange]:
    """What ``after`` allows that ``before`` did not, adjacent networks taken together."""
    allowed = _merged(before)
    return [added for added in _merged(after) if not any(added.is_within(known) for known in allowed)]


def internet_ranges(ranges: Iterable[TrafficRange]) -> list[TrafficRange]:
    """Those of the ranges that admit a good part of the internet, each by itself or with others of the same ports."""
    by_ports: dict[tuple[str, int, int], list[TrafficRange]] = {}
    for allowed in ranges:
        by_ports.setdefault((allowed.protocol, allowed.first, allowed.last), []).append(allowed)
    internet: list[TrafficRange] = []
    for same_ports in by_ports.values():
        wide = [allowed for allowed in same_ports if allowed.is_internet]
        networks = [(allowed, allowed.peer) for allowed in same_ports if not isinstance(allowed.peer, str)]
        if not wide and are_open(peer for _, peer in networks):
            wide = [allowed for allowed, peer in networks if peer.is_global]
        internet += wide
    return internet


def rule_ranges(rule: Any) -> Iterator[TrafficRange]:
    """Of one rule, as a block of ``aws_security_group`` or a resource of its own; nothing of what is not known yet."""
    if not isinstance(rule, Mapping):
        return
    protocol = str(rule.get("ip_protocol") or rule.get("protocol") or _ALL).lower()
    protocol = _PROTOCOLS.get(protocol, protocol)
    first, last = (port if isinstance(port, int) else None for port in (rule.get("from_port"), rule.get("to_port")))
    if protocol == _ALL or first is None or last is None or first < 0 or last < 0:
        first, last = _ALL_PORTS
    for peer in _peers(rule):
        yield TrafficRange(protocol, first, last, peer)


def _peers(rule: Mapping[str, Any]) -> Iterator[IpNetwork | str]:
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
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str) and text]


def _merged(ranges: Iterable[TrafficRange]) -> list[TrafficRange]:
    merged: list[TrafficRange] = []
    networks: dict[tuple[str, int, int, int], list[IpNetwork]] = {}
    for allowed in ranges:
        if isinstance(allowed.peer, str):
            merged.append(allowed)
        else:
            key = (allowed.protocol, allowed.first, allowed.last, allowed.peer.version)
            networks.setdefault(key, []).append(allowed.peer)
    for (protocol, first, last, _version), peers in networks.items():
        collapsed: Iterable[IpNetwork] = collapse_addresses(peers)  # type: ignore[type-var]  # of one version
        merged += [TrafficRange(protocol, first, last, peer) for peer in collapsed]
    return merged
