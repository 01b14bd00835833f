"""Whether security groups let the environment and its endpoints reach each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, ip_network

from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import GroupRule, SecurityGroupFacts, VpcEndpointFacts

_PREFIX_LIST = "pl-"


@dataclass(frozen=True, slots=True)
class Peers:
    """What a rule has to name: one of the groups by reference, or all of the addresses."""

    groups: tuple[tuple[str, str], ...]
    """Account and id of each group."""
    addresses: tuple[str, ...]
    """In CIDR notation."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What rules say about traffic on a port."""

    is_open: bool
    is_certain: bool
    """Whether prefix lists, whose addresses are not known here, make no difference."""
    others: tuple[str, ...]
    """The groups that are named instead."""


def passage(groups: Iterable[SecurityGroupFacts], peers: Peers, port: int, *, is_egress: bool) -> Passage:
    """Whether ``groups`` together let TCP ``port`` in from ``peers``, or out to them."""
    rules = [
        (group, rule) for group in groups for rule in group.rules if rule.is_egress == is_egress and rule.admits(port)
    ]
    is_open = any(_names(rule, group, peers) for group, rule in rules) or _covers((rule for _, rule in rules), peers)
    lists = any(rule.peer.startswith(_PREFIX_LIST) for _, rule in rules)
    others = sorted({rule.peer for _, rule in rules if "sg-" in rule.peer})
    return Passage(is_open, is_open or not lists, tuple(others))


def environment_peers(view: EnvironmentView) -> Peers:
    """The environment, as rules of the endpoints' groups name it. That it uses all of its groups is documented (API
    reference, NetworkConfiguration); that its addresses are in its subnets follows from there."""
    environment = view.environment.value
    owners = {group.id: group.owner_id for group in view.network.security_groups.value}
    return Peers(
        tuple((owners[group_id], group_id) for group_id in environment.security_group_ids if group_id in owners),
        tuple(subnet.cidr for subnet in view.network.subnets.value),
    )


def endpoint_peers(view: EnvironmentView, endpoint: VpcEndpointFacts) -> Peers:
    """An endpoint, as rules of the environment's groups name it."""
    known = view.network.endpoint_addresses.content or {}
    addresses = [f"{known[interface]}/32" for interface in endpoint.interface_ids if interface in known]
    if not addresses or len(addresses) < len(endpoint.interface_ids):
        addresses = [subnet.cidr for subnet in view.network.subnets.value if subnet.id in endpoint.subnet_ids]
    return Peers(tuple((group.owner_id, group.id) for group in endpoint_groups(view, endpoint)), tuple(addresses))


def endpoint_groups(view: EnvironmentView, endpoint: VpcEndpointFacts) -> tuple[SecurityGroupFacts, ...]:
    """The groups of an endpoint."""
    return tuple(group for group in view.network.endpoint_groups.value if group.id in endpoint.security_group_ids)


def reference(group: SecurityGroupFacts, account_id: str, group_id: str) -> str:
    """A group as a rule of ``group`` names it: with its account, where that is another one."""
    return group_id if account_id == group.owner_id else f"{account_id}/{group_id}"


def _names(rule: GroupRule, group: SecurityGroupFacts, peers: Peers) -> bool:
    return any(
        rule.peer in (reference(group, account_id, group_id), f"{account_id}/{group_id}")
        for account_id, group_id in peers.groups
    )


def _covers(rules: Iterable[GroupRule], peers: Peers) -> bool:
    """Whether the ranges of the rules have all of the addresses."""
    ranges = [network for rule in rules if "/" in rule.peer and (network := _ipv4(rule.peer))]
    addresses = [network for address in peers.addresses if (network := _ipv4(address))]
    return bool(addresses) and all(any(address.subnet_of(allowed) for allowed in ranges) for address in addresses)


def _ipv4(cidr: str) -> IPv4Network | None:
    try:
        network = ip_network(cidr)
    except ValueError:
        return None
    return network if isinstance(network, IPv4Network) else None
