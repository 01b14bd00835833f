"""What a network ACL does to TCP: the first rule that is about a packet decides (VPC user guide, nacl-rules)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network

from mwaa_tf.doctor.checks.network._cidr import ipv4_network
from mwaa_tf.doctor.view.network import ALL_PROTOCOLS, NetworkAcl, NetworkAclRule, NetworkSection
from mwaa_tf.mwaa.internet import without, without_all

_TCP = "6"
_PORTS = (0, 65535)


@dataclass(frozen=True, slots=True)
class Packets:
    """Packets of TCP from or to a network, whose destination port is in a range."""

    network: IPv4Network
    first_port: int
    last_port: int


@dataclass(frozen=True, slots=True)
class DeniedPackets:
    """Packets that a network ACL denies."""

    packets: Packets
    rule: int | None
    """Number of the rule that denies them; None where no rule allows them."""


def acl_of(network: NetworkSection, subnet_id: str) -> NetworkAcl | None:
    """The network ACL that holds for a subnet: its own, or the default one of the VPC; None where none is known."""
    acls = network.network_acls.value
    own = (acl for acl in acls if subnet_id in acl.subnet_ids)
    return next(own, next((acl for acl in acls if acl.is_default), None))


def denied(acl: NetworkAcl, packets: Iterable[Packets], *, is_egress: bool) -> list[DeniedPackets]:
    """Those of ``packets`` that the rules of one direction deny, in parts."""
    undecided, result = list(packets), []
    for rule in acl.rules:
        cidr = ipv4_network(rule.cidr)
        if rule.is_egress is not is_egress or rule.protocol not in (_TCP, ALL_PROTOCOLS) or cidr is None:
            continue
        matching = [match for part in undecided for match in _matching(part, rule, cidr)]
        if not rule.is_allow:
            result += [DeniedPackets(match, rule.number) for match in matching]
        undecided = [rest for part in undecided for rest in _others(part, rule, cidr)]
    return result + [DeniedPackets(part, None) for part in undecided]


def admits_some(acl: NetworkAcl, packets: Iterable[Packets], *, is_egress: bool) -> bool:
    """Whether there is an address of ``packets`` with which all of their ports are allowed."""
    wanted = tuple(packets)
    networks = {part.network for part in wanted}
    return bool(without_all(networks, (each.packets.network for each in denied(acl, wanted, is_egress=is_egress))))


def _matching(packets: Packets, rule: NetworkAclRule, cidr: IPv4Network) -> Iterator[Packets]:
    """The part of ``packets`` that the rule is about."""
    first, last = _ports(rule)
    if packets.network.overlaps(cidr) and first <= packets.last_port and packets.first_port <= last:
        network = packets.network if cidr.supernet_of(packets.network) else cidr
        yield Packets(network, max(first, packets.first_port), min(last, packets.last_port))


def _others(packets: Packets, rule: NetworkAclRule, cidr: IPv4Network) -> Iterator[Packets]:
    """The parts of ``packets`` that the rule is not about."""
    for match in _matching(packets, rule, cidr):
        for network in without([packets.network], match.network):
            yield Packets(network, packets.first_port, packets.last_port)
        if packets.first_port < match.first_port:
            yield Packets(match.network, packets.first_port, match.first_port - 1)
        if match.last_port < packets.last_port:
            yield Packets(match.network, match.last_port + 1, packets.last_port)
        return
    yield packets


def _ports(rule: NetworkAclRule) -> tuple[int, int]:
    if rule.protocol == ALL_PROTOCOLS or rule.from_port is None or rule.to_port is None:
        return _PORTS
    return rule.from_port, rule.to_port
